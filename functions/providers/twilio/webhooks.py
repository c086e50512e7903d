"""Twilio's callbacks: what customers write and what became of our messages, as forms at the same address.

They carry no instant, so it is that of their arrival. The proof is ten lines of our own: the `twilio` package has the
same ones, and is 51 MB on disk.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from functions.domain.kernel.signatures import is_equal
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
from functions.domain.settings.types import Channel
from functions.providers.contract import Callback, Reply
from functions.providers.error_tables import problem_of
from functions.providers.parsing import Odd, left_out, phone_of, read_one
from functions.providers.secrets import reveal
from functions.providers.twilio.errors import TWILIO_ERRORS
from functions.providers.twilio.settings import NAME, WHATSAPP, TwilioSettings

MOST_FIELDS = 1_000
MOST_MEDIA = 10
_PORTS = {"https": 443, "http": 80}
STATUSES: Mapping[str, Reported] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
}
_RECEIVED = frozenset({None, "received", "receiving"})
# Twilio has channels besides, which we do not.
_CHANNELS: Mapping[str, Channel] = {"": "sms", WHATSAPP.removesuffix(":"): "whatsapp"}
_CONTACT_TYPES = frozenset({"text/vcard", "text/x-vcard"})
_REFERRAL = "Referral"
_BUTTON_FIELDS = ("ButtonPayload", "ListId", "ButtonText")


def verify(callback: Callback, settings: TwilioSettings) -> bool:
    """The signature is over the public address, and over the form's fields or the hash of any other body."""
    token = reveal(settings.auth_token, NAME).encode()
    body_hash = callback.query.get("bodySHA256")
    if body_hash is not None and not is_equal(body_hash, hashlib.sha256(callback.body).hexdigest()):
        return False
    try:
        signed = "" if body_hash is not None else _in_order(callback.body)
        addresses = _addresses(callback.url)
    except ValueError:
        return False
    proof = callback.headers.get("x-twilio-signature")
    matches = [is_equal(proof, signature(token, address, signed)) for address in addresses]
    return any(matches)


def handshake(callback: Callback, settings: TwilioSettings) -> Reply | None:
    """Twilio has no handshake, and an empty answer is an answer to it."""
    return None


def parse_events(org: Org, callback: Callback, settings: TwilioSettings) -> list[ProviderEvent]:
    """One event; none for a status on the way to one that counts."""
    if "bodySHA256" in callback.query:
        return []  # events of Twilio's other products are JSON
    return read_one(NAME, callback.body.decode("utf-8", "replace"), lambda part: _read(callback))


def _read(callback: Callback) -> Iterable[ProviderEvent]:
    fields, now = _fields(callback.body), datetime.now(UTC)
    status = fields.get("MessageStatus") or fields.get("SmsStatus")
    if status in _RECEIVED:
        return _read_message(fields, now)
    return _read_status(fields, status or "", message_id=callback.query.get("message"), at=now)


def signature(token: bytes, address: str, signed: str) -> str:
    """The value of `X-Twilio-Signature`. `signed` are the form's names and values, one behind the other."""
    proof = hmac.new(token, f"{address}{signed}".encode(), hashlib.sha1)
    return base64.b64encode(proof.digest()).decode()


def _in_order(body: bytes) -> str:
    """Names and values, sorted and not trimmed; a pair that stands there twice counts once."""
    return "".join(name + value for name, value in sorted(set(_pairs(body))))


def _addresses(url: str) -> tuple[str, ...]:
    """The address with its port and without: which of them Twilio signs depends on its product."""
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme, 443)
    host = parts.netloc.removesuffix(f":{parts.port}")
    return tuple(
        dict.fromkeys((url, *(urlunsplit(parts._replace(netloc=n)) for n in (host, f"{host}:{port}"))))
    )


def _fields(body: bytes) -> dict[str, str]:
    """A form's fields; of a name that comes twice the first."""
    try:
        return dict(reversed(_pairs(body)))
    except ValueError:
        raise ValueError("body: is not a form") from None


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def _read_status(
    fields: Mapping[str, str], status: str, *, message_id: str | None, at: datetime
) -> Iterable[StatusItem]:
    reported = STATUSES.get(status)
    if reported is None:
        return
    is_failed = reported == "failed"
    yield StatusItem(
        provider=NAME,
        id=_sid(fields),
        status=reported,
        at=at,
        message_id=message_id,
        is_timed=False,
        problem=problem_of(TWILIO_ERRORS, _number(fields, "ErrorCode")) if is_failed else None,
    )


