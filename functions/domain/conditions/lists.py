"""map, filter, reduce, all, some, none, merge: lists of the subject; anything else counts as an empty list."""

from typing import Any

from functions.domain.conditions.calls import Builder, Call, Node
from functions.domain.conditions.coercions import MOST, is_true


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _map(call: Call) -> Node:
    source, made = call.node(0), call.item_node(1)
    return lambda scope, clock: [made(item, clock) for item in _items(source(scope, clock))]


def _filter(call: Call) -> Node:
    source, test = call.node(0), call.item_node(1)
    return lambda scope, clock: [item for item in _items(source(scope, clock)) if is_true(test(item, clock))]


def _all(call: Call) -> Node:
    source, test = call.node(0), call.item_node(1)

    def every(scope: Any, clock: Any) -> bool:
        items = _items(source(scope, clock))
        return bool(items) and all(is_true(test(item, clock)) for item in items)

    return every


def _some(call: Call) -> Node:
    source, test = call.node(0), call.item_node(1)
    return lambda scope, clock: any(is_true(test(item, clock)) for item in _items(source(scope, clock)))


def _none(call: Call) -> Node:
    some = _some(call)
    return lambda scope, clock: not some(scope, clock)


def _reduce(call: Call) -> Node:
    source, step = call.node(0), call.item_node(1)
    initial = call.node(2) if len(call.args) > 2 else lambda scope, clock: None

    def fold(scope: Any, clock: Any) -> Any:
        total = initial(scope, clock)
        for item in _items(source(scope, clock)):
            total = step({"current": item, "accumulator": total}, clock)
        return total

    return fold


def _merge(call: Call) -> Node:
    nodes = call.nodes()

    def merged(scope: Any, clock: Any) -> list[Any]:
        whole: list[Any] = []
        for node in nodes:
            value = node(scope, clock)
            whole += value if isinstance(value, list) else [value]
        return whole[:MOST]

    return merged


OPERATORS: dict[str, tuple[Builder, int, int | None]] = {
    "map": (_map, 2, 2),
    "filter": (_filter, 2, 2),
    "reduce": (_reduce, 2, 3),
    "all": (_all, 2, 2),
    "some": (_some, 2, 2),
    "none": (_none, 2, 2),
    "merge": (_merge, 0, None),
}
