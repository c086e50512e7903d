"""+ - * / % max min on what reads as a number; NaN where there is no result."""

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

from functions.domain.conditions.calls import Builder, Call, Node
from functions.domain.conditions.coercions import Number, to_number


def _divided(left: Number, right: Number) -> Number:
    return left / right if right else math.nan


def _remainder(left: Number, right: Number) -> Number:
    if not right or math.isinf(left):
        return math.nan
    result = math.fmod(left, right)
    return int(result) if isinstance(left, int) and isinstance(right, int) else result


def _folding(operation: Callable[[Number, Number], Number], empty: Number | None = None) -> Builder:
    def build(call: Call) -> Node:
        nodes = call.nodes()

        def fold(scope: Any, clock: Any) -> Any:
            numbers = [to_number(node(scope, clock)) for node in nodes]
            return reduce(operation, numbers) if numbers else empty

        return fold

    return build


def _minus(call: Call) -> Node:
    nodes = call.nodes()
    if len(nodes) > 1:
        return _folding(lambda left, right: left - right)(call)
    return lambda scope, clock: -to_number(nodes[0](scope, clock))


def _divide(call: Call) -> Node:
    nodes = call.nodes()
    if len(nodes) > 1:
        return _folding(_divided)(call)
    return lambda scope, clock: _divided(1, to_number(nodes[0](scope, clock)))


OPERATORS: dict[str, tuple[Builder, int, int | None]] = {
    "+": (_folding(lambda left, right: left + right, 0), 0, None),
    "*": (_folding(lambda left, right: left * right, 1), 0, None),
    "-": (_minus, 1, None),
    "/": (_divide, 1, None),
    "%": (_folding(_remainder), 2, None),
    "max": (_folding(max), 0, None),
    "min": (_folding(min), 0, None),
}
