"""Values as JsonLogic compares them: truth, loose equality, numbers in texts. Nothing here raises for any JSON."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any


def is_true(value: Any) -> bool:
    """An empty list is false, as JsonLogic has it, and an empty map is true, as JavaScript has it."""
    if isinstance(value, Mapping):
        return True
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


def number(value: Any) -> float | int | None:
    """The number that a value stands for; None where it is none."""
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return None if isinstance(value, float) and math.isnan(value) else value
    if isinstance(value, str):
        return _in_text(value.strip())
    if isinstance(value, list | tuple) and len(value) <= 1:
        return number(value[0]) if value else 0
    return None


def _in_text(text: str) -> float | int | None:
    if not text:
        return 0
    try:
        return int(text)
    except ValueError:
        pass
    try:
        found = float(text)
    except ValueError:
        return None
    return None if math.isnan(found) else found


def text(value: Any) -> str:
    """A value in a text: 1.0 is 1, nothing is empty, a list its items with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return ",".join(text(item) for item in value)
    return str(value)


def is_equal(left: Any, right: Any) -> bool:
    """Loosely: 1 and "1" are equal, an instant and the same instant as text are."""
    if left is None or right is None:
        return left is None and right is None
    if is_temporal(left) or is_temporal(right):
        return _instant(left) is not None and _instant(left) == _instant(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _is_equal_loosely(left, right)


def _is_equal_loosely(left: Any, right: Any) -> bool:
    if _is_container(left) and _is_container(right):
        return left is right  # as JavaScript has it: two lists are two, whatever is in them
    first, second = number(left), number(right)
    return first is not None and first == second


def _is_container(value: Any) -> bool:
    return isinstance(value, list | tuple | Mapping)


def is_identical(left: Any, right: Any) -> bool:
    """Without making anything of another kind: a number is no text, true is no 1."""
    kinds = tuple("number" if type(v) in (int, float) else type(v).__name__ for v in (left, right))
    if kinds[0] != kinds[1]:
        return False
    if isinstance(left, list | tuple | Mapping):
        return left is right
    return bool(left == right)


def instant(value: Any, zone: tzinfo) -> datetime | None:
    """The instant that a value stands for: one with a zone, a text like it, or a day, which begins at its midnight."""
    found = _instant(value)
    if found is None:
        return None
    return found.replace(tzinfo=zone) if found.tzinfo is None else found


def _instant(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, str) and len(value) >= len("YYYY-MM-DD"):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return None
    return None


def is_temporal(value: Any) -> bool:
    return isinstance(value, datetime | date)


def order(left: Any, right: Any, zone: tzinfo) -> int | None:
    """-1, 0 or 1; None where the two cannot be compared."""
    if is_temporal(left) or is_temporal(right):
        first, second = instant(left, zone), instant(right, zone)
        if first is None or second is None:
            return None
        first, second = first.astimezone(UTC), second.astimezone(UTC)
        return (first > second) - (first < second)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    one, two = number(left), number(right)
    if one is None or two is None:
        return None
    return (one > two) - (one < two)
