"""in, cat, substr and what the React query builders emit on text."""

from collections.abc import Callable
from typing import Any

from functions.domain.conditions.calls import Builder, Call, Node
from functions.domain.conditions.coercions import MOST, is_identical, to_number, to_text


def _in(call: Call) -> Node:
    part, whole = call.nodes()

    def contained(scope: Any, clock: Any) -> bool:
        sought, place = part(scope, clock), whole(scope, clock)
        if isinstance(place, str):
            return to_text(sought) in place
        if type(sought) is str and type(place) is list:
            return sought in place
        return isinstance(place, list) and any(is_identical(sought, item, clock.zone) for item in place)

    return contained


def _cat(call: Call) -> Node:
    nodes = call.nodes()
    return lambda scope, clock: "".join(to_text(node(scope, clock)) for node in nodes)[:MOST]


def _substr(call: Call) -> Node:
    nodes = call.nodes()

    def cut(scope: Any, clock: Any) -> str:
        text = to_text(nodes[0](scope, clock))
        rest = text[_place(nodes[1](scope, clock)) :]
        if len(nodes) == 2:
            return rest
        length = _place(nodes[2](scope, clock))
        return rest[:length]

    return cut


def _place(value: Any) -> int:
    number = to_number(value)
    return int(max(-MOST, min(MOST, number))) if number == number else 0  # NaN differs from itself


def _with(test: Callable[[str, str], bool]) -> Builder:
    def build(call: Call) -> Node:
        whole, part = call.nodes()

        def tested(scope: Any, clock: Any) -> bool:
            text = whole(scope, clock)
            return isinstance(text, str) and test(text, to_text(part(scope, clock)))

        return tested

    return build


def _lower(call: Call) -> Node:
    node = call.node(0)
    return lambda scope, clock: to_text(node(scope, clock)).lower()


def _upper(call: Call) -> Node:
    node = call.node(0)
    return lambda scope, clock: to_text(node(scope, clock)).upper()


OPERATORS: dict[str, tuple[Builder, int, int | None]] = {
    "in": (_in, 2, 2),
    "cat": (_cat, 0, None),
    "substr": (_substr, 2, 3),
    "startsWith": (_with(str.startswith), 2, 2),
    "endsWith": (_with(str.endswith), 2, 2),
    "toLowerCase": (_lower, 1, 1),
    "toUpperCase": (_upper, 1, 1),
}
