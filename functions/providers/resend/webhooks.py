"""What Resend reports of emails (resend.com/docs/webhooks). Signed by Svix' scheme: HMAC-SHA256 over id, instant and
body, at most five minutes old.

`opened` and `clicked` are all that `read` can mean for an email; a reader who blocks pictures is never seen to read.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.kernel.errors import FieldFault, Malformed, Misconfigured
from functions.domain.kernel.signatures import is_equal
from functions.domain.orgs.org import Org
from functions.domain.providers.events import Problem, ProviderEvent, Reported, StatusItem
from functions.providers.contract import Callback, Reply
from functions.providers.email_parts import TAG, tagged_message
from functions.providers.error_tables import problem_from
from functions.providers.mail_replies import amazon_bounce
from functions.providers.parsing import instant_in, read_body, read_one, received, required_text, text_of
from functions.providers.resend.settings import NAME, ResendSettings
from functions.providers.secrets import reveal

TOLERANCE = timedelta(minutes=5)
SECRET_PREFIX = "whsec_"

STATUSES: Mapping[str, Reported] = {
    "email.sent": "sent",
    "email.delivered": "delivered",
    "email.opened": "read",
    "email.clicked": "read",
    "email.bounced": "failed",
    "email.failed": "failed",
    "email.suppressed": "failed",
    "email.complained": "complained",
}


def verify(callback: Callback, settings: ResendSettings) -> bool:
    """Svix sends several signatures while a key is replaced; one that is right is enough."""
    expected = _signature(callback, settings)
    if expected is None:
        return False
    matches = [is_equal(each, expected) for each in callback.headers.get("svix-signature", "").split()]
    return any(matches)


def _signature(callback: Callback, settings: ResendSettings) -> bytes | None:
    """The signature that the callback must have; None if it is too old, or from the future."""
    id, sent_at = callback.headers.get("svix-id", ""), callback.headers.get("svix-timestamp", "")
    if not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= 11):
        return None
    if abs(datetime.now(UTC) - datetime.fromtimestamp(int(sent_at), UTC)) > TOLERANCE:
        return None
    content = f"{id}.{sent_at}.".encode("utf-8", "replace") + callback.body
    digest = hmac.new(_key(settings), content, hashlib.sha256).digest()
    return b"v1," + base64.b64encode(digest)


def _key(settings: ResendSettings) -> bytes:
    if settings.webhook_secret is None:
        raise Misconfigured(NAME, "webhook_secret is not set")
    secret = reveal(settings.webhook_secret, NAME)
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise Misconfigured(NAME, f"webhook_secret is not {SECRET_PREFIX} and base64") from None


def handshake(callback: Callback, settings: ResendSettings) -> Reply | None:
    return None


def parse_events(org: Org, callback: Callback, settings: ResendSettings) -> list[ProviderEvent]:
    event = read_body(callback.body)
    if not isinstance(event, Mapping) or not isinstance(event.get("type"), str):
        raise Malformed(NAME, [FieldFault("type", "must be there")])
    if event["type"] not in STATUSES:
        return []
    return read_one(NAME, event, lambda part: [_status(part)], id=callback.headers.get("svix-id"))


def _status(event: Mapping[str, Any]) -> StatusItem:
    content = event.get("data")
    if not isinstance(content, Mapping):
        raise ValueError("data: must be there")
    at = instant_in(event, "created_at")
    return StatusItem(
        provider=NAME,
        id=required_text(content, "email_id"),
        status=STATUSES[event["type"]],
        at=at or received(),
        is_timed=at is not None,
        message_id=_message_id(content.get("tags")),
        problem=_problem(event["type"], content),
    )


def _message_id(tags: object) -> str | None:
    """Tags come as name -> value; older ones as a list of both."""
    if isinstance(tags, list):
        tags = {tag.get("name"): tag.get("value") for tag in tags if isinstance(tag, Mapping)}
    return tagged_message(tags.get(TAG)) if isinstance(tags, Mapping) else None


def _problem(kind: str, content: Mapping[str, Any]) -> Problem | None:
    if kind == "email.suppressed":
        return Problem(reason="suppressed", advice="suppress")
    if kind == "email.failed":
        return Problem(reason="failed", advice="fallback")
    if kind != "email.bounced":
        return None
    bounce = content.get("bounce")
    bounce = bounce if isinstance(bounce, Mapping) else {}
    words = text_of(bounce.get("diagnosticCode")) or text_of(bounce.get("message")) or ""
    return problem_from(amazon_bounce(bounce.get("type"), str(bounce.get("subType")), words))
