"""`create_task` and `complete_task`: what a member of staff has to do about a customer, and what came of it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool

from functions.domain.assignment.pool import opened, pooled
from functions.domain.commands.dates import Date
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import facts_of, followed_up, joined_changes, with_customer
from functions.domain.commands.interactions import active_at
from functions.domain.commands.requests import Giver, Request, instant_of, read_customer
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.interactions import Interaction, InteractionSource
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import (
    DocumentId,
    Form,
    Instant,
    LongText,
    OptionalId,
    OptionalText,
    Text,
)
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.readers import DESK
from functions.domain.tasks.documents import Outcome, Priority, Task

MOST_PRODUCTS = 50
COMPLETED = "task_completed"


class TaskForm(Form):
    """A task as a client gives it; without an assignee it is the giver's own, or with `is_pooled` the pool's."""

    task_type: Text
    customer_id: OptionalId = None
    assignee_uid: OptionalId = None
    due_on: Date | None = None
    priority: Priority = "normal"
    reason: OptionalText = None
    script: LongText | None = None
    suggested_product_ids: Annotated[tuple[Text, ...], Field(max_length=MOST_PRODUCTS)] = ()
    opportunity_id: OptionalId = None
    is_pooled: StrictBool = False


class CompletionForm(Form):
    """What came of a task. `interaction_type`: what was done, for the interaction that it leaves."""

    task_id: DocumentId
    outcome: Outcome
    done_at: Instant | None = None
    notes: LongText | None = None
    next_action: OptionalText = None
    next_action_on: Date | None = None
    interaction_type: Text = COMPLETED


def create_task(org: Org, request: Request[TaskForm], now: datetime) -> Decision[Result]:
    """The task kept. Bills 1 write; 1 read more for its customer, and 1 for an assignee who is not the giver; for the
    pool 1 read and 1 write more: its job looks at once.

    Forbidden at `assignee_uid` where a member who works for themselves alone names another one, at `is_pooled` too.
    """
    form, id = request.data, f"command:{request.command_id}:task"
    customer = (yield from read_customer(request.giver, form.customer_id)) if form.customer_id else None
    assignee = form.assignee_uid or request.giver.uid
    if form.is_pooled:
        _require_pool(request.giver, form)
    if assignee != request.giver.uid:
        yield from _require_assignee(request.giver, assignee)
    yield from get(Task, id, presumed_missing=True)
    fields = form.model_dump(exclude={"customer_id", "assignee_uid", "is_pooled"})
    task = Task(
        **fields,
        id=id,
        customer_id=customer.id if customer else None,
        assignee_uid=assignee,
        created_at=now,
        created_by=request.giver.uid,
        cause=f"command:{request.command_id}",
    )
    job: tuple[Document, ...] = ()
    if form.is_pooled:
        task, job = pooled(org, task, customer, now=now), ((yield from opened(now)),)
    changes = yield from followed_up(org, None, task, request=request, kind="task_changed", now=now)
    return joined_changes(changes, Changes(put=job)), {"task_id": id}


def _require_pool(giver: Giver, form: TaskForm) -> None:
    if not giver.has_role(DESK):
        raise Forbidden("may be asked by those who give others work only", path="is_pooled")
    if form.assignee_uid is not None:
        raise refuse("assignee_uid", "goes alone, or `is_pooled` does")


def _require_assignee(giver: Giver, uid: str) -> Reading[None]:
    if not giver.has_role(DESK):
        raise Forbidden("may be the giver's own only", path="assignee_uid")
    member = yield from get(Member, uid)
    if member is None or not member.roles:
        raise refuse("assignee_uid", "names no member of the organisation")


def complete_task(org: Org, request: Request[CompletionForm], now: datetime) -> Decision[Result]:
    """The task done, with an interaction that says what came of it; its customer was active then. Bills 2 reads and 3
    writes; without a customer 1 read and 2 writes; of a task that is done already the read alone: the first holds.

    A late one counts as of `done_at`, else `made_at`. Forbidden to those who are neither its assignee nor work for
    others too; Malformed where the task is gone or was cancelled.
    """
    form, giver = request.data, request.giver
    at = instant_of(form.done_at, request, path="done_at", now=now)
    known = yield from get(Task, form.task_id)
    if known is None:
        raise refuse("task_id", "names no task")
    if known.assignee_uid != giver.uid and not giver.has_role(DESK):
        raise Forbidden("is assigned to another member", path="task_id")
    if known.status == "cancelled":
        raise refuse("task_id", "was cancelled")
    if known.status == "done":
        return NOTHING, {"task_id": known.id, "outcome": known.outcome, "done_by": known.done_by}
    done = known.with_changes(status="done", outcome=form.outcome, done_at=at, done_by=giver.uid)
    changes = yield from followed_up(org, known, done, request=request, kind="task_changed", now=now)
    customer = (yield from standing_customer(known.customer_id)) if known.customer_id else None
    interaction = _interaction(request, known, customer, at=at)
    yield from get(Interaction, interaction.id, presumed_missing=True)
    changes = yield from followed_up(
        org, None, interaction, request=request, kind="interaction_recorded", now=now, beside=changes
    )
    if customer is not None:
        changes = yield from _with_active(changes, org, customer, request=request, at=at, now=now)
    return changes, {"task_id": known.id, "interaction_id": interaction.id}


def _with_active(
    changes: Changes,
    org: Org,
    customer: Customer,
    *,
    request: Request[CompletionForm],
    at: datetime,
    now: datetime,
) -> Reading[Changes]:
    facts = facts_of(request, "interaction_recorded")
    return (
        yield from with_customer(
            changes, org, customer, change=lambda known: active_at(known, at), facts=facts, now=now
        )
    )


def _interaction(
    request: Request[CompletionForm], task: Task, customer: Customer | None, *, at: datetime
) -> Interaction:
    form = request.data
    source: InteractionSource = "customer_service"
    if customer is not None and customer.customer_group == "b2b":
        source = "b2b_sales"
    return Interaction(
        id=f"{task.id}:done",
        interaction_type=form.interaction_type,
        interaction_source=source,
        customer_id=customer.id if customer else None,
        opportunity_id=task.opportunity_id,
        performed_by=request.giver.uid,
        performed_at=at,
        outcome=form.outcome,
        next_action=form.next_action,
        next_action_on=form.next_action_on,
        notes=form.notes,
    )
