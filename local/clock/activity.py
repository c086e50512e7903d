"""What is under way: calls of functions, tasks and messages being delivered, events that the emulator still owes.

A piece of work that causes another begins it before it ends itself, so quiet means that everything caused is done.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger("local.clock.activity")

_OWED_FOR_S = 10.0


class Activity:
    """Counts pieces of work by name and lets threads wait until there is none."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: Counter[str] = Counter()
        self._running_count = 0
        self._held_back: Counter[str] = Counter()
        self._owed: dict[str, list[float]] = {}

    def begin(self, what: str) -> None:
        with self._changed:
            self._running[what] += 1
            self._running_count += 1

    def end(self, what: str) -> None:
        with self._changed:
            self._running[what] -= 1
            if self._running[what] == 0:
                del self._running[what]
            self._running_count -= 1
            self._changed.notify_all()

    @contextmanager
    def during(self, what: str) -> Iterator[None]:
        self.begin(what)
        try:
            yield
        finally:
            self.end(what)

    def hold_back(self, what: str) -> None:
        """Work is due and waits for the clock alone, such as a task that its queue's rate keeps waiting."""
        with self._changed:
            self._held_back[what] += 1

    def let_go(self, what: str) -> None:
        with self._changed:
            self._held_back[what] -= 1
            self._held_back += Counter()
            self._changed.notify_all()

    def owe(self, what: str) -> None:
        """Another process will report `what`: it counts as under way until it is settled."""
        with self._changed:
            self._owed.setdefault(what, []).append(time.monotonic() + _OWED_FOR_S)

    def settle(self, what: str) -> None:
        """What was owed has come, or will not come. Does nothing if `what` was not owed."""
        with self._changed:
            deadlines = self._owed.get(what)
            if not deadlines:
                return
            deadlines.pop(0)
            if not deadlines:
                del self._owed[what]
            self._changed.notify_all()

    def forget_held_back(self) -> None:
        """What waited for the clock has been given up."""
        with self._changed:
            self._held_back.clear()
            self._changed.notify_all()

    def wait_quiet(self, timeout_s: float, held_back_too: bool = False) -> bool:
        """Wait until nothing is under way; False if that did not come in time."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self._is_busy(held_back_too):
                left = min([deadline, *(due[0] for due in self._owed.values())]) - time.monotonic()
                if left > 0:
                    self._changed.wait(left)
                elif deadline <= time.monotonic():
                    return False
                else:
                    self._forget_overdue()
            return True

    def snapshot(self) -> dict[str, int]:
        """What is under way now, by name."""
        with self._changed:
            owed = {what: len(deadlines) for what, deadlines in self._owed.items()}
            return dict(self._running) | dict(self._held_back) | owed

    def _is_busy(self, held_back_too: bool) -> bool:
        return bool(self._running_count or self._owed or (held_back_too and self._held_back))

    def _forget_overdue(self) -> None:
        now = time.monotonic()
        for what in [what for what, deadlines in self._owed.items() if deadlines[0] <= now]:
            log.warning("owed_work_never_came within_s=%.0f what=%s", _OWED_FOR_S, what)
            self._owed[what] = [deadline for deadline in self._owed[what] if deadline > now]
            if not self._owed[what]:
                del self._owed[what]
