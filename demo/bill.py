"""What each kind of event was billed, from the readings of local Firebase's meter."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

KINDS = ("reads", "writes", "deletes")
CREATED_WITH_ITS_CAUSE = 1


@dataclass(frozen=True)
class Bill:
    """Documents that were billed."""

    reads: float = 0
    writes: float = 0
    deletes: float = 0

    def __add__(self, other: "Bill") -> "Bill":
        return Bill(*(getattr(self, kind) + getattr(other, kind) for kind in KINDS))

    def __sub__(self, other: "Bill") -> "Bill":
        return Bill(*(getattr(self, kind) - getattr(other, kind) for kind in KINDS))

    def each_of(self, count: int) -> "Bill":
        """The average over so many events, to three decimals."""
        return Bill(*(round(getattr(self, kind) / count, 3) for kind in KINDS)) if count else Bill()

    def as_figures(self) -> dict[str, float]:
        return {kind: _whole(getattr(self, kind)) for kind in KINDS}


def median(bills: list[Bill]) -> Bill:
    """Of each kind of operation, the median of the bills."""
    return Bill(*(statistics.median_low([getattr(bill, kind) for bill in bills] or [0]) for kind in KINDS))


def reading(meter: dict[str, Any], functions: Iterable[str]) -> Bill:
    """What these functions have been billed so far."""
    rows = [meter["by_function"].get(name, {}) for name in functions]
    return Bill(*(sum(row.get(kind, 0) for row in rows) for kind in KINDS))


def total(meter: dict[str, Any]) -> Bill:
    """What everybody has been billed so far, the café's own app included."""
    return Bill(*(meter["total"][kind] for kind in KINDS))


def per_message(delivered: Bill, sent: int) -> Bill:
    """What one sent message is billed: its document in its cause's commit, and what delivering it takes."""
    return delivered.each_of(sent) + Bill(writes=CREATED_WITH_ITS_CAUSE) if sent else Bill()


def delivering(meter: dict[str, Any]) -> Bill:
    """What delivering has been billed so far."""
    names = [name for name in meter["by_function"] if name.startswith("deliver")]
    return reading(meter, [*names, "on_message_written"])


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number
