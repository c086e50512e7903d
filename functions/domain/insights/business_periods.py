"""Of which time the figures of the business are: the month that is under way, the month before, and the same part of
that one, which the month that is under way is compared with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from functions.domain.insights.months import first_instant, month_after

THIS: Final = "this"
BEFORE: Final = "before"
SO_FAR: Final = "so_far"
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Window:
    """From `since` on and before `until`. `base_since`: when the month before it begins, which ends with `since`."""

    name: str
    since: datetime
    until: datetime
    base_since: datetime

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until

    def is_base(self, at: datetime) -> bool:
        """Whether an instant is in the month before."""
        return self.base_since <= at < self.since


@dataclass(frozen=True)
class Periods:
    """`starts`: of the month that is under way and of the two before it, the first of them first; `until`: now."""

    starts: tuple[datetime, datetime, datetime]
    until: datetime

    @property
    def since(self) -> datetime:
        """From when on orders are asked for."""
        return self.starts[0]

    @property
    def windows(self) -> tuple[Window, Window, Window]:
        two_before, before, this = self.starts
        return (
            Window(THIS, this, self.until, before),
            Window(BEFORE, before, this, two_before),
            Window(SO_FAR, before, min(before + (self.until - this), this), two_before),
        )

    def windows_of(self, at: datetime | None) -> Sequence[str]:
        """The windows that an instant is in."""
        return [each.name for each in self.windows if at is not None and each.holds(at)]


def starts_of(month: str, zone: ZoneInfo) -> tuple[datetime, datetime, datetime]:
    """When a month and the two before it begin by a clock, the first of them first."""
    before = month_before(month)
    return (
        first_instant(month_before(before), zone),
        first_instant(before, zone),
        first_instant(month, zone),
    )


def month_before(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{year:04}-{number - 1:02}" if number > 1 else f"{year - 1:04}-12"


def part_of_month(month: str, zone: ZoneInfo, until: datetime) -> Fraction:
    """How much of a month has passed by an instant, from 0 to 1."""
    start, end = first_instant(month, zone), first_instant(month_after(month), zone)
    passed = min(max(until - start, timedelta()), end - start)
    return Fraction(passed // _TICK, (end - start) // _TICK)


def next_midnight(after: datetime, zone: ZoneInfo, *, of_monday: bool) -> datetime:
    """The first midnight by a clock after an instant, or the first one with which a Monday begins."""
    day = after.astimezone(zone).date() + timedelta(days=1)
    if of_monday:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, time(), zone).astimezone(UTC)
