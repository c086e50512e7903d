"""Interakt's callbacks: one event a body, signed over its bytes. Its instants are UTC and name no zone."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.signatures import is_equal
from functions.domain.kernel.validation import EARLIEST_YEAR, Form
from functions.domain.orgs.org import Org
from functions.domain.providers.events import (
    InboundMessage,
    Kind,
    MediaRef,
    ProviderEvent,
    Reported,
    Sender,
    StatusItem,
)
from functions.providers.contract import Callback, Reply
from functions.providers.error_tables import problem_of
from functions.providers.interakt.errors import INTERAKT_ERRORS
from functions.providers.interakt.settings import NAME, InteraktSettings
from functions.providers.parsing import (
    ABSENT_IS_EMPTY,
    Id,
    Odd,
    left_out,
    phone_of,
    read_body,
    read_leniently,
    read_one,
    received,
    text_of,
)
from functions.providers.secrets import reveal

SIGNATURE_HEADER = "interakt-signature"
LATEST_YEAR = 9999
RECEIVED = "message_received"
# Clicks and what its own campaigns send are left out, and events that are new to us.
STATUSES: Mapping[str, Reported] = {
    "message_api_sent": "sent",
    "message_api_delivered": "delivered",
    "message_api_read": "read",
    "message_api_failed": "failed",
}
_MEDIA = {
    "Image": "image",
    "Video": "video",
    "Audio": "audio",
    "Voice": "audio",
    "Document": "document",
    "Sticker": "image",
}
_KINDS: Mapping[str, Kind] = {
    "Text": "text",
    **dict.fromkeys(_MEDIA, "media"),
    "Location": "location",
    "Contacts": "contacts",
    "Order": "order",
    "Reaction": "reaction",
}


def _utc(at: datetime) -> datetime:
    if not EARLIEST_YEAR <= at.year < LATEST_YEAR:
        raise ValueError("is of no plausible year")
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_utc)]


class _Customer(Form):
    channel_phone_number: str | None = None
    country_code: str | None = None
    phone_number: str | None = None
    traits: dict[str, Any] | None = None


class _Message(Form):
    id: Id
    chat_message_type: str | None = None
    message_content_type: str | None = None
    message: str | None = None
    media_url: str | None = None
    received_at_utc: Instant | None = None
    delivered_at_utc: Instant | None = None
    seen_at_utc: Instant | None = None
    channel_error_code: str | int | None = None
    meta_data: dict[str, Any] | None = None


class _Parts(Form):
    customer: Annotated[_Customer, ABSENT_IS_EMPTY] = _Customer()
    message: _Message


class _Event(Form):
    type: str
    timestamp: Instant | None = None
    data: _Parts

    @property
    def at(self) -> datetime:
        return self.timestamp or received()


def verify(callback: Callback, settings: InteraktSettings) -> bool:
    key = reveal(settings.webhook_secret, NAME).encode()
    return is_equal(callback.headers.get(SIGNATURE_HEADER), signature(key, callback.body))


def signature(key: bytes, body: bytes) -> str:
    """The value of `Interakt-Signature`."""
    return f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"


def handshake(callback: Callback, settings: InteraktSettings) -> Reply | None:
    """Interakt has no handshake."""
    return None


def parse_events(org: Org, callback: Callback, settings: InteraktSettings) -> list[ProviderEvent]:
    """The event of a body; empty if its type is not one that concerns us."""
    body = read_body(callback.body)
    kind = body.get("type") if isinstance(body, dict) else None
    if not isinstance(kind, str):
        raise Malformed(NAME, [FieldFault("type", "is missing")])
    if kind != RECEIVED and kind not in STATUSES:
        return []
    read = _read_message if kind == RECEIVED else _read_status
    return read_one(NAME, body, lambda part: read(*read_leniently(_Event.model_validate, part)))


def _read_status(event: _Event, _: tuple[Odd, ...]) -> Iterable[StatusItem]:
    message, reported = event.data.message, STATUSES[event.type]
    at = {"delivered": message.delivered_at_utc, "read": message.seen_at_utc}.get(reported)
    is_failed = reported == "failed"
    yield StatusItem(
        provider=NAME,
        id=message.id,
        status=reported,
        at=at or event.at,
        is_timed=(at or event.timestamp) is not None,
        message_id=_within(message.meta_data, "source_data", "callback_data"),
        problem=problem_of(INTERAKT_ERRORS, _code(message.channel_error_code)) if is_failed else None,
    )


def _read_message(event: _Event, odd: tuple[Odd, ...]) -> Iterable[InboundMessage]:
    message = event.data.message
    if message.chat_message_type not in (None, "CustomerMessage"):
        return
    button = text_of(_within(message.meta_data, "button_payload", "payload", "text"))
    kind = "button" if button else _kind(message)
    yield InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=message.id,
        at=message.received_at_utc or event.at,
        origin="customer",
        kind=kind,
        sender=_sender(event.data.customer),
        text=button or message.message or None,
        media=_media(message),
        extra={**({"type": message.message_content_type} if kind == "other" else {}), **left_out(odd)},
    )


def _kind(message: _Message) -> Kind:
    if message.message_content_type is None:
        return "text" if message.message else "other"
    return _KINDS.get(message.message_content_type, "other")


def _media(message: _Message) -> tuple[MediaRef, ...]:
    if not message.media_url:
        return ()
    return (MediaRef(kind=_MEDIA.get(message.message_content_type or "", "document"), url=message.media_url),)


def _sender(customer: _Customer) -> Sender:
    """The number on WhatsApp, or else the one that the business keeps."""
    address = customer.channel_phone_number
    phone = phone_of(address) or phone_of(f"{customer.country_code or ''}{customer.phone_number or ''}")
    name = text_of(_within(customer.traits, "name"))
    return Sender(phone=phone, user_id=None if phone else address, name=name)


def _code(code: str | int | None) -> int | None:
    return int(code) if code is not None and str(code).isascii() and str(code).isdigit() else None


def _within(value: Any, *path: str) -> Any:
    """The value at the end of a path of names; None if the path ends earlier."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
