"""What may go wrong with a call to the outside, and who decides that it does: a plan, or chance."""

import random
from collections.abc import Callable, Mapping
from enum import Enum


class Crash(BaseException):
    """The process is gone: nothing of ours may catch this."""


class Fault(Enum):
    """What may happen to a call."""

    CRASH_BEFORE = "the process crashes before the call"
    CRASH_AFTER = "the process crashes after the call"
    ANSWER_LOST = "the call took effect and its answer is lost"
    AWAY = "the call fails and takes no effect"
    REFUSED = "a commit is aborted, or a provider refuses"
    SILENT = "the call takes no effect, and nobody can tell"
    SLOW = "the call takes longer than a lease"


FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "read": (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.AWAY, Fault.SLOW),
    "write": tuple(fault for fault in Fault if fault is not Fault.SILENT),
    "enqueue": tuple(fault for fault in Fault if fault not in (Fault.SILENT, Fault.REFUSED)),
    "send": tuple(Fault),
    "show": (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.AWAY, Fault.SLOW),
}
Faults = Callable[[str], Fault | None]


def no_faults(kind: str) -> None:
    """A calm day."""


class Planned:
    """Exactly these calls go wrong, by their number."""

    def __init__(self, plan: Mapping[int, Fault]) -> None:
        self._plan, self._number = plan, -1

    def __call__(self, kind: str) -> Fault | None:
        self._number += 1
        fault = self._plan.get(self._number)
        return fault if fault in FAULTS[kind] else None


class Chances:
    """Any call may go wrong, until so many have."""

    def __init__(self, chance: random.Random, *, rate: float = 0.15, most: int = 6) -> None:
        self._chance, self._rate, self._left = chance, rate, most

    def __call__(self, kind: str) -> Fault | None:
        if self._left == 0 or self._chance.random() >= self._rate:
            return None
        self._left -= 1
        return self._chance.choice(FAULTS[kind])
