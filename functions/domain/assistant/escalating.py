"""Nobody answers: the conversation goes on to somebody else, and at last its customer is told so (settings
`escalate_after_minutes`). Its document wakes by itself, like any other; a person's answer changes that document, so an
escalation and an answer of the same moment meet there, and the answer holds.
"""

from datetime import datetime
from typing import Final

from functions.domain.assignment.days import day_of, is_away
from functions.domain.assignment.pool import back_in_pool, opened, out_of_pool, pooled
from functions.domain.assistant.handovers import handover_task, notices_of
from functions.domain.automations.react import react
from functions.domain.conversations.awaiting import next_working_time
from functions.domain.conversations.documents import ASSISTANT, STAFF, Conversation
from functions.domain.conversations.listening import taken_over
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.names import spoken_name
from functions.domain.customers.reactions import Facts
from functions.domain.insights.agent_day import Move, days_after
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.jobs import get_due
from functions.domain.messages.answers import HOLDING_RULE, compose_answer
from functions.domain.messages.gate import Blocked
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.actions import Assignee, OfRole, Staff
from functions.domain.staff.finding import members_of
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task, Wanted
from functions.domain.templates.writer import render

UNANSWERED: Final = "unanswered"
_OWNERS: Final[Staff] = OfRole(role="owner")


def wake_conversation(org: Org, id: str, now: datetime) -> Decision[None]:
    """The next step where no person has answered by now: to the pool once more or to a member, `escalate_most` times,
    then the customer is told. Once however often it is woken: each step moves the time of the next one.

    Bills 4 reads and 3 writes to the pool (the conversation, the customer, the task, the pool); to a member 3 reads
    and 3 writes (the conversation, the task, the notice), 1 read for each who may get it, and 1 read and 1 write for
    each day that it leaves or joins. Telling the customer 2 reads and 3 writes. One that was answered, or is not late
    yet, 1 read.
    """
    known = yield from get_due(Conversation, id, now)
    if known is None:
        return NOTHING, None
    customer = (yield from standing_customer(known.customer_id)) if _is_awaited(org, known) else None
    if customer is None:
        return Changes(put=(known.not_awaited(),)), None
    opens = next_working_time(org, now)
    if opens > now:
        return Changes(put=(known.with_changes(wake_at=opens),)), None
    if (known.escalations or 0) >= org.settings.assistant.escalate_most:
        return (yield from _told(org, known, customer, now=now)), None
    return (yield from _escalated(org, known, customer, now=now)), None


def _is_awaited(org: Org, known: Conversation) -> bool:
    """Whether a person has it still, and the business wants it so still."""
    settings = org.settings.assistant
    is_wanted = settings.enabled and settings.escalate_after_minutes is not None and is_on(org, "crm")
    return is_wanted and known.owner not in (None, ASSISTANT)


def _name(known: Conversation) -> str:
    """What a step is named after: the instant at which it was due, which none before and none after has."""
    return f"{known.id}:{UNANSWERED}:{known.wake_at:%Y%m%dT%H%M%S%f}"


def _escalated(org: Org, known: Conversation, customer: Customer, *, now: datetime) -> Reading[Changes]:
    stored = yield from _task_of(known)
    if stored is not None and _is_done_since(known, stored):
        return Changes(put=(known.not_awaited(),))
    task = stored if stored is not None and stored.status == "open" else None
    notes = _notes_of(known)
    wanted = task or handover_task(
        org, known, customer, id=_name(known), because=UNANSWERED, notes=notes, now=now
    )
    member = yield from _next_member(org, known, customer, now=now)
    after = _passed_on(org, wanted, member, customer=customer, now=now)
    after = after.with_changes(conversation_id=known.id)
    days = yield from days_after(org, (Move(task, after),), now=now)
    owner = member.id if member else STAFF
    taken = taken_over(org, known, because=UNANSWERED, at=now, owner=owner, notes=notes, task_id=after.id)
    taken = taken.with_changes(escalations=(known.escalations or 0) + 1)
    beside = yield from _beside(org, taken, member, cause=_name(known), name=customer.name, now=now)
    if task is not None:
        return Changes(create=beside.create, put=(taken, after, *days, *beside.put))
    yield from get(Task, after.id, presumed_missing=True)
    return Changes(create=(after, *beside.create), put=(taken, *days, *beside.put))


