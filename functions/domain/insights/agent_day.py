"""An agent's day: how many tasks are open and done, and the calls in the order of their worth, in one document.

It is kept in the commit that changes a task, so it never says anything else than the tasks do; a new day is made of the
agent's open tasks, at midnight by the business's clock or with the first change after it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, ClassVar, Final
from zoneinfo import ZoneInfo

from pydantic import Field

from functions.domain.insights.shares import Share, share_of
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Find,
    Get,
    Reading,
    Value,
    find,
    get_all,
)
from functions.domain.kernel.jobs import get_due
from functions.domain.kernel.validation import is_date
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.calls import CallSettings
from functions.domain.tasks.documents import Task
from functions.domain.tasks.worth import late_on

PREFIX: Final = "agent_day"
MOST_CALLS = 100  # that one agent could make on one day
FEWEST_CALLS = 40  # with fewer in the list and more open, the list is made anew
MOST_COUNTED = 500
NEXT_DAY: Final = "next_day"
LONGEST_SCRIPT, LONGEST_REASON = 1500, 300
MOST_PRODUCTS = 10


class Call(Value):
    """A task in the list: whom to call, why, what to suggest and to say. `worth`: with how late it is on this day;
    `why`: what it adds up from. `call_at`: when to call, where that is later on this day.
    """

    task_id: str
    task_type: str = "unknown"
    customer_id: str | None = None
    name: str | None = None
    phone: str | None = None
    temperature: str | None = None
    worth: int = 0
    why: tuple[str, ...] = ()
    reason: str | None = None
    product_ids: tuple[str, ...] = ()
    script: str | None = None
    priority: str = "normal"
    due_on: str | None = None
    call_at: datetime | None = None
    attempts: int = 0

    @property
    def place(self) -> tuple[int, str, str]:
        """Of two that are worth the same the one that is due earlier comes first."""
        return -self.worth, self.due_on or "9999", self.task_id


class Counts(Value):
    """How many tasks: `open` on this day, and of these by type and temperature; `done` on it; both are the `total`.
    `later`: open ones that are not to be done before another day.
    """

    total: int = 0
    open: int = 0
    done: int = 0
    later: int = 0
    by_type: dict[str, int] = Field(default_factory=dict)
    hot: int = 0
    warm: int = 0
    cold: int = 0


class AgentDay(Document):
    """`insights/agent_day:{uid}`. `calls`: the first 100 by worth; `counts` are of all."""

    collection: ClassVar[str] = "insights"
    sparse: ClassVar[frozenset[str]] = frozenset({"due", "wake_at"})
    complete: ClassVar[Mapping[str, tuple[str, ...]]] = {"counts": ("open", "done")}
    assignee_uid: str | None = None
    date: str = ""
    counts: Counts = Counts()
    calls: Annotated[tuple[Call, ...], Field(max_length=MOST_CALLS)] = ()
    updated_at: datetime | None = None
    due: dict[str, datetime] = Field(default_factory=dict)
    wake_at: datetime | None = None


@dataclass(frozen=True)
class Move:
    """A task as it was, None where it is new, and as it is from this commit on."""

    before: Task | None
    after: Task


def day_id(uid: str) -> str:
    """The document of an agent's day."""
    return f"{PREFIX}:{uid}"


def days_after(org: Org, moves: Iterable[Move], *, now: datetime) -> Reading[tuple[AgentDay, ...]]:
    """The days of the agents whose tasks a commit changes, to be put in it. Two decisions of one commit have the second
    see the first one's (kernel/pending.py).

    Bills 1 read for each agent; where their day is another one, or was lost, 1 more for each of their open tasks.
    """
    moved = [move for move in moves if move.before != move.after]
    uids = _uids(moved)
    if not uids:
        return ()
    found = yield from get_all(*(Get(AgentDay, day_id(uid)) for uid in uids))
    days: list[AgentDay] = []
    for uid, known in zip(uids, found, strict=True):
        day = known
        if day is None or not _is_of_today(org, day, now):
            day = yield from _made_anew(org, uid, known, now=now)
        after = _with_moves(org, day, moved, uid=uid)
        if after != known:
            days.append(_waiting(org, after.with_changes(assignee_uid=uid, updated_at=now), now=now))
    return tuple(days)


def wake_day(org: Org, id: str, now: datetime) -> Decision[None]:
    """A new day of an agent, of the tasks that they have open. Bills 1 read for each, at most 500, and 1 write."""
    known = yield from get_due(AgentDay, id, now)
    if known is None:
        return NOTHING, None
    uid = id.removeprefix(f"{PREFIX}:")
    if not is_on(org, "crm"):
        return Changes(put=(known.with_changes(due={}, wake_at=None),)), None
    day = yield from _made_anew(org, uid, known, now=now)
    return Changes(put=(_waiting(org, day.with_changes(updated_at=now), now=now),)), None


