"""One clock for the whole process. It ticks in real time and can be moved forward. It goes back in a reset alone, once
nothing is left that has seen the later time (local/resetting.py).

What is hosted here sees it through `datetime.now` and `time.time`. Monotonic time stays real, as do gRPC's deadlines;
so do update times and server timestamps: the Firestore emulator is another process.
"""

import re
import sys
import time
from datetime import UTC, datetime, timedelta
from types import ModuleType

import grpc._channel
import grpc._common
import grpc.aio._utils
import time_machine

_DURATION = re.compile(
    r"(?:(?P<days>[0-9]+)d)?(?:(?P<hours>[0-9]+)h)?(?:(?P<minutes>[0-9]+)m)?(?:(?P<seconds>[0-9]+)s)?"
)


class Backwards(ValueError):
    """The clock was asked to move into the past."""


class Clock:
    """Real time, or time counted from `start`; moved by `move_to`."""

    def __init__(self, start: datetime | None = None) -> None:
        self._traveller: time_machine.Traveller | None = None
        self._travel: time_machine.travel | None = None
        if start is not None:
            self._set_out(start)

    @property
    def is_real(self) -> bool:
        return self._traveller is None

    def now(self) -> datetime:
        return datetime.now(UTC)

    def move_to(self, instant: datetime) -> None:
        """Move forward to the instant; do nothing if it has passed, as the clock goes on ticking."""
        delta = instant - self.now()
        if delta <= timedelta(0):
            return
        if self._traveller is None:
            self._set_out(instant)
        else:
            self._traveller.shift(delta)

    def set_to(self, instant: datetime | None) -> None:
        """Tick from this instant, be it past, or in real time: for a reset."""
        self.stop()
        if instant is not None:
            self._set_out(instant)

    def check_forward(self, instant: datetime) -> None:
        """Raise Backwards unless the instant is still to come."""
        now = self.now()
        if instant < now:
            raise Backwards(
                f"the clock is at {format_instant(now)} and does not go back to {format_instant(instant)}"
            )

    def stop(self) -> None:
        """Give the process its real time back."""
        if self._travel is not None:
            self._travel.stop()
        self._traveller = self._travel = None

    def _set_out(self, instant: datetime) -> None:
        self._travel = time_machine.travel(instant.timestamp(), tick=True)
        self._traveller = self._travel.start()


def parse_duration(text: str) -> timedelta:
    """'36h', '90m', '30s', '7d' and combinations such as '1d12h', largest unit first. ValueError otherwise."""
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        raise ValueError(f"'{text}' is not a duration such as 36h, 90m, 30s, 7d or 1d12h")
    try:
        return timedelta(**{unit: int(count) for unit, count in match.groupdict(default="0").items()})
    except OverflowError:
        raise ValueError(f"'{text}' is too long a duration") from None


def parse_instant(text: str) -> datetime:
    """An RFC 3339 instant with its zone, as aware UTC. ValueError otherwise."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not an instant such as 2025-01-31T09:30:00Z") from None
    if instant.tzinfo is None:
        raise ValueError(f"'{text}' has no time zone; write 2025-01-31T09:30:00Z or +07:00")
    return instant.astimezone(UTC)


def format_instant(instant: datetime) -> str:
    """RFC 3339 in UTC, with microseconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _RealTime(ModuleType):
    """The time module as it is without travelling."""

    @staticmethod
    def time() -> float:
        hatch = time_machine.escape_hatch
        return hatch.time.time() if hatch.is_travelling() else time.time()

    def __getattr__(self, name: str) -> object:
        return getattr(time, name)


def real_time_ns() -> int:
    """The machine's own time, whatever ours is."""
    hatch = time_machine.escape_hatch
    return hatch.time.time_ns() if hatch.is_travelling() else time.time_ns()


def keep_real_deadlines() -> None:
    """gRPC adds a call's timeout to the time of day and hands the sum to the kernel's clock: it must not see ours."""
    for module in (grpc._channel, grpc._common, grpc.aio._utils):
        sys.modules[module.__name__].__dict__["time"] = _RealTime("time")
