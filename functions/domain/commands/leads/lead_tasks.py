"""The open tasks of a lead go where the lead goes: to another member, or away when it is closed."""

from collections.abc import Callable
from datetime import datetime

from functions.domain.assignment.pool import out_of_pool
from functions.domain.insights.agent_day import Move
from functions.domain.kernel.decisions import Changes, Find, Reading, find
from functions.domain.leads.documents import Lead
from functions.domain.leads.following import with_task
from functions.domain.orgs.org import Org
from functions.domain.tasks.documents import Task

MOST_TASKS = 20


def with_tasks_given(org: Org, changes: Changes, lead: Lead, *, now: datetime) -> Reading[Changes]:
    """The changes with the lead's open tasks as its member's. Bills 1 read a task, and 2 writes for each that moves."""

    def given(task: Task) -> Task:
        return out_of_pool(task).with_changes(
            assignee_uid=lead.assigned_uid,
            assigned_at=now,
            assigned_because="lead",
            taken_from_uid=task.assignee_uid,
        )

    if lead.assigned_uid is None:
        return changes
    return (yield from _moved(org, changes, lead, change=given, now=now))


def with_tasks_closed(org: Org, changes: Changes, lead: Lead, *, now: datetime) -> Reading[Changes]:
    """The changes with the lead's open tasks cancelled. Bills as `with_tasks_given` does."""

    def closed(task: Task) -> Task:
        return out_of_pool(task).with_changes(status="cancelled", cancelled_because="lead_closed")

    return (yield from _moved(org, changes, lead, change=closed, now=now))


def _moved(
    org: Org, changes: Changes, lead: Lead, *, change: Callable[[Task], Task], now: datetime
) -> Reading[Changes]:
    where = (("lead_id", lead.id), ("customer_id", None))
    tasks = yield from find(Find(Task, where, "lead_id", "ASCENDING", MOST_TASKS))
    for task in tasks:
        if (task.status == "open" and change(task).assignee_uid is not None) or task.is_pooled:
            changes = yield from with_task(org, changes, Move(task, change(task)), now=now)
    return changes
