"""When a customer is to be reminded of what they use up, and of which products together."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.domain.consumption.lasting import on_wall, profile_of
from functions.domain.customers.consumption import Consumed, Consumption, Reminder
from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.moments import duration_of


def next_reminder_at(org: Org, customer: Customer, now: datetime) -> datetime | None:
    """The instant of the first reminder that is to come, or is overdue by no more than the settings allow."""
    return min((at for _, at in _open(org, customer, now)), default=None)


def reminded(org: Org, customer: Customer, now: datetime) -> Customer:
    """The customer reminded of all that is due now, and of what is due soon after; as they are where nothing is due."""
    consumption, waiting = customer.consumption, list(_open(org, customer, now))
    if consumption is None or not any(at <= now for _, at in waiting):
        return customer
    until = now + timedelta(days=org.settings.reminders.gather_days)
    gathered = [each for each, at in sorted(waiting, key=lambda one: one[1]) if at <= until]
    keys = tuple(each.key for each in gathered)
    products = (_done(each) if each.key in keys else each for each in consumption.products)
    after = consumption.with_products(products).with_changes(reminder=_reminder(gathered[0].remind_on, keys))
    return customer.with_changes(consumption=after)


def passed_over(org: Org, customer: Customer, now: datetime) -> Customer:
    """The customer without what is due now: each of these products counts as reminded of, and no event tells so."""
    consumption = customer.consumption
    keys = {each.key for each, at in _open(org, customer, now) if at <= now}
    if consumption is None or not keys:
        return customer
    products = (_done(each) if each.key in keys else each for each in consumption.products)
    return customer.with_changes(consumption=consumption.with_products(products))


def reminded_products(consumption: Consumption | None) -> tuple[Consumed, ...]:
    """The products of the last reminder."""
    keys = consumption.reminder.keys if consumption and consumption.reminder else ()
    found = (consumption.product(key) for key in keys) if consumption else ()
    return tuple(each for each in found if each is not None)


def stands(consumption: Consumption | None, name: str) -> bool:
    """Whether a reminder is the last one, and none of its products was bought since, or taken back."""
    if consumption is None or consumption.reminder is None or consumption.reminder.name != name:
        return False
    products = reminded_products(consumption)
    return len(products) == len(consumption.reminder.keys) and all(
        each.is_reminded and not each.is_taken_back for each in products
    )


def _open(org: Org, customer: Customer, now: datetime) -> Iterator[tuple[Consumed, datetime]]:
    """The products of which the customer has not been reminded, and when they are."""
    late_by = duration_of(org.settings.reminders.late_by)
    zone = ZoneInfo(zone_of(org, customer.timezone))
    for each in customer.consumption.products if customer.consumption else ():
        at = on_wall(each.remind_on, org.settings.reminders.hour, zone)
        if at is None or each.is_reminded or at + late_by <= now:
            continue
        if profile_of(org.consumption_profiles, each.product_id, each.category) is not None:
            yield each, at


def _done(consumed: Consumed) -> Consumed:
    return consumed.with_changes(reminded_for=consumed.bought_at, reminded_order_id=consumed.order_id)


def _reminder(on: str, keys: tuple[str, ...]) -> Reminder:
    """Named by the day and the set of products: the same again is the same reminder."""
    digest = hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:12]
    return Reminder(name=f"{on.replace('-', '')}-{digest}", on=on, keys=keys)
