"""What follows from what came of a task: the next call, one for a manager, or nothing (docs/tasks.md).

The ids of what follows derive from the task's, so a task that is done by two phones has one follower.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from functions.domain.orgs.org import Org
from functions.domain.settings.moments import duration_of
from functions.domain.tasks.documents import Outcome, Task

FURTHEST_AHEAD = timedelta(days=731)
_AGAIN = re.compile(r"(.*):again:([1-9]\d*)", re.DOTALL)


@dataclass(frozen=True)
class Ending:
    """What came of a task, when and by whom; `next_on`, `next_action`: when to go on and with what, where that was
    said.
    """

    outcome: Outcome
    at: datetime
    by_uid: str
    next_on: str | None = None
    next_action: str | None = None


def is_given_up(org: Org, task: Task, ending: Ending) -> bool:
    """Whether it was the last of the calls that had no answer."""
    return ending.outcome == "no_answer" and task.attempts + 1 >= org.settings.calls.most_attempts


def following_task(org: Org, task: Task, ending: Ending, *, now: datetime) -> Task | None:
    """The next task of the same member; None where the outcome asks for none. Of a call without an answer the settings
    say when it is tried again, and how often; any answer begins to count anew.
    """
    attempts = task.attempts + 1 if ending.outcome == "no_answer" else 0
    if ending.outcome not in ("no_answer", "rescheduled", "follow_up_needed") or is_given_up(
        org, task, ending
    ):
        return None
    at, is_new = _next_at(org, ending), ending.outcome != "no_answer" and ending.next_action is not None
    return _follower(task, again_id(task.id), ending, now=now).with_changes(
        attempts=attempts,
        call_at=at,
        due_on=f"{org.local(at):%Y-%m-%d}",
        reason=ending.next_action if is_new else task.reason,
    )


def escalated_task(org: Org, task: Task, ending: Ending, *, to_uid: str | None, now: datetime) -> Task:
    """The task of a manager to whom one was escalated, due at once; without an assignee where there is no manager."""
    today = org.day_of(ending.at)
    return _follower(task, f"{task.id}:escalated", ending, now=now).with_changes(
        assignee_uid=to_uid,
        due_on=ending.next_on or f"{today}",
        priority="urgent" if task.priority in ("high", "urgent") else "high",
        reason=ending.next_action or task.reason,
    )


def again_id(id: str) -> str:
    """`{id}:again:1` of a task, `{id}:again:2` of that one."""
    match = _AGAIN.fullmatch(id)
    return f"{match[1]}:again:{int(match[2]) + 1}" if match else f"{id}:again:1"


def _follower(task: Task, id: str, ending: Ending, *, now: datetime) -> Task:
    return Task(
        id=id,
        task_type=task.task_type,
        customer_id=task.customer_id,
        assignee_uid=task.assignee_uid,
        priority=task.priority,
        script=task.script,
        suggested_product_ids=task.suggested_product_ids,
        opportunity_id=task.opportunity_id,
        previous_task_id=task.id,
        created_at=now,
        created_by=ending.by_uid,
        cause=f"task:{task.id}",
        automation_id=task.automation_id,
        lead_id=task.lead_id,
        location_id=task.location_id,
        customer_name=task.customer_name,
        customer_phone=task.customer_phone,
    )


def _next_at(org: Org, ending: Ending) -> datetime:
    """The day that was named, when work begins; else so long after the call as the settings say, in working hours."""
    calls, hours = org.settings.calls, org.settings.assignment.hours
    zone = org.zone
    if ending.next_on is not None:
        day = date.fromisoformat(ending.next_on)
        return datetime.combine(day, hours.opens, zone).astimezone(ZoneInfo("UTC"))
    after = calls.retry_after if ending.outcome == "no_answer" else calls.follow_up_after
    local = (ending.at + duration_of(after)).astimezone(zone)
    at = local if hours.holds(local) else hours.next_opening(local)
    return at.astimezone(ZoneInfo("UTC"))
