"""A callback of each provider that calls back, in which it reports on a message of ours."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.providers.contract import Callback
from tests.builders import PHONE

SECRET = {"secret": "KOPI_SECRET"}
SENDGRID_KEY = base64.b64encode(
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()
TOPIC = "arn:aws:sns:ap-south-1:123456789012:kopi-mail"


@dataclass(frozen=True)
class Reporting:
    """`report` has our id of the message in it, where the provider takes one along (`returns_our_id`). `proof` is the
    header that proves who calls.
    """

    settings: Mapping[str, Any]
    proof: str
    report: Callable[[str], Callback]
    returns_our_id: bool = True


def a_callback(content: Any, *, query: Mapping[str, str] | None = None, **headers: str) -> Callback:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Callback("POST", "https://kopi.example/hooks/kopi/provider", query or {}, headers, body)


def _tag(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def _whatsapp_cloud(id: str) -> Callback:
    status = {
        "id": "wamid.1",
        "status": "delivered",
        "timestamp": "1739333024",
        "biz_opaque_callback_data": id,
    }
    value = {"metadata": {"phone_number_id": "106540352242922"}, "statuses": [status]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return a_callback({"object": "whatsapp_business_account", "entry": [entry]})


def _waha(id: str) -> Callback:
    payload = {"id": f"true_{PHONE[1:]}@c.us_3EB0", "fromMe": True, "ack": 2}
    return a_callback(
        {"event": "message.ack", "session": "default", "timestamp": 1739333024500, "payload": payload}
    )


def _twilio(id: str) -> Callback:
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "From": PHONE}
    return a_callback(urlencode(form).encode(), query={"message": id})


def _gupshup(id: str) -> Callback:
    payload = {"id": "wa-1", "gsId": "gs-1", "type": "delivered", "payload": {}}
    return a_callback({"type": "message-event", "timestamp": 1580227766370, "version": 2, "payload": payload})


def _interakt(id: str) -> Callback:
    message = {"id": "i-1", "meta_data": {"source_data": {"callback_data": id}}}
    event = {
        "type": "message_api_delivered",
        "timestamp": "2022-06-03T05:57:57",
        "data": {"message": message},
    }
    return a_callback(event)


def _resend(id: str) -> Callback:
    content = {"email_id": "re-1", "tags": {"regulars_message": _tag(id)}}
    return a_callback({"type": "email.delivered", "created_at": "2024-11-22T23:41:12Z", "data": content})


def _sendgrid(id: str) -> Callback:
    event = {
        "event": "delivered",
        "timestamp": 1731705121,
        "smtp-id": "<1@kopi.example>",
        "regulars_message": id,
    }
    return a_callback([event])


def _ses(id: str) -> Callback:
    mail = {"commonHeaders": {"messageId": "<1@kopi.example>"}, "tags": {"regulars_message": [_tag(id)]}}
    report = {"eventType": "Delivery", "delivery": {"timestamp": "2016-01-27T14:59:38Z"}, "mail": mail}
    return a_callback(
        {"Type": "Notification", "TopicArn": TOPIC, "MessageId": "1", "Message": json.dumps(report)}
    )


def _sandbox(id: str) -> Callback:
    status = {"item": "status", "provider": "sandbox", "id": "out-1", "status": "delivered"}
    return a_callback([status | {"at": "2025-01-25T12:00:00Z", "message_id": id}])


REPORTING = {
    "sandbox": Reporting({"callback_secret": SECRET}, "x-signature", _sandbox),
    "whatsapp_cloud": Reporting(
        {
            "phone_number_id": "106540352242922",
            "access_token": SECRET,
            "app_secret": SECRET,
            "verify_token": SECRET,
        },
        "x-hub-signature-256",
        _whatsapp_cloud,
    ),
    "waha": Reporting(
        {"base_url": "http://waha.example.com", "api_key": SECRET, "hmac_key": SECRET},
        "x-webhook-hmac",
        _waha,
        returns_our_id=False,
    ),
    "twilio": Reporting(
        {"account_sid": "AC" + "0" * 32, "auth_token": SECRET}, "x-twilio-signature", _twilio
    ),
    "gupshup": Reporting(
        {"api_key": SECRET, "callback_secret": SECRET}, "x-callback-secret", _gupshup, returns_our_id=False
    ),
    "interakt": Reporting({"api_key": SECRET, "webhook_secret": SECRET}, "interakt-signature", _interakt),
    "resend": Reporting(
        {"api_key": SECRET, "sender": "hello@kopi.example", "webhook_secret": SECRET},
        "svix-signature",
        _resend,
    ),
    "sendgrid": Reporting({"public_key": SENDGRID_KEY}, "x-twilio-email-event-webhook-signature", _sendgrid),
    "ses": Reporting({"topic_arn": TOPIC}, "signature", _ses),
}
