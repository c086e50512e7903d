"""Days and lengths of time: the anniversaries of a day, the local day, the midnights at which they change."""

import re
from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

_LENGTH = re.compile(r"(\d{1,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_YEARS = {"month": 1, "year": 12}
LONGEST_DAYS = 36_500


def length(text: Any) -> timedelta:
    """`30d`, `2h`, `15m`, `10s`, `1w`. Raises ValueError."""
    match = _LENGTH.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("is not a length of time like 30d, 2h, 15m or 1w")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def moved(amount: Any, unit: Any) -> timedelta:
    """An amount of a unit as the query builders write it: 30 and `day`, or -30 and `days`. Raises ValueError."""
    name = unit.rstrip("s") if isinstance(unit, str) else ""
    is_whole = isinstance(amount, int) and not isinstance(amount, bool)
    if not is_whole or name not in ("second", "minute", "hour", "day", "week") or abs(amount) > 10**6:
        raise ValueError("is not an amount of seconds, minutes, hours, days or weeks")
    return timedelta(**{f"{name}s": amount})


def local_day(now: datetime, zone: tzinfo) -> date:
    return now.astimezone(zone).date()


def midnight(day: date, zone: tzinfo) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def next_midnight(now: datetime, zone: tzinfo) -> datetime:
    return midnight(local_day(now, zone) + timedelta(days=1), zone)


def day_in(value: Any, zone: tzinfo) -> tuple[int | None, int, int] | None:
    """Year, month and day of `MM-DD`, `YYYY-MM-DD`, a day or an instant. The year is None for `MM-DD` alone."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value.year, value.month, value.day
    if not isinstance(value, str):
        return None
    try:
        if len(value) == len("MM-DD"):
            found = date.fromisoformat(f"2000-{value}")
            return None, found.month, found.day
        found = datetime.fromisoformat(value).date()
    except ValueError:
        return None
    return found.year, found.month, found.day


def anniversary(year: int, month: int, day: int) -> date:
    """Who was born on 29 February has their day on the 28th in other years."""
    return date(year, 2, 28) if (month, day) == (2, 29) and not isleap(year) else date(year, month, day)


def next_anniversary(month: int, day: int, *, after: date) -> date:
    """The first one after a day."""
    for year in range(max(after.year, 1), min(after.year + 2, 9999)):
        found = anniversary(year, month, day)
        if found > after:
            return found
    return anniversary(min(after.year + 1, 9999), month, day)
