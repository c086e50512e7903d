"""A message's way out: claimed with a lease, sent by the holder of the lease, its result recorded."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer, followed
from functions.domain.customers.reactions import Facts
from functions.domain.delivery.causes import is_cause_over, is_notice_over
from functions.domain.delivery.fallback import Recorded, fall_back
from functions.domain.delivery.recipients import Recipient, changed, check, recipient_of
from functions.domain.kernel.clocks import CLOCKS_APART
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_both,
)
from functions.domain.messages.composing import counted
from functions.domain.messages.frequency_caps import counts_on
from functions.domain.messages.gate import Allowed
from functions.domain.messages.outbox import EXPIRES_AFTER, SWEEP_AFTER, EndReason, Message, Status
from functions.domain.orgs.gateways import pause_channel, resume_channel, take_probe
from functions.domain.orgs.org import Org, zone_of
from functions.domain.providers.send_results import NotSent, SendResult, Sent
from functions.domain.staff.members import Member

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
FIRST_BACKOFF = timedelta(seconds=10)
LONGEST_BACKOFF = timedelta(minutes=10)
# Where its holder's answer finds a message: the last two where the sweep came first, and the answer knows better.
_LATEST_BEFORE_SENT = frozenset({"sending", "queued", "unknown"})


@dataclass(frozen=True)
class Claim:
    """What came of claiming a message. `sending`: the claimer holds it, and `recipient` is whom it is for; `waiting`:
    it goes later, or by another channel's queue, and a task must be asked for; `over`: there is nothing to send.
    """

    state: Literal["sending", "waiting", "over"]
    message: Message | None = None
    recipient: Recipient | None = None


OVER = Claim("over")


def claim_message(
    org: Org,
    message_id: str,
    customer_id: str,
    *,
    member_uid: str | None = None,
    lease_id: str,
    now: datetime,
    has_budget: bool = True,
) -> Decision[Claim]:
    """Pass the gate once more and take the message for sending, for as long as the lease runs; suppress it where its
    cause no longer stands. `member_uid`: the member of staff to whom it goes, in place of a customer.

    `lease_id` is the claimer's own: where the answer to the claim was lost, it knows its lease when it reads again.
    Bills 2 reads (1 where the message came with its task) and 1 write; 1 write more where it goes on a later day than
    it was counted on; 1 read more for a rule whose cause another document tells, and for the customer whom a message to
    staff is about that has waited (causes.py). A message that is held for a day by the kill switch or a gateway is
    claimed 14 times: 28 reads and 14 writes.
    """
    message, recipient = yield from _read(message_id, customer_id, member_uid)
    if message is None:
        return NOTHING, OVER
    if message.status == "sending" and message.lease_id == lease_id:
        return NOTHING, Claim("sending", message, recipient)
    if message.status != "queued":
        return NOTHING, OVER
    # A task that is this early is on time, and asks for no other one under its own name.
    if message.send_at is not None and now < message.send_at - CLOCKS_APART:
        return NOTHING, Claim("waiting", message)
    if recipient is None:
        gone: EndReason = "member_gone" if message.is_to_staff else "customer_gone"
        return _over(message, "suppressed", gone, now=now)
    if now - message.fresh_since > EXPIRES_AFTER:
        return _over(message, "expired", "too_late", now=now)
    return (yield from _asked(org, message, recipient, lease_id=lease_id, now=now, has_budget=has_budget))


def _read(
    message_id: str, customer_id: str, member_uid: str | None
) -> Reading[tuple[Message | None, Recipient | None]]:
    """The message and whom it is for, in one call; again where the message goes to another than was named."""
    recipient: Recipient | None
    if member_uid is not None:
        message, recipient = yield from get_both(Get(Message, message_id), Get(Member, member_uid))
    else:
        message, recipient = yield from get_both(Get(Message, message_id), Get(Customer, customer_id))
        recipient = yield from followed(recipient)
    if message is None or (message.member_uid, message.is_to_staff) == (member_uid, member_uid is not None):
        return message, recipient
    return message, (yield from recipient_of(message))


def _asked(
    org: Org, message: Message, recipient: Recipient, *, lease_id: str, now: datetime, has_budget: bool
) -> Decision[Claim]:
    """Whether the cause still stands, and the gate."""
    if isinstance(recipient, Customer):
        is_over = yield from is_cause_over(org, recipient, message)
    else:
        is_over = yield from is_notice_over(org, message, now)
    if is_over:
        return _over(message, "suppressed", "cause_over", now=now)
    verdict = check(org, recipient, message, now=now, has_budget=has_budget)
    if not isinstance(verdict, Allowed):
        return _over(message.with_changes(skipped=verdict.skipped), "suppressed", verdict.reason, now=now)
    return (yield from _claimed(org, message, recipient, allowed=verdict, lease_id=lease_id, now=now))


def _over(message: Message, status: Status, reason: EndReason, *, now: datetime) -> tuple[Changes, Claim]:
    return Changes(put=(message.ended(status, reason, now),)), OVER


def _claimed(
    org: Org, message: Message, recipient: Recipient, *, allowed: Allowed, lease_id: str, now: datetime
) -> Decision[Claim]:
    """What the gate lets through: sent now, planned anew where it goes later or by another channel, or a dry run."""
    probe = yield from _probe(org, message, allowed, now=now)
    if not probe and (allowed.hold is not None or allowed.channel != message.channel):
        moved = message.planned(allowed, now).with_changes(enqueued_count=message.enqueued_count + 1)
        return (yield from _counting(org, recipient, moved, now=now)), Claim("waiting", moved)
    if org.settings.messages.is_dry_run:
        return _over(message, "suppressed", "dry_run", now=now)
    claimed = message.with_changes(
        to=allowed.to,
        attempts=message.attempts + 1,
        lease_id=lease_id,
        send_at=None,
        wake_at=now + LEASE,
    ).now_is("sending", now)
    is_late = _is_counted_elsewhere(org, recipient, claimed, now=now)
    changes = (yield from _counting(org, recipient, claimed, now=now)) if is_late else Changes(put=(claimed,))
    return replace(changes, put=(*changes.put, *probe)), Claim("sending", claimed, recipient)


def _probe(org: Org, message: Message, allowed: Allowed, *, now: datetime) -> Reading[tuple[Document, ...]]:
    """What lets a message through that only its channel's pause would hold, to see whether the channel works again."""
    is_held = allowed.hold is not None and allowed.hold[0] == "channel_paused"
    if not is_held or allowed.channel != message.channel or org.settings.messages.is_dry_run:
        return ()
    document = yield from take_probe(org, allowed.channel, now)
    return () if document is None else (document,)


