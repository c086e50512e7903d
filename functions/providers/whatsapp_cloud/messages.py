"""What people write to a number of Meta's Cloud API, and what staff write in its Business app, kind by kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from functions.domain.kernel.validation import Form
from functions.domain.providers.events import InboundMessage, Kind, MediaRef
from functions.providers.parsing import (
    EpochInstant,
    Id,
    OptionalText,
    left_out,
    phone_of,
    read_leniently,
    received,
)
from functions.providers.whatsapp_cloud.contacts import Contacts
from functions.providers.whatsapp_cloud.settings import NAME

MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")


class _Text(Form):
    body: str


class _Media(Form):
    id: OptionalText = None
    url: OptionalText = None
    mime_type: OptionalText = None
    sha256: OptionalText = None
    filename: OptionalText = None
    caption: OptionalText = None
    voice: bool = False


class _Button(Form):
    text: OptionalText = None
    payload: OptionalText = None


class _Reply(Form):
    id: OptionalText = None
    title: OptionalText = None


class _Interactive(Form):
    type: OptionalText = None
    button_reply: _Reply | None = None
    list_reply: _Reply | None = None
    nfm_reply: dict[str, Any] | None = None


class _Location(Form):
    latitude: float
    longitude: float
    name: OptionalText = None
    address: OptionalText = None


class _Order(Form):
    catalog_id: OptionalText = None
    text: OptionalText = None
    product_items: tuple[dict[str, Any], ...] = ()


class _Reaction(Form):
    message_id: OptionalText = None
    emoji: OptionalText = None


class _Revoke(Form):
    original_message_id: Id


class _Context(Form):
    id: OptionalText = None
    forwarded: bool = False
    frequently_forwarded: bool = False
    referred_product: dict[str, Any] | None = None


class _Body(Form):
    """The content of a message: its type names the one part that is there."""

    type: OptionalText = None
    text: _Text | None = None
    image: _Media | None = None
    video: _Media | None = None
    audio: _Media | None = None
    document: _Media | None = None
    sticker: _Media | None = None


class _Edit(Form):
    original_message_id: Id
    message: _Body


class _Message(_Body):
    id: Id
    timestamp: EpochInstant | None = None
    from_: Annotated[OptionalText, Field(alias="from")] = None
    from_user_id: OptionalText = None
    to: OptionalText = None
    to_user_id: OptionalText = None
    group_id: OptionalText = None
    context: _Context | None = None
    referral: dict[str, Any] | None = None
    errors: list[dict[str, Any]] | None = None
    location: _Location | None = None
    contacts: list[dict[str, Any]] | None = None
    button: _Button | None = None
    interactive: _Interactive | None = None
    order: _Order | None = None
    reaction: _Reaction | None = None
    edit: _Edit | None = None
    revoke: _Revoke | None = None
    system: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Reading:
    kind: Kind
    text: str | None = None
    media: tuple[MediaRef, ...] = ()
    target_id: str | None = None
    new_phone: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_message(
    part: Any, contacts: Contacts, origin: Literal["customer", "staff"]
) -> Iterable[InboundMessage]:
    """One message; nothing for one of a group. The sender is the customer, also of what staff wrote to them."""
    message, odd = read_leniently(_Message.model_validate, part)
    if message.group_id:
        return
    ids = (message.from_, message.from_user_id) if origin == "customer" else (message.to, message.to_user_id)
    reading = _read(message)
    context = message.context or _Context()
    yield InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=message.id,
        at=message.timestamp or received(),
        origin=origin,
        kind=reading.kind,
        sender=contacts.sender(*ids),
        text=reading.text,
        media=reading.media,
        target_id=reading.target_id or context.id,
        new_phone=reading.new_phone,
        extra={**reading.extra, **_around(message, context), **left_out(odd)},
    )


def _new_phone(message: _Message) -> str | None:
    """The number to which a person changed; Meta has named the field `new_wa_id` and `wa_id`."""
    system = message.system or {}
    wa_id = system.get("wa_id") or system.get("new_wa_id")
    is_change = system.get("type") in ("user_changed_number", "customer_changed_number")
    return phone_of(wa_id) if is_change and isinstance(wa_id, str) else None


def _read(message: _Message) -> _Reading:
    """By its type. One of a new type, or whose part cannot be read, is a message all the same, with the text if it has
    one.
    """
    kind = _kind_of(message)
    if kind is None:
        text = message.text.body if message.text else None
        return _Reading("other", text, extra={"type": message.type} if message.type else {})
    return _media(message, kind) if kind in MEDIA_TYPES else _TYPES[kind](message)


def _kind_of(message: _Message) -> str | None:
    """The type whose part is there: the message's own, or else the first. None for a new type."""
    known = (*_TYPES, *MEDIA_TYPES)
    if message.type is not None and message.type not in known:
        return None
    there = [name for name in known if getattr(message, name) is not None]
    return message.type if message.type in there else next(iter(there), None)


