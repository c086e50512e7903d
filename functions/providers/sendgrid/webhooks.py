"""What SendGrid tells us of mail that went out over its SMTP relay: a signed list of events (Event Webhook).

The signature is ECDSA over the instant in its header and the bytes of the body. It has no age limit: SendGrid tries for
24 hours, and an old list that comes again changes nothing, since a status moves forward only.
`open` is all that `read` can mean for an email; an open by a machine (Apple's mail privacy) is none.
"""

import base64
from collections.abc import Mapping
from typing import Any

from functions.domain.customers.identities import normal_email
from functions.domain.delivery.fallback import COMPLAINT
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.json_bodies import read_json
from functions.domain.orgs.org import Org
from functions.domain.providers.events import PreferenceItem, Problem, ProviderEvent, StatusItem
from functions.providers.contract import Callback, Reply
from functions.providers.email_parsing import at_of, broken, text_of
from functions.providers.email_parts import MAIL_ID, TAG
from functions.providers.sendgrid.settings import NAME, SendgridSettings, load_key

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"

STATUSES: Mapping[str, Any] = {
    "processed": "sent",
    "delivered": "delivered",
    "open": "read",
    "click": "read",
    "bounce": "failed",
    "dropped": "failed",
    "spamreport": "complained",
}
OPT_OUTS = frozenset({"unsubscribe", "group_unsubscribe"})
# Why SendGrid did not even try, and what that means.
DROPS: Mapping[str, Problem] = {
    "bounced address": Problem(reason="dropped_bounced", advice="suppress"),
    "invalid": Problem(reason="dropped_invalid", advice="suppress"),
    "spam reporting address": Problem(reason=COMPLAINT, advice="suppress"),
    "unsubscribed address": Problem(reason="dropped_unsubscribed", advice="opt_out"),
    "spam content": Problem(reason="dropped_spam_content", advice="fallback"),
}


def verify(callback: Callback, settings: SendgridSettings) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    signed_at = callback.headers.get(TIMESTAMP, "").encode("utf-8", "replace")
    try:
        signature = base64.b64decode(callback.headers.get(SIGNATURE, ""), validate=True)
        load_key(settings.public_key).verify(signature, signed_at + callback.body, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def handshake(callback: Callback, settings: SendgridSettings) -> Reply | None:
    return None


def parse_events(org: Org, callback: Callback, settings: SendgridSettings) -> list[ProviderEvent]:
    events = read_json(callback.body)
    if not isinstance(events, list):
        raise Malformed(NAME, [FieldFault("body", "must be a list of events")])
    return [item for event in events if (item := _item(event)) is not None]


def _item(event: object) -> ProviderEvent | None:
    if not isinstance(event, Mapping):
        return broken(NAME, None, "must be an object", event)
    kind = str(event.get("event"))
    try:
        if kind in OPT_OUTS:
            return _opt_out(event)
        if kind in STATUSES and event.get("sg_machine_open") is not True:
            return _status(event)
    except ValueError as error:
        return broken(NAME, event.get("sg_event_id"), str(error), event)
    return None


def _opt_out(event: Mapping[str, Any]) -> PreferenceItem:
    return PreferenceItem(
        provider=NAME,
        channel="email",
        id=text_of(event, "sg_event_id"),
        at=at_of(event, "timestamp"),
        granted=False,
        purposes=("marketing",),
        email=normal_email(text_of(event, "email")),
    )


def _status(event: Mapping[str, Any]) -> StatusItem | None:
    """None: an email that has neither our marks nor a Message-ID is somebody else's."""
    mail_id = event.get(MAIL_ID) or event.get("smtp-id")
    if mail_id is None and event.get("sg_message_id"):
        return None
    message_id = event.get(TAG)
    return StatusItem(
        provider=NAME,
        id=text_of({"smtp-id": mail_id}, "smtp-id"),
        status=STATUSES[event["event"]],
        at=at_of(event, "timestamp"),
        message_id=message_id if isinstance(message_id, str) and message_id else None,
        problem=_problem(event),
    )


def _problem(event: Mapping[str, Any]) -> Problem | None:
    if event["event"] == "dropped":
        reason = str(event.get("reason", "")).strip().lower()
        return DROPS.get(reason, Problem(reason="dropped", advice="fallback"))
    if event["event"] != "bounce":
        return None
    is_blocked = event.get("type") == "blocked" or str(event.get("status", "")).startswith("4")
    return Problem(
        reason="soft_bounce" if is_blocked else "hard_bounce", advice="fallback" if is_blocked else "suppress"
    )
