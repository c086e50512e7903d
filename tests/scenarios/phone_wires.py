"""The wires of WhatsApp and SMS."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from functions.domain.settings.types import Channel
from tests.builders import PHONE
from tests.providers.stub import Says
from tests.scenarios.provider_contracts import (
    DIGITS,
    PUBLIC,
    SECRETS,
    UUID,
    WORDS,
    Post,
    Wire,
    as_form,
    as_json,
    proof_of,
    secret,
)

VALUES = ["Gold", "The Shop", "93"]
ACCOUNT_SID, CONTENT_SID, SMS_SID = "AC" + "0" * 32, "HX" + "1" * 32, "SM" + "5" * 32
NUMBER, WAMID, WAHA_KEY = "106540352242922", "wamid.HBgLMTIwMjU1NTAxMjM=", "3EB0C767D097B7C7A1F2"


def _meta_wanted(org_id: str, message_id: str) -> dict[str, Any]:
    places = [{"type": "text", "text": value} for value in VALUES]
    return {
        "path": f"/v25.0/{NUMBER}/messages",
        "proof": f"Bearer {SECRETS['WIRE_META_TOKEN']}",
        "body": {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": PHONE,
            "type": "template",
            "template": {
                "name": "tier_upgrade",
                "language": {"code": "en"},
                "components": [{"type": "body", "parameters": places}],
            },
            "biz_opaque_callback_data": message_id,
        },
    }


def _meta_report(org_id: str, message_id: str, now: datetime) -> Post:
    status = {"id": WAMID, "status": "delivered", "timestamp": str(int(now.timestamp()))}
    status |= {"recipient_id": DIGITS, "biz_opaque_callback_data": message_id}
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, "statuses": [status]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    proof = f"sha256={proof_of('WIRE_META_APP', body)}"
    return Post(f"/{org_id}/whatsapp_cloud", body, {"X-Hub-Signature-256": proof})


def _waha_wanted(org_id: str, message_id: str) -> dict[str, Any]:
    return {
        "path": "/api/sendText",
        "proof": SECRETS["WIRE_WAHA_KEY"],
        "body": {"session": "default", "chatId": f"{DIGITS}@c.us", "text": WORDS},
    }


def _waha_report(org_id: str, message_id: str, now: datetime) -> Post:
    payload = {"id": f"true_{DIGITS}@c.us_{WAHA_KEY}", "to": f"{DIGITS}@c.us", "fromMe": True, "ack": 2}
    event = {"id": "evt_1", "timestamp": int(now.timestamp() * 1000), "event": "message.ack"}
    body = json.dumps(event | {"session": "default", "payload": payload}).encode()
    return Post(f"/{org_id}/waha", body, {"X-Webhook-Hmac": proof_of("WIRE_WAHA_HMAC", body, hashlib.sha512)})


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _twilio_wanted(prefix: str, says: Mapping[str, Any]) -> Callable[[str, str], dict[str, Any]]:
    def wanted(org_id: str, message_id: str) -> dict[str, Any]:
        form = {"To": f"{prefix}{PHONE}", "From": f"{prefix}+12025550199", **says}
        form["StatusCallback"] = f"{PUBLIC}/{org_id}/twilio?message={message_id}"
        return {
            "path": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
            "proof": _basic(ACCOUNT_SID, SECRETS["WIRE_TWILIO"]),
            "body": form,
        }

    return wanted


def _twilio_report(org_id: str, message_id: str, now: datetime) -> Post:
    target = f"/{org_id}/twilio?message={message_id}"
    form = {"MessageSid": SMS_SID, "MessageStatus": "delivered", "To": PHONE, "From": "+12025550199"}
    signed = f"{PUBLIC}{target}" + "".join(name + form[name] for name in sorted(form))
    proof = hmac.digest(SECRETS["WIRE_TWILIO"].encode(), signed.encode(), "sha1")
    headers = {"X-Twilio-Signature": base64.b64encode(proof).decode()}
    return Post(
        target,
        urlencode(form).encode(),
        headers | {"Content-Type": "application/x-www-form-urlencoded"},
    )


def _twilio(channel: Channel, prefix: str, says: Mapping[str, Any], refusal: tuple[int, str]) -> Wire:
    return Wire(
        provider="twilio",
        channel=channel,
        settings={
            "account_sid": ACCOUNT_SID,
            "auth_token": secret("WIRE_TWILIO"),
            "whatsapp_from": "+12025550199",
            "sms_from": "+12025550199",
            "content_sids": {"tier_upgrade": CONTENT_SID, "winback_30": CONTENT_SID},
            "status_callback": f"{PUBLIC}/ORG/twilio",
            "channels": [channel],
        },
        seen=as_form("authorization", "ContentVariables"),
        wanted=_twilio_wanted(prefix, says),
        taken=Says(201, {"sid": SMS_SID, "status": "queued"}),
        id=SMS_SID,
        refused=Says(400, {"code": refusal[0], "message": f"not for {PHONE}", "status": 400}),
        reason=refusal[1],
        limited=Says(429, {"code": 20429, "message": "Too Many Requests"}, {"Retry-After": "600"}),
        report=_twilio_report,
    )


def _gupshup_whatsapp(org_id: str, message_id: str) -> dict[str, Any]:
    form = {"channel": "whatsapp", "source": "12025550199", "src.name": "KopiApp", "destination": DIGITS}
    template = {"id": UUID, "params": VALUES}
    return {
        "path": "/wa/api/v1/template/msg",
        "proof": SECRETS["WIRE_GUPSHUP"],
        "body": {**form, "template": template},
    }


def _gupshup_report(org_id: str, message_id: str, now: datetime) -> Post:
    payload = {"id": "gBEGkYaYVSEEAgnZxQ3JmKK6Wvg", "gsId": UUID, "type": "delivered", "destination": DIGITS}
    event = {"app": "KopiApp", "timestamp": int(now.timestamp() * 1000), "version": 2}
    body = json.dumps(event | {"type": "message-event", "payload": payload | {"payload": {}}}).encode()
    return Post(f"/{org_id}/gupshup", body, {"X-Callback-Secret": SECRETS["WIRE_GUPSHUP_CALLBACK"]})


def _interakt_wanted(org_id: str, message_id: str) -> dict[str, Any]:
    return {
        "path": "/v1/public/message/",
        "proof": f"Basic {SECRETS['WIRE_INTERAKT']}",
        "body": {
            "fullPhoneNumber": DIGITS,
            "callbackData": message_id,
            "type": "Template",
            "template": {"name": "tier_upgrade", "languageCode": "en", "bodyValues": VALUES},
        },
    }


def _interakt_report(org_id: str, message_id: str, now: datetime) -> Post:
    message = {"id": UUID, "meta_data": {"source_data": {"callback_data": message_id}}}
    event = {"version": "1.0", "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.%f")}
    customer = {"channel_phone_number": DIGITS}
    event_data = {"type": "message_api_delivered", "data": {"customer": customer, "message": message}}
    body = json.dumps(event | event_data).encode()
    return Post(
        f"/{org_id}/interakt",
        body,
        {"Interakt-Signature": f"sha256={proof_of('WIRE_INTERAKT_HOOK', body)}"},
    )


_SMS = {"Body": WORDS}
_TEMPLATE = {"ContentSid": CONTENT_SID, "ContentVariables": dict(zip("123", VALUES, strict=True))}
_GUPSHUP = {
    "api_key": secret("WIRE_GUPSHUP"),
    "callback_secret": secret("WIRE_GUPSHUP_CALLBACK"),
    "app_name": "KopiApp",
    "source": "12025550199",
    "template_ids": {"tier_upgrade": UUID, "winback_30": UUID},
    "channels": ["whatsapp"],
}

PHONE_WIRES: Mapping[str, Wire] = {
    "whatsapp_cloud": Wire(
        provider="whatsapp_cloud",
        channel="whatsapp",
        settings={
            "phone_number_id": NUMBER,
            "access_token": secret("WIRE_META_TOKEN"),
            "app_secret": secret("WIRE_META_APP"),
            "verify_token": secret("WIRE_META_VERIFY"),
        },
        seen=as_json("authorization"),
        wanted=_meta_wanted,
        taken=Says(200, {"messaging_product": "whatsapp", "messages": [{"id": WAMID}]}),
        id=WAMID,
        refused=Says(400, {"error": {"message": f"(#131026) {PHONE}", "code": 131026}}),
        reason="undeliverable:131026",
        limited=Says(429, {"error": {"code": 130429}}, {"Retry-After": "600"}),
        report=_meta_report,
    ),
    "waha": Wire(
        provider="waha",
        channel="whatsapp",
        settings={"api_key": secret("WIRE_WAHA_KEY"), "hmac_key": secret("WIRE_WAHA_HMAC")},
        seen=as_json("x-api-key"),
        wanted=_waha_wanted,
        taken=Says(201, {"id": f"true_{DIGITS}@c.us_{WAHA_KEY}", "fromMe": True}),
        id=f"true_{DIGITS}@c.us_{WAHA_KEY}",
        refused=Says(400, {"message": f"no {DIGITS}@c.us"}),
        reason="http_400",
        report=_waha_report,
    ),
    "twilio-whatsapp": _twilio("whatsapp", "whatsapp:", _TEMPLATE, (63024, "not_deliverable:63024")),
    "twilio-sms": _twilio("sms", "", _SMS, (21612, "country_not_enabled:21612")),
    "gupshup": Wire(
        provider="gupshup",
        channel="whatsapp",
        settings=_GUPSHUP,
        seen=as_form("apikey", "template"),
        wanted=_gupshup_whatsapp,
        taken=Says(202, {"status": "submitted", "messageId": UUID}),
        id=UUID,
        refused=Says(400, {"status": "error", "message": f"no {DIGITS}"}),
        reason="http_400",
        report=_gupshup_report,
    ),
    "interakt": Wire(
        provider="interakt",
        channel="whatsapp",
        settings={"api_key": secret("WIRE_INTERAKT"), "webhook_secret": secret("WIRE_INTERAKT_HOOK")},
        seen=as_json("authorization"),
        wanted=_interakt_wanted,
        taken=Says(201, {"result": True, "message": "queued", "id": UUID}),
        id=UUID,
        refused=Says(400, {"result": False, "message": f"no {DIGITS}"}),
        reason="http_400",
        report=_interakt_report,
    ),
}
