"""What an automation can do, action by action (settings/actions.py): each gives the part on, with what it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from functions.domain.automation_texts.parts import Acting, Variables
from functions.domain.automations.sending import notified, sent
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading, get
from functions.domain.occasions.asking import State
from functions.domain.orgs.org import is_watched
from functions.domain.settings.actions import (
    Action,
    AddTag,
    Assignee,
    GiveCard,
    IssueCoupon,
    NewCoupon,
    NewTask,
    Notify,
    Recompute,
    RemoveTag,
    Send,
    TaskCreation,
)
from functions.domain.settings.moments import duration_of
from functions.domain.upkeep import reminders

if TYPE_CHECKING:
    from functions.domain.staff.members import Member
    from functions.domain.tasks.documents import Task


def task_created(acting: Acting, action: TaskCreation, number: int) -> Reading[Acting]:
    """Bills 1 write, the reads of the member to whom it goes, and what their day bills; without one it goes to none,
    for leaders to give.

    One of the pool waits there until the job hands it out (domain/assignment).
    """
    from functions.domain.insights.agent_day import Move
    from functions.domain.tasks.documents import Task
    from functions.domain.upkeep.ended_calls import watched_call, with_days

    wanted, customer, subject = action.create_task, acting.state.customer, acting.state.subject
    members = yield from _assignees(acting, wanted.assign)
    due = acting.now + (duration_of(wanted.due_in) if wanted.due_in else timedelta(0))
    task = Task(
        id=f"{acting.place(number)}:task",
        task_type=wanted.task_type,
        customer_id=customer.id if customer else None,
        assignee_uid=members[0].id if members else None,
        due_on=f"{due.astimezone(acting.zone):%Y-%m-%d}",
        priority=wanted.priority,
        reason=wanted.reason or acting.start.automation.name or acting.start.id,
        created_at=acting.now,
        created_by="system",
        cause=acting.cause,
        automation_id=acting.start.id,
        lead_id=subject.id if subject.collection == "leads" else None,
    )
    if wanted.assign == "pool":
        from functions.domain.assignment.pool import pooled

        task = pooled(acting.org, task, customer, now=acting.now)
    yield from get(Task, task.id, presumed_missing=True)
    task = _planned(acting, (yield from _worded(acting, task, wanted.script)))
    state = acting.state.creating(task)
    if customer is not None:
        state = state.with_customer(watched_call(acting.org, customer, task, start=acting.start))
    state = yield from with_days(acting.org, state, Move(None, task), now=acting.now)
    return replace(acting, state=state)


def _worded(acting: Acting, task: "Task", script: str | None) -> Reading["Task"]:
    """The task with why to call, what to suggest and to say, and what it is worth. Bills what an alternative to offer
    does.
    """
    from functions.domain.automation_texts.calls import with_suggestions
    from functions.domain.tasks.worth import appraised

    org, customer = acting.org, acting.state.customer
    if (given := acting.of_event) and customer is not None:
        task = yield from _with_event(acting, task, customer, given=given)
    task = with_suggestions(org, task, customer, template=script, given=acting.given({}), now=acting.now)
    return appraised(org.settings.calls.worth, task, customer)


def _with_event(acting: Acting, task: "Task", customer: Customer, *, given: Variables) -> Reading["Task"]:
    """The task with what the customer is reminded of, or recommended."""
    if acting.start.automation.on != reminders.EVENT:
        from functions.domain.automation_texts.recommendations import with_recommendation

        return with_recommendation(task, acting.org, customer, given=given)
    from functions.domain.automation_texts.calls import with_reminder

    task = with_reminder(task, customer, given)
    if not acting.org.recommends or customer.recommendations is None:
        return task
    from functions.domain.automation_texts.recommendations import with_alternative

    return (yield from with_alternative(task, acting.org, customer, now=acting.now))


def _assignees(acting: Acting, assign: Assignee) -> Reading[tuple["Member", ...]]:
    if assign == "pool":
        return ()
    from functions.domain.automations.staff import meant_by

    return (yield from meant_by(acting.state, assign))


def _planned(acting: Acting, task: "Task") -> "Task":
    """The task as it wakes for the automations of tasks. None runs now: what it left might be a task again."""
    from functions.domain.automations.running import automation_times

    if not is_watched(acting.org, task.collection):
        return task
    due = automation_times(acting.org, State(task, acting.state.customer), acting.now)
    return task.waiting_for(due)


def coupon_issued(acting: Acting, action: IssueCoupon, number: int) -> Reading[Acting]:
    """Bills 1 write. The code follows from the occurrence and the organisation's key: the same again is the same code,
    and none can be guessed.
    """
    from functions.domain.automations.coupon_codes import benefit_of, code_of
    from functions.domain.coupons.documents import Coupon

    customer, wanted = acting.state.customer, _as_of_tier(acting, action.coupon)
    if customer is None or wanted is None:
        return acting
    code, until = code_of(acting.org, acting.place(number)), acting.now + duration_of(wanted.valid_for)
    yield from get(Coupon, code, presumed_missing=True)
    coupon = Coupon(
        id=code,
        customer_id=customer.id,
        name=wanted.name,
        **benefit_of(wanted),
        valid_until=until,
        cause=acting.cause,
        automation_id=acting.start.id,
        created_at=acting.now,
    )
    variables = {
        **acting.variables,
        "coupon": code,
        "coupon_percent": wanted.percent,
        "coupon_until": f"{until.astimezone(acting.zone):%Y-%m-%d}",
    }
    return replace(acting, state=acting.state.creating(coupon), variables=variables)


def _as_of_tier(acting: Acting, coupon: NewCoupon) -> NewCoupon | None:
    """The coupon with the share that the customer's tier gives; None where it gives none."""
    if coupon.benefit is None or acting.state.customer is None:
        return coupon
    from functions.domain.loyalty.benefits import benefits_of

    percent = getattr(benefits_of(acting.org, acting.state.customer), coupon.benefit)
    return coupon.model_copy(update={"percent": percent}) if percent is not None else None


