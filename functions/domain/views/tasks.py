"""Tasks and a member's day as staff see them."""

from dataclasses import dataclass
from typing import Any

from functions.domain.insights.agent_day import AgentDay, day_id
from functions.domain.kernel.decisions import NOTHING, Decision, Find, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.tasks.documents import Task, TaskStatus
from functions.domain.views.lists import Listed, only
from functions.domain.views.pages import Wanted, page

TASKS = Listed(
    Task,
    "due_on",
    only(
        *("task_type", "customer_id", "assignee_uid", "due_on", "status", "priority", "reason", "script"),
        *("suggested_product_ids", "also_offer", "opportunity_id", "customer_name", "customer_phone"),
        *("worth", "worth_reasons", "temperature", "call_at", "attempts", "previous_task_id"),
        *("created_at", "created_by", "cause", "automation_id", "outcome", "done_at", "done_by"),
        *("cancelled_because", "is_pooled", "pooled_on", "waits_because"),
        *("assigned_at", "assigned_because", "taken_from_uid", "location_id", "campaign_id"),
    ),
    "ASCENDING",
)
DAY = only("assignee_uid", "date", "counts", "calls", "updated_at")


@dataclass(frozen=True)
class TasksWanted:
    """Which tasks: of a member (None: of all), with a status, and where it is given due on that day or before."""

    of_uid: str | None
    status: TaskStatus = "open"
    due_until: str | None = None


def listed_tasks(org: Org, uid: str, what: TasksWanted, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of tasks, the earliest due first, those without a day before them. Bills 1 read and 1 a row.

    Raises Forbidden to those who ask for others' tasks and read only their own; FeatureOff; Malformed at `cursor`.
    """
    member = yield from get(Member, uid)
    row = readers_of(Task.collection)
    if member is None or not member.roles:
        raise denied(member)
    if what.of_uid != uid and row.all.isdisjoint(member.roles):
        raise Forbidden("reads their own tasks only")
    require(org, "crm")
    own = () if what.of_uid is None else (("assignee_uid", what.of_uid),)
    query = Find(Task, (*own, ("status", what.status)), TASKS.order_by, TASKS.direction, wanted.limit)
    rows = yield from page(
        org, query, wanted, show=lambda task: TASKS.show(task) if _is_due(task, what) else None
    )
    ends = what.due_until is not None and len(rows["items"]) < wanted.limit
    return NOTHING, {**rows, "next": None} if ends else rows


def own_day(org: Org, uid: str) -> Decision[dict[str, Any]]:
    """The day of a member: counts, and calls in the order of their worth; empty where they never had a task. Bills 2
    reads. Raises Forbidden, FeatureOff.
    """
    member = yield from get(Member, uid)
    if member is None or not member.roles:
        raise denied(member)
    require(org, "crm")
    day = yield from get(AgentDay, day_id(uid))
    return NOTHING, dict(DAY(day or AgentDay(id=day_id(uid), assignee_uid=uid)) or {})


def _is_due(task: Task, what: TasksWanted) -> bool:
    return what.due_until is None or (task.due_on or "") <= what.due_until
