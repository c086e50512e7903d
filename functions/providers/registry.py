"""Which provider serves a channel of an organisation. Each is imported when it is first asked for: an instance that
sends email never loads what push needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

from pydantic import ValidationError

from functions.domain.kernel.errors import Malformed, Misconfigured, RegularsError
from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.org import Org
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel, Setting


class Provider(Protocol):
    """What every provider can do."""

    @property
    def name(self) -> str:
        """As it stands on messages."""

    def send(self, outgoing: Outgoing) -> Sent:
        """Hand a message over. Raises ProviderAway where it was not taken and may be later, ProviderRefused where it
        never will be (its advice says what then), Misconfigured, and ProviderSilent where nobody knows.
        """


@runtime_checkable
class BatchProvider(Provider, Protocol):
    """A provider that takes many messages in one call."""

    @property
    def most_at_once(self) -> int:
        """How many it takes in one call."""

    def send_all(self, outgoing: Sequence[Outgoing]) -> list[Sent | RegularsError]:
        """What became of each, in order; errors as `send` would raise them."""


class ProviderModule(Protocol):
    """What a provider's file holds: the model of its settings, and how a provider is made of them."""

    SETTINGS: type[Setting]

    def make(self, channel: Channel, settings: Any) -> Provider: ...


@dataclass(frozen=True)
class Listed:
    """A provider's file, and the channels that it can serve; none where it only tells us of what others sent."""

    module: str
    channels: tuple[Channel, ...]


PROVIDERS: Mapping[str, Listed] = {
    "sandbox": Listed("functions.providers.sandbox.sending", ("push", "whatsapp", "sms", "email")),
    "fcm": Listed("functions.providers.fcm.sending", ("push",)),
    "whatsapp_cloud": Listed("functions.providers.whatsapp_cloud.sending", ("whatsapp",)),
    "waha": Listed("functions.providers.waha.sending", ("whatsapp",)),
    "twilio": Listed("functions.providers.twilio.sending", ("whatsapp", "sms")),
    "gupshup": Listed("functions.providers.gupshup.sending", ("whatsapp", "sms")),
    "interakt": Listed("functions.providers.interakt.sending", ("whatsapp",)),
    "smtp": Listed("functions.providers.smtp.sending", ("email",)),
    "resend": Listed("functions.providers.resend.sending", ("email",)),
    "sendgrid": Listed(
        "functions.providers.sendgrid.webhooks", ()
    ),  # tell us of mail that goes out by `smtp`
    "ses": Listed("functions.providers.ses.webhooks", ()),
}


def provider_for(org: Org, channel: Channel) -> Provider:
    """The provider that serves a channel of an organisation. Raises Misconfigured."""
    name = org.provider_of(channel)
    listed = PROVIDERS.get(name)
    if listed is None or channel not in listed.channels:
        raise Misconfigured(name, f"there is no such provider for {channel}")
    try:
        settings = parse_settings(name, org.providers.get(name, {}))
    except Malformed as error:
        raise Misconfigured(name, str(error)) from None
    return load(name).make(channel, settings)


def parse_settings(provider: str, settings: Mapping[str, Any]) -> Setting:
    """A provider's settings, checked. Malformed names each field that is wrong with its reason."""
    try:
        return load(provider).SETTINGS.model_validate(settings)
    except ValidationError as error:
        raise Malformed(provider, field_faults(error)) from None


def load(provider: str) -> ProviderModule:
    """A provider's file."""
    module: Any = import_module(PROVIDERS[provider].module)
    return module  # type: ignore[no-any-return]  # each file of the list is one
