"""A reset: everything as a start leaves it, at an instant, in tenths of a second instead of seconds.

The clock may go back here alone. Nothing is left that has seen the later time: what is under way has ended, what was
due is given up, documents, tasks and claims are deleted, faults and counts are gone. Connections to the emulator's own
port are ended. Hosted functions keep what their process holds in memory, so what comes after needs new ids.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from local.clock.timeline import Timeline


@dataclass(frozen=True)
class Reset:
    """`calming` at once; once nothing is under way and the clock is set, `emptying` in order, then `schedules`."""

    timeline: Timeline
    calming: Sequence[Callable[[], None]]
    emptying: Sequence[Callable[[], None]]
    schedules: Callable[[], None]

    def __call__(self, instant: datetime | None) -> None:
        """Begin anew at the instant, None for real time. Raises StillBusy where work does not end."""

        def begin_anew() -> None:
            self.timeline.clock.set_to(instant)
            self.timeline.activity.forget_held_back()
            for empty in self.emptying:
                empty()
            self.schedules()

        for calm in self.calming:
            calm()
        self.timeline.agenda.reset(begin_anew)