def record_send_result(
    org: Org, claimed: Message, outcome: SendResult, *, now: datetime, jitter: float = 0.5
) -> Decision[Recorded]:
    """Write down what became of a claimed message, unless it has moved on since.

    `jitter` (0 to 1) spreads the next try. Bills 1 write; where the provider refuses, 1 read of the customer and at
    most 2 writes more; where the account is refused, or a probe shows that it works, 1 read of the organisation and at
    most 2 writes more.
    """
    message = yield from get(Message, claimed.id)
    if message is None or message.lease_id != claimed.lease_id:
        return NOTHING, Recorded(claimed.status if message is None else message.status)
    changes, recorded = yield from _outcome(org, message, outcome, now=now, jitter=jitter)
    if message.channel is None or not _shows_that_it_works(outcome):
        return changes, recorded
    resumed = yield from resume_channel(org, message.channel)
    reason = org.paused_channels.get(message.channel) if resumed else None
    return replace(changes, put=(*changes.put, *resumed)), replace(recorded, resumed=reason)


def _outcome(
    org: Org, message: Message, outcome: SendResult, *, now: datetime, jitter: float
) -> Decision[Recorded]:
    if isinstance(outcome, Sent):
        return (yield from _sent(org, message, outcome, now=now))
    if message.status != "sending":
        return NOTHING, Recorded(message.status)
    if outcome.advice == "pause":
        return (yield from wait_for_channel(org, message, outcome, now=now))
    if outcome.advice == "retry" and message.attempts < MOST_ATTEMPTS:
        again = _again(message, outcome, now, jitter=jitter)
        return Changes(put=(again,)), Recorded("queued", again)
    if outcome.advice == "stop":
        failed = message.refused(outcome.reason, now)
        return Changes(put=(failed,)), Recorded("failed")
    return (yield from fall_back(org, message, outcome, now=now))


def _shows_that_it_works(outcome: SendResult) -> bool:
    """Whether the provider has looked at a message: it took it, or refused it for the message's own sake."""
    return isinstance(outcome, Sent) or (
        outcome.provider is not None and outcome.advice not in ("retry", "pause")
    )


