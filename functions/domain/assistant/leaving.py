"""The conversations of a member who has left, or is away: they go back to the pool, like the member's tasks.

Of one who has no role any more all of them; of one who is away those in which a customer waits. Any other waits for its
owner, and comes to the pool on the first morning after its customer writes.
"""

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


def conversations_back(
    org: Org, uid: str, moved: tuple[Task, ...], *, now: datetime
) -> Reading[tuple[Changes, bool]]:
    """A page of the conversations of a member who leaves, each with a task in the pool that brings it to another, and
    whether there may be more. `moved`: the tasks that this commit takes back from them. Bills 1 read for the member, 1
    for each conversation, 1 for its task and 1 for its customer; 1 write for each, and 1 for a task that is new.
    """
    member = yield from get(Member, uid)
    has_left = member is None or not member.roles
    where = (("owner", uid), *(() if has_left else (("needs_human", True),)))
    page = yield from find(Find(Conversation, where, BY_ID, "ASCENDING", PAGE_SIZE))
    tasks = {task.id: task for task in moved} | (yield from _tasks(page, moved))
    customers = yield from _customers(page)
    because, new, back = LEFT if has_left else ABSENCE, list[Task](), list[Conversation]()
    for each in page:
        last = each.handovers[-1] if each.handovers else None
        task = tasks.get(last.task_id) if last is not None and last.task_id else None
        customer, notes = customers.get(each.customer_id), last.notes if last is not None else None
        if customer is not None and (task is None or task.status != "open"):
            id = f"{each.id}:{because}:{now:%Y%m%dT%H%M%S%f}"
            task = handover_task(org, each, customer, id=id, because=because, notes=notes, now=now)
            task = pooled(org, task, customer, now=now).with_changes(conversation_id=each.id)
            yield from get(Task, id, presumed_missing=True)
            new.append(task)
        task_id = task.id if task is not None else None
        back.append(taken_over(org, each, because=because, at=now, owner=STAFF, notes=notes, task_id=task_id))
    return Changes(create=tuple(new), put=tuple(back)), len(page) == PAGE_SIZE


def _tasks(page: tuple[Conversation, ...], moved: tuple[Task, ...]) -> Reading[dict[str, Task]]:
    """The tasks that brought the conversations, but for those that this commit changes itself."""
    known = {task.id for task in moved}
    named = [each.handovers[-1].task_id for each in page if each.handovers]
    ids = [id for id in dict.fromkeys(named) if id is not None and id not in known]
    found = (yield from get_all(*(Get(Task, id) for id in ids))) if ids else ()
    return {task.id: task for task in found if task is not None}


def _customers(page: tuple[Conversation, ...]) -> Reading[dict[str, Customer]]:
    ids = list(dict.fromkeys(each.customer_id for each in page))
    found = (yield from get_all(*(Get(Customer, id) for id in ids))) if ids else ()
    return {id: customer for id, customer in zip(ids, found, strict=True) if customer is not None}
