"""`assign_task`: a leader gives an open task to a member, or to the pool."""

from datetime import datetime
from typing import Final

from pydantic import StrictBool

from functions.domain.assignment.pool import opened, out_of_pool, pooled
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import followed_up, joined_changes, with_days
from functions.domain.commands.requests import Request
from functions.domain.customers.customer import standing_customer
from functions.domain.insights.agent_day import Move
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.validation import DocumentId, Form, OptionalId
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task

BY_LEADER: Final = "leader"


class AssigningForm(Form):
    """To whom a task goes; without a member to the pool, whose job hands it out."""

    task_id: DocumentId
    assignee_uid: OptionalId = None
    is_pooled: StrictBool = False


def assign_task(org: Org, request: Request[AssigningForm], now: datetime) -> Decision[Result]:
    """The task with this member, or in the pool. Bills 2 reads and 1 write; to the pool 3 reads and 2 writes; 1 read
    and 1 write more for each member whose day it leaves or joins; the reads alone where it is there already. Malformed
    where it is not open, or the assignee is no member. The one that arrives last holds.
    """
    form = request.data
    _require_one(form)
    known = yield from get(Task, form.task_id)
    if known is None:
        raise refuse("task_id", "names no task")
    if known.status != "open":
        raise refuse("task_id", "is done, or was cancelled")
    if form.assignee_uid is None:
        return (yield from _to_pool(org, known, request=request, now=now))
    member = yield from get(Member, form.assignee_uid)
    if member is None or not member.roles:
        raise refuse("assignee_uid", "names no member of the organisation")
    result: Result = {"task_id": known.id, "assignee_uid": member.id}
    if known.assignee_uid == member.id and not known.is_pooled:
        return NOTHING, result
    after = out_of_pool(known).with_changes(
        assignee_uid=member.id, assigned_at=now, assigned_because=BY_LEADER, taken_from_uid=known.assignee_uid
    )
    return (yield from _followed(org, known, after, request=request, now=now)), result


def _require_one(form: AssigningForm) -> None:
    if form.assignee_uid is None and not form.is_pooled:
        raise refuse("assignee_uid", "is needed, or `is_pooled`")
    if form.assignee_uid is not None and form.is_pooled:
        raise refuse("assignee_uid", "goes alone, or `is_pooled` does")


def _to_pool(org: Org, known: Task, *, request: Request[AssigningForm], now: datetime) -> Decision[Result]:
    result: Result = {"task_id": known.id, "is_pooled": True}
    if known.is_pooled:
        return NOTHING, result
    customer = (yield from standing_customer(known.customer_id)) if known.customer_id else None
    job = yield from opened(now)
    after = pooled(org, known, customer, now=now)
    changes = yield from _followed(org, known, after, request=request, now=now)
    return joined_changes(changes, Changes(put=(job,))), result


def _followed(
    org: Org, known: Task, after: Task, *, request: Request[AssigningForm], now: datetime
) -> Reading[Changes]:
    changes = yield from followed_up(org, known, after, request=request, kind="task_changed", now=now)
    return (yield from with_days(org, changes, Move(known, after), now=now))
