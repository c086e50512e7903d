"""Fallback: the next channel takes over if one does not get a message through, and each has one turn. It stays one
message. After a person's refusal no other channel says the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.domain.customers.consents import Consent, with_consent
from functions.domain.customers.customer import Because, Customer, Suppressed
from functions.domain.customers.reactions import Facts
from functions.domain.customers.suppressions import Suppression, suppression_id
from functions.domain.delivery.recipients import Recipient, changed, check, recipient_of
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.messages.composing import counted
from functions.domain.messages.gate import Allowed
from functions.domain.messages.outbox import EXPIRES_AFTER, Message, Status
from functions.domain.orgs.org import Org
from functions.domain.providers.send_results import COMPLAINT, NotSent
from functions.domain.staff.members import Member


@dataclass(frozen=True)
class Recorded:
    """Where a message is after its send result; `enqueue` asks for a task, at its `send_at`. `alarm`: the channel has
    just been paused for this reason. `resumed`: it works again, and was paused for this reason.
    """

    status: Status
    enqueue: Message | None = None
    alarm: str | None = None
    resumed: str | None = None


def fall_back(org: Org, message: Message, refusal: NotSent, *, now: datetime) -> Decision[Recorded]:
    """Move a message to its next channel if its channel will never get it through. It fails if no channel would do
    better, its customer has refused it, or it is too late to be welcome.

    Apply the refusal to the customer too: an address that is unreachable is suppressed, an opt-out is recorded as of
    its own time. Of a member of staff dead devices go, and nothing else follows: their address is in no customer's
    list. Bills 1 read of the customer or member and at most 3 writes.
    """
    recipient = yield from recipient_of(message)
    if recipient is None or message.channel is None:
        failed = message.refused(refusal.reason, now)
        return Changes(put=(failed,)), Recorded("failed")
    facts = Facts("message_failed", Message.collection, message.id, now)
    after, listed = yield from _with_feedback(org, recipient, message, refusal=refusal, now=now)
    tried = message.with_changes(tried=(*message.tried, message.channel))
    verdict = check(org, after, tried, now=now) if _may_move(tried, refusal, now=now) else None
    if isinstance(verdict, Allowed):
        message = _moved(tried, verdict, refusal, now=now)
        after = after if isinstance(after, Member) else counted(org, after, message, now=now)
        recorded = Recorded("queued", message)
    else:
        skipped = tried.skipped if verdict is None else verdict.skipped
        message = tried.with_changes(skipped=skipped).refused(refusal.reason, now)
        recorded = Recorded("failed")
    changes = yield from changed(org, recipient, after, facts=facts, now=now)
    return Changes(create=(*listed, *changes.create), put=(message, *changes.put)), recorded


def apply_feedback(org: Org, message: Message, refusal: NotSent, *, now: datetime) -> Decision[None]:
    """Apply what a failure report tells about the reader (bounce, opt-out); leave the message's status alone. Bills
    1 read and at most 2 writes.
    """
    recipient = yield from recipient_of(message)
    if recipient is None or message.channel is None:
        return NOTHING, None
    after, listed = yield from _with_feedback(org, recipient, message, refusal=refusal, now=now)
    if after == recipient:
        return NOTHING, None
    facts = Facts("message_reported", Message.collection, message.id, now)
    changes = yield from changed(org, recipient, after, facts=facts, now=now)
    return replace(changes, create=(*listed, *changes.create)), None


def _may_move(tried: Message, refusal: NotSent, *, now: datetime) -> bool:
    return refusal.advice != "stop" and not refusal.is_by_person and now - tried.fresh_since <= EXPIRES_AFTER


def _moved(tried: Message, verdict: Allowed, refusal: NotSent, *, now: datetime) -> Message:
    """The message on the channel that the gate gave it, as if it had never been sent."""
    queued = tried.now_is("queued", now, refusal.reason).planned(verdict, now)
    return queued.with_changes(
        enqueued_count=tried.enqueued_count + 1,
        lease_id=None,
        attempts=0,
        provider=None,
        provider_message_id=None,
        body=None,
        sent_at=None,
        retired_ids=(*tried.retired_ids, *filter(None, (tried.provider_message_id,))),
    )


def _with_feedback(
    org: Org, customer: Recipient, message: Message, *, refusal: NotSent, now: datetime
) -> Reading[tuple[Recipient, tuple[Document, ...]]]:
    """Customer or member after a refusal, and the new entry of the suppression list."""
    channel = message.channel
    assert channel is not None, "what was refused had a channel"
    if refusal.dead_tokens:
        return customer.without_tokens(refusal.dead_tokens), ()
    if isinstance(customer, Member):
        return customer, ()
    if refusal.advice == "opt_out":
        provider, at = _provider(message, refusal), min(refusal.at or now, now)
        refused = Consent(granted=False, at=at, how="provider", by="customer", detail=provider)
        consents = with_consent(customer.consents, channel, refused, purposes=("marketing",))
        return customer.with_changes(consents=consents), ()
    if refusal.advice == "suppress" and message.to is not None and channel != "push":
        id = suppression_id(org.id_key, channel, message.to)
        return (yield from _with_suppression(customer, message, refusal, id=id, now=now))
    return customer, ()


def _with_suppression(
    customer: Customer, message: Message, refusal: NotSent, *, id: str, now: datetime
) -> Reading[tuple[Customer, tuple[Document, ...]]]:
    if id in customer.suppressed or message.channel is None:
        return customer, ()
    because, provider = _because(message, refusal), _provider(message, refusal)
    known = yield from get(Suppression, id, presumed_missing=True)
    entry = Suppression(id=id, channel=message.channel, because=because, at=now, provider=provider)
    mark = Suppressed(because=because, at=now, provider=provider)
    marked = customer.with_changes(suppressed={**customer.suppressed, id: mark})
    return marked, (entry,) if known is None else ()


def _provider(message: Message, refusal: NotSent) -> str:
    return refusal.provider or message.provider or "unknown"


def _because(message: Message, refusal: NotSent) -> Because:
    if refusal.reason == COMPLAINT:
        return "complaint"
    return "hard_bounce" if message.channel == "email" else "unreachable"
