"""Schedules, run at their moment of the clock as Cloud Scheduler runs them."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter

from local.agenda import Agenda
from local.clock import Clock
from local.hosting import Answer, Hosting
from local.manifests import Function, ScheduleTrigger

log = logging.getLogger("local.schedules")

_EVERY = re.compile(r"every\s+(?:(\d+)\s+)?(minute|min|hour)s?", re.IGNORECASE)
_EVERY_DAY = re.compile(r"every\s+(day|mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+(\d{1,2}):(\d{2})", re.IGNORECASE)


class ScheduleError(ValueError):
    """A schedule that cannot be read."""


class Schedules:
    """Calls each scheduled function at its moments."""

    def __init__(self, hosting: Hosting, agenda: Agenda, clock: Clock) -> None:
        self._hosting = hosting
        self._agenda = agenda
        self._clock = clock
        self._functions = [f for f in hosting.functions.values() if isinstance(f.trigger, ScheduleTrigger)]

    def start(self) -> None:
        """Put every schedule's next moment on the agenda. Raises ScheduleError."""
        for function in self._functions:
            self._add_next(function, moments(_trigger(function), self._clock.now()))

    def run_now(self, name: str) -> Answer | None:
        """Run a schedule out of turn; None where no schedule has the name."""
        for function in self._functions:
            if function.name == name:
                return self._call(function, self._clock.now())
        return None

    def _add_next(self, function: Function, coming: Iterator[datetime]) -> None:
        at = next(coming)

        def run() -> None:
            self._add_next(function, coming)
            self._call(function, at)

        self._agenda.add(at, f"schedule of {function.name}", run)

    def _call(self, function: Function, at: datetime) -> Answer:
        headers = {
            "User-Agent": "Google-Cloud-Scheduler",
            "Content-Type": "application/octet-stream",
            "X-CloudScheduler": "true",
            "X-CloudScheduler-JobName": f"firebase-schedule-{function.name}-{function.region}",
            "X-CloudScheduler-ScheduleTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        answer = self._hosting.call(function.name, headers=headers)
        if not answer.is_success:
            log.warning("schedule of %s answered %d", function.name, answer.status)
        return answer


def moments(trigger: ScheduleTrigger, after: datetime) -> Iterator[datetime]:
    """The schedule's moments after an instant, in UTC, without end. Raises ScheduleError.

    Read are unix-cron, and of App Engine's syntax 'every hour', 'every N minutes|hours' and 'every day|monday HH:MM'.
    Intervals count from midnight where they divide the hour, or are hours that divide the day; from `after` otherwise.
    """
    every = _EVERY.fullmatch(trigger.schedule.strip())
    if every is not None and not _interval(every):
        raise ScheduleError(f"schedule '{trigger.schedule}' has no interval")
    if every is not None and not _divides(_interval(every)):
        return _at_intervals(after + _interval(every), _interval(every))
    try:
        zone = ZoneInfo(trigger.time_zone)
        return _in_utc(croniter(_as_cron(trigger.schedule.strip()), after.astimezone(zone)).get_next)
    except (ValueError, KeyError) as error:
        raise ScheduleError(f"schedule '{trigger.schedule}' in {trigger.time_zone}: {error}") from error


def _interval(every: re.Match[str]) -> timedelta:
    count = int(every.group(1) or 1)
    return timedelta(hours=count) if every.group(2).lower() == "hour" else timedelta(minutes=count)


def _divides(length: timedelta) -> bool:
    hour, day = timedelta(hours=1), timedelta(days=1)
    return not (hour % length if length < hour else length % hour or day % length)


def _at_intervals(at: datetime, length: timedelta) -> Iterator[datetime]:
    while True:
        yield at
        at += length


def _in_utc(get_next: Callable[[type[datetime]], datetime]) -> Iterator[datetime]:
    while True:
        yield get_next(datetime).astimezone(UTC)


def _as_cron(schedule: str) -> str:
    every = _EVERY.fullmatch(schedule)
    if every is not None:
        minutes = int(_interval(every).total_seconds() // 60)
        if minutes < 60:
            return f"*/{minutes} * * * *"
        return f"0 */{minutes // 60} * * *" if minutes < 24 * 60 else "0 0 * * *"
    daily = _EVERY_DAY.fullmatch(schedule)
    if daily is not None:
        day, hour, minute = daily.groups()
        return f"{int(minute)} {int(hour)} * * {'*' if day.lower() == 'day' else day.lower()}"
    return schedule


def _trigger(function: Function) -> ScheduleTrigger:
    assert isinstance(function.trigger, ScheduleTrigger)
    return function.trigger
