"""Whole days since an instant, by the clock on the customer's wall: a day of 23 or 25 hours is one day."""

from datetime import UTC, datetime, tzinfo

from functions.domain.conditions.durations import Duration, moved

# What was spoilt by hand may be at an end of the calendar, where zones have no days.
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def after_days(instant: datetime | None, days: int, zone: tzinfo) -> datetime | None:
    """The same time of day so many days later."""
    return None if instant is None else moved(_within(instant), Duration(days, "day"), zone)


def have_passed(instant: datetime | None, days: int, *, zone: tzinfo, now: datetime) -> bool:
    """Whether so many days are over, exactly so many included."""
    at = after_days(instant, days, zone)
    return at is not None and at <= now


def days_since(instant: datetime, now: datetime, zone: tzinfo) -> int:
    """The whole days that are over; none of an instant to come, which a clock that was set back leaves."""
    since, today = _within(instant).astimezone(zone).date(), now.astimezone(zone).date()
    days = max(0, (today - since).days)
    while days > 0 and not have_passed(instant, days, zone=zone, now=now):
        days -= 1
    while have_passed(instant, days + 1, zone=zone, now=now):
        days += 1
    return days


def _within(instant: datetime) -> datetime:
    return min(max(instant, _FIRST), _LAST)
