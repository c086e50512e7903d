"""What an automation can do, action by action (settings/actions.py): each gives the part on, with what it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from functions.domain.automations import reminders
from functions.domain.automations.asking import State
from functions.domain.automations.parts import Acting, Variables
from functions.domain.automations.sending import notified, sent
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading, get
from functions.domain.orgs.org import is_watched
from functions.domain.settings.actions import (
    Action,
    AddTag,
    IssueCoupon,
    Notify,
    Recompute,
    RemoveTag,
    Send,
    TaskCreation,
)
from functions.domain.settings.moments import duration_of

if TYPE_CHECKING:
    from functions.domain.tasks.documents import Task


def task_created(acting: Acting, action: TaskCreation, number: int) -> Reading[Acting]:
    """Bills 1 write, and the reads of the member to whom it goes; without one it goes to none, for leaders to give."""
    from functions.domain.automations.staff import meant_by
    from functions.domain.tasks.documents import Task

    wanted, customer = action.create_task, acting.state.customer
    members = yield from meant_by(acting.state, wanted.assign)
    due = acting.now + (duration_of(wanted.due_in) if wanted.due_in else timedelta(0))
    task = Task(
        id=f"{acting.place(number)}:task",
        task_type=wanted.task_type,
        customer_id=customer.id if customer else None,
        assignee_uid=members[0].id if members else None,
        due_on=f"{due.astimezone(acting.zone):%Y-%m-%d}",
        priority=wanted.priority,
        reason=wanted.reason or acting.start.automation.name or acting.start.id,
        script=_script(acting, wanted.script) if wanted.script else None,
        created_at=acting.now,
        created_by="system",
        cause=acting.cause,
        automation_id=acting.start.id,
    )
    if (given := acting.of_event) and customer is not None:
        task = _with_event(acting, task, customer, given=given)
    yield from get(Task, task.id, presumed_missing=True)
    return replace(acting, state=acting.state.creating(_planned(acting, task)))


def _with_event(acting: Acting, task: "Task", customer: Customer, *, given: Variables) -> "Task":
    """The task with what the customer is reminded of, or recommended."""
    has_rules = bool(acting.org.recommendation_rules) and customer.recommendations is not None
    if acting.start.automation.on == reminders.EVENT:
        from functions.domain.automations.reminder_texts import with_reminder

        task = with_reminder(task, customer, given)
        if not has_rules:
            return task
        from functions.domain.automations.recommendation_texts import with_alternative

        return with_alternative(task, acting.org, customer, now=acting.now)
    from functions.domain.automations.recommendation_texts import with_recommendation

    return with_recommendation(task, acting.org, customer, given=given)


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

    customer = acting.state.customer
    if customer is None:
        return acting
    code, until = code_of(acting.org, acting.place(number)), acting.now + duration_of(action.coupon.valid_for)
    yield from get(Coupon, code, presumed_missing=True)
    coupon = Coupon(
        id=code,
        customer_id=customer.id,
        name=action.coupon.name,
        **benefit_of(action.coupon),
        valid_until=until,
        cause=acting.cause,
        automation_id=acting.start.id,
        created_at=acting.now,
    )
    variables = {
        **acting.variables,
        "coupon": code,
        "coupon_percent": action.coupon.percent,
        "coupon_until": f"{until.astimezone(acting.zone):%Y-%m-%d}",
    }
    return replace(acting, state=acting.state.creating(coupon), variables=variables)


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
    Recompute: recomputed,
    AddTag: tagged,
    RemoveTag: tagged,
}


def done(acting: Acting, action: Action, number: int) -> Reading[Acting]:
    """The part after an action, which is the one of that number among its actions."""
    return (yield from DOES[type(action)](acting, action, number))


def _script(acting: Acting, template: str) -> str | None:
    """What to say, in the customer's language; None where the template cannot be rendered: the task stands."""
    from functions.domain.kernel.errors import Terminal
    from functions.domain.templates.writer import Occasion, write

    customer, org = acting.state.customer, acting.org
    locale = (customer.locale if customer else None) or org.settings.locale
    variables = {"name": customer.name if customer else None, "business": org.name, **acting.given({})}
    try:
        return write(Occasion(org, template, "sms", locale, variables)).text
    except Terminal:
        return None
