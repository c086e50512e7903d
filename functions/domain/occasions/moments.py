"""When an automation of a moment is due for a document, and which occurrence that is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.domain.conditions.days import Day, parse_day
from functions.domain.kernel.subjects import Watched
from functions.domain.occasions.events import date_of
from functions.domain.settings.moments import Moment, Monthly

_MORNING = time(9)  # of a day without an hour


@dataclass(frozen=True)
class Occurrence:
    """One time that a moment comes: its name is the same however often it is worked out."""

    name: str
    at: datetime


def moment_of(
    subject: Watched, zone: ZoneInfo, moment: Moment, *, now: datetime, late_by: timedelta
) -> Occurrence | None:
    """The next time that the moment comes, or the last one where it is overdue by no more than `late_by`."""
    found = _date_of(subject, moment)
    if isinstance(found, datetime) and not moment.is_yearly:
        at = _at(found, zone, moment)
        return Occurrence(_name(found), at) if at is not None and at > now - late_by else None
    day = parse_day(found, zone)
    if day is None:
        return None
    for year in _years(day, moment, now.astimezone(zone).year):
        base = datetime.combine(day.in_year(year), _MORNING, zone)
        at = _at(base, zone, moment)
        if at is not None and at > now - late_by:
            return Occurrence(f"{base:%Y%m%d}", at)
    return None


def _years(day: Day, moment: Moment, this_year: int) -> range:
    """The years in which a day may be due; it is no anniversary of itself."""
    if day.since is None:
        return range(this_year - 1, this_year + 3)
    first = day.since.year
    if not moment.is_yearly:
        return range(first, first + 1)
    return range(max(first + 1, this_year - 1), max(first + 2, this_year + 3))


def is_passed(subject: Watched, moment: Moment, occurrence: str, *, zone: ZoneInfo) -> bool:
    """Whether a date has moved since the occurrence that is named after it. An instant has where it moved on: they came
    again, or bought. One that has moved back, as by a cancellation, leaves the occurrence as true as it was.
    """
    found = _date_of(subject, moment)
    if isinstance(found, datetime):
        return _name(found) > occurrence
    day, year = parse_day(found, zone), occurrence[:4]
    if day is None or not year.isdecimal():
        return True
    return f"{day.since or day.in_year(int(year)):%Y%m%d}" != occurrence


def is_instant(subject: Watched, moment: Moment) -> bool:
    """Whether the moment hangs on an instant, and not on a day."""
    return not moment.is_yearly and isinstance(_date_of(subject, moment), datetime)


def _date_of(subject: Watched, moment: Moment) -> datetime | str | None:
    """The first of the moment's dates that there is."""
    dates = (date_of(subject, path) for path in moment.fields)
    return next((each for each in dates if each is not None), None)


def _name(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%S}"


def month_of(zone: ZoneInfo, monthly: Monthly, *, now: datetime, late_by: timedelta) -> Occurrence:
    """The next time that a day of the month comes, or the last one where it is overdue by no more than `late_by`."""
    first = date(now.astimezone(zone).year, now.astimezone(zone).month, 1)
    at = _of_month(first, zone, monthly)
    while at + late_by <= now:
        first = (first + timedelta(days=32)).replace(day=1)
        at = _of_month(first, zone, monthly)
    return Occurrence(f"{first:%Y%m}", at)


def _of_month(first: date, zone: ZoneInfo, monthly: Monthly) -> datetime:
    hour = time(int(monthly.hour[:2]), int(monthly.hour[3:]))
    return datetime.combine(first.replace(day=monthly.day), hour, zone).astimezone(UTC)


def _at(base: datetime, zone: ZoneInfo, moment: Moment) -> datetime | None:
    """Wall-clock days are added in the customer's zone, so that a day of 23 hours is one day. None where that is before
    or after all dates: contracts end on 9999-12-31.
    """
    try:
        local = base.astimezone(zone)
        is_of_days = moment.offset % timedelta(days=1) == timedelta(0)
        at = local + moment.offset if is_of_days else _exactly(local, moment.offset)
        if moment.hour is not None:
            at = at.replace(hour=int(moment.hour[:2]), minute=int(moment.hour[3:]), second=0, microsecond=0)
        return at.astimezone(UTC)
    except OverflowError:
        return None


def _exactly(base: datetime, offset: timedelta) -> datetime:
    return (base.astimezone(UTC) + offset).astimezone(base.tzinfo)
