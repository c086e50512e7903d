"""JsonLogic, compiled once and asked for many subjects: whether it holds now, and when that next changes by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any

from functions.domain.conditions import time_operators as times
from functions.domain.conditions.dates import length, moved
from functions.domain.conditions.forms import FORMS, Form
from functions.domain.conditions.nodes import Context, Node, RuleRefused, constant, first_change
from functions.domain.conditions.operators import OPERATORS
from functions.domain.conditions.values import is_true
from functions.domain.kernel.errors import FieldFault

DEEPEST = 20
MOST_NODES = 500
_NOW = "changes at every instant: compare it with <, <=, > or >=, or use today"
_ORDERS: Mapping[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
_PLAIN_TIMES: Mapping[str, Callable[[], Node]] = {
    "now": times.now_node,
    "today": times.today_node,
    "start_of_today": times.start_of_today_node,
}


@dataclass(frozen=True)
class Rule:
    """A compiled condition. `variables`: the paths that it reads of its subject."""

    _node: Node
    variables: frozenset[str]

    def value(self, subject: Mapping[str, Any], now: datetime, zone: tzinfo) -> Any:
        return self._node.value(Context(subject, now, zone))

    def holds(self, subject: Mapping[str, Any], now: datetime, zone: tzinfo) -> bool:
        """Whether it is true, as JsonLogic has it. Raises nothing for any subject of JSON and instants."""
        return is_true(self.value(subject, now, zone))

    def next_change(self, subject: Mapping[str, Any], now: datetime, zone: tzinfo) -> datetime | None:
        """The first instant after now at which the answer may differ though the subject stays; None where it never
        does.
        """
        return self._node.change(Context(subject, now, zone))


def compile_rule(logic: object) -> Rule:
    """A condition ready to be asked. An empty one is never true. Raises RuleRefused with all faults."""
    compiler = _Compiler()
    node = constant(False) if logic == {} else compiler.node(logic, "", depth=0)
    if not compiler.faults and node.since_now is not None:
        compiler.refuse("", _NOW)
    if compiler.faults:
        raise RuleRefused(compiler.faults)
    return Rule(node, frozenset(compiler.variables))


class _Compiler:
    """Compiles one condition; what is wrong is collected with its path."""

    def __init__(self) -> None:
        self.faults: list[FieldFault] = []
        self.variables: set[str] = set()
        self._nodes = 0
        self._items = 0

    def refuse(self, path: str, message: str) -> Node:
        self.faults.append(FieldFault(path, message))
        return constant(None)

    def node(self, logic: object, path: str, *, depth: int) -> Node:
        self._nodes += 1
        if depth > DEEPEST or self._nodes > MOST_NODES:
            if not self.faults:
                self.refuse(path, f"is deeper than {DEEPEST} or larger than {MOST_NODES} parts")
            return constant(None)
        if isinstance(logic, list | tuple):
            parts = self.settled(logic, path, depth=depth)
            return Node(lambda context: [part.value(context) for part in parts], first_change(*parts))
        if not isinstance(logic, Mapping):
            return constant(logic)
        if len(logic) != 1:
            return self.refuse(path, "has to have one operator, and has " + str(len(logic)))
        ((name, given),) = logic.items()
        arguments = given if isinstance(given, list | tuple) else [given]
        return self._operation(str(name), arguments, f"{path}.{name}" if path else str(name), depth=depth)

    def settled(self, logics: Sequence[object], path: str, *, depth: int) -> list[Node]:
        """Parts that are something and do not change with every instant."""
        parts = [
            self.node(each, f"{path}.{at}" if path else str(at), depth=depth + 1)
            for at, each in enumerate(logics)
        ]
        for at, part in enumerate(parts):
            if part.since_now is not None:
                self.refuse(f"{path}.{at}", _NOW)
        return parts

    def inside(self, logic: object, path: str, *, depth: int) -> Node:
        """A part that is asked about items of a list: what it reads is no path of the subject."""
        self._items += 1
        (part,) = self.settled([logic], path, depth=depth)
        self._items -= 1
        return part

    def reads(self, path: object) -> None:
        if not self._items and isinstance(path, str):
            self.variables.add(path)

    def _operation(self, name: str, arguments: Sequence[object], path: str, *, depth: int) -> Node:
        if name in _PLAIN_TIMES:
            return _PLAIN_TIMES[name]()
        if name in _ORDERS:
            return self._order(name, arguments, path, depth=depth)
        if name in _TIMES:
            return self._time(name, arguments, path, depth=depth)
        if (form := FORMS.get(name)) is not None:
            return self._form(form, arguments, path, depth=depth)
        if name not in OPERATORS:
            return self.refuse(path, "is no operator of conditions")
        operator, least, most = OPERATORS[name]
        if not least <= len(arguments) <= most:
            return self.refuse(path, f"takes {least} to {most} values, and has {len(arguments)}")
        parts = self.settled(arguments, path, depth=depth)
        return Node(lambda context: operator(*(part.value(context) for part in parts)), first_change(*parts))

    def _form(self, form: Form, arguments: Sequence[object], path: str, *, depth: int) -> Node:
        if not form.least <= len(arguments) <= form.most:
            return self.refuse(path, f"takes {form.least} to {form.most} values, and has {len(arguments)}")
        return form.make(self, arguments, path=path, depth=depth)

    def _order(self, name: str, arguments: Sequence[object], path: str, *, depth: int) -> Node:
        """`<` of two, or of three: the one in the middle between the others."""
        if not 2 <= len(arguments) <= 3:
            return self.refuse(path, f"takes 2 or 3 values, and has {len(arguments)}")
        parts = [self.node(each, f"{path}.{at}", depth=depth + 1) for at, each in enumerate(arguments)]
        pairs = [times.compared(left, right, _ORDERS[name]) for left, right in pairwise(parts)]
        if len(pairs) == 1:
            return pairs[0]
        return Node(lambda context: all(pair.value(context) for pair in pairs), first_change(*pairs))

    def _time(self, name: str, arguments: Sequence[object], path: str, *, depth: int) -> Node:
        """An operator about an instant or a day, and a fixed length of time."""
        make, least, most = _TIMES[name]
        if not least <= len(arguments) <= most:
            return self.refuse(path, f"takes {least} to {most} values, and has {len(arguments)}")
        base = self.node(arguments[0], f"{path}.0", depth=depth + 1)
        if base.since_now is not None and name not in ("date_add", "datetime_add"):
            return self.refuse(f"{path}.0", _NOW)
        try:
            return make(base, *arguments[1:])
        except ValueError as error:
            return self.refuse(f"{path}.1", str(error))


def _within(base: Node, text: Any, side: Any = "past") -> Node:
    if side not in ("past", "ahead"):
        raise ValueError("has a third value that is neither past nor ahead")
    make = times.within_past if side == "past" else times.within_ahead
    return make(base, length(text))


def _day_is(base: Node, day: Any = "today") -> Node:
    if day not in ("today", {"today": []}):
        raise ValueError("is not today")
    return times.day_is(base)


def _days_before(base: Node, days: Any) -> Node:
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 365:
        raise ValueError("is not a number of days from 0 to 365")
    return times.days_before(base, days)


def _added(base: Node, amount: Any, unit: Any = "day") -> Node:
    return times.added(base, moved(amount, unit))


_TIMES: Mapping[str, tuple[Callable[..., Node], int, int]] = {
    "older_than": (lambda base, text: times.older_than(base, length(text)), 2, 2),
    "within": (_within, 2, 3),
    "day_is": (_day_is, 1, 2),
    "days_before": (_days_before, 2, 2),
    "date_add": (_added, 2, 3),
    "datetime_add": (_added, 2, 3),
}
