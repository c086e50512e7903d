"""Hours that a business works, counted by its own clock."""

from datetime import UTC, datetime, time, timedelta

from functions.domain.orgs.org import Org


def after_working_hours(org: Org, since: datetime, *, hours: int) -> datetime:
    """The instant at which so many hours of work are over; where that is a day's end, the end and not the next
    morning. Outside working hours the count stands still.
    """
    return after_working_time(org, since, timedelta(hours=hours))


def after_working_time(org: Org, since: datetime, left: timedelta) -> datetime:
    """The same of any time; of none the instant itself, or when work next begins."""
    open_hours, zone = org.settings.assignment.hours, org.zone
    day = since.astimezone(zone).date()
    while True:
        day = open_hours.next_day(day)
        # Instants: a day on which the clock changes is as long as it is.
        opens = datetime.combine(day, open_hours.opens, zone).astimezone(UTC)
        ends = datetime.combine(day, time.fromisoformat(open_hours.end), zone).astimezone(UTC)
        begins = max(opens, since)
        if begins + left <= ends:
            return begins + left
        left -= max(timedelta(0), ends - begins)
        day += timedelta(days=1)
