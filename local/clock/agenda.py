"""What happens at which moment of the clock: schedules, delayed tasks, retries.

As time ticks, a thread runs what has come due. `advance` moves the clock instead: from moment to moment, in order,
each one only when all that the one before caused is done.
"""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from local.clock.activity import Activity
from local.clock.clock import Clock

log = logging.getLogger("local.clock.agenda")

_QUIET_WITHIN_S = 300.0
_LONGEST_SLEEP_S = 3600.0


class StillBusy(Exception):
    """A step of the clock caused work that does not end."""


@dataclass(order=True)
class Entry:
    """Something to run at a moment. Cancelled entries stay in the heap for a while and are skipped."""

    at: datetime
    order: int
    what: str = field(compare=False)
    run: Callable[[], None] = field(compare=False)
    is_cancelled: bool = field(default=False, compare=False)


class Agenda:
    """The moments to come, on the process's clock."""

    def __init__(self, clock: Clock, activity: Activity, workers: Executor) -> None:
        self._clock = clock
        self._activity = activity
        self._workers = workers
        self._entries: list[Entry] = []
        self._cancelled_count = 0
        self._order = itertools.count()
        self._changed = threading.Condition(threading.RLock())
        self._one_advance = threading.Lock()
        self._is_advancing = False
        self._is_stopped = False

    def start(self) -> None:
        threading.Thread(target=self._run_as_time_goes_by, name="agenda", daemon=True).start()

    def stop(self) -> None:
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def add(self, at: datetime, what: str, run: Callable[[], None]) -> Entry:
        """Run it at the moment, at once if that has passed."""
        entry = Entry(at, next(self._order), what, run)
        with self._changed:
            heapq.heappush(self._entries, entry)
            if self._entries[0] is entry:
                self._changed.notify_all()
        return entry

    def cancel(self, entry: Entry) -> None:
        """It will not run. The heap is cleared once most of it has been cancelled."""
        with self._changed:
            if entry.is_cancelled:
                return
            entry.is_cancelled = True
            self._cancelled_count += 1
            if self._cancelled_count * 2 > len(self._entries):
                self._entries = [entry for entry in self._entries if not entry.is_cancelled]
                heapq.heapify(self._entries)
                self._cancelled_count = 0

    def advance(self, target: datetime) -> int:
        """Move the clock to the target through every moment on the way; how many entries ran.

        A target that has passed runs what is due and moves nothing. Raises StillBusy where a step's work does not end.
        """
        with self._one_advance:
            self._set_advancing(True)
            try:
                ran = self._step_through(target)
            finally:
                self._set_advancing(False)
            return ran

    def reset(self, begin_anew: Callable[[], None]) -> None:
        """Give up all that is due, and what work under way adds to it; then `begin_anew`, before anything else runs.

        Raises StillBusy where the work under way does not end.
        """
        with self._one_advance:
            self._set_advancing(True)
            try:
                while self._give_up_all() or not self._activity.wait_quiet(0):
                    self._wait_quiet()
                begin_anew()
            finally:
                self._set_advancing(False)

    def _give_up_all(self) -> bool:
        """Whether there was anything."""
        with self._changed:
            had_any = bool(self._entries)
            self._entries.clear()
            self._cancelled_count = 0
            return had_any

    def _step_through(self, target: datetime) -> int:
        ran = 0
        while True:
            self._wait_quiet()
            entry = self._pop_due(target)
            if entry is None:
                break
            self._clock.move_to(entry.at)
            with self._activity.during(entry.what):
                _run_safely(entry)
            ran += 1
        self._clock.move_to(target)
        return ran

    def _wait_quiet(self) -> None:
        if not self._activity.wait_quiet(_QUIET_WITHIN_S):
            raise StillBusy(f"still under way after {_QUIET_WITHIN_S:.0f} s: {self._activity.snapshot()}")

    def _pop_due(self, until: datetime) -> Entry | None:
        with self._changed:
            while self._entries and self._entries[0].at <= until:
                entry = heapq.heappop(self._entries)
                if not entry.is_cancelled:
                    return entry
            return None

    def _set_advancing(self, value: bool) -> None:
        with self._changed:
            self._is_advancing = value
            self._changed.notify_all()

    def _run_as_time_goes_by(self) -> None:
        while True:
            with self._changed:
                if self._is_stopped:
                    return
                if self._is_advancing or not self._hand_over_next():
                    self._changed.wait(self._seconds_to_next())

    def _hand_over_next(self) -> bool:
        entry = self._pop_due(self._clock.now())
        if entry is None:
            return False
        self._activity.begin(entry.what)
        self._workers.submit(self._run_and_end, entry)
        return True

    def _run_and_end(self, entry: Entry) -> None:
        try:
            _run_safely(entry)
        finally:
            self._activity.end(entry.what)

    def _seconds_to_next(self) -> float | None:
        if self._is_advancing or not self._entries:
            return None
        left = self._entries[0].at - self._clock.now()
        return min(max(left, timedelta(0)).total_seconds(), _LONGEST_SLEEP_S)


def _run_safely(entry: Entry) -> None:
    try:
        entry.run()
    except Exception:
        log.exception("due_work_failed what=%s", entry.what)
