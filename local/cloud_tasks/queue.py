"""A task queue: holds tasks until they are due, sends them out at its rate, tries again as Cloud Tasks does.

Times are the process's clock's. The rate is a bucket of tokens that fills as the clock moves: moving it lets tasks go.
An attempt that outlasts the task's dispatch deadline is abandoned, as the clock ticks: a hosted function cannot be
stopped, so it runs on, and its late answer counts for nothing. The clock cannot be moved past a call under way.
"""

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from local.clock.agenda import Entry
from local.clock.backoff import pause_after
from local.clock.timeline import Timeline
from local.cloud_tasks import rates as task_limits
from local.cloud_tasks.task_messages import note_dispatch, note_outcome
from local.hosting.hosting import Answer
from local.hosting.manifests import TaskTrigger

log = logging.getLogger("local.cloud_tasks.queue")

# The reference says up to 24 hours, https://cloud.google.com/tasks/docs/quotas about one: the shorter shows more.
_NAME_TAKEN_FOR = timedelta(hours=1)
_DROPPED_KEPT = 1000


class NameTaken(Exception):
    """A task of the name exists, or did within the last hour."""


@dataclass(eq=False)
class Task:
    """A task that is not done. `message` is Cloud Tasks' own Task, in its protobuf form.

    `attempts` counts what was sent, `executions` the answers that were no 5XX: those never reached the worker's code,
    as Cloud Tasks counts.
    """

    id: str
    message: Any
    limits: TaskTrigger
    created_at: datetime
    due_at: datetime
    deadline: timedelta
    attempts: int = 0
    executions: int = 0
    first_attempt_at: datetime | None = None
    last_status: int | None = None
    entry: Entry | None = None
    is_ready: bool = False


@dataclass(eq=False)
class Attempt:
    """A task on its way to its worker for the `number`-th time, counted from one."""

    task: Task
    number: int
    scheduled_at: datetime
    deadline: Entry | None = None
    is_over: bool = False


Deliver = Callable[["Queue", Attempt], Answer | None]


