"""The conversations of a member who has left, or is away: they go back to the pool, like the member's tasks.

Of one who has no role any more all of them; of one who is away those in which a customer waits. Any other waits for its
owner, and comes to the pool on the first morning after its customer writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from functions.domain.assignment.pool import pooled
from functions.domain.assignment.returning import ABSENCE, LEFT
from functions.domain.assistant.handovers import handover_task
from functions.domain.conversations.documents import STAFF, Conversation
from functions.domain.conversations.listening import taken_over
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import BY_ID, Changes, Find, Get, Reading, find, get, get_all
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task

PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class _Leaver:
    """Why the conversations go back, the tasks that brought them, and their customers."""

    because: str
    tasks: Mapping[str, Task]
    customers: Mapping[str, Customer]


def conversations_back(
    org: Org, uid: str, moved: tuple[Task, ...], *, now: datetime
) -> Reading[tuple[Changes, bool]]:
    """A page of the conversations of a member who leaves, each with a task in the pool that brings it to another, and
    whether there may be more. One that goes on in another is nobody's from now on. `moved`: the tasks that this commit
    takes back from them. Bills 1 read for the member, 1 for each conversation, 1 for its task and 1 for its customer; 1
    write for each, and 1 for a task that is new.
    """
    member = yield from get(Member, uid)
    has_left = member is None or not member.roles
    where = (("owner", uid), *(() if has_left else (("needs_human", True),)))
    page = yield from find(Find(Conversation, where, BY_ID, "ASCENDING", PAGE_SIZE))
    is_full = len(page) == PAGE_SIZE
    page, left = _parted(page)
    tasks = {task.id: task for task in moved} | (yield from _tasks(page, moved))
    customers = yield from _customers(page)
    leaver = _Leaver(LEFT if has_left else ABSENCE, tasks, customers)
    new, back = list[Task](), list(left)
    for each in page:
        task, is_new = _task_of(org, each, leaver, now=now)
        if task is not None and is_new:
            yield from get(Task, task.id, presumed_missing=True)
            new.append(task)
        back.append(_nobody_s(org, each, leaver, task=task, now=now))
    return Changes(create=tuple(new), put=tuple(back)), is_full


def _parted(
    page: tuple[Conversation, ...],
) -> tuple[tuple[Conversation, ...], tuple[Conversation, ...]]:
    """Those that go back, and those that go on in others, which are nobody's."""
    merged = tuple(each.with_changes(owner=None) for each in page if each.merged_into is not None)
    return tuple(each for each in page if each.merged_into is None), merged


def _task_of(
    org: Org, conversation: Conversation, leaver: _Leaver, *, now: datetime
) -> tuple[Task | None, bool]:
    """The task that brings a conversation to another member, and whether it is a new one; None of a customer who is
    gone.
    """
    last, customer = conversation.last_handover, leaver.customers.get(conversation.customer_id)
    known = leaver.tasks.get(last.task_id or "") if last is not None else None
    if customer is None or (known is not None and known.status == "open"):
        return known, False
    id = f"{conversation.id}:{leaver.because}:{now:%Y%m%dT%H%M%S%f}"
    notes = last.notes if last is not None else None
    task = handover_task(org, conversation, customer, id=id, because=leaver.because, notes=notes, now=now)
    return pooled(org, task, customer, now=now).with_changes(conversation_id=conversation.id), True


def _nobody_s(
    org: Org, conversation: Conversation, leaver: _Leaver, *, task: Task | None, now: datetime
) -> Conversation:
    last = conversation.last_handover
    return taken_over(
        org,
        conversation,
        because=leaver.because,
        at=now,
        owner=STAFF,
        notes=last.notes if last is not None else None,
        task_id=task.id if task is not None else None,
    )


def _tasks(page: tuple[Conversation, ...], moved: tuple[Task, ...]) -> Reading[dict[str, Task]]:
    """The tasks that brought the conversations, but for those that this commit changes itself."""
    known = {task.id for task in moved}
    named = [each.last_handover.task_id for each in page if each.last_handover is not None]
    ids = [id for id in dict.fromkeys(filter(None, named)) if id not in known]
    found = (yield from get_all(*(Get(Task, id) for id in ids))) if ids else ()
    return {task.id: task for task in found if task is not None}


def _customers(page: tuple[Conversation, ...]) -> Reading[dict[str, Customer]]:
    ids = list(dict.fromkeys(each.customer_id for each in page))
    found = (yield from get_all(*(Get(Customer, id) for id in ids))) if ids else ()
    return {id: customer for id, customer in zip(ids, found, strict=True) if customer is not None}
