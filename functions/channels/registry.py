"""Which provider serves a channel of an organisation. Each is imported when it is first asked for: an instance that
sends email never loads what push needs.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from functions.domain.contents import Outgoing
from functions.domain.errors import Misconfigured, RegularsError
from functions.domain.orgs import Org
from functions.domain.outcomes import Sent
from functions.domain.settings import Channel


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


def provider_for(org: Org, channel: Channel) -> Provider:
    """The provider that serves a channel of an organisation. Raises Misconfigured."""
    chosen = org.provider_of(channel)
    make = _MAKERS.get(chosen.provider)
    if make is None:
        raise Misconfigured(chosen.provider, f"there is no such provider for {channel}")
    return make(channel, chosen.settings)


def _sandbox(channel: Channel, settings: Mapping[str, Any]) -> Provider:
    from functions.channels.sandbox import Sandbox

    return Sandbox(channel)


_MAKERS: Mapping[str, Callable[[Channel, Mapping[str, Any]], Provider]] = {"sandbox": _sandbox}
