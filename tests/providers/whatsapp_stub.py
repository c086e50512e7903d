"""Meta's Cloud API and a WAHA server, as far as sending goes, and the callbacks that both sign."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from functions.domain.providers.content import Content, Outgoing
from functions.providers.contract import Callback
from functions.providers.waha.settings import WahaSettings
from functions.providers.whatsapp_cloud.settings import WhatsappCloudSettings
from tests.providers.stub import Asked, Does, Says

PHONE = "+12025550123"
TEXT = "Hello Asha, your beans are ready"
TOKEN, APP_SECRET, VERIFY_TOKEN = "EAAGtoken", "app-s3cret", "a word of ours"
API_KEY, HMAC_KEY = "waha-key", "my-secret-key"
NUMBER = "106540352242922"
WAMID = "wamid.HBgLMTIwMjU1NTAxMjMVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"
KEY = "3EB0C767D097B7C7A1F2"
SECRETS = {
    "KOPI_TOKEN": TOKEN,
    "KOPI_APP_SECRET": APP_SECRET,
    "KOPI_VERIFY": VERIFY_TOKEN,
    "KOPI_WAHA": API_KEY,
    "KOPI_WAHA_HMAC": HMAC_KEY,
}


def meta_settings(**changes: Any) -> WhatsappCloudSettings:
    return WhatsappCloudSettings.model_validate(
        {
            "phone_number_id": NUMBER,
            "access_token": {"secret": "KOPI_TOKEN"},
            "app_secret": {"secret": "KOPI_APP_SECRET"},
            "verify_token": {"secret": "KOPI_VERIFY"},
        }
        | changes
    )


def waha_settings(**changes: Any) -> WahaSettings:
    return WahaSettings.model_validate(
        {
            "base_url": "http://waha.example.com",
            "api_key": {"secret": "KOPI_WAHA"},
            "hmac_key": {"secret": "KOPI_WAHA_HMAC"},
        }
        | changes
    )


def an_outgoing(content: Content | None = None, **changes: Any) -> Outgoing:
    """A text for a customer."""
    defaults: dict[str, Any] = {
        "org_id": "kopi",
        "message_id": "order-123:tier_upgrade",
        "channel": "whatsapp",
        "purpose": "transactional",
        "business": "Kopi",
        "to": PHONE,
        "content": content or Content(TEXT),
    }
    return Outgoing(**(defaults | changes))


def meta(asked: Asked) -> Does:
    """Takes a message for the number that it has, from whoever has the token."""
    if asked.headers.get("authorization") != f"Bearer {TOKEN}":
        return meta_error(190, status=401)
    if asked.path != f"/v25.0/{NUMBER}/messages":
        return meta_error(100, status=400, error_subcode=33)
    if "status" in asked.content:
        return Says(200, {"success": True})
    to = asked.content["to"]
    contacts = [{"input": to, "wa_id": to.removeprefix("+")}]
    said = {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": WAMID}]}
    return Says(200, said)


def meta_error(code: int, *, status: int = 400, **more: Any) -> Says:
    error = {"message": f"(#{code}) for {PHONE}", "type": "OAuthException", "code": code, "fbtrace_id": "Az8"}
    return Says(status, {"error": error | more})


def waha(asked: Asked) -> Does:
    """Takes a message for its only session, and answers as NOWEB does now."""
    if asked.headers.get("x-api-key") != API_KEY:
        return Says(401, {"message": "Unauthorized", "statusCode": 401})
    if asked.content["session"] != "default":
        return Says(404, {"message": "Session not found", "statusCode": 404})
    return Says(201, {"id": f"true_{asked.content['chatId']}_{KEY}", "timestamp": 1739321024, "fromMe": True})


def meta_callback(body: Any, *, secret: str = APP_SECRET, **headers: str) -> Callback:
    """A body that Meta posts, signed."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return _callback("whatsapp_cloud", raw, {"x-hub-signature-256": signature, **headers})


def waha_callback(body: Any, *, secret: str = HMAC_KEY, **headers: str) -> Callback:
    """An event that WAHA posts, signed."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = hmac.new(secret.encode(), raw, hashlib.sha512).hexdigest()
    return _callback("waha", raw, {"x-webhook-hmac": signature, **headers})


def _callback(provider: str, raw: bytes, headers: Mapping[str, str]) -> Callback:
    return Callback("POST", f"https://api.example.com/hooks/kopi/{provider}", {}, headers, raw)
