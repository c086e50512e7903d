"""`create_task`: what a member of staff has to do about a customer."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool

from functions.domain.accounts.locations import Location
from functions.domain.assignment.pool import opened, pooled
from functions.domain.automation_texts.calls import with_suggestions
from functions.domain.commands.dates import Date
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import (
    facts_of,
    followed_up,
    joined_changes,
    with_customer,
    with_days,
)
from functions.domain.commands.leads.lead_contacts import customer_of, named_by, open_lead, with_contact
from functions.domain.commands.requests import Giver, Request, read_customer
from functions.domain.customers.customer import Customer
from functions.domain.insights.agent_day import Move
from functions.domain.kernel.decisions import Changes, Decision, Document, Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import Form, LongText, OptionalId, OptionalText, Text
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.readership import DESK
from functions.domain.tasks.documents import Priority, Task
from functions.domain.tasks.worth import appraised
from functions.domain.upkeep.ended_calls import watched_call

MOST_PRODUCTS = 50


class TaskForm(Form):
    """A task as a client gives it; without an assignee it is the giver's own, or with `is_pooled` the pool's."""

    task_type: Text
    customer_id: OptionalId = None
    lead_id: OptionalId = None
    assignee_uid: OptionalId = None
    due_on: Date | None = None
    priority: Priority = "normal"
    reason: OptionalText = None
    script: LongText | None = None
    suggested_product_ids: Annotated[tuple[Text, ...], Field(max_length=MOST_PRODUCTS)] = ()
    opportunity_id: OptionalId = None
    location_id: OptionalId = None
    is_pooled: StrictBool = False


def create_task(org: Org, request: Request[TaskForm], now: datetime) -> Decision[Result]:
    """The task kept, with what it is worth, and in its member's day. Bills 1 read and 2 writes; 1 read more for its
    customer or lead, for its location, and for an assignee who is not the giver; 1 write more where a purchase of the
    customer ends it; for the pool 1 read and 1 write more: its job looks at once.

    Forbidden at `assignee_uid` where a member who works for themselves alone names another one, at `is_pooled` too.
    """
    form, id = request.data, f"command:{request.command_id}:task"
    lead = yield from open_lead(request.giver, form.lead_id, form.customer_id)
    customer_id = customer_of(lead, form.customer_id)
    customer = (yield from read_customer(request.giver, customer_id)) if customer_id else None
    yield from _require_location(form.location_id, customer)
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
    if lead is not None and customer is None:
        task = named_by(task, lead)
    task = with_suggestions(org, task, customer, now=now)
    task = appraised(org.settings.calls.worth, task, customer)
    job: tuple[Document, ...] = ()
    if form.is_pooled:
        task, job = pooled(org, task, customer, now=now), ((yield from opened(now)),)
    changes = yield from followed_up(org, None, task, request=request, kind="task_changed", now=now)
    changes = yield from _known_to(changes, org, customer, request=request, task=task, now=now)
    changes = yield from with_days(org, changes, Move(None, task), now=now)
    changes = yield from with_contact(org, changes, lead, request=request, at=None, now=now)
    return joined_changes(changes, Changes(put=job)), {"task_id": id}


def _require_location(id: str | None, customer: Customer | None) -> Reading[None]:
    """Malformed where a visit would go to a location of another customer than the task is about."""
    location = (yield from get(Location, id)) if id is not None else None
    if id is not None and location is None:
        raise refuse("location_id", "names no location")
    if location is not None and location.customer_id != (customer.id if customer else None):
        raise refuse("location_id", "is another customer's")


def _known_to(
    changes: Changes,
    org: Org,
    customer: Customer | None,
    *,
    request: Request[TaskForm],
    task: Task,
    now: datetime,
) -> Reading[Changes]:
    """The changes with a customer who knows of the task, where a purchase ends it."""
    if customer is None:
        return changes
    facts = facts_of(request, "task_changed")
    return (
        yield from with_customer(
            changes,
            org,
            customer,
            change=lambda known: watched_call(org, known, task),
            facts=facts,
            now=now,
        )
    )


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
