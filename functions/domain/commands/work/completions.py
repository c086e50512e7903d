"""`complete_task`: what came of a task, and what follows from it, in one commit."""

from datetime import date, datetime

from functions.domain.commands.dates import Date
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import facts_of, followed_up, with_customer, with_days
from functions.domain.commands.leads.lead_contacts import with_contact
from functions.domain.commands.requests import Request, instant_of
from functions.domain.commands.work.follow_ups import require_type
from functions.domain.commands.work.interactions import active_at
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.interactions import Interaction, InteractionSource
from functions.domain.customers.open_calls import with_call, without_calls
from functions.domain.insights.agent_day import Move
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import DocumentId, Form, Instant, LongText, OptionalText, Text
from functions.domain.leads.documents import Lead
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import OfRole, Staff
from functions.domain.staff.finding import members_of
from functions.domain.staff.readership import DESK
from functions.domain.tasks.documents import Outcome, Task
from functions.domain.tasks.outcomes import (
    FURTHEST_AHEAD,
    Ending,
    escalated_task,
    following_task,
    is_given_up,
)
from functions.domain.tasks.worth import appraised

COMPLETED = "task_completed"
UNANSWERED = "call_unanswered"
_FOLLOWED = frozenset({"rescheduled", "follow_up_needed", "no_answer", "escalated"})
_SUPERIORS: tuple[Staff, ...] = ("manager", OfRole(role="owner"))


class CompletionForm(Form):
    """What came of a task. `interaction_type`: what was done, for the interaction that it leaves. `next_action_on`:
    when to go on, which a call that was rescheduled needs.
    """

    task_id: DocumentId
    outcome: Outcome
    done_at: Instant | None = None
    notes: LongText | None = None
    next_action: OptionalText = None
    next_action_on: Date | None = None
    interaction_type: Text = COMPLETED


def complete_task(org: Org, request: Request[CompletionForm], now: datetime) -> Decision[Result]:
    """The task done, with an interaction that says what came of it, and what follows from that (tasks/outcomes.py); its
    customer was active then. Bills 3 reads and 4 writes (the task, the interaction, the customer, the member's day), 1
    write more for a task that follows; without a customer 1 read and 1 write less, but of a lead as many; of
    a task that is done already the read alone: the first holds. An escalation bills the reads of the manager and their
    day too.

    A late one counts as of `done_at`, else `made_at`. Forbidden to those who are neither its assignee nor work for
    others too; Malformed where the task is gone or was cancelled, or a day is wrong.
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
    _require_day(org, form, at)
    return (yield from _completed(org, request, known, at=at, now=now))


def _require_day(org: Org, form: CompletionForm, at: datetime) -> None:
    """Malformed at `next_action_on` where what follows needs a day, or could not be on the one that is named."""
    if form.next_action_on is None:
        if form.outcome == "rescheduled":
            raise refuse("next_action_on", "is needed")
        return
    if form.outcome not in _FOLLOWED:
        return
    day, called_on = (
        date.fromisoformat(form.next_action_on),
        org.day_of(at),
    )
    if day < called_on:
        raise refuse("next_action_on", "lies before the day of the call")
    if day > called_on + FURTHEST_AHEAD:
        raise refuse("next_action_on", "lies more than two years ahead")


def _completed(
    org: Org, request: Request[CompletionForm], known: Task, *, at: datetime, now: datetime
) -> Decision[Result]:
    form, giver = request.data, request.giver
    ending = Ending(form.outcome, at, giver.uid, form.next_action_on, form.next_action)
    done = known.with_changes(
        status="done",
        outcome=form.outcome,
        done_at=at,
        done_by=giver.uid,
        assignee_uid=known.assignee_uid or giver.uid,
    )
    changes = yield from followed_up(org, known, done, request=request, kind="task_changed", now=now)
    customer = (yield from standing_customer(known.customer_id)) if known.customer_id else None
    require_type(org.settings.activities, _source_of(customer), form.interaction_type)
    followers = yield from _followers(org, done, customer, ending=ending, now=now)
    for follower in followers:
        changes = yield from followed_up(
            org, None, follower, request=request, kind="task_changed", now=now, beside=changes
        )
    left = _interactions(request, known, customer, at=at, is_last=is_given_up(org, known, ending))
    for interaction in left:
        yield from get(Interaction, interaction.id, presumed_missing=True)
        changes = yield from followed_up(
            org, None, interaction, request=request, kind="interaction_recorded", now=now, beside=changes
        )
    if customer is not None:
        changes = yield from _with_active(
            changes, org, customer, request=request, at=at, now=now, done=done, followers=followers
        )
    if done.lead_id is not None and customer is None:
        lead = yield from get(Lead, done.lead_id)
        changes = yield from with_contact(org, changes, lead, request=request, at=at, now=now)
    moves = (Move(known, done), *(Move(None, each) for each in followers))
    changes = yield from with_days(org, changes, *moves, now=now)
    result = {"task_id": known.id, "interaction_id": left[0].id}
    return changes, result | ({"next_task_id": followers[0].id} if followers else {})


def _followers(
    org: Org, done: Task, customer: Customer | None, *, ending: Ending, now: datetime
) -> Reading[tuple[Task, ...]]:
    """The task that follows, where the outcome asks for one and it is not there yet."""
    follower = following_task(org, done, ending, now=now)
    if ending.outcome == "escalated":
        to = yield from _superior(done, ending.by_uid)
        follower = escalated_task(org, done, ending, to_uid=to, now=now)
    if follower is None or (yield from get(Task, follower.id, presumed_missing=True)) is not None:
        return ()
    return (appraised(org.settings.calls.worth, follower, customer),)


def _superior(task: Task, by_uid: str) -> Reading[str | None]:
    """Whom an escalation goes to: the manager of the task's member, else an owner of the business."""
    below = {task.assignee_uid, by_uid}
    for who in _SUPERIORS:
        members = yield from members_of(who, owner_uid=task.assignee_uid)
        if above := next((each.id for each in members if each.id not in below), None):
            return above
    return None


