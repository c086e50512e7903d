"""Twilio's callbacks: what customers write and what became of our messages, as forms at the same address.

They tell no time of their own, so it is when they come. The proof is ten lines of our own: the `twilio` package has the
same ones, and is 51 MB on disk.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from functions.domain.delivery.status_reports import Reported
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.orgs.org import Org
from functions.domain.providers.events import (
    InboundMessage,
    Kind,
    MediaRef,
    ProviderEvent,
    Sender,
    StatusItem,
)
from functions.providers.contract import Callback, Reply
from functions.providers.error_tables import problem_of
from functions.providers.parsing import broken, is_same, own_id, phone_of
from functions.providers.secrets import reveal
from functions.providers.twilio.errors import TWILIO_ERRORS
from functions.providers.twilio.settings import NAME, WHATSAPP, TwilioSettings

MOST_FIELDS = 1_000
MOST_MEDIA = 10
_PORTS = {"https": 443, "http": 80}
_REPORTED: Mapping[str, Reported] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
}
_RECEIVED = frozenset({None, "received", "receiving"})
_CONTACT_TYPES = frozenset({"text/vcard", "text/x-vcard"})
_REFERRAL = "Referral"


def verify(callback: Callback, settings: TwilioSettings) -> bool:
    """The signature is over the public address, and over the form's fields or the hash of any other body."""
    token = reveal(settings.auth_token, NAME).encode()
    body_hash = callback.query.get("bodySHA256")
    if body_hash is not None and not is_same(body_hash, hashlib.sha256(callback.body).hexdigest()):
        return False
    try:
        signed = "" if body_hash is not None else _in_order(callback.body)
        addresses = _addresses(callback.url)
    except ValueError:
        return False
    told = callback.headers.get("x-twilio-signature")
    fits = [is_same(told, signature(token, address, signed)) for address in addresses]
    return any(fits)


def handshake(callback: Callback, settings: TwilioSettings) -> Reply | None:
    """Twilio has no handshake, and an empty answer is an answer to it."""
    return None


def parse_events(org: Org, callback: Callback, settings: TwilioSettings) -> list[ProviderEvent]:
    """One item, or none of a status on the way to one that counts."""
    if "bodySHA256" in callback.query:
        return []  # events of Twilio's other products are JSON
    try:
        fields = _fields(callback.body)
        status = fields.get("MessageStatus") or fields.get("SmsStatus")
        now = datetime.now(UTC)
        item = (
            _message(fields, now)
            if status in _RECEIVED
            else _report(fields, status, own_id(callback.query.get("message")), now)
        )
    except Malformed as error:
        return [broken(NAME, callback.body, error)]
    return [item] if item is not None else []


def signature(token: bytes, address: str, signed: str) -> str:
    """The value of `X-Twilio-Signature`. `signed` are the form's names and values, one behind the other."""
    proof = hmac.new(token, f"{address}{signed}".encode(), hashlib.sha1)
    return base64.b64encode(proof.digest()).decode()


def _in_order(body: bytes) -> str:
    """Names and values, sorted, none trimmed; what stands there twice counts once."""
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
        raise _wrong("body", "is not a form") from None


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def _report(
    fields: Mapping[str, str], status: str | None, message_id: str | None, at: datetime
) -> ProviderEvent | None:
    reported = _REPORTED.get(status or "")
    if reported is None:
        return None
    return StatusItem(
        provider=NAME,
        id=_sid(fields),
        status=reported,
        at=at,
        message_id=message_id,
        problem=problem_of(TWILIO_ERRORS, _number(fields, "ErrorCode")) if reported == "failed" else None,
    )


def _message(fields: Mapping[str, str], at: datetime) -> ProviderEvent | None:
    sender = fields.get("From", "")
    if not sender:
        raise _wrong("From", "is missing")
    channel, _, address = sender.rpartition(":")
    if channel not in ("", WHATSAPP.rstrip(":")):
        return None  # a channel of Twilio's that we do not have
    phone = phone_of(address) or phone_of(fields.get("WaId"))
    media = _media(fields)
    kind = _kind(fields, media)
    return InboundMessage(
        provider=NAME,
        channel="whatsapp" if channel else "sms",
        id=_sid(fields),
        at=at,
        origin="customer",
        kind=kind,
        sender=Sender(
            phone=phone,
            user_id=fields.get("ExternalUserId") or (None if phone else address or None),
            name=fields.get("ProfileName") or None,
        ),
        text=(fields.get("ButtonText") if kind == "button" else None) or fields.get("Body") or None,
        media=media,
        target_id=fields.get("OriginalRepliedMessageSid") or None,
        extra=_extra(fields, kind),
    )


def _kind(fields: Mapping[str, str], media: tuple[MediaRef, ...]) -> Kind:
    if fields.get("ButtonText") or fields.get("ButtonPayload") or fields.get("ListId"):
        return "button"
    if fields.get("Latitude") and fields.get("Longitude"):
        return "location"
    if media and all(each.mime_type in _CONTACT_TYPES for each in media):
        return "contacts"
    if media:
        return "media"
    return "text" if fields.get("Body") else "other"


def _media(fields: Mapping[str, str]) -> tuple[MediaRef, ...]:
    count = _number(fields, "NumMedia") or 0
    if count > MOST_MEDIA:
        raise _wrong("NumMedia", f"is over {MOST_MEDIA}")
    return tuple(_file(fields, number) for number in range(count))


def _file(fields: Mapping[str, str], number: int) -> MediaRef:
    mime_type = fields.get(f"MediaContentType{number}") or None
    major = (mime_type or "").partition("/")[0]
    url = fields.get(f"MediaUrl{number}")
    if not url:
        raise _wrong(f"MediaUrl{number}", "is missing")
    kind = major if major in ("image", "video", "audio") else "document"
    return MediaRef(kind=kind, url=url, mime_type=mime_type)


def _extra(fields: Mapping[str, str], kind: Kind) -> dict[str, Any]:
    """What else is worth keeping: Twilio's own keyword, the button, the place, the ad."""
    extra: dict[str, Any] = {}
    if fields.get("OptOutType"):
        extra["keyword"] = fields["OptOutType"].lower()
    if kind == "button":
        extra["button_id"] = fields.get("ButtonPayload") or fields.get("ListId") or fields["ButtonText"]
    if kind == "location":
        named = {name.lower(): fields[name] for name in ("Address", "Label") if fields.get(name)}
        extra["location"] = {
            name: _degrees(fields, name.title()) for name in ("latitude", "longitude")
        } | named
    referral = {
        _snake(name.removeprefix(_REFERRAL)): value
        for name, value in fields.items()
        if name.startswith(_REFERRAL) and value
    }
    return extra | {"referral": referral} if referral else extra


def _sid(fields: Mapping[str, str]) -> str:
    sid = fields.get("MessageSid") or fields.get("SmsSid")
    if not sid:
        raise _wrong("MessageSid", "is missing")
    return sid


def _number(fields: Mapping[str, str], name: str) -> int | None:
    text = fields.get(name)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise _wrong(name, "is not a number")
    return int(text)


def _degrees(fields: Mapping[str, str], name: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,20})?", fields[name]):
        raise _wrong(name, "is not a number of degrees")
    return float(fields[name])


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _wrong(path: str, message: str) -> Malformed:
    return Malformed(NAME, [FieldFault(path, message)])
