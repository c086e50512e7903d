"""Lengths of time on the business's calendar: days, weeks, months and years are local, hours and below elapsed."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

_ELAPSED = {"second": 1, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = (*_ELAPSED, *_DAYS, *_MONTHS)
_SHORT = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
_DURATION = re.compile(r"(-?)(\d{1,6})(s|mo|m|h|d|w|y)", re.ASCII)


@dataclass(frozen=True)
class Duration:
    """`count` of a unit of UNITS; negative for the past."""

    count: int
    unit: str

    def __neg__(self) -> "Duration":
        return Duration(-self.count, self.unit)


def parse_duration(text: object) -> Duration | None:
    """`30d`, `-7d`, `12h`: s, m, h, d, w, mo, y."""
    found = _DURATION.fullmatch(text) if isinstance(text, str) else None
    return Duration(int(found[1] + found[2]), _SHORT[found[3]]) if found else None


def parse_unit(unit: object) -> str | None:
    """A unit of UNITS, also in the plural."""
    known = unit.lower().removesuffix("s") if isinstance(unit, str) else ""
    return known if known in UNITS else None


def moved(instant: datetime | None, by: Duration, zone: tzinfo) -> datetime | None:
    """The instant later by `by`; None where there is none in the calendar."""
    if instant is None:
        return None
    try:
        if by.unit in _ELAPSED:
            return instant + timedelta(seconds=by.count * _ELAPSED[by.unit])
        local = instant.astimezone(zone)
        day = _moved_day(local.date(), by)
        # replace keeps fold, so the second 02:30 of a night stays the second where the other night has two.
        return local.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


Mover = Callable[[datetime | None, tzinfo], datetime | None]


def mover(by: Duration) -> Mover:
    """`moved` for instants in UTC, by what is worked out once."""
    days = _DAYS.get(by.unit)
    seconds = _ELAPSED.get(by.unit)
    if days is None and seconds is None:
        return lambda instant, zone: moved(instant, by, zone)
    length = timedelta(days=by.count * (days or 0), seconds=by.count * (seconds or 0))

    def later(instant: datetime | None, zone: tzinfo) -> datetime | None:
        if instant is None:
            return None
        try:
            if days is None or zone is UTC:
                return instant + length
            local = instant.astimezone(zone)
            return (local + length).replace(fold=local.fold).astimezone(UTC)
        except (OverflowError, ValueError):
            return None

    return later


def moved_day(day: date, by: Duration) -> date | None:
    try:
        return day if by.unit in _ELAPSED else _moved_day(day, by)
    except (OverflowError, ValueError):
        return None


def _moved_day(day: date, by: Duration) -> date:
    if by.unit in _DAYS:
        return day + timedelta(days=by.count * _DAYS[by.unit])
    months = day.year * 12 + day.month - 1 + by.count * _MONTHS[by.unit]
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def truncated(instant: datetime, unit: str, zone: tzinfo) -> datetime | None:
    """The local start of the unit that the instant is in; a week starts on Monday."""
    local = instant.astimezone(zone)
    if unit in _ELAPSED:
        kept = {"second": {}, "minute": {"second": 0}, "hour": {"second": 0, "minute": 0}}[unit]
        return local.replace(microsecond=0, **kept).astimezone(UTC)  # type: ignore[arg-type]
    day = local.date()
    if unit == "week":
        day -= timedelta(days=day.weekday())
    elif unit == "quarter":
        day = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    elif unit != "day":
        day = day.replace(day=1, month=1 if unit == "year" else day.month)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def next_step(instant: datetime, *units: str) -> datetime:
    """The next instant at which a value cut to these units may step: clocks of all zones differ by quarter hours."""
    seconds = 1 if "second" in units else 60 if "minute" in units else 900
    passed = int(instant.timestamp()) // seconds + 1
    return datetime.fromtimestamp(passed * seconds, UTC)
