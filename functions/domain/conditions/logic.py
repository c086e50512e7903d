"""if, and, or, ! and !!: each evaluates no more than it needs."""

from typing import Any

from functions.domain.conditions.calls import Builder, Call, Node
from functions.domain.conditions.coercions import is_true


def _if(call: Call) -> Node:
    nodes = call.nodes()
    pairs = list(zip(nodes[::2], nodes[1::2], strict=False))
    last = nodes[-1] if len(nodes) % 2 else None

    def choose(scope: Any, clock: Any) -> Any:
        for test, result in pairs:
            if is_true(test(scope, clock)):
                return result(scope, clock)
        return last(scope, clock) if last else None

    return choose


def _and(call: Call) -> Node:
    nodes = call.nodes()
    if len(nodes) == 2:
        return _both(*nodes)

    def every(scope: Any, clock: Any) -> Any:
        value: Any = False
        for node in nodes:
            value = node(scope, clock)
            if value is not True and not is_true(value):
                return value
        return value

    return every


def _or(call: Call) -> Node:
    nodes = call.nodes()
    if len(nodes) == 2:
        return _one_of(*nodes)

    def either(scope: Any, clock: Any) -> Any:
        value: Any = False
        for node in nodes:
            value = node(scope, clock)
            if value is not False and is_true(value):
                return value
        return value

    return either


def _both(first: Node, second: Node) -> Node:
    def both(scope: Any, clock: Any) -> Any:
        value = first(scope, clock)
        return second(scope, clock) if value is True or is_true(value) else value

    return both


def _one_of(first: Node, second: Node) -> Node:
    def one_of(scope: Any, clock: Any) -> Any:
        value = first(scope, clock)
        return second(scope, clock) if value is False or not is_true(value) else value

    return one_of


def _not(call: Call) -> Node:
    node = call.nodes()[0] if call.args else lambda scope, clock: None
    return lambda scope, clock: not is_true(node(scope, clock))


def _truth(call: Call) -> Node:
    node = call.nodes()[0] if call.args else lambda scope, clock: None
    return lambda scope, clock: is_true(node(scope, clock))


OPERATORS: dict[str, tuple[Builder, int, int | None]] = {
    "if": (_if, 0, None),
    "?:": (_if, 0, None),
    "and": (_and, 0, None),
    "or": (_or, 0, None),
    "!": (_not, 0, 1),
    "!!": (_truth, 0, 1),
}
