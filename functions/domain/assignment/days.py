"""Days and hours of the business, by its own clock, and which of its members work on them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from functions.domain.orgs.org import Org
from functions.domain.settings.moments import duration_of
from functions.domain.settings.working_hours import weekday_of
from functions.domain.staff.members import Member


@dataclass(frozen=True)
class Day:
    """An instant by the business's clock: the day's date as documents write it, and the hour."""

    at: datetime
    on: str
    hour: time
    begins_at: datetime


def day_of(org: Org, now: datetime) -> Day:
    local = org.local(now)
    return Day(
        now, local.date().isoformat(), local.time(), datetime.combine(local.date(), time(), local.tzinfo)
    )


def is_open(org: Org, now: datetime) -> bool:
    """Whether the business works at this instant."""
    return org.settings.assignment.hours.holds(org.local(now))


def next_look(org: Org, now: datetime) -> datetime:
    """When the pool is looked at next: so long after, or when the business opens again."""
    after = now + duration_of(org.settings.assignment.every)
    if is_open(org, after):
        return after
    local = org.local(now)
    return org.settings.assignment.hours.next_opening(local).astimezone(now.tzinfo)


def working_day(org: Org, on: str) -> str:
    """The day, or the first one after it on which the business works."""
    return org.settings.assignment.hours.next_day(date.fromisoformat(on)).isoformat()


def day_after(on: str) -> str:
    return (date.fromisoformat(on) + timedelta(days=1)).isoformat()


def is_away(member: Member, on: str) -> bool:
    """Whether the member is absent on a day: the first and the last day of an absence are part of it."""
    if member.absent_from is None and member.absent_until is None:
        return False
    return (member.absent_from or "") <= on and (member.absent_until is None or on <= member.absent_until)


def has_shift(org: Org, member: Member, day: Day) -> bool:
    """Whether the member works on the day, and has not finished yet."""
    own = member.working_hours
    hours = org.settings.assignment.hours
    days = own.days if own and own.days else hours.days
    end = (own.end if own else None) or hours.end
    return weekday_of(date.fromisoformat(day.on)) in days and day.hour < time.fromisoformat(end)
