"""The agency's WhatsApp gateway: it posts what customers write as a WAHA server does, signed.

https://waha.devlike.pro/docs/how-to/events/
"""

import hashlib
import hmac
import json
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from demo.umrah.office import HMAC_KEY, ORG
from local.client import LocalFirebase

REQUEST_SECONDS = 60
OK = 200
SESSION = "default"
BUSINESS = "12025550199@c.us"
REACTION = "reaction"


@dataclass
class Gateway:
    """Posts callbacks, and keeps each for being posted again."""

    firebase: LocalFirebase
    posted: list[dict[str, Any]] = field(default_factory=list)

    def customer_writes(self, phone: str, name: str, message: Any, *, key: str, at: datetime) -> None:
        """A message of a customer, written at an instant. `message`: a text, or what chats.yaml has in its place."""
        chat = f"{phone.removeprefix('+')}@c.us"
        payload = _payload(f"false_{chat}_{key}", chat, BUSINESS, at=at, is_mine=False) | _content(message)
        is_reaction = isinstance(message, dict) and REACTION in message
        self.post(_event("message.reaction" if is_reaction else "message", payload, name, at=at))

    def staff_writes(self, phone: str, text: str, *, key: str, at: datetime) -> None:
        """A member of staff writes on the business's own phone."""
        chat = f"{phone.removeprefix('+')}@c.us"
        payload = _payload(f"true_{chat}_{key}", BUSINESS, chat, at=at, is_mine=True) | {"body": text}
        self.post(_event("message.any", payload, "The agency", at=at))

    def post(self, event: dict[str, Any]) -> None:
        self.posted.append(event)
        self.post_once_more(event)

    def post_once_more(self, event: dict[str, Any]) -> None:
        """Raises urllib.error.HTTPError where it is refused."""
        body = json.dumps(event).encode()
        proof = hmac.new(HMAC_KEY.encode(), body, hashlib.sha512).hexdigest()
        url = f"{self.firebase.functions_url('hooks')}/{ORG}/waha"
        headers = {"Content-Type": "application/json", "X-Webhook-Hmac": proof}
        with urllib.request.urlopen(
            urllib.request.Request(url, body, headers), timeout=REQUEST_SECONDS
        ) as answer:
            if answer.status != OK:
                raise RuntimeError(f"a callback was answered {answer.status}")


def _event(kind: str, payload: dict[str, Any], name: str, *, at: datetime) -> dict[str, Any]:
    event: dict[str, Any] = {
        "id": f"evt_{payload['id']}",
        "event": kind,
        "session": SESSION,
        "me": {"id": BUSINESS},
    }
    event |= {"timestamp": int(at.timestamp() * 1000)}
    return event | {"payload": payload | {"_data": {"notifyName": name}}}


def _payload(id: str, from_: str, to: str, *, at: datetime, is_mine: bool) -> dict[str, Any]:
    times = {"timestamp": int(at.timestamp())}
    return {"id": id, "from": from_, "to": to, "fromMe": is_mine, "source": "app", "hasMedia": False} | times


def _content(message: Any) -> dict[str, Any]:
    if isinstance(message, str):
        return {"body": message}
    if REACTION in message:
        return {"reaction": {"text": message[REACTION], "messageId": f"true_{BUSINESS}_AAAA"}}
    kind, caption = next(iter(message.items()))
    media = {"url": f"https://example.com/files/{kind}", "mimetype": _MIME_TYPES[kind]}
    return {"hasMedia": True, "media": media, "body": caption if isinstance(caption, str) else ""}


_MIME_TYPES = {"voice": "audio/ogg; codecs=opus", "image": "image/jpeg", "sticker": "image/webp"}