def wait_for_channel(org: Org, message: Message, refusal: NotSent, *, now: datetime) -> Decision[Recorded]:
    """Pause the message's channel, whose provider refuses every message. This one is queued again at no cost of an
    attempt, for the time of the next probe. Bills 1 read of the organisation and at most 3 writes.
    """
    assert message.channel is not None, "what was refused had a channel"
    provider = refusal.provider or message.provider or org.served_by.get(message.channel, "")
    paused = yield from pause_channel(
        org.id, message.channel, provider, reason=refusal.reason, now=now, wait=refusal.retry_after
    )
    waiting = message.with_changes(
        attempts=max(message.attempts - 1, 0),
        send_at=paused.probe_at,
        wake_at=paused.probe_at + SWEEP_AFTER,
        enqueued_count=message.enqueued_count + 1,
        lease_id=None,
        provider=None,
        provider_message_id=None,
        sent_at=None,
        retired_ids=(*message.retired_ids, *filter(None, (message.provider_message_id,))),
    ).now_is("queued", now, refusal.reason)
    alarm = refusal.reason if paused.alarm else None
    changes = Changes(create=paused.create, put=(waiting, *paused.put))
    return changes, Recorded("queued", waiting, alarm)


def _sent(org: Org, message: Message, outcome: Sent, *, now: datetime) -> Decision[Recorded]:
    if message.status not in _LATEST_BEFORE_SENT:
        completed = _completed(message, outcome)
        return Changes(put=(completed,)), Recorded(completed.status)
    sent = message.with_changes(
        provider=outcome.provider,
        provider_message_id=outcome.provider_message_id,
        body=outcome.body,
        reason=None,
        sent_at=now,
        send_at=None,
        wake_at=None,
    ).now_is("sent", now)
    if not outcome.dead_tokens:
        return Changes(put=(sent,)), Recorded("sent")
    recipient = yield from recipient_of(message)
    if recipient is None:
        return Changes(put=(sent,)), Recorded("sent")
    without = recipient.without_tokens(outcome.dead_tokens)
    facts = Facts("message_sent", Message.collection, message.id, now)
    changes = yield from changed(org, recipient, without, facts=facts, now=now)
    return replace(changes, put=(sent, *changes.put)), Recorded("sent")


def _completed(message: Message, outcome: Sent) -> Message:
    """A callback was faster than the send's own answer: what only the answer knows is filled in."""
    if message.status not in ("sent", "delivered", "read"):
        return message
    return message.with_changes(
        provider=message.provider or outcome.provider,
        provider_message_id=message.provider_message_id or outcome.provider_message_id,
        body=message.body or outcome.body,
    )


def _again(message: Message, outcome: NotSent, now: datetime, *, jitter: float) -> Message:
    """Doubling from ten seconds, spread by half, and never before the provider wants to hear from us."""
    backoff = min(FIRST_BACKOFF * 2 ** (message.attempts - 1), LONGEST_BACKOFF) * (0.5 + jitter)
    send_at = now + max(backoff, outcome.retry_after or timedelta(0))
    again = message.with_changes(
        send_at=send_at,
        wake_at=send_at + SWEEP_AFTER,
        enqueued_count=message.enqueued_count + 1,
        lease_id=None,
    )
    return again.now_is("queued", now, outcome.reason)


def _counting(org: Org, customer: Recipient, message: Message, *, now: datetime) -> Reading[Changes]:
    """The message, and its customer where a change of plan changes what is counted; of a member nothing is."""
    if isinstance(customer, Member):
        return Changes(put=(message,))
    after = counted(org, customer, message, now=now)
    if after.marketing_touches == customer.marketing_touches:
        return Changes(put=(message,))
    facts = Facts("message_claimed", Message.collection, message.id, now)
    reaction = yield from react(org, customer, after, facts=facts, now=now)
    return Changes(create=reaction.create, put=(message, *reaction.put))


def _is_counted_elsewhere(org: Org, customer: Recipient, message: Message, *, now: datetime) -> bool:
    """Whether the message goes on another day than it was counted on: then it takes a place of this one."""
    if isinstance(customer, Member):
        return False
    is_counted = any(touch.message_id == message.id for touch in customer.marketing_touches)
    return is_counted and not counts_on(
        customer.marketing_touches, message.id, zone=zone_of(org, customer.timezone), at=now
    )
