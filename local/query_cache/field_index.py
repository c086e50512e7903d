"""The values that one field has in a group of collections: read once, then kept up by the commits that go by.

What is written is known with the time of its commit, what was read with the document's update time. So it does not
matter in which order either is learnt.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Any, NamedTuple

from local.query_cache.comparisons import Comparison, FieldPath
from local.query_cache.effects import UNKNOWN, Unknown, Value
from local.query_cache.keys import Key


class Known(NamedTuple):
    """A document's value, as of a time in nanoseconds."""

    value: Value
    time: int


class Gap(NamedTuple):
    """Two values that follow each other, with their kinds; a bound lies between them, or on the later one."""

    before: tuple[int, Any] | None
    after: tuple[int, Any] | None
    is_on_it: bool


class FieldIndex:
    """Values by document. It proves nothing before it has been filled."""

    def __init__(self, field: FieldPath) -> None:
        self.field = field
        self._is_filled = False
        self._known: dict[str, Known] = {}
        self._sorted: list[tuple[int, Any, str]] = []
        self._unknown: set[str] = set()
        self._without_value: set[str] = set()

    def fill(self, read: Iterable[tuple[str, Known]]) -> None:
        """Take in what the emulator holds. What commits have changed meanwhile is newer and stays."""
        for name, known in read:
            self.learn(name, known)
        self._is_filled = True

    def learn(self, name: str, known: Known) -> None:
        """Take in a document's value from a commit or a reading, unless a newer one is known."""
        before = self._known.get(name)
        if before is not None:
            if before.time >= known.time:
                return
            self._forget(name, before.value)
        self._known[name] = known
        match known.value:
            case Key(kind, value):
                insort(self._sorted, (kind, value, name))
            case None:
                self._without_value.add(name)
            case Unknown():
                self._unknown.add(name)

    def forget_what_is_gone(self) -> None:
        """Documents without a value are remembered only for news that may still come late; now none will."""
        if self._is_filled:
            for name in self._without_value:
                del self._known[name]
            self._without_value.clear()

    def proves_none(self, comparison: Comparison) -> bool:
        """Whether no document can pass the comparison."""
        if not self._is_filled or self._unknown:
            return False
        lowest = (comparison.kind,) if comparison.low is None else (comparison.kind, comparison.low)
        at = bisect_left(self._sorted, lowest)
        if at == len(self._sorted):
            return True
        kind, value, _ = self._sorted[at]
        return not comparison.may_pass(Key(kind, value))

    def gap_of(self, kind: int, bound: Any) -> Gap | None:
        """Where a bound lies among the values; None while some are not known.

        Bounds in one gap let the same documents pass.
        """
        if not self._is_filled or self._unknown:
            return None
        at = bisect_left(self._sorted, (kind, bound))
        before = self._sorted[at - 1][:2] if at else None
        after = self._sorted[at][:2] if at < len(self._sorted) else None
        return Gap(before, after, is_on_it=after == (kind, bound))

    def _forget(self, name: str, value: Value) -> None:
        match value:
            case Key(kind, key):
                del self._sorted[bisect_left(self._sorted, (kind, key, name))]
            case None:
                self._without_value.discard(name)
            case Unknown():
                self._unknown.discard(name)


def may_pass(value: Value, comparison: Comparison) -> bool:
    """Whether a document with this value can pass the comparison."""
    return value is UNKNOWN or (isinstance(value, Key) and comparison.may_pass(value))
