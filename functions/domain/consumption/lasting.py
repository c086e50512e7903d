"""How long a purchase lasts, by the profile of its product: the days until its reminder."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.domain.kernel.units import Amount
from functions.domain.settings.consumption import LONGEST, ConsumptionProfile

Profiles = Mapping[str, ConsumptionProfile]
# What was spoilt by hand may be at an end of the calendar, where there are no days.
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def profile_of(profiles: Profiles, product_id: str | None, category: str | None) -> ConsumptionProfile | None:
    """A product's own profile, else its category's; of several the first by id."""
    ordered = [profiles[id] for id in sorted(profiles)]
    if product_id is not None:
        for profile in ordered:
            if product_id in profile.product_ids:
                return profile
    wanted = (category or "").casefold()
    return next((each for each in ordered if wanted in {name.casefold() for name in each.categories}), None)


def consumption_days(profile: ConsumptionProfile, amount: Amount | None) -> int:
    """Whole days that an amount lasts; those of the profile where the two cannot be compared."""
    days = profile.avg_consumption_days
    reference = profile.per.amount if profile.per is not None and profile.scales else None
    if reference is None or amount is None or amount.dimension != reference.dimension:
        return days
    if amount.value * days >= reference.value * LONGEST:
        return LONGEST
    return int(amount.value * days // reference.value)


def reminder_days(profile: ConsumptionProfile, amount: Amount | None) -> int:
    """After how many days the customer is reminded: the buffer before it is used up, within the profile's limits."""
    return days_until_reminder(profile, consumption_days(profile, amount))


def days_until_reminder(profile: ConsumptionProfile, lasts: int) -> int:
    """The same where it is known for how many days it lasts."""
    return min(max(lasts - profile.buffer_days, profile.min_days), profile.max_days)


def remind_on(bought_at: datetime, days: int, zone: ZoneInfo) -> str:
    """The day so many days after the one on which it was bought, on the customer's wall."""
    return f"{day_of(bought_at, zone) + timedelta(days=days):%Y-%m-%d}"


def day_of(bought_at: datetime, zone: ZoneInfo) -> date:
    """The day of a purchase on the customer's wall."""
    return min(max(bought_at, _FIRST), _LAST).astimezone(zone).date()


def on_wall(day: str, hour: str, zone: ZoneInfo) -> datetime | None:
    """An hour of a day on the customer's wall; None where the day was spoilt by hand."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return datetime.combine(found, time(int(hour[:2]), int(hour[3:])), zone).astimezone(UTC)
