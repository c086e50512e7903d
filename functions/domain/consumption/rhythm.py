"""The customer's own rhythm: how long the product lasted them so far, where the business goes by it (S001-27)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from functions.domain.consumption.lasting import (
    Profiles,
    day_of,
    days_until_reminder,
    profile_of,
    remind_on,
    reminder_days,
)
from functions.domain.customers.consumption import MOST_BOUGHT, Bought, Consumed
from functions.domain.kernel.units import Amount, amount_of
from functions.domain.settings.consumption import LONGEST, ConsumptionProfile, Rhythm


def paced(
    consumed: Consumed, profiles: Profiles, rhythm: Rhythm | None, *, zone: ZoneInfo
) -> Consumed | None:
    """What was bought, with the day of its reminder by the customer's rhythm where they have one, else by the profile;
    None where it has no profile any more.
    """
    profile = profile_of(profiles, consumed.product_id, consumed.category)
    if profile is None:
        return None
    days = _own_days(consumed.history, profile, rhythm, zone=zone) if rhythm is not None else None
    if days is None:
        days = reminder_days(profile, amount_of(consumed.quantity, consumed.unit))
    if days == consumed.days:
        return consumed
    return consumed.with_changes(days=days, remind_on=remind_on(consumed.bought_at, days, zone))


def history_of(consumed: Consumed) -> tuple[Bought, ...]:
    """The last purchases of a product, the one that is kept at least."""
    own = Bought(
        order_id=consumed.order_id,
        bought_at=consumed.bought_at,
        quantity=consumed.quantity,
        unit=consumed.unit,
    )
    return () if consumed.is_taken_back else last_of((*consumed.history, own))


def last_of(purchases: Iterable[Bought]) -> tuple[Bought, ...]:
    """The last purchases, each order once."""
    by_order = {each.order_id: each for each in purchases}
    return tuple(sorted(by_order.values(), key=lambda each: each.place)[-MOST_BOUGHT:])


def _own_days(
    history: Iterable[Bought], profile: ConsumptionProfile, rhythm: Rhythm, *, zone: ZoneInfo
) -> int | None:
    """The days until the reminder by the median of what lay between purchases, for each unit of what was bought first;
    None before there are enough of them. What was bought on one day is one purchase.
    """
    days = _by_day(history, zone)
    if len(days) < rhythm.from_purchases:
        return None
    ordered = sorted(days)
    sizes = _sizes([days[day] for day in ordered]) if profile.scales else None
    sizes = sizes or [Fraction(1)] * len(ordered)
    pairs = zip(ordered, ordered[1:], sizes, strict=False)
    middle = median([(after - before).days / size for before, after, size in pairs])
    return days_until_reminder(profile, min(LONGEST, int(middle * sizes[-1])))


def _by_day(history: Iterable[Bought], zone: ZoneInfo) -> Mapping[date, list[Bought]]:
    found: dict[date, list[Bought]] = {}
    for each in history:
        found.setdefault(day_of(each.bought_at, zone), []).append(each)
    return found


def _sizes(days: list[list[Bought]]) -> list[Fraction] | None:
    """How much was bought on each day; None where they cannot all be compared."""
    sizes = [_size(day) for day in days]
    known = [each for each in sizes if each is not None and each.value > 0]
    is_comparable = len(known) == len(sizes) and len({each.dimension for each in known}) == 1
    return [Fraction(each.value) for each in known] if is_comparable else None


def _size(day: list[Bought]) -> Amount | None:
    """What was bought on a day together."""
    amounts = [amount_of(each.quantity, each.unit) for each in day]
    known = [each for each in amounts if each is not None]
    if len(known) < len(amounts) or len({each.dimension for each in known}) != 1:
        return None
    return Amount(known[0].dimension, sum((each.value for each in known), Decimal(0)))
