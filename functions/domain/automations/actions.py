"""What an automation can do, action by action (settings/actions.py): each gives the part on, with what it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from functions.domain.automations.asking import Started, State
from functions.domain.automations.reminders import EVENT
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.pending import seeing
from functions.domain.messages.outbox import Message, compose_all
from functions.domain.orgs.org import Org, is_watched, zone_of
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
from functions.domain.settings.automations import RULE
from functions.domain.settings.moments import duration_of

if TYPE_CHECKING:
    from functions.domain.tasks.documents import Task

Variables = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Acting:
    """A part of an automation while it acts. `cause` names the occurrence and the part, and stands in the ids of all
    that it leaves. `variables`: what earlier actions give to the templates of later ones. `messages`: those so far.
    """

    org: Org
    start: Started
    state: State
    cause: str
    now: datetime
    batch_id: str | None = None
    variables: Variables = field(default_factory=dict)
    messages: tuple[Message, ...] = ()

    @property
    def rule(self) -> str:
        return f"{RULE}:{self.start.id}"

    @property
    def about(self) -> str | None:
        """The document that it is about, where that is none of a customer: `carts/ID`."""
        subject = self.state.subject
        return None if isinstance(subject, Customer) else f"{subject.collection}/{subject.id}"

    @property
    def zone(self) -> ZoneInfo:
        customer = self.state.customer
        return ZoneInfo(zone_of(self.org, customer.timezone) if customer else self.org.settings.timezone)

    @property
    def of_reminder(self) -> Variables:
        """What the customer is reminded of, where that set the automation off."""
        customer = self.state.customer
        if self.start.automation.on != EVENT or customer is None:
            return {}
        from functions.domain.automations.reminder_texts import variables_of

        return variables_of(self.org, customer, self.now)

    def place(self, number: int) -> str:
        """The id of what an action leaves, by its place among them."""
        return self.cause if number == 0 else f"{self.cause}:{number}"

    def given(self, action_variables: Variables) -> dict[str, str | int | None]:
        """What a template is given: figures of the customer, fields of the document, and what the action says."""
        return {**figures_of(self.state), **self.of_reminder, **self.variables, **action_variables}


def figures_of(state: State) -> dict[str, str | int | None]:
    """What each template of an automation is given: the customer's figures, and plain fields of another document."""
    figures: dict[str, str | int | None] = {}
    if not isinstance(state.subject, Customer):
        fields = state.subject.model_dump(exclude={"runs", "met", "due"})
        if "name" in fields:  # a product's; a message's `name` is its reader's
            fields["product"] = fields.pop("name")
        figures |= {name: each for name, each in fields.items() if _is_plain(each)}
    if (customer := state.customer) is not None:
        figures |= {
            "customer": customer.name,
            "tier": customer.loyalty.tier,
            "points": customer.loyalty.points,
            "orders": customer.stats.orders,
            "visits": customer.stats.visits,
        }
    return figures


def _is_plain(value: object) -> bool:
    """Whether a message keeps it as a variable, which a yes or no is not."""
    return value is None or (isinstance(value, str | int) and not isinstance(value, bool))


def sent(acting: Acting, action: Send, number: int) -> Reading[Acting]:
    """Bills 1 write for each message; 1 read and 1 write more for the primary contact of an account."""
    customer = acting.state.customer
    if customer is None:
        return acting
    reader = (yield from _pic_of(acting.state, customer)) if action.to == "pic" else customer
    composed = compose_all(
        acting.org,
        reader,
        action.channels,
        id=acting.place(number),
        cause=acting.cause,
        rule=acting.rule,
        template=action.send,
        variables=acting.given(action.variables),
        now=acting.now,
        batch_id=acting.batch_id,
    )
    is_to_account = reader.id == customer.id
    about = acting.about or (None if is_to_account else f"customers/{customer.id}")
    messages = tuple(each.with_changes(about=about) for each in composed.messages)
    if is_to_account:
        state = acting.state.with_customer(composed.customer)
    else:
        state = yield from _with_person(acting, reader, composed.customer)
    state = state.creating(*messages)
    return replace(acting, state=state, messages=(*acting.messages, *messages))


def _pic_of(state: State, account: Customer) -> Reading[Customer]:
    """The person of the account's primary contact; the account itself, as it is by now, where it has none, or they are
    gone or were joined into it.
    """
    pic_id = account.account.pic_id if account.account else None
    if pic_id is None:
        return account
    person = state.other(Customer, pic_id) or (yield from standing_customer(pic_id))
    return account if person is None or person.id == account.id else person


def _with_person(acting: Acting, before: Customer, after: Customer) -> Reading[State]:
    """The state with a person beside the customer as a message left them, and what follows from that."""
    from functions.domain.automations.react import react

    facts = Facts("message_written", acting.state.subject.collection, acting.cause, acting.now)
    reacting = react(acting.org, before, after, facts=facts, now=acting.now)
    reaction = yield from seeing((*acting.state.create, *acting.state.others), reacting)
    state = acting.state.creating(*reaction.create)
    for document in reaction.put:
        state = state.with_other(document)
    return state


def notified(acting: Acting, action: Notify, number: int) -> Reading[Acting]:
    """Bills the reads of the members (staff/finding.py), and 1 write for each message."""
    from functions.domain.automations.staff import meant_by
    from functions.domain.messages.notices import compose_notices

    customer = acting.state.customer
    messages: list[Message] = []
    for member in (yield from meant_by(acting.state, action.notify)):
        messages += compose_notices(
            acting.org,
            member,
            id=f"{acting.place(number)}:{member.id}",
            cause=acting.cause,
            rule=acting.rule,
            template=action.template,
            variables=acting.given(action.variables),
            about_customer_id=customer.id if customer else None,
            now=acting.now,
            batch_id=acting.batch_id,
        )
    about = tuple(each.with_changes(about=acting.about) for each in messages)
    return replace(acting, state=acting.state.creating(*about), messages=(*acting.messages, *about))


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
    if given := acting.of_reminder:
        from functions.domain.automations.reminder_texts import with_reminder

        task = with_reminder(task, customer, given)
    yield from get(Task, task.id, presumed_missing=True)
    return replace(acting, state=acting.state.creating(_planned(acting, task)))


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
