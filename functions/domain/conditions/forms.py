"""Operators that decide what of their parts is asked: variables, branches, lists, days as query builders write them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from functions.domain.conditions.dates import day_in
from functions.domain.conditions.nodes import Context, Node, constant, earliest, first_change, never
from functions.domain.conditions.values import instant, is_true


class Compiler(Protocol):
    """What a form asks of the compiler (rules.py)."""

    def settled(self, logics: Sequence[object], path: str, *, depth: int) -> list[Node]: ...
    def inside(self, logic: object, path: str, *, depth: int) -> Node: ...
    def reads(self, path: object) -> None: ...
    def refuse(self, path: str, message: str) -> Node: ...


class Make(Protocol):
    def __call__(
        self, compiler: Compiler, arguments: Sequence[object], /, *, path: str, depth: int
    ) -> Node: ...


@dataclass(frozen=True)
class Form:
    """How many parts it takes, and what makes a node of them."""

    make: Make
    least: int = 0
    most: int = 100


_ABSENT = object()


def at_path(data: Any, path: Any) -> Any:
    """What lies at a dotted path; _ABSENT where there is nothing. Items of lists go by their number."""
    if path is None or path == "":
        return data
    found = data
    for name in str(path).split("."):
        if isinstance(found, Mapping) and name in found:
            found = found[name]
        elif isinstance(found, list | tuple) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            return _ABSENT
    return found


def _is_absent(data: Any, path: Any) -> bool:
    found = at_path(data, path)
    return found is _ABSENT or found is None or found == ""


def _var(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    parts = compiler.settled(arguments or [""], path, depth=depth)
    compiler.reads(arguments[0] if arguments else "")
    name, default = parts[0], parts[1] if len(parts) > 1 else constant(None)

    def value(context: Context) -> Any:
        found = at_path(context.data, name.value(context))
        return default.value(context) if found is _ABSENT else found

    return Node(value, first_change(*parts))


def _missing(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    parts = compiler.settled(arguments, path, depth=depth)
    for each in arguments:
        compiler.reads(each)

    def value(context: Context) -> list[Any]:
        return _absent_of(context, [part.value(context) for part in parts])

    return Node(value, first_change(*parts))


def _absent_of(context: Context, names: Sequence[Any]) -> list[Any]:
    listed = names[0] if names and isinstance(names[0], list | tuple) else names
    return [name for name in listed if _is_absent(context.data, name)]


def _missing_some(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    least, names = compiler.settled(arguments, path, depth=depth)
    for each in arguments[1] if isinstance(arguments[1], list | tuple) else ():
        compiler.reads(each)

    def value(context: Context) -> list[Any]:
        wanted, asked = names.value(context), least.value(context)
        listed = wanted if isinstance(wanted, list | tuple) else []
        absent = _absent_of(context, [listed])
        is_enough = isinstance(asked, int | float) and len(listed) - len(absent) >= asked
        return [] if is_enough else absent

    return Node(value, first_change(least, names))


def _if(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    parts = compiler.settled(arguments, path, depth=depth)

    def value(context: Context) -> Any:
        for at in range(0, len(parts) - 1, 2):
            if is_true(parts[at].value(context)):
                return parts[at + 1].value(context)
        return parts[-1].value(context) if len(parts) % 2 else None

    return Node(value, first_change(*parts))


def _and(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    return _until(compiler, arguments, path=path, depth=depth, stops_at=False)


def _or(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    return _until(compiler, arguments, path=path, depth=depth, stops_at=True)


def _until(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int, stops_at: bool) -> Node:
    """The first part that is so, else the last one."""
    parts = compiler.settled(arguments, path, depth=depth)

    def value(context: Context) -> Any:
        found: Any = None
        for part in parts:
            found = part.value(context)
            if is_true(found) is stops_at:
                return found
        return found

    return Node(value, first_change(*parts))


ItemsOf = Callable[[list[Any], Callable[[Any], Any]], Any]


def _over_items(gather: ItemsOf) -> Make:
    """A form that asks its second part about each item of the list that its first part is."""

    def make(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
        (whole,) = compiler.settled(arguments[:1], path, depth=depth)
        part = compiler.inside(arguments[1], f"{path}.1", depth=depth)

        def items(context: Context) -> list[Any]:
            found = whole.value(context)
            return list(found) if isinstance(found, list | tuple) else []

        def change(context: Context) -> datetime | None:
            return earliest(
                [whole.change(context), *(part.change(context.of(item)) for item in items(context))]
            )

        return Node(lambda context: gather(items(context), lambda item: part.value(context.of(item))), change)

    return make


def _reduce(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    (whole,) = compiler.settled(arguments[:1], path, depth=depth)
    part = compiler.inside(arguments[1], f"{path}.1", depth=depth)
    (start,) = compiler.settled(arguments[2:3] or [None], path, depth=depth)
    if part.change is not never:
        return compiler.refuse(f"{path}.1", "may not depend on time")

    def value(context: Context) -> Any:
        found, items = start.value(context), whole.value(context)
        for item in items if isinstance(items, list | tuple) else []:
            found = part.value(context.of({"current": item, "accumulator": found}))
        return found

    return Node(value, first_change(whole, start))


def _same_day(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    left, right = compiler.settled(arguments, path, depth=depth)

    def value(context: Context) -> bool:
        first = day_in(left.value(context), context.zone)
        return first is not None and first == day_in(right.value(context), context.zone)

    return Node(value, first_change(left, right))


def _same_instant(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    left, right = compiler.settled(arguments, path, depth=depth)

    def value(context: Context) -> bool:
        first = instant(left.value(context), context.zone)
        return first is not None and first == instant(right.value(context), context.zone)

    return Node(value, first_change(left, right))


_TRUNCATED = {
    "second": {"microsecond": 0},
    "minute": {"second": 0, "microsecond": 0},
    "hour": {"minute": 0, "second": 0, "microsecond": 0},
    "day": {"hour": 0, "minute": 0, "second": 0, "microsecond": 0},
    "month": {"day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0},
    "year": {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0},
}


def _truncated(compiler: Compiler, arguments: Sequence[object], *, path: str, depth: int) -> Node:
    (part,) = compiler.settled(arguments[:1], path, depth=depth)
    unit = arguments[1]
    if unit not in _TRUNCATED:
        return compiler.refuse(f"{path}.1", f"is none of {', '.join(_TRUNCATED)}")

    def value(context: Context) -> datetime | None:
        at = instant(part.value(context), context.zone)
        return None if at is None else at.astimezone(context.zone).replace(**_TRUNCATED[str(unit)])  # type: ignore[arg-type]

    return Node(value, part.change)


FORMS: Mapping[str, Form] = {
    "var": Form(_var, 0, 2),
    "missing": Form(_missing),
    "missing_some": Form(_missing_some, 2, 2),
    "if": Form(_if),
    "?:": Form(_if, 3, 3),
    "and": Form(_and, 1),
    "or": Form(_or, 1),
    "map": Form(_over_items(lambda items, ask: [ask(item) for item in items]), 2, 2),
    "filter": Form(_over_items(lambda items, ask: [item for item in items if is_true(ask(item))]), 2, 2),
    "all": Form(_over_items(lambda items, ask: bool(items) and all(is_true(ask(i)) for i in items)), 2, 2),
    "some": Form(_over_items(lambda items, ask: any(is_true(ask(item)) for item in items)), 2, 2),
    "none": Form(_over_items(lambda items, ask: not any(is_true(ask(item)) for item in items)), 2, 2),
    "reduce": Form(_reduce, 2, 3),
    "date==": Form(_same_day, 2, 2),
    "datetime==": Form(_same_instant, 2, 2),
    "datetime_truncate": Form(_truncated, 2, 2),
}
