"""A task queue: holds tasks until they are due, sends them out at its rate, tries again as Cloud Tasks does.

Times are the process's clock's. The rate is a bucket of tokens that fills as the clock moves: moving it lets tasks go.
"""

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from local.activity import Activity
from local.agenda import Agenda, Entry
from local.clock import Clock
from local.hosting import Answer
from local.manifests import TaskTrigger
from local.retries import pause_after

log = logging.getLogger("local.queues")

_NAME_TAKEN_FOR = timedelta(hours=1)
_DROPPED_KEPT = 1000
_BURST_S = 0.2


class NameTaken(Exception):
    """A task of the name exists, or did within the last hour."""


@dataclass(eq=False)
class Task:
    """A task that is not done. `message` is Cloud Tasks' own Task, in its protobuf form."""

    id: str
    message: Any
    due_at: datetime
    attempts: int = 0
    first_attempt_at: datetime | None = None
    last_status: int | None = None
    entry: Entry | None = None
    is_ready: bool = False


Deliver = Callable[["Queue", Task], Answer]


@dataclass(eq=False)
class Queue:
    """One queue; `deliver` makes one attempt at a task."""

    name: str
    limits: TaskTrigger
    deliver: Deliver
    clock: Clock
    agenda: Agenda
    activity: Activity
    workers: Executor
    tasks: dict[str, Task] = field(default_factory=OrderedDict)
    dropped: deque[dict[str, object]] = field(default_factory=lambda: deque(maxlen=_DROPPED_KEPT))
    is_paused: bool = False

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._taken_until: dict[str, datetime] = {}
        self._ready: deque[Task] = deque()
        self._in_flight_count = 0
        self._is_held_back = False
        self._burst = max(1.0, self.limits.max_per_second * _BURST_S)
        self._tokens = self._burst
        self._filled_at = self.clock.now()

    @property
    def short_name(self) -> str:
        return self.name.rpartition("/")[2]

    def add(self, task: Task) -> None:
        """Take a task, to be sent when it is due. Raises NameTaken."""
        with self._lock:
            if task.id in self.tasks or self.knew_recently(task.id):
                raise NameTaken(task.id)
            self._forget_old_names()
            self.tasks[task.id] = task
            self._schedule(task)

    def remove(self, task_id: str) -> bool:
        """Delete a task; False where there is none."""
        with self._lock:
            task = self.tasks.get(task_id)
            if task is None:
                return False
            self._forget(task)
            return True

    def knew_recently(self, task_id: str) -> bool:
        with self._lock:
            until = self._taken_until.get(task_id)
            return until is not None and until > self.clock.now()

    def run_now(self, task: Task) -> None:
        """Send a task before its time, the queue's pause and rate notwithstanding."""
        with self._lock:
            self._unschedule(task)
            self._send(task)

    def pause(self) -> None:
        with self._lock:
            self.is_paused = True

    def resume(self) -> None:
        with self._lock:
            self.is_paused = False
            self._pump()

    def purge(self) -> None:
        """Delete every task; their names stay taken for an hour."""
        with self._lock:
            for task in list(self.tasks.values()):
                self._forget(task)

    def _schedule(self, task: Task) -> None:
        if task.due_at <= self.clock.now():
            self._now_due(task)
        else:
            task.entry = self.agenda.add(
                task.due_at, f"task in {self.short_name}", lambda: self._now_due(task)
            )

    def _unschedule(self, task: Task) -> None:
        if task.entry is not None:
            task.entry.is_cancelled = True
        task.is_ready = False

    def _forget(self, task: Task) -> None:
        self._unschedule(task)
        self.tasks.pop(task.id, None)
        self._taken_until.pop(task.id, None)
        self._taken_until[task.id] = self.clock.now() + _NAME_TAKEN_FOR

    def _forget_old_names(self) -> None:
        """Names are freed in the order in which they were taken, so only the oldest need looking at."""
        now = self.clock.now()
        while self._taken_until:
            oldest = next(iter(self._taken_until))
            if self._taken_until[oldest] > now:
                return
            del self._taken_until[oldest]

    def _now_due(self, task: Task) -> None:
        with self._lock:
            if self.tasks.get(task.id) is task:
                task.is_ready = True
                self._ready.append(task)
                self._pump()

    def _pump(self) -> None:
        """Send what is due, as far as pause, concurrency and rate let it."""
        while self._ready and not self.is_paused and self._in_flight_count < self.limits.max_concurrent:
            if not self._ready[0].is_ready:  # deleted, or sent before its time
                self._ready.popleft()
                continue
            wait = self._take_token()
            if wait > timedelta(0):
                self._come_back(wait)
                return
            self._send(self._ready.popleft())

    def _take_token(self) -> timedelta:
        """Take a token, or answer how long until there is one."""
        now = self.clock.now()
        refill = (now - self._filled_at).total_seconds() * self.limits.max_per_second
        self._tokens = min(self._burst, self._tokens + refill)
        self._filled_at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return timedelta(0)
        return timedelta(seconds=(1 - self._tokens) / self.limits.max_per_second, microseconds=1)

    def _come_back(self, wait: timedelta) -> None:
        if self._is_held_back:
            return
        self._is_held_back = True
        waiting = f"rate of {self.short_name}"
        self.activity.hold_back(waiting)

        def go_on() -> None:
            with self._lock:
                self._is_held_back = False
                self._pump()
            self.activity.let_go(waiting)

        self.agenda.add(self.clock.now() + wait, waiting, go_on)

    def _send(self, task: Task) -> None:
        task.is_ready = False
        self._in_flight_count += 1
        self.activity.begin(f"task in {self.short_name}")
        self.workers.submit(self._attempt, task)

    def _attempt(self, task: Task) -> None:
        try:
            task.first_attempt_at = task.first_attempt_at or self.clock.now()
            answer = self._deliver_safely(task)
            with self._lock:
                self._in_flight_count -= 1
                self._settle(task, answer)
                self._pump()
        finally:
            self.activity.end(f"task in {self.short_name}")

    def _deliver_safely(self, task: Task) -> Answer:
        """An address that makes no sense is a failed attempt, as in production."""
        try:
            return self.deliver(self, task)
        except Exception as error:
            log.warning("task in %s: the attempt broke: %s", self.short_name, type(error).__name__)
            return Answer(500, [], b"")

    def _settle(self, task: Task, answer: Answer) -> None:
        task.attempts += 1
        task.last_status = answer.status
        if self.tasks.get(task.id) is not task:
            return
        if answer.is_success:
            self._forget(task)
        elif self._is_exhausted(task):
            log.warning(
                "task in %s dropped after %d attempts, last answer %d",
                self.short_name,
                task.attempts,
                answer.status,
            )
            self.dropped.append(
                {"name": task.message.name, "attempts": task.attempts, "status": answer.status}
            )
            self._forget(task)
        else:
            task.due_at = self.clock.now() + self._backoff(task.attempts)
            self._schedule(task)

    def _is_exhausted(self, task: Task) -> bool:
        limits = self.limits
        if limits.max_attempts <= 0 or task.attempts < limits.max_attempts:
            return False
        assert task.first_attempt_at is not None
        return (self.clock.now() - task.first_attempt_at).total_seconds() >= limits.max_retry_s

    def _backoff(self, attempts: int) -> timedelta:
        return pause_after(attempts, self.limits)
