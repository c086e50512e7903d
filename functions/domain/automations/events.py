"""What a change of a customer means to automations: events, and the subject that their conditions ask."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.loyalty.tiers import rank
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import Event


def events_of(org: Org, before: Customer | None, after: Customer, *, facts: Facts) -> frozenset[Event]:
    """What happened to the customer. An order counts once: where it changes later it is no new event."""
    found: set[Event] = set()
    if before is None:
        found.add("customer_created")
    orders = before.stats.orders if before is not None else 0
    visits = before.stats.visits if before is not None else 0
    if facts.kind == "order_recorded" and after.stats.orders > orders:
        found.add("order_paid")
        if orders == 0:
            found.add("first_order")
    if facts.kind == "order_recorded" and after.stats.visits > visits:
        found.add("visit_recorded")
    if facts.kind == "interaction_recorded":
        found.add("interaction_recorded")
    ladder = org.settings.loyalty
    step = rank(ladder, after.loyalty.tier) - rank(ladder, before.loyalty.tier if before else None)
    if step:
        found.add("tier_upgraded" if step > 0 else "tier_downgraded")
    return frozenset(found)


def subject_of(customer: Customer) -> Mapping[str, Any]:
    """The customer as conditions see them: every field of docs/contracts.md, by its path."""
    return customer.model_dump(exclude={"edits", "runs"})


def date_of(customer: Customer, path: str) -> datetime | str | None:
    """An instant, or a day of a customer as text."""
    found: Any = customer
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else getattr(found, name, None)
    return found if isinstance(found, datetime | str) else None
