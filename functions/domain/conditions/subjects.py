"""What conditions are asked about, as JsonLogic knows it: maps and lists."""

from datetime import datetime
from types import NoneType
from typing import Any

_PLAIN = frozenset({NoneType, bool, int, float, str, datetime})


def with_lists(held: dict[str, Any]) -> dict[str, Any]:
    """The same fields, tuples as lists; changed in place."""
    for name, each in held.items():
        if type(each) not in _PLAIN:  # most are: every change of a customer pays for this
            held[name] = _listed(each)
    return held


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return with_lists(value)
    return [_listed(each) for each in value] if isinstance(value, list | tuple) else value
