"""A message's way out: claimed with a lease, sent by whoever holds it, recorded; swept up where somebody crashed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from functions.domain.decisions import NOTHING, Changes, Decision, get
from functions.domain.messages import SWEEP_AFTER, Message, Status
from functions.domain.orgs import Org

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
EXPIRES_AFTER = timedelta(hours=48)


@dataclass(frozen=True)
class Sent:
    """A provider took the message."""

    provider: str
    provider_message_id: str
    body: str


@dataclass(frozen=True)
class NotSent:
    """A provider, or the template, did not let it go. `try_again`: whether it may go later."""

    reason: str
    try_again: bool


def claim_message(message_id: str, lease_id: str, now: datetime) -> Decision[Message | None]:
    """Take a queued message for sending, for as long as the lease runs. None: there is nothing to send.

    `lease_id` is the claimer's own: where the answer to the claim was lost, it knows its lease when it reads again.
    Bills 1 read and 1 write.
    """
    message = yield from get(Message, message_id)
    if message is not None and message.status == "sending" and message.lease_id == lease_id:
        return NOTHING, message
    if message is None or message.status != "queued":
        return NOTHING, None
    claimed = message.but(attempts=message.attempts + 1, lease_id=lease_id, wake_at=now + LEASE)
    sending = claimed.now_is("sending", now)
    return Changes(put=(sending,)), sending


def record_outcome(claimed: Message, outcome: Sent | NotSent, now: datetime) -> Decision[Status]:
    """Write down what became of a claimed message, unless it has moved on since. Bills 1 write."""
    message = yield from get(Message, claimed.id)
    if message is None or message.status != "sending" or message.lease_id != claimed.lease_id:
        return NOTHING, claimed.status if message is None else message.status
    after = _after(message, outcome, now)
    return Changes(put=(after,)), after.status


def _after(message: Message, outcome: Sent | NotSent, now: datetime) -> Message:
    if isinstance(outcome, Sent):
        return message.but(
            provider=outcome.provider,
            provider_message_id=outcome.provider_message_id,
            body=outcome.body,
            sent_at=now,
            wake_at=None,
        ).now_is("sent", now)
    if outcome.try_again and message.attempts < MOST_ATTEMPTS:
        return message.but(wake_at=now + SWEEP_AFTER).now_is("queued", now, outcome.reason)
    return message.but(reason=outcome.reason, wake_at=None).now_is("failed", now, outcome.reason)


@dataclass(frozen=True)
class Sweep:
    """What the sweep did with a message; `enqueue` asks for a task under a name of its own."""

    outcome: Literal["left", "enqueued", "expired", "failed", "unknown"]
    enqueue: Message | None = None


def wake_message(org: Org, message_id: str, now: datetime) -> Decision[Sweep]:
    """Look after a message that stayed where it was: its task was lost, or whoever claimed it crashed.

    Still queued: enqueued again, or expired when it is too old to be welcome. Still sending after the lease: nobody
    knows whether it went out, so marketing becomes `unknown` and is never sent twice; a transactional message
    whose template says `resend` is queued again, until its attempts are used up. Bills 1 read and 1 write.
    """
    message = yield from get(Message, message_id)
    if message is None or message.wake_at is None or message.wake_at > now:
        return NOTHING, Sweep("left")
    if message.status == "queued" and now - message.created_at > EXPIRES_AFTER:
        expired = message.but(wake_at=None, reason="too_late").now_is("expired", now)
        return Changes(put=(expired,)), Sweep("expired")
    may_resend = message.status == "sending" and _may_resend(org, message)
    if may_resend and message.attempts >= MOST_ATTEMPTS:
        failed = message.but(wake_at=None, reason="attempts_over").now_is("failed", now)
        return Changes(put=(failed,)), Sweep("failed")
    if message.status == "queued" or may_resend:
        again = message.but(enqueued_count=message.enqueued_count + 1, wake_at=now + SWEEP_AFTER)
        again = again if message.status == "queued" else again.now_is("queued", now, "lease_over")
        return Changes(put=(again,)), Sweep("enqueued", again)
    if message.status == "sending":
        lost = message.but(wake_at=None, reason="lease_over").now_is("unknown", now)
        return Changes(put=(lost,)), Sweep("unknown")
    return Changes(put=(message.but(wake_at=None),)), Sweep("left")


def _may_resend(org: Org, message: Message) -> bool:
    template = org.settings.templates.get(message.template)
    return message.purpose == "transactional" and template is not None and template.resend
