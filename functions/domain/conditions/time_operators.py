"""Operators about time: now and today, lengths of time, days that come back each year."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from functions.domain.conditions import dates
from functions.domain.conditions.nodes import Change, Context, Node, constant, earliest, first_change
from functions.domain.conditions.values import instant, order

TICK = timedelta(microseconds=1)


def now_node() -> Node:
    return Node(lambda context: context.now, since_now=timedelta(0))


def today_node() -> Node:
    """The local day, which changes at midnight."""
    return Node(
        lambda context: dates.local_day(context.now, context.zone),
        lambda context: dates.next_midnight(context.now, context.zone),
    )


def start_of_today_node() -> Node:
    return Node(
        lambda context: dates.midnight(dates.local_day(context.now, context.zone), context.zone),
        lambda context: dates.next_midnight(context.now, context.zone),
    )


def added(base: Node, amount: timedelta) -> Node:
    """A moment moved by a fixed length of time: of now it stays one of now."""
    if base.since_now is not None:
        offset = base.since_now + amount
        return Node(lambda context: _shift(context.now, offset), since_now=offset)

    def value(context: Context) -> Any:
        found = base.value(context)
        if (
            isinstance(found, date)
            and not isinstance(found, datetime)
            and amount % timedelta(days=1) == timedelta(0)
        ):
            return _shift(found, amount)
        at = instant(found, context.zone)
        return None if at is None else _shift(at, amount)

    return Node(value, base.change)


def _shift(at: Any, amount: timedelta) -> Any:
    try:
        return at + amount
    except OverflowError:
        return None


def older_than(node: Node, by: timedelta) -> Node:
    """Whether an instant lies so long back, or longer."""
    return _flipping(node, lambda at: [(at + by, None)])


def within_past(node: Node, by: timedelta) -> Node:
    """Whether an instant has come, and less than so long ago."""
    return _flipping(node, lambda at: [(at, at + by)])


def within_ahead(node: Node, by: timedelta) -> Node:
    """Whether an instant is still to come, in so long at the most."""
    return _flipping(node, lambda at: [(at - by, at)])


Spans = Callable[[datetime], Sequence[tuple[datetime, datetime | None]]]


def _flipping(node: Node, spans: Spans) -> Node:
    """True within spans of time that follow from an instant: from their begin on, until before their end."""

    def of(context: Context) -> Sequence[tuple[datetime, datetime | None]]:
        at = instant(node.value(context), context.zone)
        try:
            return spans(at.astimezone(UTC)) if at is not None else ()
        except (OverflowError, ValueError):
            return ()

    def value(context: Context) -> bool:
        return any(begin <= context.now and (end is None or context.now < end) for begin, end in of(context))

    def change(context: Context) -> datetime | None:
        edges = (edge for span in of(context) for edge in span if edge is not None and edge > context.now)
        return earliest([*edges, node.change(context)])

    return Node(value, change)


def day_is(node: Node) -> Node:
    """Whether today is the day, in whatever year: a birthday."""
    return days_before(node, 0)


def days_before(node: Node, days: int) -> Node:
    """Whether the day, in whatever year, is so many days after today."""

    def is_met(context: Context, today: date) -> bool:
        found = dates.day_in(node.value(context), context.zone)
        if found is None:
            return False
        target = today + timedelta(days=days)
        return dates.anniversary(target.year, found[1], found[2]) == target

    def value(context: Context) -> bool:
        return is_met(context, dates.local_day(context.now, context.zone))

    def change(context: Context) -> datetime | None:
        found = dates.day_in(node.value(context), context.zone)
        if found is None:
            return node.change(context)
        today = dates.local_day(context.now, context.zone)
        if is_met(context, today):
            return earliest([dates.midnight(today + timedelta(days=1), context.zone), node.change(context)])
        following = dates.next_anniversary(found[1], found[2], after=today + timedelta(days=days))
        return earliest(
            [dates.midnight(following - timedelta(days=days), context.zone), node.change(context)]
        )

    return Node(value, change)


def compared(left: Node, right: Node, holds: Callable[[int], bool]) -> Node:
    """Two values in order. Where one of them is of now, the answer changes at the instant at which they meet, and right
    after it.
    """

    def value(context: Context) -> bool:
        found = order(left.value(context), right.value(context), context.zone)
        return found is not None and holds(found)

    moving = [node for node in (left, right) if node.since_now is not None]
    if len(moving) != 1:
        change: Change = first_change(left, right) if not moving else constant(None).change
        return Node(value, change)
    offset = moving[0].since_now
    fixed = right if moving[0] is left else left
    assert offset is not None, "it is of now"

    def meeting(context: Context) -> datetime | None:
        at = instant(fixed.value(context), context.zone)
        if at is None:
            return fixed.change(context)
        met = _shift(at.astimezone(UTC), -offset)
        edges = [met, _shift(met, TICK)] if met is not None else []
        return earliest([*(e for e in edges if e is not None and e > context.now), fixed.change(context)])

    return Node(value, meeting)
