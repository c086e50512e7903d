"""A channel that does not get a message through gives way to the next one, once: one message tells the whole story."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.consents import Consent, with_consent
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.customers.suppressions import Because, Suppressed, Suppression, suppression_id
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.messages.gate import Allowed, check_message
from functions.domain.messages.outbox import EXPIRES_AFTER, Message, Status, counted
from functions.domain.orgs.org import Org
from functions.domain.providers.send_results import NotSent
from functions.domain.settings.types import Channel

MOST_CHANNELS = 2
COMPLAINT = "complaint"


@dataclass(frozen=True)
class Recorded:
    """Where a message stands after its outcome; `enqueue` asks for a task, at its `send_at`."""

    status: Status
    enqueue: Message | None = None


def fall_back(org: Org, message: Message, outcome: NotSent, now: datetime) -> Decision[Recorded]:
    """The channel did not get the message through and never will: the next one takes over, once, or it failed; at once
    where no channel would do better, or it is too late to be welcome.

    Whom the provider calls unreachable is suppressed there, who opted out there is asked no more. Bills 1 read of the
    customer and at most 3 writes.
    """
    customer = yield from get(Customer, message.customer_id)
    if customer is None or message.channel is None:
        failed = message.ended("failed", outcome.reason, now)
        return Changes(put=(failed,)), Recorded("failed")
    facts = Facts("message_failed", Message.collection, message.id, now)
    changed, listed = yield from _with_feedback(org, customer, message, outcome, now)
    tried = message.with_changes(tried=(*message.tried, message.channel))
    verdict = check_message(org, changed, tried.subject, now) if _may_move(tried, outcome, now) else None
    if isinstance(verdict, Allowed):
        moved = tried.now_is("queued", now, outcome.reason).planned(verdict, now)
        moved = moved.with_changes(
            enqueued_count=message.enqueued_count + 1,
            lease_id=None,
            attempts=0,
            provider=None,
            provider_message_id=None,
            body=None,
            sent_at=None,
            retired_ids=(*message.retired_ids, *filter(None, (message.provider_message_id,))),
        )
        counting = counted(org, changed, moved, now)
        reaction = yield from react(org, customer, counting, facts=facts, now=now)
        create = (*listed, *reaction.create)
        return Changes(create=create, put=(moved, reaction.customer)), Recorded("queued", moved)
    skipped = tried.skipped if verdict is None else verdict.skipped
    failed = tried.with_changes(skipped=skipped).ended("failed", outcome.reason, now)
    reaction = yield from react(org, customer, changed, facts=facts, now=now)
    return Changes(create=(*listed, *reaction.create), put=(failed, reaction.customer)), Recorded("failed")


def _may_move(tried: Message, outcome: NotSent, now: datetime) -> bool:
    return (
        outcome.advice != "stop"
        and len(tried.tried) < MOST_CHANNELS
        and now - tried.created_at <= EXPIRES_AFTER
    )


def apply_feedback(org: Org, message: Message, problem: NotSent, now: datetime) -> Decision[None]:
    """Only what a report says of the customer: the message stays where it is. Bills 1 read and at most 2 writes."""
    customer = yield from get(Customer, message.customer_id)
    if customer is None or message.channel is None:
        return NOTHING, None
    changed, listed = yield from _with_feedback(org, customer, message, problem, now)
    if changed == customer:
        return NOTHING, None
    facts = Facts("message_reported", Message.collection, message.id, now)
    reaction = yield from react(org, customer, changed, facts=facts, now=now)
    return Changes(create=(*listed, *reaction.create), put=(reaction.customer,)), None


def _with_feedback(
    org: Org, customer: Customer, message: Message, outcome: NotSent, now: datetime
) -> Reading[tuple[Customer, tuple[Document, ...]]]:
    """The customer with what the provider's refusal says of them, and the entry of the suppression list."""
    channel = message.channel
    assert channel is not None, "what was refused had a channel"
    provider = outcome.provider or message.provider or "unknown"
    if outcome.dead_tokens:
        return customer.without_tokens(outcome.dead_tokens), ()
    if outcome.advice == "opt_out":
        refusal = Consent(granted=False, at=now, how="provider", by="customer", detail=provider)
        consents = with_consent(customer.consents, channel, refusal, ("marketing",))
        return customer.with_changes(consents=consents), ()
    if outcome.advice != "suppress" or message.to is None or channel == "push":
        return customer, ()
    id = suppression_id(org.id_key, channel, message.to)
    mark = Suppressed(because=_because(message, outcome), at=now, provider=provider)
    return (yield from _suppressed(customer, id, channel, mark))


def _suppressed(
    customer: Customer, id: str, channel: Channel, mark: Suppressed
) -> Reading[tuple[Customer, tuple[Document, ...]]]:
    """The customer with the mark, and the entry of the list unless the address is on it."""
    if id in customer.suppressed:
        return customer, ()
    marked = customer.with_changes(suppressed={**customer.suppressed, id: mark})
    known = yield from get(Suppression, id, presumed_missing=True)
    return marked, () if known else (Suppression(id=id, channel=channel, **dict(mark)),)


def _because(message: Message, outcome: NotSent) -> Because:
    if outcome.reason == COMPLAINT:
        return "complaint"
    return "hard_bounce" if message.channel == "email" else "unreachable"
