"""Points that expire, beside other changes. An instance whose organisations let none expire never loads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org, is_on

REASON: Final = "expiry"  # why a customer wakes: points expire, or are soon to
EVENT: Final = "points_expiring"


def with_dates(org: Org, before: Customer | None, after: Customer, *, now: datetime) -> Customer:
    """The customer with the dates by which their points expire. Bills nothing."""
    rule = org.settings.loyalty.expiry
    if rule is None or not is_on(org, "loyalty"):
        return after
    from functions.domain.loyalty import expiry

    return expiry.with_dates(rule, before, after, now=now)


def expiry_times(org: Org, customer: Customer) -> Mapping[str, datetime]:
    """When the customer's points next expire, or are to be told of."""
    rule = org.settings.loyalty.expiry
    if rule is None or not customer.loyalty.points or not is_on(org, "loyalty"):
        return {}
    from functions.domain.loyalty.expiry import next_at

    at = next_at(rule, customer.loyalty.expiring)
    return {} if at is None else {REASON: at}


def aged(org: Org, customer: Customer, now: datetime) -> Reading[tuple[Customer, tuple[Document, ...]]]:
    """The customer after what expires now, with its entry. Bills what loyalty/expiry.py says where that is due."""
    rule, due_at = org.settings.loyalty.expiry, customer.due.get(REASON)
    if rule is None or due_at is None or due_at > now or not is_on(org, "loyalty"):
        return customer, ()
    from functions.domain.loyalty import expiry

    after = yield from expiry.aged(org, rule, customer, due_at=due_at, now=now)
    return after.customer, (after.entry,) if after.entry else ()


def was_told(was: Customer, now: Customer) -> bool:
    """Whether the customer was told of points that are soon to expire."""
    known = was.loyalty.expiring.told_until if was.loyalty.expiring else None
    told = now.loyalty.expiring.told_until if now.loyalty.expiring else None
    return told is not None and told != known


def variables_of(customer: Customer) -> Mapping[str, str | int | None]:
    """What the templates of the event are given: how many points, and on which day the first of them expire."""
    expiring = customer.loyalty.expiring
    if expiring is None or expiring.points is None:
        return {}
    return {"expiring_points": expiring.points, "expires_on": expiring.on}


def is_over(org: Org, customer: Customer, message: Message) -> bool:
    """Whether all points of which a message tells were spent since, or do not expire any more. What was earned since is
    not known here: who spent that too may hear of points that are gone.
    """
    if org.settings.loyalty.expiry is None:
        return True
    had, told = message.variables.get("points"), message.variables.get("expiring_points")
    if not isinstance(had, int) or not isinstance(told, int):
        return customer.loyalty.points == 0
    return told <= had - customer.loyalty.points
