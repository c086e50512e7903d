"""What SendGrid reports of mail that went out over its SMTP relay: a signed list of events (Event Webhook).

The signature is ECDSA over the instant in its header and the bytes of the body. It has no age limit: SendGrid tries for
24 hours, and an old list that comes again changes nothing, since a status moves forward only.
`open` is all that `read` can mean for an email; an open by a machine (Apple's mail privacy) does not count.
"""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from functions.domain.customers.addresses import normal_email
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.orgs.org import Org
from functions.domain.providers.events import PreferenceItem, Problem, ProviderEvent, Reported, StatusItem
from functions.domain.providers.send_results import COMPLAINT
from functions.providers.contract import Callback, Reply
from functions.providers.email_parts import MAIL_ID, TAG
from functions.providers.error_tables import problem_from
from functions.providers.mail_replies import Says, bounce_of, enhanced_of
from functions.providers.parsing import (
    fingerprint,
    instant_in,
    read_body,
    read_each,
    received,
    required_text,
    text_of,
)
from functions.providers.sendgrid.settings import NAME, SendgridSettings, load_key

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"

STATUSES: Mapping[str, Reported] = {
    "processed": "sent",
    "delivered": "delivered",
    "open": "read",
    "click": "read",
    "bounce": "failed",
    "dropped": "failed",
    "spamreport": "complained",
}
# A reader's no or yes to marketing; the sender's other mail goes on.
CHOICES: Mapping[str, bool] = {"unsubscribe": False, "group_unsubscribe": False, "group_resubscribe": True}
# Why SendGrid did not even try, and what that means.
DROPS: Mapping[str, Problem] = {
    "bounced address": Problem(reason="dropped_bounced", advice="suppress"),
    "invalid": Problem(reason="dropped_invalid", advice="suppress"),
    "spam reporting address": Problem(reason=COMPLAINT, advice="suppress"),
    "unsubscribed address": Problem(reason="dropped_unsubscribed", advice="opt_out"),
    "spam content": Problem(reason="dropped_spam_content", advice="fallback"),
}
# SendGrid's own class of a bounce.
CLASSES: Mapping[str, Says] = {
    "invalid address": "no_mailbox",
    "mailbox unavailable": "unclear",
    "reputation": "refuses_us",
    "frequency or volume too high": "refuses_us",
    "content": "content",
    "technical failure": "unclear",
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
    events = read_body(callback.body)
    if not isinstance(events, list):
        raise Malformed(NAME, [FieldFault("body", "must be a list of events")])
    return list(read_each(NAME, events, _read, id_field="sg_event_id"))


def _read(event: Any) -> Iterable[ProviderEvent]:
    if not isinstance(event, Mapping):
        raise ValueError("must be an object")
    kind = str(event.get("event"))
    if kind in CHOICES:
        yield _choice(event, granted=CHOICES[kind])
    elif kind in STATUSES and event.get("sg_machine_open") is not True:
        yield from _read_status(event, STATUSES[kind])


def _choice(event: Mapping[str, Any], *, granted: bool) -> PreferenceItem:
    return PreferenceItem(
        provider=NAME,
        channel="email",
        id=text_of(event.get("sg_event_id")) or fingerprint(event),
        at=instant_in(event, "timestamp") or received(),
        granted=granted,
        purposes=("marketing",),
        email=normal_email(required_text(event, "email")),
    )


def _read_status(event: Mapping[str, Any], status: Reported) -> Iterable[StatusItem]:
    """An email that has neither our marks nor a Message-ID is another sender's."""
    marks = (event.get(MAIL_ID), event.get("smtp-id"))
    if marks == (None, None) and event.get("sg_message_id"):
        return
    mail_id, at = next(filter(None, map(text_of, marks)), None), instant_in(event, "timestamp")
    yield StatusItem(
        provider=NAME,
        id=required_text({"smtp-id": mail_id}, "smtp-id"),
        status=status,
        at=at or received(),
        is_timed=at is not None,
        message_id=event.get(TAG),
        problem=_problem(event),
    )


def _problem(event: Mapping[str, Any]) -> Problem | None:
    if event["event"] == "dropped":
        reason = str(event.get("reason", "")).strip().lower()
        return DROPS.get(reason, Problem(reason="dropped", advice="fallback"))
    if event["event"] != "bounce":
        return None
    status, words = event.get("status"), event.get("reason")
    is_blocked = event.get("type") == "blocked" or str(status or "").startswith("4")
    return problem_from(
        bounce_of(
            words if isinstance(words, str) else "",
            enhanced=status if isinstance(status, str) and enhanced_of(status) == status else None,
            is_permanent=not is_blocked,
            says=CLASSES.get(str(event.get("bounce_classification")).strip().lower()),
        )
    )
