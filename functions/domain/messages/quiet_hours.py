"""Quiet hours: when a reader is left alone, by their own clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from functions.domain.settings.messages import QuietSpan


def quiet_until(quiet: QuietSpan, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end that `now` lies in, in UTC; None outside of them.

    If daylight saving skips or repeats the end time, the later instant is used; if no quiet-free time is left that day,
    the next day's end.
    """
    end = _end(quiet, zone, now)
    if end is None:
        return None
    next_end = quiet_until(quiet, zone, end)
    return end if next_end is None else next_end


def _end(quiet: QuietSpan, zone: str, now: datetime) -> datetime | None:
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time()
    if quiet.start < quiet.end:
        return _at(quiet, local.date(), zone) if quiet.start <= clock < quiet.end else None
    if clock >= quiet.start:
        return _at(quiet, local.date() + timedelta(days=1), zone)
    return _at(quiet, local.date(), zone) if clock < quiet.end else None


def _at(quiet: QuietSpan, day: date, zone: str) -> datetime:
    wall = datetime.combine(day, quiet.end, ZoneInfo(zone))
    return max(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
