"""Which provider serves a channel."""

from typing import Protocol

from functions.channels import sandbox
from functions.domain.deliveries import Sent
from functions.domain.orgs import Channel


class Provider(Protocol):
    """What every provider can do."""

    def send(self, message_id: str, *, to: str, body: str) -> Sent:
        """Hand a message over. Raises ProviderAway where it was not taken and may be later, ProviderRefused where it
        never will be, and ProviderSilent where nobody knows.
        """


def provider_for(channel: Channel) -> Provider:
    """The provider of a channel: the sandbox serves push, WhatsApp, SMS and email alike."""
    return sandbox.Sandbox(channel)