def _around(message: _Message, context: _Context) -> dict[str, Any]:
    """What may come with a message of any kind."""
    parts = {
        "referral": message.referral,
        "errors": message.errors,
        "referred_product": context.referred_product,
        "forwarded": context.forwarded or context.frequently_forwarded,
    }
    return {name: value for name, value in parts.items() if value}


def _media(body: _Body, kind: str) -> _Reading:
    file: _Media = getattr(body, kind)
    reference = MediaRef(
        kind=kind,
        id=file.id,
        url=file.url,
        mime_type=file.mime_type,
        filename=file.filename,
        sha256=file.sha256,
    )
    return _Reading("media", file.caption, (reference,), extra={"voice": True} if file.voice else {})


def _location(location: _Location) -> _Reading:
    return _Reading("location", location.name, extra={"location": location.model_dump(exclude_none=True)})


def _button(button: _Button) -> _Reading:
    return _Reading("button", button.text, extra={"payload": button.payload} if button.payload else {})


def _interactive(interactive: _Interactive) -> _Reading:
    reply = interactive.button_reply or interactive.list_reply
    if interactive.type == "nfm_reply" and reply is None:
        return _Reading("other", extra={"type": "nfm_reply", "form": interactive.nfm_reply})
    if reply is None:
        return _Reading("other", extra={"type": interactive.type} if interactive.type else {})
    return _Reading("button", reply.title, extra={"payload": reply.id} if reply.id else {})


def _order(order: _Order) -> _Reading:
    return _Reading("order", order.text, extra={"order": order.model_dump(mode="json", exclude={"text"})})


def _reaction(reaction: _Reaction) -> _Reading:
    removed = {} if reaction.emoji else {"removed": True}
    return _Reading("reaction", reaction.emoji, target_id=reaction.message_id, extra=removed)


def _edit(edit: _Edit) -> _Reading:
    body = edit.message
    if body.type in MEDIA_TYPES and getattr(body, body.type) is not None:
        reading = _media(body, body.type)
        return _Reading("edit", reading.text, reading.media, edit.original_message_id)
    return _Reading("edit", body.text.body if body.text else None, target_id=edit.original_message_id)


_TYPES: Mapping[str, Callable[[Any], _Reading]] = {
    "text": lambda message: _Reading("text", message.text.body),
    "location": lambda message: _location(message.location),
    "contacts": lambda message: _Reading("contacts", extra={"contacts": message.contacts}),
    "button": lambda message: _button(message.button),
    "interactive": lambda message: _interactive(message.interactive),
    "order": lambda message: _order(message.order),
    "reaction": lambda message: _reaction(message.reaction),
    "edit": lambda message: _edit(message.edit),
    "revoke": lambda message: _Reading("revocation", target_id=message.revoke.original_message_id),
    "system": lambda message: _Reading(
        "system", new_phone=_new_phone(message), extra={"type": "system", "system": message.system}
    ),
}
