"""A message's content as it is handed to a provider: rendered, and within its channel's limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from functions.domain.settings.types import Channel, Purpose


@dataclass(frozen=True)
class TemplateCall:
    """A template that WhatsApp has approved, named with the values of its places in order.

    `header` and `buttons` are the values of those parts, where the template has places there. `button_index` -> value.
    """

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    header: str | None = None
    buttons: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Media:
    """A file that goes along, by its public address."""

    kind: Literal["image", "video", "audio", "document"]
    url: str
    filename: str | None = None


@dataclass(frozen=True)
class Content:
    """The rendered message. `text` is always there; the rest where the channel has it.

    `title`: a push's title or an email's subject. `html`, `preheader`: email. `data`, `link`: push. `template`: what
    WhatsApp takes outside its 24-hour window, in place of the text. `unsubscribe_url`: where one click ends it.
    """

    text: str
    title: str | None = None
    html: str | None = None
    preheader: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    link: str | None = None
    template: TemplateCall | None = None
    media: Media | None = None
    unsubscribe_url: str | None = None


@dataclass(frozen=True)
class Outgoing:
    """A message on its way to a provider. `to` is an E.164 phone, an address or a push token; `tokens` are all of the
    customer's devices, `fids` those of them that are installation ids. None of them print.
    """

    org_id: str
    message_id: str
    channel: Channel
    purpose: Purpose
    business: str
    to: str = field(repr=False)
    content: Content = field(repr=False)
    tokens: tuple[str, ...] = field(default=(), repr=False)
    fids: frozenset[str] = field(default=frozenset(), repr=False)