@dataclass(eq=False)
class Queue:
    """One queue; `deliver` makes one attempt at a task and answers None where its worker does not answer."""

    name: str
    limits: TaskTrigger
    deliver: Deliver
    timeline: Timeline
    tasks: dict[str, Task] = field(default_factory=OrderedDict)
    dropped: deque[dict[str, object]] = field(default_factory=lambda: deque(maxlen=_DROPPED_KEPT))
    is_paused: bool = False
    purged_at: datetime | None = None

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._taken_until: dict[str, datetime] = {}
        self._ready: deque[Task] = deque()
        self._in_flight_count = 0
        self._is_held_back = False
        self._tokens = task_limits.Tokens(self.limits.max_per_second, self.timeline.clock.now())

    @property
    def burst(self) -> float:
        return self._tokens.burst

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
            return until is not None and until > self.timeline.clock.now()

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
            self.purged_at = self.timeline.clock.now()
            for task in list(self.tasks.values()):
                self._forget(task)

    def _schedule(self, task: Task) -> None:
        self._unschedule(task)
        if task.due_at <= self.timeline.clock.now():
            self._now_due(task)
        else:
            task.entry = self.timeline.agenda.add(
                task.due_at, f"task in {self.short_name}", lambda: self._now_due(task)
            )

    def _unschedule(self, task: Task) -> None:
        if task.entry is not None:
            self.timeline.agenda.cancel(task.entry)
        task.is_ready = False

    def _forget(self, task: Task) -> None:
        self._unschedule(task)
        self.tasks.pop(task.id, None)
        self._taken_until.pop(task.id, None)
        self._taken_until[task.id] = self.timeline.clock.now() + _NAME_TAKEN_FOR

    def _forget_old_names(self) -> None:
        """Names are freed in the order in which they were taken, so only the oldest need looking at."""
        now = self.timeline.clock.now()
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
        """Send what is due, as far as pause, concurrency and rate let it. What the rate holds back comes at its moment
        on the agenda: a queue that is never done would otherwise let nothing else have its turn while the clock moves.
        """
        while self._ready and self._may_send():
            if not self._ready[0].is_ready:  # deleted, or sent before its time
                self._ready.popleft()
                continue
            if self._is_too_old(self._ready[0]):
                self._drop(self._ready.popleft())
                continue
            wait = self._tokens.take(self.timeline.clock.now())
            if wait > timedelta(0):
                self._come_back(wait)
                return
            self._send(self._ready.popleft())

    def _may_send(self) -> bool:
        is_free = self._in_flight_count < self.limits.max_concurrent
        return is_free and not self.is_paused and not self._is_held_back

    def _come_back(self, wait: timedelta) -> None:
        self._is_held_back = True
        waiting = f"rate of {self.short_name}"
        self.timeline.activity.hold_back(waiting)

        def go_on() -> None:
            with self._lock:
                self._is_held_back = False
                self._pump()
            self.timeline.activity.let_go(waiting)

        self.timeline.agenda.add(self.timeline.clock.now() + wait, waiting, go_on)

    def _send(self, task: Task) -> None:
        now = self.timeline.clock.now()
        task.is_ready = False
        task.attempts += 1
        task.first_attempt_at = task.first_attempt_at or now
        note_dispatch(task.message, now)
        attempt = Attempt(task, task.attempts, task.due_at)
        self._in_flight_count += 1
        self.timeline.activity.begin(f"task in {self.short_name}")
        attempt.deadline = self.timeline.agenda.add(
            now + task.deadline, f"deadline in {self.short_name}", lambda: self._abandon(attempt)
        )
        self.timeline.workers.submit(self._make, attempt)

    def _make(self, attempt: Attempt) -> None:
        self._end(attempt, self._deliver_safely(attempt))

    def _deliver_safely(self, attempt: Attempt) -> Answer | None:
        """An address that makes no sense is a failed attempt, as in production."""
        try:
            return self.deliver(self, attempt)
        except Exception as error:
            log.warning("task_attempt_broke queue=%s error=%s", self.short_name, type(error).__name__)
            return None

    def _abandon(self, attempt: Attempt) -> None:
        if not attempt.is_over:
            log.warning("task_deadline_passed queue=%s", self.short_name)
            self._end(attempt, None)

    def _end(self, attempt: Attempt, answer: Answer | None) -> None:
        with self._lock:
            if attempt.is_over:
                return
            attempt.is_over = True
            try:
                self._in_flight_count -= 1
                if attempt.deadline is not None:
                    self.timeline.agenda.cancel(attempt.deadline)
                self._settle(attempt.task, None if answer is None else answer.status)
                self._pump()
            finally:
                self.timeline.activity.end(f"task in {self.short_name}")

    def _settle(self, task: Task, status: int | None) -> None:
        now = self.timeline.clock.now()
        task.last_status = status
        task.executions += status is not None and status < 500
        note_outcome(task.message, now, status)
        if self.tasks.get(task.id) is not task:
            return
        if status is not None and 200 <= status < 300:
            self._forget(task)
        elif self._is_exhausted(task, now) or self._is_too_old(task):
            self._drop(task)
        else:
            task.due_at = now + pause_after(task.attempts, task.limits)
            task.message.schedule_time.FromDatetime(task.due_at)
            self._schedule(task)

    def _is_exhausted(self, task: Task, now: datetime) -> bool:
        since_first = now - (task.first_attempt_at or now)
        return task_limits.is_exhausted(task.limits, task.attempts, since_first)

    def _is_too_old(self, task: Task) -> bool:
        return self.timeline.clock.now() - task.created_at >= task_limits.KEPT_FOR

    def _drop(self, task: Task) -> None:
        log.warning(
            "task_dropped queue=%s attempts=%d status=%s",
            self.short_name,
            task.attempts,
            task.last_status,
        )
        given_up = {"name": task.message.name, "attempts": task.attempts, "status": task.last_status}
        self.dropped.append(given_up)
        self._forget(task)
