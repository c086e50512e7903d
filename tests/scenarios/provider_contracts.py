"""Providers as the outside world knows them: what each wants to be asked, what it answers, and how it reports.

Written from their manuals, not with the code under test. `SECRETS` are the values behind the names in the settings.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from functions.domain.settings.types import Channel
from tests.builders import PHONE
from tests.providers.stub import Asked, Says

PUBLIC = "https://kopi.example.com/hooks"
DIGITS = PHONE.removeprefix("+")
DEVICE = "device-t0ken:APA91b"
ADDRESS = "regular@example.com"
WORDS = "You are Gold at The Shop now, with 93 points. Thank you!"
SECRETS = {
    "WIRE_META_TOKEN": "EAAG-wire-token",
    "WIRE_META_APP": "meta app s3cret",
    "WIRE_META_VERIFY": "a word of ours",
    "WIRE_WAHA_KEY": "waha-wire-key",
    "WIRE_WAHA_HMAC": "waha # hmac 'key",
    "WIRE_TWILIO": "tw1lio-auth-token",
    "WIRE_GUPSHUP": "gupshup-wire-key",
    "WIRE_GUPSHUP_CALLBACK": "gupshup-callback-wh1sper",
    "WIRE_INTERAKT": "aW50ZXJha3Qta2V5OnM=",
    "WIRE_INTERAKT_HOOK": "interakt-hook-wh1sper",
    "WIRE_RESEND": "re_wire_key",
    "WIRE_RESEND_HOOK": "whsec_plJ3nmyCDGBKInavdOK15jsl",
    "WIRE_SMTP": "pass word",
    "MODEL_KEY_PILGRIMS": "k3y-of-the-model",
}
UUID = "59f8db90-c37e-4408-90ab-cc54ef8246ad"


@dataclass(frozen=True)
class Post:
    """A callback as its provider posts it, to the path and query behind `PUBLIC`."""

    target: str
    body: bytes
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Wire:
    """`wanted` is what a request for the upgrade must look like, in the form in which `seen` shows one.

    `report` says that a message arrived; None where the provider never does.
    """

    provider: str
    channel: Channel
    settings: Mapping[str, Any]
    seen: Callable[[Asked], dict[str, Any]]
    wanted: Callable[[str, str], dict[str, Any]]
    taken: Says
    id: str
    refused: Says
    reason: str
    limited: Says = field(default_factory=lambda: Says(429, {}, {"Retry-After": "600"}))
    report: Callable[[str, str, datetime], Post] | None = None
    address: str = "base_url"


def secret(name: str) -> dict[str, str]:
    return {"secret": name}


def proof_of(name: str, body: bytes, digest: Any = hashlib.sha256) -> str:
    return hmac.new(SECRETS[name].encode(), body, digest).hexdigest()


def as_json(header: str) -> Callable[[Asked], dict[str, Any]]:
    """A request with a body of JSON, and the header that proves who asks."""

    def seen(asked: Asked) -> dict[str, Any]:
        return {"path": asked.path, "proof": asked.headers.get(header), "body": asked.content}

    return seen


def as_form(header: str, *json_fields: str) -> Callable[[Asked], dict[str, Any]]:
    """A request with a form; fields that hold JSON are read."""

    def seen(asked: Asked) -> dict[str, Any]:
        form: dict[str, Any] = {name: value for name, (value,) in parse_qs(asked.body.decode()).items()}
        form |= {name: json.loads(form[name]) for name in json_fields if name in form}
        return {"path": asked.path, "proof": asked.headers.get(header), "body": form}

    return seen
