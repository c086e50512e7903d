"""The open tasks of members who are away, or have left, come back to the pool."""

from datetime import datetime
from typing import Final

from functions.domain.assignment.days import day_of
from functions.domain.assignment.pool import Pool, back_in_pool, pooled
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Find, Get, Reading, find, get, get_all
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task

PAGE_SIZE: Final = 100
ABSENCE: Final = "absence"
LEFT: Final = "left"


def take_back(org: Org, pool: Pool, now: datetime) -> Reading[tuple[tuple[tuple[Task, Task], ...], Pool]]:
    """A page of the tasks of the first member who leaves, as they were and in the pool, and the pool after it.

    Of one who is absent those that are due in that time, and before it where it has begun; of one who has no role any
    more all. Bills 1 read for the member, 1 for each task, and 1 for each of them that was never in the pool.
    """
    uid, *others = pool.leaving
    member = yield from get(Member, uid)
    page = yield from _open_tasks(org, uid, member, now=now)
    tasks = [task for task in page if _is_in_time(task, member)]
    back = yield from _pooled(org, tasks, now)
    because = ABSENCE if _works_here(member) else LEFT
    moved = tuple(
        (task, each.with_changes(waits_because=because, taken_from_uid=uid))
        for task, each in zip(tasks, back, strict=True)
    )
    leaving = tuple(others) if len(tasks) < PAGE_SIZE else pool.leaving
    return moved, pool.with_changes(leaving=leaving, counted_at=None)


def _works_here(member: Member | None) -> bool:
    return member is not None and bool(member.roles)


def _is_in_time(task: Task, member: Member | None) -> bool:
    """Whether it is due before the member is back."""
    if member is None or not member.roles or member.absent_until is None:
        return True
    return (task.due_on or "") <= member.absent_until


def _open_tasks(org: Org, uid: str, member: Member | None, *, now: datetime) -> Reading[tuple[Task, ...]]:
    where = (("assignee_uid", uid), ("status", "open"))
    if member is None or not member.roles:
        return (yield from find(Find(Task, where, "due_on", "ASCENDING", PAGE_SIZE)))
    if not _is_still_away(org, member, now):
        return ()
    today = day_of(org, now).on
    start = member.absent_from if member.absent_from is not None and member.absent_from > today else ""
    query = Find(Task, where, "due_on", "ASCENDING", PAGE_SIZE, start_after=(start, ""))
    return (yield from find(query))


def _is_still_away(org: Org, member: Member, now: datetime) -> bool:
    if member.absent_from is None and member.absent_until is None:
        return False
    return member.absent_until is None or member.absent_until >= day_of(org, now).on


def _pooled(org: Org, tasks: list[Task], now: datetime) -> Reading[list[Task]]:
    asked = [task.customer_id for task in tasks if task.wanted is None and task.customer_id]
    ids = list(dict.fromkeys(asked))
    found = (yield from get_all(*(Get(Customer, id) for id in ids))) if ids else ()
    customers = dict(zip(ids, found, strict=True))
    return [
        back_in_pool(org, task, now=now)
        if task.wanted is not None
        else pooled(org, task, customers.get(task.customer_id or ""), now=now)
        for task in tasks
    ]
