"""What a customer uses up, beside other changes. An instance whose organisations have no profiles never loads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading
from functions.domain.orgs.org import Org, is_on

REASON: Final = "consumption"  # why a customer wakes: something that they bought is about to run out
EVENT: Final = "reminder_due"


def reminded(org: Org, customer: Customer, now: datetime) -> Customer:
    """The customer reminded of what is due now: an event for automations; as they are where no automation waits for it.
    Bills nothing.
    """
    if not _has_any(org, customer) or not _is_awaited(org):
        return customer
    from functions.domain.consumption import reminding

    return reminding.reminded(org, customer, now)


def passed_over(org: Org, customer: Customer, now: datetime) -> Customer:
    """The customer as if they had been reminded of what is due now: an import reminds of nothing. Bills nothing."""
    if not _has_any(org, customer):
        return customer
    from functions.domain.consumption import reminding

    return reminding.passed_over(org, customer, now)


def reminder_times(org: Org, customer: Customer, now: datetime) -> Mapping[str, datetime]:
    """When the customer is next to be reminded."""
    if not _has_any(org, customer):
        return {}
    from functions.domain.consumption.reminding import next_reminder_at

    at = next_reminder_at(org, customer, now)
    return {} if at is None else {REASON: at}


def replanned(org: Org, customer: Customer) -> Customer:
    """The customer with the days of the profiles as they are now. Bills nothing."""
    if not _has_any(org, customer):
        return customer
    from functions.domain.consumption import purchases

    return purchases.replanned(org, customer)


def worked_out(org: Org, customer: Customer) -> Reading[Customer]:
    """The customer with what their orders say that they use up. Bills nothing without profiles, else 1 read for each of
    the last 50 orders.
    """
    if not org.consumption_profiles or not is_on(org, "crm"):
        return customer
    from functions.domain.consumption import purchases

    return (yield from purchases.worked_out(org, customer))


def _is_awaited(org: Org) -> bool:
    return any(each.enabled and each.on == EVENT for each in org.automations.values())


def _has_any(org: Org, customer: Customer) -> bool:
    return bool(org.consumption_profiles) and customer.consumption is not None and is_on(org, "crm")
