"""What a change of a customer means to automations: events, and the subject that their conditions ask."""

from collections.abc import Mapping
from datetime import datetime
from types import NoneType
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.subjects import Watched
from functions.domain.loyalty.tiers import rank
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import Event


def events_of(org: Org, before: Customer | None, after: Customer, *, facts: Facts) -> frozenset[Event]:
    """What happened to the customer. An order counts once: where it changes later it is no new event."""
    was = before if before is not None else Customer(id=after.id)
    ladder = org.settings.loyalty
    step = rank(ladder, after.loyalty.tier) - rank(ladder, was.loyalty.tier)
    is_order = facts.kind == "order_recorded"
    is_bought = is_order and after.stats.orders > was.stats.orders
    happened: dict[Event, bool] = {
        "customer_created": before is None,
        "order_paid": is_bought,
        "first_order": is_bought and was.stats.orders == 0,
        "visit_recorded": is_order and after.stats.visits > was.stats.visits,
        "interaction_recorded": facts.kind == "interaction_recorded",
        "tier_upgraded": step > 0,
        "tier_downgraded": step < 0,
    }
    return frozenset(event for event, has_happened in happened.items() if has_happened)


_PLAIN = frozenset({NoneType, bool, int, float, str, datetime})


def subject_of(customer: Customer) -> Mapping[str, Any]:
    """The customer as conditions see them, every field by its path. JsonLogic knows lists, and no tuples."""
    return _with_lists(customer.model_dump(exclude={"edits", "runs"}))


def fields_of(subject: Watched) -> dict[str, Any]:
    """A document beside the customer as conditions see it."""
    return _with_lists(subject.model_dump(exclude={"runs", "met", "due", "wake_at"}))


def _with_lists(held: dict[str, Any]) -> dict[str, Any]:
    for name, each in held.items():
        if type(each) not in _PLAIN:  # most are: every change of a customer pays for this
            held[name] = _listed(each)
    return held


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return _with_lists(value)
    return [_listed(each) for each in value] if isinstance(value, list | tuple) else value


def date_of(subject: Watched, path: str) -> datetime | str | None:
    """An instant, or a day of a document as text."""
    found: Any = subject
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else getattr(found, name, None)
    return found if isinstance(found, datetime | str) else None
