"""App Engine's schedules in words, such as 'every 5 minutes from 10:00 to 14:00' or '1st,third monday of month 04:00'.

The grammar is that of Google's open-sourced Groc, which Cloud Scheduler takes beside unix-cron. What names days is
read into a cron expression with cronsim's WEEKDAY#ORDINAL; what names an interval is walked through here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
_ORDINALS |= {name: number for number, name in enumerate(("first", "second", "third", "fourth", "fifth"), 1)}
_WEEKDAY_NUMBERS = {short: n for n, name in enumerate(_WEEKDAYS) for short in (name, name[:3])}
_MONTH_NUMBERS = {short: n for n, name in enumerate(_MONTHS, 1) for short in (name, name[:3])}

_INTERVAL = re.compile(
    r"every (?:(?P<count>[0-9]+) )?(?P<unit>hour|minute|min)s?"
    r"(?: from (?P<start>[^ ]+) to (?P<end>[^ ]+)| (?P<synchronized>synchronized))?"
)
_DAYS = re.compile(
    r"(?:(?P<monthdays>[0-9,]+)|(?P<ordinals>[^ ]+) (?P<weekdays>[^ ]+))"
    r"(?: of (?P<months>.+))? (?P<time>[^ ]*:[^ ]*)"
)
_MONTH_OF_QUARTER = re.compile(r"(?P<months>[^ ]+) month of quarter")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class Interval:
    """Every so often: from a time of day to another, both included, or without end from when it is first looked at."""

    length: timedelta
    start: time | None = None
    end: time | None = None

    def moments(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """What comes after the instant, in UTC. A time that the clock jumps over is the first one that exists."""
        if self.start is None or self.end is None:
            return _without_end(after, self.length)
        return self._within_days(after, zone, self.start, end=self.end)

    def _within_days(self, after: datetime, zone: ZoneInfo, start: time, *, end: time) -> Iterator[datetime]:
        today = after.astimezone(zone).date()
        for day in (today + n * _DAY for n in count(-1)):
            first = _instant(day, start, zone)
            last = _instant(day if start <= end else day + _DAY, end, zone)
            end_of_range = min(last, _instant(day + _DAY, start, zone) - timedelta(microseconds=1))
            skipped = max(0, (after - first) // self.length + 1)
            at = first + skipped * self.length
            while at <= end_of_range:
                yield at
                at += self.length


def parse(schedule: str) -> Interval | str:
    """An interval, or the cron expression that means the same days. Raises ValueError with the reason."""
    words = re.sub(r" ?, ?", ",", " ".join(schedule.lower().split()))
    interval = _INTERVAL.fullmatch(words)
    if interval is not None:
        return _read_interval(interval)
    days = _DAYS.fullmatch(words)
    if days is None:
        raise ValueError(
            "neither five cron fields, 'every N minutes|hours ...' nor '<days> [of <months>] HH:MM'"
        )
    return _read_days(days)


def _read_interval(match: re.Match[str]) -> Interval:
    number = int(match["count"] or 1)
    if number == 0:
        raise ValueError("the interval must be greater than 0")
    length = number * (timedelta(hours=1) if match["unit"] == "hour" else timedelta(minutes=1))
    if match["start"]:
        return Interval(length, _read_time(match["start"]), _read_time(match["end"]))
    if match["synchronized"] and _DAY % length:
        raise ValueError("only an interval that divides 24 hours can be synchronized")
    return Interval(length, time(0, 0), time(23, 59)) if match["synchronized"] else Interval(length)


def _read_days(match: re.Match[str]) -> str:
    at = _read_time(match["time"])
    months = _read_months(match["months"])
    if match["monthdays"]:
        if not match["months"]:
            raise ValueError("days of the month need 'of month' or the names of months")
        return f"{at.minute} {at.hour} {match['monthdays']} {months} *"
    ordinals = [] if match["ordinals"] == "every" else _read_list(match["ordinals"], _ORDINALS, "ordinal")
    if match["weekdays"] == "day":
        return f"{at.minute} {at.hour} {_join(ordinals) or '*'} {months} *"
    weekdays = _read_list(match["weekdays"], _WEEKDAY_NUMBERS, "day of the week")
    which = [f"{day}#{n}" for day in weekdays for n in ordinals] or weekdays
    return f"{at.minute} {at.hour} * {months} {_join(which)}"


def _read_months(text: str | None) -> str:
    if text is None or text == "month":
        return "*"
    if text == "quarter":
        return "1,4,7,10"
    of_quarter = _MONTH_OF_QUARTER.fullmatch(text)
    if of_quarter is None:
        return _join(_read_list(text, _MONTH_NUMBERS, "month"))
    firsts = {name: number for name, number in _ORDINALS.items() if number <= 3}
    ordinals = _read_list(of_quarter["months"], firsts, "month of a quarter")
    return _join(sorted(ordinal + 3 * quarter for ordinal in ordinals for quarter in range(4)))


def _read_list(text: str, numbers: Mapping[str, int], what: str) -> list[int]:
    unknown = [word for word in text.split(",") if word not in numbers]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is no {what}")
    return sorted({numbers[word] for word in text.split(",")})


def _read_time(text: str) -> time:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is no time from 00:00 to 23:59")
    return time(int(match[1]), int(match[2]))


def _join(numbers: list[int] | list[str]) -> str:
    return ",".join(map(str, numbers))


def _without_end(after: datetime, length: timedelta) -> Iterator[datetime]:
    """Counted from the instant, on whole minutes."""
    started = after.astimezone(UTC).replace(second=0, microsecond=0)
    return (started + n * length for n in count(1))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local time as an instant: the earlier one where it comes twice, the first that exists where it is skipped."""
    local = datetime.combine(day, at, zone)
    while local.astimezone(UTC).astimezone(zone) != local:
        local += timedelta(minutes=1)
    return local.astimezone(UTC)