def _task_of(known: Conversation) -> Reading[Task | None]:
    last = known.last_handover
    return (yield from get(Task, last.task_id)) if last is not None and last.task_id else None


def _notes_of(conversation: Conversation) -> str | None:
    last = conversation.last_handover
    return last.notes if last is not None else None


def _passed_on(org: Org, task: Task, member: Member | None, *, customer: Customer, now: datetime) -> Task:
    if member is None:
        return _in_pool(org, task, customer, now=now)
    return out_of_pool(task).with_changes(
        assignee_uid=member.id,
        assigned_at=now,
        assigned_because=UNANSWERED,
        taken_from_uid=task.assignee_uid,
    )


def _beside(
    org: Org, taken: Conversation, member: Member | None, *, cause: str, name: str | None, now: datetime
) -> Reading[Changes]:
    """What the member is told; to nobody in particular the pool's job."""
    if member is None:
        return Changes(put=((yield from opened(now)),))
    said = {"customer": name, "because": UNANSWERED, "notes": _notes_of(taken)}
    return Changes(create=(yield from notices_of(org, member, taken, cause=cause, variables=said, now=now)))


def _is_done_since(known: Conversation, task: Task) -> bool:
    """Whether the task was done after the customer's last message: by a call, which no channel tells of."""
    return task.done_at is not None and task.done_at >= (known.last_inbound_at or task.done_at)


def _in_pool(org: Org, task: Task, customer: Customer, *, now: datetime) -> Task:
    """The task in the pool, whose job passes over the member who had it where there is another."""
    back = back_in_pool(org, task, now=now) if task.wanted else pooled(org, task, customer, now=now)
    had = task.assignee_uid or task.taken_from_uid
    wanted = (back.wanted or Wanted()).with_changes(but_uid=had)
    return back.with_changes(wanted=wanted, waits_because=UNANSWERED, taken_from_uid=had)


def _next_member(
    org: Org, known: Conversation, customer: Customer, *, now: datetime
) -> Reading[Member | None]:
    """Who gets it next, those with a role by turns: not who has it, and nobody who is away. A manager has the owners of
    the business stand in. None for the pool, and where nobody is left.
    """
    to: Assignee = org.settings.assistant.escalate_to
    if to == "pool":
        return None
    has = known.owner if known.owner != STAFF else None
    of = customer.owner_uid if to == "owner" else has or customer.owner_uid
    for who in (to, _OWNERS) if to == "manager" else (to,):
        members = yield from members_of(who, owner_uid=of)
        if free := _free(org, members, has, now=now):
            return free[(known.escalations or 0) % len(free)]
    return None


def _free(org: Org, members: tuple[Member, ...], has: str | None, *, now: datetime) -> list[Member]:
    today = day_of(org, now).on
    return [each for each in members if each.id != has and not is_away(each, today)]


def _told(org: Org, known: Conversation, customer: Customer, *, now: datetime) -> Reading[Changes]:
    """The customer told once that nobody has answered yet, where they wait for something and may be written to; and
    nobody is asked any more.
    """
    templates, last = org.settings.assistant.templates, known.with_changes(wake_at=None)
    if templates is None or templates.holding is None or not known.needs_human or not known.handovers:
        return Changes(put=(last,))
    locale = known.language or org.settings.locale
    text = render(org, templates.holding, locale=locale, variables={"name": spoken_name(customer.name)})
    composed = compose_answer(
        org, customer, id=_name(known), channel=known.channel, text=text, by=None, now=now, locale=locale
    )
    if isinstance(composed, Blocked):
        return Changes(put=(last,))
    message = composed.message.with_changes(rule=HOLDING_RULE, about=f"conversations/{known.id}")
    yield from get(Message, message.id, presumed_missing=True)
    *earlier, handover = known.handovers
    last = last.with_changes(handovers=(*earlier, handover.with_changes(told_at=now)))
    if composed.customer == customer:
        return Changes(create=(message,), put=(last,))
    facts = Facts("message_written", Conversation.collection, message.id, now)
    after = composed.customer.with_changes(updated_at=now)
    reaction = yield from react(org, customer, after, facts=facts, now=now)
    return Changes(create=(message, *reaction.create), put=(last, *reaction.put))
