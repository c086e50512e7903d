"""Which file reads whose callbacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from functions.domain.orgs.org import Org
from functions.domain.providers.events import ProviderEvent


@dataclass(frozen=True)
class Callback:
    """A request as it came in. Header names are in lower case; `url` is the public address that the provider called,
    query included, as the organisation's `public_url` makes it. Nothing of it prints.
    """

    method: str
    url: str = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """What is answered at once, where a provider wants more than an empty 200: Meta's challenge, for example."""

    status: int = 200
    content_type: str = "text/plain"
    body: bytes = b""


class CallbackModule(Protocol):
    """What a provider's file of callbacks holds. `settings` are those of the provider's own settings model."""

    def verify(self, callback: Callback, settings: Any) -> bool:
        """Whether the provider sent it, by the raw bytes, in constant time. Raises Misconfigured."""

    def handshake(self, callback: Callback, settings: Any) -> Reply | None:
        """The whole answer to a request that carries no items (a handshake); None: it carries items."""

    def parse_events(self, org: Org, callback: Callback, settings: Any) -> list[ProviderEvent]:
        """Every item of a body, each apart: one that cannot be read is a BrokenItem, one of a kind that nobody has
        heard of yet is left out. Raises Malformed where the body as a whole cannot be read.
        """


MODULES: Mapping[str, str] = {
    "sandbox": "functions.providers.sandbox.webhooks",
    "whatsapp_cloud": "functions.providers.whatsapp_cloud.webhooks",
    "waha": "functions.providers.waha.webhooks",
    "twilio": "functions.providers.twilio.webhooks",
    "gupshup": "functions.providers.gupshup.webhooks",
    "interakt": "functions.providers.interakt.webhooks",
    "sendgrid": "functions.providers.sendgrid.webhooks",
    "resend": "functions.providers.resend.webhooks",
    "ses": "functions.providers.ses.webhooks",
}


def load(provider: str) -> CallbackModule:
    """A provider's file of callbacks. KeyError where there is no such provider."""
    module: Any = import_module(MODULES[provider])
    return module  # type: ignore[no-any-return]  # each file of the list is one
