"""Schedules, run at their moment of the clock as Cloud Scheduler runs them."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from local.clock.agenda import Agenda
from local.clock.backoff import pause_after
from local.clock.clock import Clock
from local.hosting.hosting import Answer, Hosting
from local.hosting.manifests import Function, ScheduleTrigger
from local.schedules import app_engine as app_engine_schedules

log = logging.getLogger("local.schedules.schedules")

# What Cloud Scheduler documents of a field: numbers or names, ranges, steps and lists. cronsim would read more.
_ITEM = r"(?:\*|(?:[0-9]+|[a-z]{3})(?:-(?:[0-9]+|[a-z]{3}))?)(?:/[0-9]+)?"
_FIELD = re.compile(rf"{_ITEM}(?:,{_ITEM})*", re.IGNORECASE)
_FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")


class ScheduleError(ValueError):
    """A schedule that cannot be read."""


class Schedules:
    """Calls each scheduled function at its moments, again after a failure where it declares retries."""

    def __init__(self, hosting: Hosting, agenda: Agenda, clock: Clock) -> None:
        self._hosting = hosting
        self._agenda = agenda
        self._clock = clock
        self._functions = [f for f in hosting.functions.values() if isinstance(f.trigger, ScheduleTrigger)]
        self._paused: frozenset[str] = frozenset()

    def start(self) -> None:
        """Put every schedule's next moment on the agenda. Raises ScheduleError."""
        for function in self._functions:
            coming = moments(_trigger(function), self._clock.now())
            self._add(function, next(coming), coming)

    def reset(self) -> None:
        """None is paused. Their next moments are those after now: the agenda has none of them any more."""
        self._paused = frozenset()
        self.start()

    def run_now(self, name: str) -> Answer | None:
        """Run a schedule out of turn, once; None where no schedule has the name."""
        for function in self._functions:
            if function.name == name:
                return self._call(function, self._clock.now())
        return None

    def set_paused(self, name: str, is_paused: bool) -> bool:
        """Let moments pass without a call, as a paused job of Cloud Scheduler does, or call from the next one on. False
        where no schedule has the name.
        """
        if name not in {function.name for function in self._functions}:
            return False
        self._paused = self._paused | {name} if is_paused else self._paused - {name}
        return True

    def _add(self, function: Function, at: datetime, coming: Iterator[datetime]) -> None:
        def run() -> None:
            until = next(coming)
            self._add(function, until, coming)
            if function.name not in self._paused:
                self._attempt(function, at, until, attempts=1)

        self._agenda.add(at, f"schedule of {function.name}", run)

    def _attempt(self, function: Function, at: datetime, until: datetime, *, attempts: int) -> None:
        """Call for the moment `at`; another attempt, where one is due, comes before the next moment or not at all."""
        began = self._clock.now()
        if self._call(function, at).is_success:
            return
        trigger = _trigger(function)
        retry_at = self._clock.now() + pause_after(attempts, trigger)
        is_exhausted = attempts > trigger.retry_count and began - at >= timedelta(seconds=trigger.max_retry_s)
        if is_exhausted or retry_at >= until:
            return
        self._agenda.add(
            retry_at,
            f"schedule of {function.name}, attempt {attempts + 1}",
            lambda: self._attempt(function, at, until, attempts=attempts + 1),
        )

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
            log.warning("schedule_failed function=%s status=%d", function.name, answer.status)
        return answer


def moments(trigger: ScheduleTrigger, after: datetime) -> Iterator[datetime]:
    """The schedule's moments after an instant, in UTC, without end. Raises ScheduleError.

    What Cloud Scheduler does as clocks change it leaves open. Here, as with Debian's cron: a time that comes twice
    counts once, one that is skipped counts as the first that exists; what runs each hour or more often runs on.
    """
    try:
        zone = ZoneInfo(trigger.time_zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ScheduleError(
            f"schedule '{trigger.schedule}': there is no time zone {trigger.time_zone}"
        ) from None
    try:
        return _moments(trigger.schedule, after, zone)
    except (ValueError, CronSimError) as error:
        raise ScheduleError(f"schedule '{trigger.schedule}' in {trigger.time_zone}: {error}") from error


def _moments(schedule: str, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    fields = schedule.split()
    if len(fields) == len(_FIELDS) and _FIELD.fullmatch(fields[0]):
        for name, field in zip(_FIELDS, fields, strict=True):
            if _FIELD.fullmatch(field) is None:
                raise ValueError(f"'{field}' is no {name}")
        return _from_cron(schedule, after, zone)
    read = app_engine_schedules.parse(schedule)
    return _from_cron(read, after, zone) if isinstance(read, str) else read.moments(after, zone)


def _from_cron(expression: str, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    found = CronSim(expression, after.astimezone(zone))
    return (moment.astimezone(UTC) for moment in found)


def _trigger(function: Function) -> ScheduleTrigger:
    assert isinstance(function.trigger, ScheduleTrigger)
    return function.trigger
