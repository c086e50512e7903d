"""Gupshup's callbacks, in version 2 of its own form (docs.gupshup.io): one event a body, in no certain order.

A message has two ids: Gupshup's, by which we know it, and WhatsApp's, which later events bring with Gupshup's beside it
as `gsId`. After a week Gupshup leaves its own out, and the event names no message that we know.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.signatures import is_equal
from functions.domain.kernel.validation import Form
from functions.domain.orgs.org import Org
from functions.domain.providers.events import (
    InboundMessage,
    Kind,
    MediaRef,
    PreferenceItem,
    ProviderEvent,
    Reported,
    Sender,
    StatusItem,
)
from functions.providers.contract import Callback, Reply
from functions.providers.error_tables import problem_of
from functions.providers.gupshup.errors import GUPSHUP_ERRORS
from functions.providers.gupshup.settings import NAME, GupshupSettings
from functions.providers.parsing import (
    ABSENT_IS_EMPTY,
    EpochInstant,
    Id,
    OptionalText,
    fingerprint,
    left_out,
    phone_of,
    read_body,
    read_leniently,
    read_one,
    received,
)
from functions.providers.secrets import reveal

SECRET_HEADER, SECRET_PARAMETER = "x-callback-secret", "secret"
STATUSES: Mapping[str, Reported] = {
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
    timestamp: EpochInstant | None = None  # milliseconds
    payload: dict[str, Any]

    @property
    def at(self) -> datetime:
        return self.timestamp or received()


class _Person(Form):
    phone: str | None = None
    name: str | None = None


class _Context(Form):
    id: str | None = None
    gs_id: Annotated[str | None, Field(alias="gsId")] = None


class _Content(Form):
    """The parts of all kinds of message; each has its own of them."""

    text: str | None = None
    title: str | None = None
    caption: str | None = None
    emoji: str | None = None
    url: str | None = None
    name: str | None = None
    content_type: Annotated[str | None, Field(alias="contentType")] = None
    id: str | int | None = None
    gs_id: Annotated[str | None, Field(alias="gsId")] = None
    postback: Annotated[str | None, Field(alias="postbackText")] = None
    latitude: Degrees | None = None
    longitude: Degrees | None = None


class _Message(Form):
    id: Id
    source: str | None = None
    type: str | None = None
    payload: Annotated[_Content, ABSENT_IS_EMPTY] = _Content()
    sender: Annotated[_Person, ABSENT_IS_EMPTY] = _Person()
    context: Annotated[_Context, ABSENT_IS_EMPTY] = _Context()


class _Failure(Form):
    code: int | None = None


class _Status(Form):
    id: OptionalText = None
    gs_id: Annotated[OptionalText, Field(alias="gsId")] = None
    type: str
    payload: Annotated[_Failure, ABSENT_IS_EMPTY] = _Failure()


class _Choice(Form):
    type: str
    phone: str


def verify(callback: Callback, settings: GupshupSettings) -> bool:
    """Gupshup signs nothing: a secret of ours stands in a header, or in the address that was given to it."""
    expected = reveal(settings.callback_secret, NAME)
    in_header = is_equal(callback.headers.get(SECRET_HEADER), expected)
    in_address = is_equal(callback.query.get(SECRET_PARAMETER), expected)
    return in_header or in_address


def handshake(callback: Callback, settings: GupshupSettings) -> Reply | None:
    """Gupshup has no handshake: it wants an empty 200 to everything."""
    return None


def parse_events(org: Org, callback: Callback, settings: GupshupSettings) -> list[ProviderEvent]:
    """The event of a body; empty if its type is not one that concerns us."""
    body = read_body(callback.body)
    kind = body.get("type") if isinstance(body, dict) else None
    if not isinstance(kind, str):
        raise Malformed(NAME, [FieldFault("type", "is missing: callbacks must be of version 2")])
    read = _EVENTS.get(kind)
    if read is None:
        return []
    return read_one(NAME, body, lambda part: read(read_leniently(_Event.model_validate, part)[0]))


def _read_message(event: _Event) -> Iterable[InboundMessage]:
    message, odd = read_leniently(_Message.model_validate, event.payload)
    content, kind = message.payload, _kind(message)
    about = message.context.gs_id or message.context.id
    yield InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=message.id,
        at=event.at,
        origin="customer",
        kind=kind,
        sender=_sender(message),
        text=_text(content, kind),
        media=_media(message),
        target_id=(content.gs_id or str(content.id or "") or about) if kind == "reaction" else about,
        extra={**_extra(message, kind), **left_out(odd)},
    )


def _kind(message: _Message) -> Kind:
    """By its type, as far as the message has what its type names."""
    content, kind = message.payload, _KINDS.get(message.type or "", "other")
    lacks_file = kind == "media" and not content.url
    lacks_place = kind == "location" and (content.latitude is None or content.longitude is None)
    if lacks_file or lacks_place or message.type is None:
        return "text" if content.text else "other"
    return kind


def _sender(message: _Message) -> Sender:
    address = message.sender.phone or message.source
    phone = phone_of(address)
    return Sender(phone=phone, user_id=None if phone else address, name=message.sender.name or None)


def _text(content: _Content, kind: Kind) -> str | None:
    if kind == "reaction":
        return content.emoji or None
    return (content.title if kind == "button" else None) or content.text or content.caption or None


def _media(message: _Message) -> tuple[MediaRef, ...]:
    kind, content = _MEDIA.get(message.type or ""), message.payload
    if kind is None or not content.url:
        return ()
    return (MediaRef(kind=kind, url=content.url, mime_type=content.content_type, filename=content.name),)


def _extra(message: _Message, kind: Kind) -> dict[str, Any]:
    content = message.payload
    if kind == "button":
        id = content.postback or content.id or content.text or content.title
        return {"button_id": str(id)} if id else {}
    if kind == "location":
        return {"location": {"latitude": content.latitude, "longitude": content.longitude}}
    return {"type": message.type} if kind == "other" and message.type else {}


def _read_status(event: _Event) -> Iterable[StatusItem]:
    status, _ = read_leniently(_Status.model_validate, event.payload)
    id = status.gs_id or status.id
    reported = STATUSES.get(status.type)
    if reported is None:
        return
    if id is None:
        raise ValueError("has neither an id nor a gsId")
    problem = problem_of(GUPSHUP_ERRORS, status.payload.code) if reported == "failed" else None
    is_timed = event.timestamp is not None
    yield StatusItem(provider=NAME, id=id, status=reported, at=event.at, problem=problem, is_timed=is_timed)


def _read_choice(event: _Event) -> Iterable[PreferenceItem]:
    """A customer opted in or out at Gupshup. The event has no id of its own."""
    choice = _Choice.model_validate(event.payload)
    if choice.type not in ("opted-in", "opted-out"):
        return
    phone = phone_of(choice.phone)
    yield PreferenceItem(
        provider=NAME,
        channel="whatsapp",
        id=fingerprint([choice.type, choice.phone, event.timestamp and event.timestamp.isoformat()]),
        at=event.at,
        granted=choice.type == "opted-in",
        purposes=("marketing",),
        phone=phone,
        user_id=None if phone else choice.phone,
    )


_EVENTS: Mapping[str, Callable[[_Event], Iterable[ProviderEvent]]] = {
    "message": _read_message,
    "message-event": _read_status,
    "user-event": _read_choice,
}