def card_given(acting: Acting, action: GiveCard, number: int) -> Reading[Acting]:
    """Bills nothing for one who has a card; else 1 write (the identity), or what the task bills."""
    customer = acting.state.customer
    if customer is None or customer.identity_counts.get("card", 0):
        return acting
    if action.card == "manual":
        task = NewTask(task_type="card_handover", due_in=action.due_in, assign=action.assign)
        return (yield from task_created(acting, TaskCreation(create_task=task), number))
    from functions.domain.automations.cards import with_card

    return replace(acting, state=(yield from with_card(acting.org, acting.state, now=acting.now)))


def recomputed(acting: Acting, action: Recompute, number: int) -> Reading[Acting]:
    """Bills nothing: the customer is written anyway."""
    from functions.domain.scoring.engagement import scored

    yield from ()
    customer = acting.state.customer
    if customer is None or acting.org.settings.scoring is None:
        return acting
    fresh = customer.with_changes(engagement=scored(acting.org, customer, acting.now))
    return replace(acting, state=acting.state.with_customer(fresh))


def tagged(acting: Acting, action: AddTag | RemoveTag, number: int) -> Reading[Acting]:
    """Bills nothing beside the customer, who is written anyway."""
    yield from ()
    customer = acting.state.customer
    if customer is None:
        return acting
    tags = customer.tags
    if isinstance(action, RemoveTag):
        tags = tuple(tag for tag in tags if tag != action.untag)
    elif action.tag not in tags:
        tags = (*tags, action.tag)
    return replace(acting, state=acting.state.with_customer(customer.with_changes(tags=tags)))


# A table, so that an action that is added without what does it fails its test.
DOES: Mapping[type[Any], Callable[[Acting, Any, int], Reading[Acting]]] = {
    Send: sent,
    Notify: notified,
    TaskCreation: task_created,
    IssueCoupon: coupon_issued,
    GiveCard: card_given,
    Recompute: recomputed,
    AddTag: tagged,
    RemoveTag: tagged,
}


def done(acting: Acting, action: Action, number: int) -> Reading[Acting]:
    """The part after an action, which is the one of that number among its actions."""
    return (yield from DOES[type(action)](acting, action, number))
