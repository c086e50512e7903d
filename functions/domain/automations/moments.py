"""When an automation of a moment is due for a customer, and which occurrence that is."""

from calendar import isleap
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.domain.automations.events import date_of
from functions.domain.customers.customer import Customer
from functions.domain.messages.gate import zone_of
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import Moment

_MORNING = time(9)  # of a day without an hour


@dataclass(frozen=True)
class Occurrence:
    """One time that a moment comes: its name is the same however often it is worked out."""

    name: str
    at: datetime


def occurrence_of(
    org: Org, customer: Customer, moment: Moment, *, now: datetime, late_by: timedelta
) -> Occurrence | None:
    """The next time that the moment comes, or the last one where it is overdue by no more than `late_by`."""
    zone = ZoneInfo(zone_of(org, customer))
    found = date_of(customer, moment.field)
    if isinstance(found, datetime):
        at = _at(found.astimezone(zone), moment)
        return Occurrence(f"{found.astimezone(UTC):%Y%m%dT%H%M%S}", at) if at + late_by > now else None
    day = _day_of(found)
    if day is None:
        return None
    year, month, number = day
    local_year = now.astimezone(zone).year
    for each in (
        (year,) if year is not None and moment.field != "birthday" else range(local_year - 1, local_year + 3)
    ):
        base = datetime.combine(_in_year(each, month, number), _MORNING, zone)
        at = _at(base, moment)
        if at + late_by > now:
            return Occurrence(f"{base:%Y%m%d}", at)
    return None


def _at(base: datetime, moment: Moment) -> datetime:
    """Wall-clock days are added in the customer's zone, so that a day of 23 hours is one day."""
    at = (
        base + moment.offset
        if moment.offset % timedelta(days=1) == timedelta(0)
        else _exactly(base, moment.offset)
    )
    if moment.hour is not None:
        at = at.replace(hour=int(moment.hour[:2]), minute=int(moment.hour[3:]), second=0, microsecond=0)
    return at.astimezone(UTC)


def _exactly(base: datetime, offset: timedelta) -> datetime:
    return (base.astimezone(UTC) + offset).astimezone(base.tzinfo)


def _day_of(text: str | None) -> tuple[int | None, int, int] | None:
    """Year, month and day of `MM-DD` or `YYYY-MM-DD`."""
    is_whole = text is not None and len(text) == len("YYYY-MM-DD")
    try:
        day = date.fromisoformat(str(text) if is_whole else f"2000-{text}")
    except ValueError:
        return None
    return (day.year if is_whole else None), day.month, day.day


def _in_year(year: int, month: int, day: int) -> date:
    """Who was born on 29 February has their day on the 28th in other years."""
    if (month, day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return date(year, month, day)
