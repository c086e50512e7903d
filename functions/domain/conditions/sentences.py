"""A condition as people read it: `stats.visits % 10 == 0`, part by part, with the values that it asks for."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from functions.domain.conditions.rules import Rule

LONGEST = 200
_BETWEEN = frozenset({"==", "===", "!=", "!==", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "in"})
_JOINED = frozenset({"and", "or"})
_NOT = frozenset({"!", "not"})


def parts_of(logic: Any) -> list[Any]:
    """The parts that have to hold, all of them: those of an `and`, or the whole."""
    if isinstance(logic, Mapping) and list(logic) == ["and"] and isinstance(logic["and"], list | tuple):
        return [part for each in logic["and"] for part in parts_of(each)]
    return [logic]


def phrase_of(logic: Any) -> str:
    """A condition in words: operators between their arguments, others as calls."""
    if not isinstance(logic, Mapping) or len(logic) != 1:
        return json.dumps(logic, ensure_ascii=False, default=str)
    ((operator, given),) = logic.items()
    args = list(given) if isinstance(given, list | tuple) else [given]
    return _variable(args) if operator == "var" else _call(operator, args)


def _call(operator: str, args: list[Any]) -> str:
    if operator in _NOT and len(args) == 1:
        return f"not ({phrase_of(args[0])})"
    if operator in _BETWEEN | _JOINED and len(args) > 1:
        return f" {operator} ".join(_within(operator, each) for each in args)
    return f"{operator}({', '.join(phrase_of(each) for each in args)})"


def _variable(args: list[Any]) -> str:
    if not args or args[0] in ("", None):
        return "all of it"
    default = f" (else {phrase_of(args[1])})" if len(args) > 1 else ""
    return f"{args[0]}{default}" if isinstance(args[0], str | int) else f"var({phrase_of(args[0])})"


def _within(operator: str, arg: Any) -> str:
    """An argument of an operator, in brackets where its own operator would read as part of it."""
    inner = next(iter(arg)) if isinstance(arg, Mapping) and len(arg) == 1 else None
    is_loose = inner in _JOINED or (inner in _BETWEEN and operator in _BETWEEN and inner != "%")
    return f"({phrase_of(arg)})" if is_loose else phrase_of(arg)


def values_of(rule: Rule, fields: Mapping[str, Any], zone: tzinfo) -> Iterator[str]:
    """What a condition asks for, each with its value: `stats.visits is 3`. Instants are by the clock of the zone."""
    for path in sorted(rule.variables):
        if path:
            yield f"{path} {_value(_at(path, fields), zone)}"


def _at(path: str, fields: Any) -> Any:
    found = fields
    for name in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(name)
        elif isinstance(found, list) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return found


def _value(value: Any, zone: tzinfo) -> str:
    if value is None:
        return "is not set"
    if isinstance(value, datetime):
        return f"is {value.astimezone(zone):%Y-%m-%d %H:%M}"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"is {text}" if len(text) <= LONGEST else f"is {text[:LONGEST]}..."