def _uids(moves: Iterable[Move]) -> list[str]:
    """The members who had one of the tasks, or have it from now on."""
    tasks = (task for move in moves for task in (move.before, move.after) if task is not None)
    return sorted({task.assignee_uid for task in tasks if task.assignee_uid})


def _is_of_today(org: Org, day: AgentDay, now: datetime) -> bool:
    """Whether it may be gone on with. One of tomorrow is: another instance's clock is a little ahead."""
    is_whole = day.odd_fields.isdisjoint({"counts", "calls", "date"})
    today = org.day_of(now)
    return is_whole and day.date in (f"{today}", f"{today + timedelta(days=1)}")


def _made_anew(org: Org, uid: str, known: AgentDay | None, *, now: datetime) -> Reading[AgentDay]:
    """The day as the tasks say: those that are open, and what was done on it. Of more than 500 the worthiest count."""
    today = org.day_of(now)
    zone = org.zone
    mine = (("assignee_uid", uid), ("status", "open"))
    tasks = list((yield from find(Find(Task, mine, "worth", "DESCENDING", MOST_COUNTED))))
    is_former = known is not None and is_date(known.date) and known.date < f"{today}"
    if not is_former:  # lost or spoilt, or its list has run low
        since = datetime.combine(today, time(), zone)
        done = (("assignee_uid", uid), ("status", "done"))
        tasks += yield from find(
            Find(Task, done, "done_at", "ASCENDING", MOST_COUNTED, start_after=(since, ""))
        )
    empty = (known or AgentDay(id=day_id(uid))).with_changes(
        assignee_uid=uid, date=f"{today}", counts=Counts(), calls=(), odd_fields=frozenset()
    )
    return _with_moves(org, empty, [Move(before=None, after=task) for task in tasks], uid=uid)


def _with_moves(org: Org, day: AgentDay, moves: Iterable[Move], *, uid: str) -> AgentDay:
    calls, on, zone = org.settings.calls, date.fromisoformat(day.date), org.zone
    counts, listed = day.counts, {each.task_id: each for each in day.calls}
    for move in moves:
        was, now = (share_of(calls, task, uid, on=on, zone=zone) for task in (move.before, move.after))
        counts = _counted(_counted(counts, was, -1), now, 1)
        listed.pop(move.after.id, None)
        if now.is_listed:
            listed[move.after.id] = _call(calls, move.after, on)
    ordered = sorted(listed.values(), key=lambda each: each.place)[:MOST_CALLS]
    return day.with_changes(counts=counts, calls=tuple(ordered))


def _counted(counts: Counts, share: Share, sign: int) -> Counts:
    """The counts with a task's share of them. What was never counted is not taken away."""
    if share.is_nothing:
        return counts
    by_type = dict(counts.by_type)
    if share.is_listed:
        by_type[share.task_type] = by_type.get(share.task_type, 0) + sign
    changes = {
        "open": max(0, counts.open + sign * share.is_listed),
        "done": max(0, counts.done + sign * share.is_done),
        "later": max(0, counts.later + sign * share.is_later),
    }
    if share.is_listed and share.temperature is not None:
        name = share.temperature
        changes[name] = max(0, getattr(counts, name) + sign)
    kept = {name: count for name, count in sorted(by_type.items()) if count > 0}
    return counts.with_changes(**changes, by_type=kept, total=changes["open"] + changes["done"])


def _call(calls: CallSettings, task: Task, on: date) -> Call:
    late = late_on(calls.worth, task, on)
    return Call(
        task_id=task.id,
        task_type=task.task_type,
        customer_id=task.customer_id,
        name=task.customer_name,
        phone=task.customer_phone,
        temperature=task.temperature,
        worth=task.worth + sum(points for _, points in late),
        why=(*task.worth_reasons, *(f"{name} {points:+d}" for name, points in late)),
        reason=task.reason[:LONGEST_REASON] if task.reason else None,
        product_ids=task.suggested_product_ids[:MOST_PRODUCTS],
        script=task.script[:LONGEST_SCRIPT] if task.script else None,
        priority=task.priority,
        due_on=task.due_on,
        call_at=task.call_at,
        attempts=task.attempts,
    )


def _waiting(org: Org, day: AgentDay, *, now: datetime) -> AgentDay:
    """The day, which ends at midnight where anything is in it; at once where its list has run low."""
    due: dict[str, datetime] = {}
    if day.counts.total or day.counts.later:
        tomorrow = date.fromisoformat(day.date) + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time(), org.zone)
        due[NEXT_DAY] = midnight.astimezone(ZoneInfo("UTC"))
    if len(day.calls) < min(FEWEST_CALLS, day.counts.open):
        due["list"] = now
    return day.with_changes(due=due, wake_at=min(due.values(), default=None))