def _with_active(
    changes: Changes,
    org: Org,
    customer: Customer,
    *,
    request: Request[CompletionForm],
    at: datetime,
    now: datetime,
    done: Task,
    followers: tuple[Task, ...],
) -> Reading[Changes]:
    """The changes with the customer, who was active then, and knows of the task that follows in place of the other."""
    facts = facts_of(request, "interaction_recorded")
    return (
        yield from with_customer(
            changes,
            org,
            customer,
            change=lambda known: _with_next_call(active_at(known, at), done, followers),
            facts=facts,
            now=now,
        )
    )


def _with_next_call(customer: Customer, done: Task, followers: tuple[Task, ...]) -> Customer:
    """What ended the one task ends the next one too."""
    known = next((each for each in customer.open_calls if each.task_id == done.id), None)
    if known is None:
        return customer
    calls = without_calls(customer.open_calls, done.id)
    for follower in followers:
        calls = with_call(calls, known.with_changes(task_id=follower.id))
    return customer.with_changes(open_calls=calls)


def _interactions(
    request: Request[CompletionForm],
    task: Task,
    customer: Customer | None,
    *,
    at: datetime,
    is_last: bool,
) -> tuple[Interaction, ...]:
    """What came of the task, and that no more is tried after the last call without an answer."""
    done = _interaction(request, task, customer, at=at)
    if not is_last:
        return (done,)
    given_up = done.with_changes(
        id=f"{task.id}:unanswered",
        interaction_type=UNANSWERED,
        interaction_source="system",
        performed_by="system",
        next_action=None,
        next_action_on=None,
        notes=None,
    )
    return done, given_up


def _source_of(customer: Customer | None) -> InteractionSource:
    return "b2b_sales" if customer is not None and customer.customer_group == "b2b" else "customer_service"


def _interaction(
    request: Request[CompletionForm], task: Task, customer: Customer | None, *, at: datetime
) -> Interaction:
    form = request.data
    return Interaction(
        id=f"{task.id}:done",
        interaction_type=form.interaction_type,
        interaction_source=_source_of(customer),
        customer_id=customer.id if customer else None,
        opportunity_id=task.opportunity_id,
        lead_id=task.lead_id,
        performed_by=request.giver.uid,
        performed_at=at,
        outcome=form.outcome,
        next_action=form.next_action,
        next_action_on=form.next_action_on,
        notes=form.notes,
    )
