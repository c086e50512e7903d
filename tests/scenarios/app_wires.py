"""The wires of push and email over HTTP."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.providers.stub import Asked, Says
from tests.scenarios.provider_contracts import (
    ADDRESS,
    DEVICE,
    SECRETS,
    UUID,
    WORDS,
    Post,
    Wire,
    as_json,
    secret,
)

FCM_PROJECT = "kopi-app"
FCM_NAME = f"projects/{FCM_PROJECT}/messages/0:1500415314455276"


def _fcm_seen(asked: Asked) -> dict[str, Any]:
    message = asked.content["message"]
    return {"path": asked.path, "token": message["token"], "notification": message["notification"]}


def _fcm_wanted(org_id: str, message_id: str) -> dict[str, Any]:
    return {
        "path": f"/v1/projects/{FCM_PROJECT}/messages:send",
        "token": DEVICE,
        "notification": {"title": "Welcome to Gold", "body": WORDS},
    }


def _fcm_refusal(status: int, code: str, headers: Mapping[str, str] | None = None) -> Says:
    details = [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}]
    return Says(status, {"error": {"code": status, "message": "refused", "details": details}}, headers or {})


def _resend_key(org_id: str, message_id: str) -> str:
    return hashlib.sha256(f"{org_id}\n{message_id}".encode()).hexdigest()[:40]


def _resend_seen(asked: Asked) -> dict[str, Any]:
    sent = asked.content
    told = {name: sent[name] for name in ("from", "to", "subject", "text")}
    return as_json("authorization")(asked) | {"body": told, "key": asked.headers.get("idempotency-key")}


def _resend_wanted(org_id: str, message_id: str) -> dict[str, Any]:
    return {
        "path": "/emails",
        "proof": f"Bearer {SECRETS['WIRE_RESEND']}",
        "key": _resend_key(org_id, message_id),
        "body": {
            "from": "The Shop <hello@kopi.example.com>",
            "to": [ADDRESS],
            "subject": "Gold at The Shop: thank you",
            "text": WORDS,
        },
    }


def _resend_report(org_id: str, message_id: str, now: datetime) -> Post:
    event = {"type": "email.delivered", "created_at": now.isoformat()}
    tag = base64.urlsafe_b64encode(message_id.encode()).decode().rstrip("=")
    content = {"email_id": UUID, "to": [ADDRESS], "tags": {"regulars_message": tag}}
    body = json.dumps(event | {"data": content}).encode()
    id, sent_at = "msg_1", str(int(now.timestamp()))
    key = base64.b64decode(SECRETS["WIRE_RESEND_HOOK"].removeprefix("whsec_"))
    proof = base64.b64encode(hmac.digest(key, f"{id}.{sent_at}.".encode() + body, "sha256")).decode()
    headers = {"svix-id": id, "svix-timestamp": sent_at, "svix-signature": f"v1,{proof}"}
    return Post(f"/{org_id}/resend", body, headers)


APP_WIRES: Mapping[str, Wire] = {
    "fcm": Wire(
        provider="fcm",
        channel="push",
        settings={"project_id": FCM_PROJECT},
        seen=_fcm_seen,
        wanted=_fcm_wanted,
        taken=Says(200, {"name": FCM_NAME}),
        id=FCM_NAME,
        refused=_fcm_refusal(404, "UNREGISTERED"),
        reason="unregistered",
        limited=_fcm_refusal(429, "QUOTA_EXCEEDED", {"Retry-After": "600"}),
    ),
    "resend": Wire(
        provider="resend",
        channel="email",
        settings={
            "api_key": secret("WIRE_RESEND"),
            "sender": "hello@kopi.example.com",
            "webhook_secret": secret("WIRE_RESEND_HOOK"),
        },
        seen=_resend_seen,
        wanted=_resend_wanted,
        taken=Says(200, {"id": UUID}),
        id=UUID,
        refused=Says(422, {"name": "validation_error", "message": f"Invalid `to` field: {ADDRESS}"}),
        reason="http_422:validation_error",
        limited=Says(429, {"name": "rate_limit_exceeded"}, {"Retry-After": "600"}),
        report=_resend_report,
        address="url",
    ),
}
