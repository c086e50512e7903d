"""Gupshup's callbacks, in version 2 of its own form (docs.gupshup.io): one event a body, in no certain order.

A message has two ids: Gupshup's, by which we know it, and WhatsApp's, which later events bring with Gupshup's beside it
as `gsId`; after a week that one is gone, and the event is nobody's.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field

from functions.domain.delivery.status_reports import Reported
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.json_bodies import read_json
from functions.domain.kernel.validation import Form, read_form
from functions.domain.orgs.org import Org
from functions.domain.providers.events import (
    InboundMessage,
    Kind,
    MediaRef,
    PreferenceItem,
    ProviderEvent,
    Sender,
    StatusItem,
)
from functions.providers.contract import Callback, Reply
from functions.providers.error_tables import problem_of
from functions.providers.gupshup.errors import GUPSHUP_ERRORS
from functions.providers.gupshup.settings import NAME, GupshupSettings
from functions.providers.parsing import ABSENT_IS_EMPTY, Id, Text, broken, is_same, phone_of
from functions.providers.secrets import reveal

SECRET_HEADER, SECRET_PARAMETER = "x-callback-secret", "secret"
_REPORTED: Mapping[str, Reported] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
}
_MEDIA = {"image": "image", "video": "video", "audio": "audio", "file": "document", "sticker": "image"}
_KINDS: Mapping[str, Kind] = {
    "text": "text",
    **dict.fromkeys(_MEDIA, "media"),
    "location": "location",
    "contact": "contacts",
    "button_reply": "button",
    "list_reply": "button",
    "quick_reply": "button",
    "reaction": "reaction",
}
Degrees = Annotated[float, Field(ge=-180, le=180)]


class _Event(Form):
    timestamp: Annotated[int, Field(ge=10**12, lt=10**13)]  # milliseconds, between 2001 and 2286
    payload: dict[str, Any]

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp / 1000, UTC)


class _Person(Form):
    phone: Text | None = None
    name: Text | None = None


class _Context(Form):
    id: Text | None = None
    gs_id: Annotated[Text | None, Field(alias="gsId")] = None


class _Content(Form):
    """The parts of all kinds of message; each has its own of them."""

    text: Text | None = None
    title: Text | None = None
    caption: Text | None = None
    emoji: Text | None = None
    url: Text | None = None
    name: Text | None = None
    content_type: Annotated[Text | None, Field(alias="contentType")] = None
    id: Text | int | None = None
    gs_id: Annotated[Text | None, Field(alias="gsId")] = None
    postback: Annotated[Text | None, Field(alias="postbackText")] = None
    latitude: Degrees | None = None
    longitude: Degrees | None = None


class _Message(Form):
    id: Id
    source: Text | None = None
    type: Text
    payload: Annotated[_Content, ABSENT_IS_EMPTY] = _Content()
    sender: Annotated[_Person, ABSENT_IS_EMPTY] = _Person()
    context: Annotated[_Context, ABSENT_IS_EMPTY] = _Context()


class _Failure(Form):
    code: int | None = None


class _Status(Form):
    id: Id
    gs_id: Annotated[Text | None, Field(alias="gsId")] = None
    type: Text
    payload: Annotated[_Failure, ABSENT_IS_EMPTY] = _Failure()


class _Choice(Form):
    type: Text
    phone: Text


def verify(callback: Callback, settings: GupshupSettings) -> bool:
    """Gupshup signs nothing: a secret of our own stands in a header, or in the address that was given to it."""
    right = reveal(settings.callback_secret, NAME)
    in_header = is_same(callback.headers.get(SECRET_HEADER), right)
    in_address = is_same(callback.query.get(SECRET_PARAMETER), right)
    return in_header or in_address


def handshake(callback: Callback, settings: GupshupSettings) -> Reply | None:
    """Gupshup has no handshake: it wants an empty 200 to everything."""
    return None


def parse_events(org: Org, callback: Callback, settings: GupshupSettings) -> list[ProviderEvent]:
    """The event of a body; none where its type is not one that concerns us."""
    body = read_json(callback.body)
    kind = body.get("type") if isinstance(body, dict) else None
    if not isinstance(kind, str):
        raise Malformed(NAME, [FieldFault("type", "is missing: callbacks must be of version 2")])
    read = {"message": _message, "message-event": _status, "user-event": _choice}.get(kind)
    if read is None:
        return []
    try:
        event = read_form(_Event, body, NAME)
        item = read(event)
    except Malformed as error:
        return [broken(NAME, callback.body, error)]
    return [item] if item is not None else []


def _message(event: _Event) -> ProviderEvent:
    message = read_form(_Message, event.payload, NAME)
    content, kind = message.payload, _KINDS.get(message.type, "other")
    address = message.sender.phone or message.source
    phone = phone_of(address)
    about = message.context.gs_id or message.context.id
    return InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=message.id,
        at=event.at,
        origin="customer",
        kind=kind,
        sender=Sender(phone=phone, user_id=None if phone else address, name=message.sender.name or None),
        text=_text(content, kind),
        media=_media(message),
        target_id=(content.gs_id or str(content.id or "") or about) if kind == "reaction" else about,
        extra=_extra(message, kind),
    )


def _text(content: _Content, kind: Kind) -> str | None:
    if kind == "reaction":
        return content.emoji or None
    return (content.title if kind == "button" else None) or content.text or content.caption or None


def _media(message: _Message) -> tuple[MediaRef, ...]:
    kind, content = _MEDIA.get(message.type), message.payload
    if kind is None:
        return ()
    if not content.url:
        raise Malformed(NAME, [FieldFault("payload.url", "is missing")])
    return (MediaRef(kind=kind, url=content.url, mime_type=content.content_type, filename=content.name),)


def _extra(message: _Message, kind: Kind) -> dict[str, Any]:
    content = message.payload
    if kind == "button":
        id = content.postback or content.id or content.text or content.title
        return {"button_id": str(id)} if id else {}
    if kind == "location":
        if content.latitude is None or content.longitude is None:
            raise Malformed(NAME, [FieldFault("payload.latitude", "is missing, or the longitude is")])
        return {"location": {"latitude": content.latitude, "longitude": content.longitude}}
    return {"type": message.type} if kind == "other" else {}


def _status(event: _Event) -> ProviderEvent | None:
    status = read_form(_Status, event.payload, NAME)
    reported = _REPORTED.get(status.type)
    if reported is None:
        return None
    return StatusItem(
        provider=NAME,
        id=status.gs_id or status.id,
        status=reported,
        at=event.at,
        problem=problem_of(GUPSHUP_ERRORS, status.payload.code) if reported == "failed" else None,
    )


def _choice(event: _Event) -> ProviderEvent | None:
    """Somebody opted in or out at Gupshup. The event has no id of its own."""
    choice = read_form(_Choice, event.payload, NAME)
    if choice.type not in ("opted-in", "opted-out"):
        return None
    phone = phone_of(choice.phone)
    return PreferenceItem(
        provider=NAME,
        channel="whatsapp",
        id=hashlib.sha256(f"{choice.type}:{choice.phone}:{event.timestamp}".encode()).hexdigest(),
        at=event.at,
        granted=choice.type == "opted-in",
        purposes=("marketing",),
        phone=phone,
        user_id=None if phone else choice.phone,
    )
