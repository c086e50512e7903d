"""WAHA's events of messages: written, reacted to, edited, revoked, acknowledged.

Edits and revocations name their message by its key alone; only its writer can edit or revoke it, so its whole id is
known. Each event keeps the keys too (`key`, `target_key` in `extra`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from functions.domain.kernel.validation import Form
from functions.domain.providers.events import InboundMessage, Kind, MediaRef, Problem, Reported, StatusItem
from functions.providers.parsing import EpochInstant, Id, OptionalText, left_out, read_leniently
from functions.providers.waha.events import Event, Place, Reference, name_of, origin_of
from functions.providers.waha.ids import parse_message_id
from functions.providers.waha.settings import NAME

UNDELIVERED = Problem(reason="undelivered", advice="fallback")
STATUSES: Mapping[int, Reported] = {
    -1: "failed",
    1: "sent",
    2: "delivered",
    3: "read",
    4: "read",  # played
}
_MEDIA_KINDS = ("image", "video", "audio")


class _Media(Form):
    url: OptionalText = None
    mimetype: OptionalText = None
    filename: OptionalText = None


class _Location(Form):
    latitude: float
    longitude: float
    name: OptionalText = None
    address: OptionalText = None


class _ReplyTo(Form):
    id: OptionalText = None
    participant: OptionalText = None


class _Message(Reference):
    timestamp: EpochInstant | None = None
    body: OptionalText = None
    has_media: Annotated[bool, Field(alias="hasMedia")] = False
    media: _Media | None = None
    location: _Location | None = None
    contacts: Annotated[list[str] | None, Field(alias="vCards")] = None
    reply_to: Annotated[_ReplyTo | None, Field(alias="replyTo")] = None


class _Reaction(Form):
    text: OptionalText = None
    message_id: Annotated[OptionalText, Field(alias="messageId")] = None


class _Reacted(Reference):
    timestamp: EpochInstant | None = None
    reaction: _Reaction


class _Edited(Reference):
    body: OptionalText = None
    edited_id: Annotated[Id, Field(alias="editedMessageId")]


class _Revoked(Form):
    revoked_id: Annotated[OptionalText, Field(alias="revokedMessageId")] = None
    after: Reference | None = None
    before: Reference | None = None


class _Acknowledged(Reference):
    ack: int


def read_message(event: Event) -> Iterable[InboundMessage]:
    """A message of the customer, of staff on the phone, or our own; `message` and `message.any` are one event."""
    message, odd = read_leniently(_Message.model_validate, event.payload)
    place = Place.of(message)
    if place is None:
        return
    kind, text, media, extra = _content(message)
    yield _item(
        message,
        place,
        message.timestamp or event.at,
        kind=kind,
        text=text,
        media=media,
        target=_reply_target(event, place, message.reply_to),
        extra={**extra, **left_out(odd)},
    )


def read_reaction(event: Event) -> Iterable[InboundMessage]:
    reacted, odd = read_leniently(_Reacted.model_validate, event.payload)
    place = Place.of(reacted)
    if place is None:
        return
    text = reacted.reaction.text
    yield _item(
        reacted,
        place,
        reacted.timestamp or event.at,
        kind="reaction",
        text=text,
        target=_named(place, reacted.reaction.message_id) if reacted.reaction.message_id else None,
        extra={**({} if text else {"removed": True}), **left_out(odd)},
    )


def read_edit(event: Event) -> Iterable[InboundMessage]:
    edited, odd = read_leniently(_Edited.model_validate, event.payload)
    place = Place.of(edited)
    if place is not None:
        target = _named(place, edited.edited_id, from_me=place.name.from_me)
        extra = left_out(odd)
        yield _item(edited, place, event.at, kind="edit", text=edited.body, target=target, extra=extra)


def read_revocation(event: Event) -> Iterable[InboundMessage]:
    revoked, odd = read_leniently(_Revoked.model_validate, event.payload)
    message = revoked.after or revoked.before
    if message is None:
        raise ValueError("names no message")
    place = Place.of(message)
    if place is not None:
        target_id = revoked.revoked_id or (revoked.before or message).id
        target = _named(place, target_id, from_me=place.name.from_me)
        yield _item(message, place, event.at, kind="revocation", target=target, extra=left_out(odd))


def read_ack(event: Event) -> Iterable[StatusItem]:
    """How far a message of ours got. Acknowledgements of the customer's messages are left out."""
    acknowledged, _ = read_leniently(_Acknowledged.model_validate, event.payload)
    place, status = Place.of(acknowledged), STATUSES.get(acknowledged.ack)
    if place is None or status is None or not place.name.from_me:
        return
    problem = UNDELIVERED if status == "failed" else None
    yield StatusItem(provider=NAME, id=place.id, status=status, at=event.at, problem=problem)


def _item(
    message: Reference,
    place: Place,
    at: datetime,
    *,
    kind: Kind,
    text: str | None = None,
    media: tuple[MediaRef, ...] = (),
    target: tuple[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> InboundMessage:
    target_id, target_key = target or (None, None)
    keys = {"key": place.name.key} | ({"target_key": target_key} if target_key else {})
    return InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=place.id,
        at=at,
        origin=origin_of(message),
        kind=kind,
        sender=place.sender(name_of(message)),
        text=text,
        media=media,
        target_id=target_id,
        extra={**(extra or {}), **keys},
    )


def _content(message: _Message) -> tuple[Kind, str | None, tuple[MediaRef, ...], dict[str, Any]]:
    if message.has_media or message.media:
        return "media", message.body, (_media(message.media or _Media()),), {}
    if message.location:
        location = message.location.model_dump(exclude_none=True)
        return "location", message.body, (), {"location": location}
    if message.contacts:
        return "contacts", None, (), {"contacts": message.contacts}
    return ("text" if message.body else "other"), message.body, (), {}


def _media(media: _Media) -> MediaRef:
    """A file, by its address at WAHA. It has none if WAHA did not fetch the file."""
    kind = (media.mimetype or "").partition("/")[0]
    return MediaRef(
        kind=kind if kind in _MEDIA_KINDS else "document",
        url=media.url,
        mime_type=media.mimetype,
        filename=media.filename,
    )


def _reply_target(event: Event, place: Place, reply: _ReplyTo | None) -> tuple[str, str] | None:
    """What a reply is about: by its key alone if the event does not name the writer of that."""
    if reply is None or reply.id is None:
        return None
    if reply.participant is None and parse_message_id(reply.id) is None:
        return reply.id, reply.id
    return _named(place, reply.id, from_me=event.is_mine(reply.participant or ""))


def _named(place: Place, id_or_key: str, *, from_me: bool = False) -> tuple[str, str]:
    """A message of the same chat, by its id and its key. `from_me` is for a key alone."""
    if name := parse_message_id(id_or_key):
        return place.id_of(name.key, from_me=name.from_me), name.key
    return place.id_of(id_or_key, from_me=from_me), id_or_key
