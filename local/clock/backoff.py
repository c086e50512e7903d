"""The pause before a retry, as Cloud Tasks and Cloud Scheduler both have it."""

from datetime import timedelta
from typing import Protocol


class Backoff(Protocol):
    """The pauses that a trigger declares."""

    @property
    def min_backoff_s(self) -> float: ...

    @property
    def max_backoff_s(self) -> float: ...

    @property
    def max_doublings(self) -> int: ...


def pause_after(attempts: int, backoff: Backoff) -> timedelta:
    """Doubling up to max_doublings times, then growing by the last step, never above the maximum."""
    doublings = min(attempts - 1, backoff.max_doublings)
    further = max(0, attempts - 1 - backoff.max_doublings)
    seconds = backoff.min_backoff_s * 2.0**doublings * (1 + further)
    return timedelta(seconds=min(seconds, backoff.max_backoff_s))
