"""What is to go wrong, how often, from which seed: asked at the wire, by events, functions' calls and the provider.

Whether a fault strikes depends only on (seed, fault, target, count of calls to that target), so that a run can be
repeated although its calls arrive in another order. `crash_at` and `crash_before` count all calls instead.
"""

import hashlib
import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

PROBABILITIES = (
    "duplicate_events",
    "reorder_events",
    "delay_events",
    "drop_events",
    "fail_reads",
    "abort_commits",
    "lose_answers",
    "crash_after_commit",
    "provider_slow",
    "provider_limited",
    "provider_fails",
    "provider_hangs",
    "provider_malformed",
)
COUNTS = ("crash_at", "crash_before")
_STRIKES_KEPT = 10_000


class FunctionCrashed(BaseException):
    """The function's instance dies here: not an Exception, so that no handler of the function can prevent it."""


class Crash(Enum):
    """When the function that makes a call dies of it."""

    BEFORE = "crash_before"
    AFTER = "crash_at"


@dataclass(frozen=True)
class Strike:
    """A fault that happened. `share`, from 0 to 1, says how much of it where that can vary."""

    fault: str
    concerning: tuple[str, ...]
    number: int
    share: float = 0.0

    def between(self, least: float, most: float) -> float:
        return least + self.share * (most - least)


class Faults:
    """The faults in force. None at first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self.replace({})

    def replace(self, wanted: Mapping[str, object]) -> None:
        """Put these faults in force instead of the ones before. ValueError names a field that is wrong."""
        parsed = {name: _parse(name, value) for name, value in wanted.items()}
        with self._lock:
            self._seed = int(parsed.pop("seed", 0))
            self._wanted = {name: value for name, value in parsed.items() if value > 0}
            self._asked: Counter[tuple[str, ...]] = Counter()
            self._strikes: deque[Strike] = deque(maxlen=_STRIKES_KEPT)
            self._call_count = 0
            self._has_crashed = False

    def may_strike(self, fault: str) -> bool:
        """Whether the fault is in force at all: it spares finding out what it would concern."""
        return fault in self._wanted

    def strike(self, fault: str, *concerning: str) -> Strike | None:
        """Whether this fault happens now to what it concerns."""
        probability = self._wanted.get(fault)
        if probability is None:
            return None
        with self._lock:
            self._asked[fault, *concerning] += 1
            number = self._asked[fault, *concerning]
            drawn, share = _draw(self._seed, fault, concerning, number=number)
            if drawn >= probability:
                return None
            strike = Strike(fault, concerning, number, share)
            self._strikes.append(strike)
            return strike

    def count_call(self, function: str, method: str) -> Crash | None:
        """One more call of a function to the outside, and whether the function dies of it."""
        if not self._wanted:
            return None
        with self._lock:
            self._call_count += 1
            crash = next((c for c in Crash if self._wanted.get(c.value) == self._call_count), None)
            if crash is not None:
                self._has_crashed = True
                self._strikes.append(Strike(crash.value, (function, method), self._call_count))
            return crash

    def in_force(self) -> dict[str, float]:
        """Every fault, with the calls counted since they were set and whether the crash at one of them has happened."""
        with self._lock:
            asked = {name: self._wanted.get(name, 0) for name in (*PROBABILITIES, *COUNTS)}
            return asked | {
                "seed": self._seed,
                "calls": self._call_count,
                "has_crashed": self._has_crashed,
            }

    def strikes(self) -> list[Strike]:
        """What went wrong since the faults were set, oldest first; the latest ones where there are very many."""
        with self._lock:
            return list(self._strikes)


def _draw(seed: int, fault: str, concerning: tuple[str, ...], *, number: int) -> tuple[float, float]:
    """Two numbers from 0 to 1 that depend on nothing else."""
    hashed = hashlib.blake2b(repr((seed, fault, concerning, number)).encode(), digest_size=16).digest()
    return int.from_bytes(hashed[:8]) / 2**64, int.from_bytes(hashed[8:]) / 2**64


def _parse(name: str, value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if name in PROBABILITIES:
        if not is_number or not 0 <= value <= 1:  # type: ignore[operator]  # it is a number
            raise ValueError(f"{name}: must be a probability from 0 to 1")
    elif name in COUNTS:
        if not is_number or not isinstance(value, int) or value < 0:
            raise ValueError(f"{name}: must be the number of a call, from 1, or 0 for none")
    elif name == "seed":
        if not is_number or not isinstance(value, int):
            raise ValueError("seed: must be an integer")
    else:
        known = ", ".join((*PROBABILITIES, *COUNTS))
        raise ValueError(f"{name}: no such fault; there are {known} and seed")
    return value  # type: ignore[return-value]  # it is a number
