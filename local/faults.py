"""What is to go wrong, how often, from which seed. Asked by the proxy, the event delivery and the functions' channels.

Each question takes the next number of one seeded sequence; which call gets which number depends on the order in which
they arrive, so a run repeats exactly where its calls come one after the other.
"""

import random
import threading
from collections.abc import Mapping

PROBABILITIES = (
    "duplicate_events",
    "reorder_events",
    "drop_events",
    "abort_commits",
    "lose_answers",
    "crash_after_commit",
)


class FunctionCrashed(BaseException):
    """The function's instance dies here: not an Exception, so that no handler of the function can prevent it."""


class Faults:
    """The faults in force. None at first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        with self._lock:
            self._probabilities: dict[str, float] = {}
            self._seed = 0
            self._random = random.Random(0)

    def replace(self, wanted: Mapping[str, object]) -> None:
        """Put these faults in force instead of the ones before. ValueError names a field that is wrong."""
        probabilities = {name: _parse_probability(name, wanted[name]) for name in wanted if name != "seed"}
        seed = wanted.get("seed", 0)
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise ValueError("seed: must be an integer")
        with self._lock:
            self._probabilities = {name: value for name, value in probabilities.items() if value > 0}
            self._seed = seed
            self._random = random.Random(seed)

    def strikes(self, name: str) -> bool:
        """Whether this fault happens now."""
        probability = self._probabilities.get(name)
        if probability is None:
            return False
        with self._lock:
            return self._random.random() < probability

    def delay_s(self, longest: float) -> float:
        """How long a delayed event is held."""
        with self._lock:
            return self._random.uniform(longest / 10, longest)

    def in_force(self) -> dict[str, float]:
        with self._lock:
            return {name: self._probabilities.get(name, 0.0) for name in PROBABILITIES} | {"seed": self._seed}


def _parse_probability(name: str, value: object) -> float:
    if name not in PROBABILITIES:
        raise ValueError(f"{name}: no such fault; there are {', '.join(PROBABILITIES)} and seed")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{name}: must be a probability from 0 to 1")
    return float(value)
