"""`give_feedback` and `resolve_feedback`: a customer's feedback on a visit, and its resolution."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.domain.automation_texts.calls import with_suggestions
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse, require_owner
from functions.domain.commands.following import followed_up, with_days
from functions.domain.commands.requests import Request, instant_of, read_customer
from functions.domain.customers.customer import Customer
from functions.domain.feedback.documents import Feedback
from functions.domain.insights.agent_day import Move
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.validation import (
    DocumentId,
    Form,
    LongText,
    OptionalId,
    OptionalText,
    Whole,
)
from functions.domain.orders.documents import RecordedOrder
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import OfRole
from functions.domain.shop.outlets import Outlet
from functions.domain.staff.finding import MANAGER, members_of
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task
from functions.domain.tasks.worth import appraised

LOW_UP_TO = 2
MOST_TASKS = 3  # of one visit on one day, by its customer: each after the one before was looked after
TASK_TYPE = "low_rating"


class FeedbackForm(Form):
    """`order_id`: the id of the order's document, which says at which outlet; `outlet_id` where there is none."""

    customer_id: OptionalId = None
    rating: Annotated[Whole, Field(ge=1, le=5)]
    comment: LongText | None = None
    order_id: OptionalId = None
    outlet_id: OptionalId = None


class ResolutionForm(Form):
    feedback_id: DocumentId
    resolution: OptionalText = None


def give_feedback(org: Org, request: Request[FeedbackForm], now: datetime) -> Decision[Result]:
    """The feedback kept. Bills 1 read and 1 write, 1 read more for its order; a rating of 2 or less 1 write more, the
    task of who leads the outlet, and their reads. A late one is as of when it was given.

    What a customer gives low of the same visit again that day has the task that is open (`_task_of`; 1 read for each
    task of the visit, 1 for an outlet that it names, and no write): an app can say it a thousand times.

    Malformed at `order_id` where that names no order, or another customer's.
    """
    customer = yield from read_customer(request.giver, request.data.customer_id or request.giver.customer_id)
    feedback = yield from _feedback(request, customer, now=now)
    yield from get(Feedback, feedback.id, presumed_missing=True)
    if feedback.rating > LOW_UP_TO:
        return Changes(create=(feedback,)), _result(feedback)
    known, task_id = yield from _task_of(request, feedback, now=now)
    if known is not None:
        told = feedback.with_changes(task_id=known.id)
        return Changes(create=(told,)), _result(told)
    task = yield from _task(feedback, task_id, now=now)
    task = appraised(org.settings.calls.worth, with_suggestions(org, task, customer, now=now), customer)
    yield from get(Task, task.id, presumed_missing=True)
    feedback = feedback.with_changes(task_id=task.id)
    beside = Changes(create=(feedback,))
    changes = yield from followed_up(
        org, None, task, request=request, kind="task_changed", now=now, beside=beside
    )
    changes = yield from with_days(org, changes, Move(None, task), now=now)
    return changes, _result(feedback)


def resolve_feedback(org: Org, request: Request[ResolutionForm], now: datetime) -> Decision[Result]:
    """The feedback looked after; who said so first holds. Bills 2 reads and 1 write; the reads alone where it was
    resolved already. Malformed where there is none, Forbidden where its customer is assigned to others.
    """
    form = request.data
    known = yield from get(Feedback, form.feedback_id)
    if known is None:
        raise refuse("feedback_id", "names no feedback")
    yield from read_customer(request.giver, known.customer_id)
    if known.status == "resolved":
        return NOTHING, {"feedback_id": known.id, "resolved_by": known.resolved_by}
    resolved = known.with_changes(
        status="resolved",
        resolved_at=instant_of(None, request, path="made_at", now=now),
        resolved_by=request.giver.uid,
        resolution=form.resolution,
    )
    return Changes(put=(resolved,)), {"feedback_id": known.id, "resolved_by": request.giver.uid}


def _result(feedback: Feedback) -> Result:
    task = {"task_id": feedback.task_id} if feedback.task_id else {}
    return {"feedback_id": feedback.id, "customer_id": feedback.customer_id, **task}


def _feedback(request: Request[FeedbackForm], customer: Customer, *, now: datetime) -> Reading[Feedback]:
    form = request.data
    outlet_id = form.outlet_id
    if form.order_id is not None:
        order = yield from get(RecordedOrder, form.order_id)
        if order is None:
            raise refuse("order_id", "names no order")
        require_owner(order.customer_id, customer, path="order_id")
        outlet_id = order.outlet_id or outlet_id
    return Feedback(
        id=f"command:{request.command_id}:feedback",
        customer_id=customer.id,
        order_id=form.order_id,
        outlet_id=outlet_id,
        rating=form.rating,
        comment=form.comment,
        created_at=instant_of(None, request, path="made_at", now=now),
        created_by=request.giver.uid,
    )


def _task_of(
    request: Request[FeedbackForm], feedback: Feedback, *, now: datetime
) -> Reading[tuple[Task | None, str]]:
    """The task that a customer's own feedback has already, and the id of the one that it makes else: also where an app
    says it of a thousand outlets that there are not, or after each task that was done.
    """
    if request.giver.customer_id is None:
        return None, f"{feedback.id}:task"
    visit = yield from _visit_of(feedback)
    first = f"{feedback.customer_id}:{visit}:{now:%Y-%m-%d}:{TASK_TYPE}"
    id, number = first, 1
    known = yield from get(Task, id)
    while known is not None and known.status != "open" and number < MOST_TASKS:
        number += 1
        id = f"{first}:{number}"
        known = yield from get(Task, id)
    return known, id


def _visit_of(feedback: Feedback) -> Reading[str]:
    """The order, or the outlet where that is one: a client says it."""
    if feedback.order_id is not None or feedback.outlet_id is None:
        return feedback.order_id or "visit"
    outlet = yield from get(Outlet, feedback.outlet_id)
    return "visit" if outlet is None else outlet.id


def _task(feedback: Feedback, id: str, *, now: datetime) -> Reading[Task]:
    leader = yield from _leader(feedback.outlet_id)
    return Task(
        id=id,
        task_type=TASK_TYPE,
        customer_id=feedback.customer_id,
        assignee_uid=leader.id if leader else None,
        due_on=f"{now:%Y-%m-%d}",
        priority="urgent" if feedback.rating == 1 else "high",
        reason=f"Rated {feedback.rating} of 5",
        created_at=now,
        created_by="system",
        cause=feedback.id,
    )


def _leader(outlet_id: str | None) -> Reading[Member | None]:
    """Who leads the outlet; else the first manager, then the first owner, so that the task reaches a member."""
    outlet = (yield from get(Outlet, outlet_id)) if outlet_id else None
    if outlet is not None and outlet.manager_uid is not None:
        member = yield from get(Member, outlet.manager_uid)
        if member is not None and member.roles:
            return member
    for role in (MANAGER, "owner"):
        members = yield from members_of(OfRole(role=role), owner_uid=None)
        if members:
            return members[0]
    return None
