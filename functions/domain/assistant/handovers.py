"""A conversation goes to a person: a task of the pool, and the member who gets it owns the conversation and is told."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from functions.domain.assignment.days import day_of
from functions.domain.assignment.pool import opened, pooled
from functions.domain.assistant.gathering import asks_something
from functions.domain.conversations.awaiting import with_clock
from functions.domain.conversations.documents import (
    ASSISTANT,
    STAFF,
    Conversation,
    Handover,
    Heard,
    standing_conversation,
)
from functions.domain.conversations.journeys import PAYMENT, Journey
from functions.domain.conversations.listening import taken_over
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Document, Reading, get
from functions.domain.messages.notices import compose_notices
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.replies.phases import Phase, later
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task

NOTICE_RULE: Final = "assistant.handover"
BY_STAFF: Final = "by_staff"
# A chat that came where it should, and one that a person of the business took up by themselves.
_NO_ESCALATION: Final = frozenset({PAYMENT, BY_STAFF})


def handover_task(
    org: Org,
    conversation: Conversation,
    customer: Customer,
    *,
    id: str,
    because: str,
    notes: str | None,
    now: datetime,
) -> Task:
    """A task about a conversation, due today, which nobody has yet."""
    wanted = org.settings.assistant.task
    return Task(
        id=id,
        task_type=wanted.task_type,
        customer_id=customer.id,
        due_on=day_of(org, now).on,
        priority=wanted.priority,
        reason=because,
        script=notes,
        customer_name=customer.name,
        customer_phone=customer.phone,
        created_at=now,
        created_by=ASSISTANT,
        cause=f"conversations/{conversation.id}",
    )


def pool_task(
    org: Org,
    conversation: Conversation,
    customer: Customer,
    *,
    id: str,
    because: str,
    notes: str | None,
    gives_conversation: bool,
    now: datetime,
) -> Reading[Changes]:
    """A task of the pool about a conversation, and its job. Who gets it gets the conversation, if it is given. Bills 1
    read and 2 writes.
    """
    yield from get(Task, id, presumed_missing=True)
    task = handover_task(org, conversation, customer, id=id, because=because, notes=notes, now=now)
    task = task.with_changes(conversation_id=conversation.id if gives_conversation else None)
    job = yield from opened(now)
    return Changes(create=(pooled(org, task, customer, now=now),), put=(job,))


def conversations_beside(
    org: Org, moved: Iterable[tuple[Task, Task]], now: datetime
) -> Reading[tuple[Document, ...]]:
    """The conversations of tasks that members got from the pool, as theirs, and what they are told. Bills 2 reads and 2
    writes for each such task; nothing of one that was given back, or to somebody by name, in the meantime.
    """
    documents: list[Document] = []
    known: dict[str, Conversation | None] = {}
    for task in (after for before, after in moved if _is_given(before, after)):
        id, uid = str(task.conversation_id), str(task.assignee_uid)
        if id not in known:
            known[id] = yield from standing_conversation(id)
        conversation, member = known[id], (yield from get(Member, uid))
        if conversation is None or member is None or not _is_brought_by(task, conversation):
            continue
        theirs = known[id] = given_to(conversation, member.id)
        said = {"customer": task.customer_name, "because": task.reason, "notes": task.script}
        cause = f"{task.id}:{theirs.handovers[-1].at:%Y%m%dT%H%M%S%f}"  # they may get it twice
        told = yield from notices_of(org, member, theirs, cause=cause, variables=said, now=now)
        documents = [each for each in documents if each.id != theirs.id] + [theirs, *told]
    return tuple(documents)


def _is_given(before: Task, after: Task) -> bool:
    """Whether a member got a task that brings them a conversation."""
    return after.conversation_id is not None and after.assignee_uid not in (None, before.assignee_uid)


def _is_brought_by(task: Task, conversation: Conversation) -> bool:
    """Whether a task still brings its conversation: a person gave it to nobody by another way since."""
    last = conversation.last_handover
    is_given_since = last is not None and last.because == BY_STAFF and last.task_id != task.id
    return conversation.owner not in (None, ASSISTANT) and not is_given_since


def notices_of(
    org: Org,
    member: Member,
    conversation: Conversation,
    *,
    cause: str,
    variables: Mapping[str, str | int | None],
    now: datetime,
) -> Reading[tuple[Message, ...]]:
    """What a member is told of a conversation that is theirs; nothing where the business has no such template.
    `variables`: `customer`, `because`, `notes`. Bills 1 write for each message.
    """
    templates = org.settings.assistant.templates
    if templates is None or templates.notice is None:
        return ()
    composed = compose_notices(
        org,
        member,
        id=f"{cause}:told:{member.id}",
        cause=cause,
        rule=NOTICE_RULE,
        template=templates.notice,
        variables={**variables, "phase": conversation.phase, "package": conversation.package_code},
        about_customer_id=conversation.customer_id,
        now=now,
    )
    for message in composed:
        yield from get(Message, message.id, presumed_missing=True)
    return composed


def given_to(conversation: Conversation, uid: str) -> Conversation:
    """The conversation as a member's, who takes up the last handover."""
    *earlier, last = conversation.handovers or (Handover(at=conversation.last_message_at, because="taken"),)
    return conversation.with_changes(owner=uid, handovers=(*earlier, last.with_changes(to_uid=uid)))


def given_back(conversation: Conversation, *, phase: Phase | None, now: datetime) -> Conversation:
    """The conversation as the assistant's again, as far as the person says that it has come: forward only."""
    handovers = tuple(
        each.with_changes(given_back_at=each.given_back_at or now) for each in conversation.handovers
    )
    reached = conversation.phase
    if phase is not None:
        reached = later(conversation.phase or "leads", phase)
        conversation = _having_reached(conversation, phase, now=now)
    return conversation.with_changes(
        owner=ASSISTANT,
        silent_until=None,
        is_escalated=None,
        needs_human=False,
        wake_at=None,
        escalations=None,
        unknown_count=None,
        asked=None,
        phase=reached,
        handovers=handovers,
    )


def handed_over(
    org: Org,
    conversation: Conversation,
    *,
    because: str,
    notes: str | None,
    task_id: str | None = None,
    now: datetime,
) -> Conversation:
    """The conversation as a person's who is still to be found, by `task_id`; it waits for them in the inbox."""
    taken = taken_over(org, conversation, because=because, at=now, owner=STAFF, notes=notes, task_id=task_id)
    is_escalated = because not in _NO_ESCALATION or None
    return taken.with_changes(needs_human=True, is_escalated=is_escalated)


def _having_reached(conversation: Conversation, phase: Phase, *, now: datetime) -> Conversation:
    """The conversation whose cycle has come so far, as a person says."""
    cycle = conversation.cycle or 1
    journey = conversation.journeys.get(str(cycle)) or Journey(began_at=conversation.created_at)
    return conversation.with_journey(cycle, journey.reaching(phase, now))


def awaited(org: Org, conversation: Conversation, heard: tuple[Heard, ...], *, now: datetime) -> Conversation:
    """A person's conversation after their customer wrote: it waits for them, unless they have written since. An answer
    is awaited from now on, if none was already, or in vain: a second clock would tell the customer the same again.
    """
    answered_at = conversation.last_answered_at
    if answered_at is not None and all(each.at <= answered_at for each in heard):
        return conversation
    waits = conversation.with_changes(needs_human=True)
    was_awaited = conversation.wake_at is not None or conversation.escalations is not None
    return waits if was_awaited or not asks_something(org, heard) else with_clock(org, waits, now)
