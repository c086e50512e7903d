"""What follows from a change of a document that automations watch beside customers, and what when it wakes.

A cart, an invoice, a task: each is about a customer, whose consents, hours and caps its messages keep to. What it has
had of each automation stands on the document itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from functions.domain.automations.react import is_of_automations, planned, react, without_overdue
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.kernel.subjects import Subject
from functions.domain.orgs.org import Org, is_on, is_watched

if TYPE_CHECKING:
    from functions.domain.occasions.asking import State

S = TypeVar("S", bound=Subject)


@dataclass(frozen=True)
class SubjectReaction(Generic[S]):
    """The subject after all that followed from a change, and the documents to create and put in the same commit."""

    subject: S
    create: tuple[Document, ...] = ()
    put: tuple[Document, ...] = ()


def react_to(
    org: Org, before: S | None, after: S, *, facts: Facts, now: datetime
) -> Reading[SubjectReaction[S]]:
    """The subject and the documents that follow from its change; `before` is as it was read, None where it is new.
    A decision that changes other documents too has it see them (kernel/pending.py).

    A decision that puts a subject puts the reaction's, creates what it creates, and puts what it puts. Bills nothing
    where no automation of the organisation watches its collection, else 1 read of the customer; what runs bills 1 write
    for its interaction, 1 for the customer where a message counts for them, and what its actions bill.
    """
    if not is_on(org, "crm") or not is_watched(org, after.collection):
        return SubjectReaction(_resting(after))
    from functions.domain.occasions.asking import State

    customer = yield from _customer_of(after)
    return (yield from _reacted(org, before, State(after, customer), customer=customer, facts=facts, now=now))


def wake_subject(
    org: Org, model: type[S], id: str, *, now: datetime, batch_id: str | None = None
) -> Decision[None]:
    """Act on what is due for a subject. Each occurrence of an automation acts at most once.

    Bills 2 reads and 1 write, and what runs: 1 write for its interaction, 1 for each message, 1 for the customer whom a
    message counts for.
    """
    subject = yield from get(model, id)
    if subject is None or subject.wake_at is None or subject.wake_at > now:
        return NOTHING, None
    from functions.domain.occasions.watched import lapsed

    after = lapsed(subject, now)
    if not is_on(org, "crm") or not is_watched(org, subject.collection):
        return Changes(put=(_resting(after).rested(now),)), None
    customer = yield from _customer_of(subject)
    reaction = yield from _woken(org, subject, customer, now=now, batch_id=batch_id)
    return Changes(create=reaction.create, put=(*reaction.put, reaction.subject)), None


def _woken(
    org: Org, subject: S, customer: Customer | None, *, now: datetime, batch_id: str | None
) -> Reading[SubjectReaction[S]]:
    from functions.domain.automations.running import run_due
    from functions.domain.occasions.asking import State
    from functions.domain.occasions.watched import lapsed, refreshed

    fresh = yield from refreshed(org, lapsed(subject, now), now)
    state = yield from run_due(org, State(fresh, customer), now, batch_id=batch_id)
    rested = state.with_subject(state.subject.rested(now))
    facts = Facts("subject_woken", subject.collection, f"{subject.id}:{subject.wake_at:%Y%m%dT%H%M%S}", now)
    return (yield from _reacted(org, subject, rested, customer=customer, facts=facts, now=now))


def _reacted(
    org: Org,
    before: S | None,
    state: "State",
    *,
    customer: Customer | None,
    facts: Facts,
    now: datetime,
) -> Reading[SubjectReaction[S]]:
    """`customer`: as they were read."""
    from functions.domain.automations.running import automation_times, run_after
    from functions.domain.occasions.happenings import events_of_subject

    events = events_of_subject(before, state.subject)
    state = yield from run_after(org, before, state, events=events, facts=facts, now=now)
    was: Mapping[str, datetime] = {}
    is_lost = before is not None and "due" in before.odd_fields
    if before is not None and not is_lost and facts.kind != "settings_changed":
        was = automation_times(org, replace(state, subject=before), now)
    times = automation_times(org, state, now)
    due = planned(state.subject.due, was, times, now=now, is_ours=is_of_automations)
    due = without_overdue(org, due, state.subject.due, now=now)
    subject = cast(S, state.subject.waiting_for(due))
    if customer is None or state.customer is None or state.customer == customer:
        return SubjectReaction(subject, state.create, state.others)
    follows = Facts("customer_changed", facts.collection, facts.cause_id, now)
    reacting = react(org, customer, state.customer, facts=follows, now=now)
    reaction = yield from seeing((*state.create, *state.others), reacting)
    put = (*not_among(reaction.put, state.others), *reaction.put)
    return SubjectReaction(subject, (*state.create, *reaction.create), put)


def _customer_of(subject: Subject) -> Reading[Customer | None]:
    if subject.customer_id is None:
        return None
    return (yield from standing_customer(subject.customer_id))


def _resting(subject: S) -> S:
    """The subject without what automations planned."""
    return subject.waiting_for(
        {reason: at for reason, at in subject.due.items() if not is_of_automations(reason)}
    )
