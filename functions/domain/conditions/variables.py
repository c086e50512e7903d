"""var, missing, missing_some: what a rule reads of its subject."""

from collections.abc import Mapping
from typing import Any

from functions.domain.conditions.calls import Builder, Call, Node
from functions.domain.conditions.coercions import to_number, to_text

ALL = ""  # the path of the whole subject: a rule that computes its paths may read any field


def read(scope: Any, keys: list[str]) -> Any:
    """The value at a path of keys, of a list by index; None where there is none."""
    for key in keys:
        if type(scope) is dict or isinstance(scope, Mapping):
            scope = scope.get(key)
        elif isinstance(scope, list) and key.isdecimal() and len(key) < 9:
            scope = scope[int(key)] if int(key) < len(scope) else None
        else:
            return None
    return scope


def keys_of(path: Any) -> list[str]:
    return to_text(path).split(".") if path is not None and path != "" else []


def _var(call: Call) -> Node:
    written = call.args[0] if call.args else ""
    default = call.node(1) if len(call.args) > 1 else None
    if isinstance(written, dict | list):
        return _computed_var(call, default)
    keys = keys_of(written)
    call.reads(".".join(keys))
    plain = _plain_var(keys)
    if default is None:
        return plain

    def with_default(scope: Any, clock: Any) -> Any:
        value = plain(scope, clock)
        return default(scope, clock) if value is None else value

    return with_default


def _plain_var(keys: list[str]) -> Node:
    if len(keys) == 1:
        key = keys[0]
        return lambda scope, clock: scope.get(key) if type(scope) is dict else read(scope, keys)
    if len(keys) == 2:
        first, *rest = keys
        last = rest[0]

        def of_two(scope: Any, clock: Any) -> Any:
            inner = scope.get(first) if type(scope) is dict else read(scope, [first])
            return inner.get(last) if type(inner) is dict else read(inner, rest)

        return of_two
    return lambda scope, clock: read(scope, keys)


def _computed_var(call: Call, default: Node | None) -> Node:
    path = call.node(0)
    call.reads(ALL)

    def computed(scope: Any, clock: Any) -> Any:
        value = read(scope, keys_of(path(scope, clock)))
        return default(scope, clock) if value is None and default else value

    return computed


def _absent(scope: Any, paths: list[Any]) -> list[Any]:
    return [path for path in paths if read(scope, keys_of(path)) in (None, "")]


def _missing(call: Call) -> Node:
    nodes = call.nodes()
    _note_paths(call, call.args)

    def missing(scope: Any, clock: Any) -> Any:
        values = [node(scope, clock) for node in nodes]
        return _absent(scope, values[0] if values and isinstance(values[0], list) else values)

    return missing


def _missing_some(call: Call) -> Node:
    least, wanted = call.nodes()
    _note_paths(call, [call.args[1]])

    def missing_some(scope: Any, clock: Any) -> Any:
        paths = wanted(scope, clock)
        absent = _absent(scope, paths) if isinstance(paths, list) else []
        there = len(paths) - len(absent) if isinstance(paths, list) else 0
        return [] if there >= to_number(least(scope, clock)) else absent

    return missing_some


def _note_paths(call: Call, written: list[Any]) -> None:
    for path in written:
        if isinstance(path, list):
            _note_paths(call, path)
        else:
            call.reads(ALL if isinstance(path, dict) else ".".join(keys_of(path)))


OPERATORS: dict[str, tuple[Builder, int, int | None]] = {
    "var": (_var, 0, 2),
    "missing": (_missing, 0, None),
    "missing_some": (_missing_some, 2, 2),
}
