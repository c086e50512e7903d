"""The job that hands the day's tasks out, a page at a time; each page is one commit.

`assignments/pool` is in each of its commits, with what every agent has by then. So two jobs at once hand out each task
once and keep to capacity, and where one dies, the next look at the pool goes on: what was handed out has left it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, Protocol

from functions.domain.assignment.agents import agents_on, away_on, members_of_pool
from functions.domain.assignment.choosing import Assignment, hand_out
from functions.domain.assignment.days import Day, day_after, day_of, is_open, next_look, working_day
from functions.domain.assignment.pool import ID, Pool, out_of_pool
from functions.domain.assignment.returning import take_back
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Find, Reading, find
from functions.domain.kernel.jobs import PageDone, get_due
from functions.domain.orgs.org import Org, is_on
from functions.domain.tasks.documents import Task

PAGE_SIZE: Final = 100

# Tasks as they were and as they are, and what is written beside them: the days of the members who got or lost them.
Moved = tuple[tuple[Task, Task], ...]
Beside = Callable[[Moved, datetime], Reading[tuple[Document, ...]]]


class Left(Protocol):
    """What else a member who leaves had, a page of it, and whether there may be more. It is asked with the last page of
    their tasks, `moved`.
    """

    def __call__(
        self, uid: str, moved: tuple[Task, ...], *, now: datetime
    ) -> Reading[tuple[Changes, bool]]: ...


def nothing_beside(moved: Moved, now: datetime) -> Reading[tuple[Document, ...]]:
    yield from ()
    return ()


def nothing_left(uid: str, moved: tuple[Task, ...], *, now: datetime) -> Reading[tuple[Changes, bool]]:
    yield from ()
    return NOTHING, False


def hand_out_page(
    org: Org, now: datetime, *, beside: Beside = nothing_beside, left: Left = nothing_left
) -> Decision[PageDone | None]:
    """A page of the pool handed out, or of a member's tasks taken back; None where nothing is left.

    Bills 1 read a task and 1 read and 1 write a page for the pool; 1 write for each task that is assigned or has to
    wait; with the first page of a look that finds something, and with the first one of a day, 1 read a member and what
    `agents_on` bills. A look that finds nothing: 1 read and 1 write beside the pool's own.
    """
    pool = yield from get_due(Pool, ID, now)
    if pool is None:
        return NOTHING, None
    if not is_on(org, "crm"):
        return Changes(put=(_asleep(org, pool, now),)), None
    if pool.leaving:
        return (yield from _taken_back(org, pool, now, beside=beside, left=left))
    if not is_open(org, now):
        return Changes(put=(_asleep(org, pool, now),)), None
    return (yield from _looked_at(org, pool, day_of(org, now), beside=beside))


def _taken_back(
    org: Org, pool: Pool, now: datetime, *, beside: Beside, left: Left
) -> Decision[PageDone | None]:
    """A page of the tasks of the first member who leaves; with their last one a page of what else they had."""
    moved, after = yield from take_back(org, pool, now)
    documents = yield from beside(moved, now)
    changes, page = _page(after.turned(), moved, documents)
    if after.leaving == pool.leaving:
        return changes, page
    others, has_more = yield from left(pool.leaving[0], tuple(task for _, task in moved), now=now)
    if has_more:
        changes, page = _page(after.with_changes(leaving=pool.leaving).turned(), moved, documents)
    return Changes(create=others.create, put=(*changes.put, *others.put)), page


def _looked_at(org: Org, pool: Pool, day: Day, *, beside: Beside) -> Decision[PageDone | None]:
    if pool.day is None or pool.day < day.on:  # one that comes late does not set the day back
        return (yield from _begun(org, pool, day))
    first = yield from _first(day)
    if first is None:
        return Changes(put=(_asleep(org, pool, day.at),)), None
    if pool.counted_at != day.at:
        members = yield from members_of_pool(org)
        agents = yield from agents_on(org, members, day)
        pool = pool.with_changes(agents=agents, counted_at=day.at)
    tasks = yield from _tasks(first)
    still_open = [task for task in tasks if task.status == "open"]
    handed_out = hand_out(still_open, pool.agents, settings=org.settings.assignment, on=day.on)
    moved = tuple(_moved(org, tasks, given=handed_out.given, day=day))
    documents = yield from beside(moved, day.at)
    return _page(pool.with_changes(agents=handed_out.agents).turned(), moved, documents)


def _begun(org: Org, pool: Pool, day: Day) -> Decision[PageDone | None]:
    """The day's first page: whose tasks are taken back because they are away today."""
    away = away_on((yield from members_of_pool(org)), day)
    return _page(pool.with_changes(day=day.on, leaving=away, counted_at=None).turned(), (), ())


def _page(pool: Pool, moved: Moved, documents: tuple[Document, ...]) -> tuple[Changes, PageDone]:
    return Changes(put=(pool, *(after for _, after in moved), *documents)), PageDone(has_more=True)


def _asleep(org: Org, pool: Pool, now: datetime) -> Pool:
    return pool.with_changes(wake_at=next_look(org, now))


def _first(day: Day) -> Reading[Task | None]:
    """The task of the pool that has waited longest, if it is to be handed out by now. One whose day was spoilt is."""
    found = yield from find(Find(Task, (("is_pooled", True),), "pooled_on", "ASCENDING", 1))
    return next((task for task in found if (task.pooled_on or "") <= day.on), None)


def _tasks(first: Task) -> Reading[tuple[Task, ...]]:
    """The worthiest tasks of its day, and itself: what is in no order, since it was spoilt, is handed out too."""
    if first.pooled_on is None:
        return (first,)
    where = (("is_pooled", True), ("pooled_on", first.pooled_on))
    page = yield from find(Find(Task, where, "worth", "DESCENDING", PAGE_SIZE))
    return page or (first,)


def _moved(
    org: Org, tasks: Iterable[Task], *, given: Iterable[Assignment], day: Day
) -> Iterable[tuple[Task, Task]]:
    """Each task as it is and as it will be: all of them leave the pool's day, so the next page finds others."""
    by_id = {each.task_id: each for each in given}
    for task in tasks:
        yield task, _as_given(org, task, given=by_id.get(task.id), day=day)


def _as_given(org: Org, task: Task, *, given: Assignment | None, day: Day) -> Task:
    if given is None:  # done, or cancelled, while it waited
        return out_of_pool(task)
    if given.uid is None:
        return task.with_changes(pooled_on=working_day(org, day_after(day.on)), waits_because=given.because)
    return out_of_pool(task).with_changes(
        assignee_uid=given.uid, assigned_at=day.at, assigned_because=given.because
    )