def _read_message(fields: Mapping[str, str], at: datetime) -> Iterable[InboundMessage]:
    if not fields.get("From"):
        raise ValueError("From: is missing")
    prefix, _, address = fields["From"].rpartition(":")
    if prefix not in _CHANNELS:
        return
    media = _media(fields)
    kind = _kind(fields, media)
    yield InboundMessage(
        provider=NAME,
        channel=_CHANNELS[prefix],
        id=_sid(fields),
        at=at,
        origin="customer",
        kind=kind,
        sender=_sender(fields, address),
        text=_text(fields, kind),
        media=media,
        target_id=fields.get("OriginalRepliedMessageSid") or None,
        extra=_extra(fields, kind),
    )


def _sender(fields: Mapping[str, str], address: str) -> Sender:
    phone = phone_of(address) or phone_of(fields.get("WaId"))
    return Sender(
        phone=phone,
        user_id=fields.get("ExternalUserId") or (None if phone else address or None),
        name=fields.get("ProfileName") or None,
    )


def _text(fields: Mapping[str, str], kind: Kind) -> str | None:
    button = fields.get("ButtonText") if kind == "button" else None
    return button or fields.get("Body") or None


def _kind(fields: Mapping[str, str], media: tuple[MediaRef, ...]) -> Kind:
    if _first(fields, *_BUTTON_FIELDS):
        return "button"
    if _degrees(fields, "Latitude") is not None and _degrees(fields, "Longitude") is not None:
        return "location"
    if media:
        return "contacts" if all(file.mime_type in _CONTACT_TYPES for file in media) else "media"
    return "text" if fields.get("Body") else "other"


def _first(fields: Mapping[str, str], *names: str) -> str | None:
    """The first of these fields that is not empty."""
    return next((fields[name] for name in names if fields.get(name)), None)


def _media(fields: Mapping[str, str]) -> tuple[MediaRef, ...]:
    count = _number(fields, "NumMedia")
    most = MOST_MEDIA if count is None else min(count, MOST_MEDIA)
    files = (_file(fields, number) for number in range(most))
    return tuple(file for file in files if file is not None)


def _file(fields: Mapping[str, str], number: int) -> MediaRef | None:
    mime_type = fields.get(f"MediaContentType{number}") or None
    major = (mime_type or "").partition("/")[0]
    url = fields.get(f"MediaUrl{number}")
    if not url:
        return None
    kind = major if major in ("image", "video", "audio") else "document"
    return MediaRef(kind=kind, url=url, mime_type=mime_type)


def _extra(fields: Mapping[str, str], kind: Kind) -> dict[str, Any]:
    """Twilio's own keyword, the button, the place, the ad that the message came from."""
    extra = {
        "keyword": fields.get("OptOutType", "").lower(),
        "button_id": _first(fields, *_BUTTON_FIELDS),
        "location": _location(fields) if kind == "location" else None,
        "referral": _referral(fields),
    }
    return {name: value for name, value in extra.items() if value} | left_out(_odd(fields))


def _location(fields: Mapping[str, str]) -> dict[str, Any]:
    degrees = {name.lower(): _degrees(fields, name) for name in ("Latitude", "Longitude")}
    names = {name.lower(): fields[name] for name in ("Address", "Label") if fields.get(name)}
    return {**degrees, **names}


def _referral(fields: Mapping[str, str]) -> dict[str, str]:
    return {
        _snake(name.removeprefix(_REFERRAL)): value
        for name, value in fields.items()
        if name.startswith(_REFERRAL) and value
    }


def _sid(fields: Mapping[str, str]) -> str:
    sid = fields.get("MessageSid") or fields.get("SmsSid")
    if not sid:
        raise ValueError("MessageSid: is missing")
    return sid


def _number(fields: Mapping[str, str], name: str) -> int | None:
    """A whole number; None if the field has none."""
    text = fields.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _degrees(fields: Mapping[str, str], name: str) -> float | None:
    """A number of degrees; None if the field has none."""
    text = fields.get(name, "")
    return float(text) if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,20})?", text) else None


def _odd(fields: Mapping[str, str]) -> list[Odd]:
    """The fields that have something else than the number that belongs there."""
    read = {"NumMedia": _number, "Latitude": _degrees, "Longitude": _degrees}
    return [
        Odd(name, fields[name])
        for name, number in read.items()
        if fields.get(name) and number(fields, name) is None
    ]


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
