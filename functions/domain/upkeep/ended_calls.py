"""A task of staff whose reason is gone is cancelled, in the commit that takes the reason away (S001-33): the customer
has bought what it is about, is in another tier, or the order that it follows does not count any more.

One that stays follows the customer's name and phone.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from functions.domain.customers.customer import Customer
from functions.domain.customers.open_calls import Ends, OpenCall, with_call, without_calls
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.insights.agent_day import Move, days_after
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.kernel.pending import seeing
from functions.domain.occasions.asking import Started, State
from functions.domain.orgs.org import Org
from functions.domain.recommendations.planning import stands
from functions.domain.settings.events import TIER_EVENTS
from functions.domain.settings.moments import Moment
from functions.domain.tasks.documents import Task
from functions.domain.upkeep import recommendations
from functions.domain.upkeep.reminders import EVENT

BOUGHT: Final = "bought_meanwhile"
CANCELLED_BECAUSE: Mapping[Ends, str] = {
    "reminder": BOUGHT,
    "recommendation": BOUGHT,
    "purchase": BOUGHT,
    "tier": "tier_changed",
    "order": "order_undone",
}
_ORDER_EVENTS = frozenset({"order_paid", "first_order", "visit_recorded"})
_LAST_PURCHASE = frozenset({"stats.last_order_at", "stats.last_visit_at"})


def watched_call(org: Org, customer: Customer, task: Task, *, start: Started | None = None) -> Customer:
    """The customer who knows of an open task that ends with its reason; as they are where it has none that could end.
    `start`: the automation that makes it.
    """
    call = _call_of(org, customer, task, start=start)
    if call is None:
        return customer
    return customer.with_changes(open_calls=with_call(customer.open_calls, call))


def _call_of(org: Org, customer: Customer, task: Task, *, start: Started | None) -> OpenCall | None:
    call = _call_by(customer, task, start) if start is not None else None
    if call is None and task.task_type in org.settings.calls.over_when_bought:
        return _until_bought(customer, task)
    return call


def _call_by(customer: Customer, task: Task, start: Started) -> OpenCall | None:
    """What ends a task by what its automation goes by."""
    on = start.automation.on
    if isinstance(on, Moment):
        return None if _LAST_PURCHASE.isdisjoint(on.fields) else _until_bought(customer, task)
    if on == EVENT:
        reminder = customer.consumption.reminder if customer.consumption else None
        return OpenCall(task_id=task.id, ends="reminder", product_keys=reminder.keys if reminder else ())
    if on == recommendations.EVENT:
        return OpenCall(task_id=task.id, ends="recommendation", of=start.occurrence)
    if on in TIER_EVENTS:
        return OpenCall(task_id=task.id, ends="tier", of=customer.loyalty.tier)
    if on in _ORDER_EVENTS:
        return OpenCall(task_id=task.id, ends="order", of=start.occurrence)
    return None


def _until_bought(customer: Customer, task: Task) -> OpenCall:
    return OpenCall(task_id=task.id, ends="purchase", bought_at=customer.stats.last_order_at)


def without_ended_calls(
    org: Org, before: Customer, acted: Reaction, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """The reaction with the open tasks cancelled whose reason the change took away.

    Bills nothing where the customer has no such task, or the change is another one; else 1 read for each task whose
    reason is gone and 1 write where it is open, and what its agent's day bills.
    """
    customer = acted.customer
    ended = {
        each.task_id: each
        for each in customer.open_calls
        if _is_over(org, before, customer, call=each, facts=facts)
    }
    is_renamed = (before.name, before.phone) != (customer.name, customer.phone)
    wanted = [each.task_id for each in customer.open_calls] if is_renamed else list(ended)
    if not wanted:
        return acted
    state = State(customer, customer, acted.create, acted.others)
    reading = get_all(*(Get(Task, id) for id in wanted))
    found = yield from seeing((*state.create, *state.others), reading)
    calls = without_calls(customer.open_calls, *ended)
    state = state.with_customer(customer.with_changes(open_calls=calls))
    moves = _moves(found, customer, ended)
    for move in moves:
        state = state.with_other(move.after)
    state = yield from with_days(org, state, *moves, now=now)
    assert isinstance(state.subject, Customer), "a customer stays one"
    return Reaction(state.subject, state.create, state.others)


def _moves(found: Iterable[Task | None], customer: Customer, ended: Mapping[str, OpenCall]) -> list[Move]:
    """What becomes of the open tasks among them that are the customer's: a split may have taken one along."""
    ids = (*customer.ids, *customer.joined_ids)
    open_ones = (each for each in found if each is not None and each.status == "open")
    return [Move(task, _after(task, customer, ended)) for task in open_ones if task.customer_id in ids]


def with_days(org: Org, state: State, *moves: Move, now: datetime) -> Reading[State]:
    """The state with the days of the agents whose tasks move."""
    days = yield from seeing((*state.create, *state.others), days_after(org, moves, now=now))
    for day in days:
        state = state.with_other(day)
    return state


def _after(task: Task, customer: Customer, ended: Mapping[str, OpenCall]) -> Task:
    call = ended.get(task.id)
    if call is None:
        return task.with_changes(customer_name=customer.name, customer_phone=customer.phone)
    because = CANCELLED_BECAUSE[call.ends]
    return task.with_changes(status="cancelled", cancelled_because=because, due={}, wake_at=None)


def _is_over(org: Org, before: Customer, customer: Customer, *, call: OpenCall, facts: Facts) -> bool:
    match call.ends:
        case "reminder":
            return not _stands(customer, call.product_keys)
        case "recommendation":
            return not stands(org, customer.recommendations, str(call.of))
        case "tier":
            return customer.loyalty.tier != call.of
        case "purchase":
            last, known = customer.stats.last_order_at, call.bought_at
            return last is not None and (known is None or last > known)
        case "order":
            is_fewer = customer.stats.orders < before.stats.orders
            return facts.kind == "order_recorded" and facts.cause_id == call.of and is_fewer


def _stands(customer: Customer, keys: tuple[str, ...]) -> bool:
    """Whether none of the products was bought since the reminder, or taken back."""
    consumption = customer.consumption
    found = [consumption.product(key) for key in keys] if consumption else []
    return bool(found) and all(
        each is not None and each.is_reminded and not each.is_taken_back for each in found
    )
