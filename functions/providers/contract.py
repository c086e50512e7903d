"""What a provider's folder holds, and what passes between a provider and the rest of the house.

settings.py      SETTINGS, the model of its settings, and the provider's name
sending.py       `make`, where it carries messages
webhooks.py      `verify`, `handshake`, `parse_events`, where it calls back
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, runtime_checkable

from functions.domain.kernel.errors import RegularsError
from functions.domain.orgs.org import Org
from functions.domain.providers.content import Outgoing
from functions.domain.providers.events import ProviderEvent
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel, Setting

PRESENCE_SECONDS = 1.0


class ProviderSettings(Setting):
    """What a provider can be set to, and what it is like, which decisions go by.

    `has_window`: WhatsApp's rule binds what goes by it, free text within 24 hours of the customer's last message.
    """

    has_window: ClassVar[bool] = True


class SettingsModule(Protocol):
    SETTINGS: type[ProviderSettings]


class Provider(Protocol):
    """Sends messages of one organisation on one channel."""

    @property
    def name(self) -> str:
        """As it stands on messages."""

    def send(self, outgoing: Outgoing) -> Sent:
        """Hand a message over. Raises ProviderAway if it was not taken and may be later, ProviderRefused if it never
        will be (its advice says what then), Misconfigured, and ProviderSilent if it may or may not have been taken.
        """


@runtime_checkable
class BatchProvider(Provider, Protocol):
    """A provider that takes many messages in one call."""

    @property
    def most_at_once(self) -> int:
        """How many it takes in one call."""

    def send_all(self, outgoing: Sequence[Outgoing]) -> list[Sent | RegularsError]:
        """What became of each message, in order; errors as `send` would raise them."""


@runtime_checkable
class PresenceProvider(Provider, Protocol):
    """A provider that shows a customer that their message was read, and that somebody is typing. It is asked before an
    answer, and gets PRESENCE_SECONDS for each call. Errors as of `send`.
    """

    def show_presence(self, message_id: str, *, is_read: bool, is_typing: bool) -> None:
        """On the customer's message with this id of the provider's, and those before it."""

    def stop_typing(self, message_id: str) -> None:
        """In the chat of that message, where it does not stop by itself."""


class SendingModule(Protocol):
    def make(self, channel: Channel, settings: Any) -> Provider:
        """The provider of a channel. `settings` are of its own model."""


@dataclass(frozen=True)
class Callback:
    """A request of a provider as it came in. Header names are in lower case; `url` is the public address that the
    provider called, query included, as the organisation's `public_url` makes it. Its content does not print.
    """

    method: str
    url: str = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """The answer to a handshake, where a provider wants more than an empty 200: Meta's challenge, for example."""

    status: int = 200
    content_type: str = "text/plain"
    body: bytes = b""


class WebhooksModule(Protocol):
    """`settings` are of the provider's own model."""

    def verify(self, callback: Callback, settings: Any) -> bool:
        """Whether the provider sent it, by the raw bytes, in constant time. Raises Misconfigured."""

    def handshake(self, callback: Callback, settings: Any) -> Reply | None:
        """The whole answer to a request that carries no events (a handshake). None: it carries events."""

    def parse_events(self, org: Org, callback: Callback, settings: Any) -> list[ProviderEvent]:
        """The events of a body, each read by itself: one that cannot be read is a BrokenItem, one of an unknown kind is
        left out. Raises Malformed if the body as a whole cannot be read.
        """
