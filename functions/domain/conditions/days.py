"""Days of the calendar that return each year; 29 February is kept on the 28th in years that have none."""

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from functions.domain.conditions.coercions import to_instant

_MONTH_DAY = re.compile(r"(?:--)?(\d\d)-(\d\d)", re.ASCII)
_LEAP = 2000


@dataclass(frozen=True)
class Day:
    """A month and day, from `since` on; without a year it has always been."""

    month: int
    day: int
    since: date | None

    def in_year(self, year: int) -> date:
        day = 28 if (self.month, self.day) == (2, 29) and not isleap(year) else self.day
        return date(year, self.month, day)


def to_day(value: Any, zone: tzinfo) -> date | None:
    """A date as it is, an instant's local day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    instant = to_instant(value, zone)
    try:
        return instant and instant.astimezone(zone).date()
    except OverflowError:
        return None


def parse_day(value: Any, zone: tzinfo) -> Day | None:
    """`MM-DD`, `YYYY-MM-DD`, a date or an instant; None for anything else."""
    found = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        day = to_day(value, zone)
        return Day(day.month, day.day, day) if day else None
    try:
        date(_LEAP, int(found[1]), int(found[2]))
    except ValueError:
        return None
    return Day(int(found[1]), int(found[2]), None)


def next_day(day: Day, start: date | None, is_yearly: bool) -> date | None:
    """The first return of `day` from `start` on: once only the day itself, never before it."""
    if start is None:
        return None
    if day.since is not None and (not is_yearly or day.since >= start):
        return day.since if day.since >= start else None
    this_year = day.in_year(start.year)
    if this_year >= start:
        return this_year
    return day.in_year(start.year + 1) if start.year < date.max.year else None
