"""A compiled part of a condition: what it is worth for a subject at an instant, and until when that stays."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from functions.domain.kernel.errors import FieldFault


class RuleRefused(Exception):
    """A condition cannot be used. Each fault has its path in the logic (`and.1.<.0`) and the reason."""

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__("; ".join(f"{fault.path or 'condition'} {fault.message}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Context:
    """What a condition is asked about: `data` is the subject, or within `map` and its like one item."""

    data: Any
    now: datetime
    zone: tzinfo

    def of(self, data: Any) -> "Context":
        return replace(self, data=data)


Value = Callable[[Context], Any]
Change = Callable[[Context], datetime | None]


def never(context: Context) -> None:
    """The value stays as long as the subject does."""
    return


@dataclass(frozen=True)
class Node:
    """`change`: the first instant after now at which the value may be another one, None where it never is. `since_now`:
    set where the value is now, moved by so much: it is another one at every instant, and only comparisons take it.
    """

    value: Value
    change: Change = never
    since_now: timedelta | None = None


def earliest(changes: Iterable[datetime | None]) -> datetime | None:
    return min((change for change in changes if change is not None), default=None)


def first_change(*nodes: Node) -> Change:
    """A value that follows from these changes no sooner than they do."""
    moving = [node.change for node in nodes if node.change is not never]
    if not moving:
        return never
    return lambda context: earliest(change(context) for change in moving)


def constant(value: Any) -> Node:
    return Node(lambda context: value)
