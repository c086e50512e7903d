"""The days that figures are of: a month, or from one day to another, by the business's clock."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.domain.insights.months import month_after
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import is_date

MOST_DAYS = 366
_FIRST, _END = "2000", "3000"  # of the years in which days are
_MONTH = re.compile(r"2[0-9]{3}-(0[1-9]|1[0-2])")
_BETWEEN = ".."


@dataclass(frozen=True)
class Period:
    """`first` and `last` are days, both counted. `id`: `2026-11`, or `2026-11-01..2026-11-15`."""

    id: str
    first: date
    last: date

    @property
    def is_month(self) -> bool:
        return _BETWEEN not in self.id

    def before(self) -> "Period":
        """The month before, or as many days before."""
        last = self.first - timedelta(days=1)
        if self.is_month:
            return month(f"{last:%Y-%m}")
        return days(last - (self.last - self.first), last)

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when, and before when."""
        ends = (self.first, self.last + timedelta(days=1))
        since, until = (datetime.combine(day, time(), zone).astimezone(UTC) for day in ends)
        return since, until

    def utc_months(self, zone: ZoneInfo) -> tuple[str, ...]:
        """The months, by UTC, that it touches."""
        since, until = self.instants(zone)
        return _months(f"{since:%Y-%m}", f"{until:%Y-%m}")

    def months(self) -> tuple[str, ...]:
        """The months, by the business's clock, that it touches."""
        return _months(f"{self.first:%Y-%m}", f"{self.last:%Y-%m}")

    def has(self, day: str) -> bool:
        return self.first.isoformat() <= day <= self.last.isoformat()


def month(text: str) -> Period:
    """A month: `2026-11`."""
    first = date.fromisoformat(f"{text}-01")
    return Period(text, first, date.fromisoformat(f"{month_after(text)}-01") - timedelta(days=1))


def days(first: date, last: date) -> Period:
    return Period(f"{first.isoformat()}{_BETWEEN}{last.isoformat()}", first, last)


def month_of(now: datetime, zone: ZoneInfo) -> Period:
    return month(f"{now.astimezone(zone):%Y-%m}")


def parse_period(
    period: str | None, first: str | None, last: str | None, *, now: datetime, zone: ZoneInfo
) -> Period:
    """The period that a query asks for: this month where it names none. Raises Malformed, naming the field."""
    if period is not None:
        if first or last:
            raise _refused("period", "goes without from and to")
        if not _MONTH.fullmatch(period):
            raise _refused("period", "is not a month like 2026-11")
        return month(period)
    if first is None and last is None:
        return month_of(now, zone)
    return _parse_days(first, last)


def named(id: str) -> Period | None:
    """The period of an id; None where it is none."""
    first, between, last = id.partition(_BETWEEN)
    try:
        return _parse_days(first, last) if between else parse_period(id, None, None, now=_ANY, zone=_UTC)
    except Malformed:
        return None


def _parse_days(first: str | None, last: str | None) -> Period:
    for name, given in (("from", first), ("to", last)):
        if given is None:
            raise _refused(name, "is missing")
        if not is_date(given) or not _FIRST <= given < _END:
            raise _refused(name, "is not a day like 2026-11-01")
    since, until = date.fromisoformat(str(first)), date.fromisoformat(str(last))
    if until < since:
        raise _refused("to", "is before from")
    if (until - since).days >= MOST_DAYS:
        raise _refused("to", f"is more than {MOST_DAYS} days from the first one")
    return days(since, until)


def _months(first: str, last: str) -> tuple[str, ...]:
    found = [first]
    while found[-1] < last:
        found.append(month_after(found[-1]))
    return tuple(found)


def _refused(path: str, message: str) -> Malformed:
    return Malformed("query", [FieldFault(path, message)])


_UTC = ZoneInfo("UTC")
_ANY = datetime(2000, 1, 1, tzinfo=UTC)
