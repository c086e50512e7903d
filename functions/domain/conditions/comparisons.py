"""Equality and order. A date or datetime is compared as an instant, with ISO text too, and has no order with others."""

import math
import operator
from collections.abc import Callable
from datetime import date, tzinfo
from typing import Any

from functions.domain.conditions.calls import Builder, Call, Node
from functions.domain.conditions.clock import Clock
from functions.domain.conditions.coercions import is_equal, is_identical, to_instant, to_number
from functions.domain.conditions.durations import Duration, mover
from functions.domain.conditions.moving import moving, threshold, timed

Compare = Callable[[Any, Any, tzinfo], bool]
Order = Callable[[Any, Any], bool]
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDERS: dict[str, Order] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_EQUALS = ("==", "===", "datetime==")
_PLAIN = (int, float)


def _in_order(order: Order) -> Compare:
    def compare(left: Any, right: Any, zone: tzinfo) -> bool:
        if type(left) in _PLAIN and type(right) in _PLAIN:
            return order(left, right)
        if isinstance(left, str) and isinstance(right, str):
            return order(left, right)
        if isinstance(left, date) or isinstance(right, date):
            return _instants_in_order(order, to_instant(left, zone), to_instant(right, zone))
        first, second = to_number(left), to_number(right)
        return not math.isnan(first) and not math.isnan(second) and order(first, second)

    return compare


def _instants_in_order(order: Order, left: Any, right: Any) -> bool:
    return left is not None and right is not None and order(left, right)


def same_instant(left: Any, right: Any, zone: tzinfo) -> bool:
    instant = to_instant(left, zone)
    return instant is not None and instant == to_instant(right, zone)


def _unlike(compare: Compare) -> Compare:
    return lambda left, right, zone: not compare(left, right, zone)


def _comparing(compare: Compare) -> Builder:
    """A chain: each argument beside the next one, which makes `between` of three."""

    def build(call: Call) -> Node:
        pairs = [_pair(call, compare, index) for index in range(len(call.args) - 1)]
        return pairs[0] if len(pairs) == 1 else lambda scope, clock: all(pair(scope, clock) for pair in pairs)

    return build


def _pair(call: Call, compare: Compare, index: int) -> Node:
    steps, other_steps = moving(call.args[index]), moving(call.args[index + 1])
    if steps is not None and other_steps is not None:
        return call.refuse("compares now with now", index)
    if steps is not None:
        timed(call)
        return _beside_now(call.operator, steps, call.node(index + 1))
    if other_steps is not None:
        timed(call)
        mirrored = _MIRRORED.get(call.operator, call.operator)
        return _beside_now(mirrored, other_steps, call.node(index))
    return _plain_pair(call, compare, index)


def _plain_pair(call: Call, compare: Compare, index: int) -> Node:
    left, right = call.node(index), call.node(index + 1)
    return lambda scope, clock: compare(left(scope, clock), right(scope, clock), clock.zone)


def _beside_now(name: str, steps: list[Duration], other: Node) -> Node:
    """The moved `now`, compared with an instant."""
    order = _ORDERS.get(name)
    equals, back = name in _EQUALS, [mover(-by) for by in reversed(steps)]

    def ordered(scope: Any, clock: Clock) -> bool:
        at = threshold(clock, to_instant(other(scope, clock), clock.zone), back)
        if order is not None:
            return at is not None and order(clock.now, at)
        return (at is not None and clock.now == at) == equals

    return ordered


_COMPARES: dict[str, Compare] = {
    "==": is_equal,
    "!=": _unlike(is_equal),
    "===": is_identical,
    "!==": _unlike(is_identical),
    "datetime==": same_instant,
    "datetime!=": _unlike(same_instant),
    **{name: _in_order(order) for name, order in _ORDERS.items()},
}

OPERATORS: dict[str, tuple[Builder, int, int | None]] = {
    name: (_comparing(compare), 2, None) for name, compare in _COMPARES.items()
}
