"""How JsonLogic reads one kind of value as another, which is JavaScript's way; none of these raise."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

# Texts and lists that a rule makes end here, so that a rule that doubles a text for each item cannot fill the memory.
MOST = 10_000
# Beyond it JSON's readers disagree on whole numbers, and products of them would grow without bound.
_WHOLE = 2**53
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
Number = int | float


def is_true(value: Any) -> bool:
    """An empty list is false, unlike in JavaScript; the text "0" is true."""
    if value is True or value is False:
        return value
    if type(value) is float:
        return value != 0 and not math.isnan(value)
    return bool(value) or isinstance(value, Mapping)


def to_number(value: Any) -> Number:
    """NaN for what is no number; nothing, false and blank text are 0."""
    if value is None:
        return 0
    if isinstance(value, int | float):
        return _bounded(value)
    if isinstance(value, str):
        return _number_of_text(value.strip())
    if isinstance(value, list) and len(value) < 2:
        return 0 if not value or isinstance(value[0], list) else to_number(to_text(value[0]))
    return math.nan


def _bounded(value: Number) -> Number:
    if isinstance(value, float) or -_WHOLE <= value <= _WHOLE:
        return value + 0
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _number_of_text(text: str) -> Number:
    if not text:
        return 0
    if not _NUMBER.fullmatch(text):
        return math.nan
    number = float(text)
    return int(number) if number.is_integer() and abs(number) <= _WHOLE else number


def to_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int | float):
        return _text_of_number(value)
    if isinstance(value, list):
        return ",".join("" if isinstance(item, list) else to_text(item) for item in value[:MOST])
    return value.isoformat() if isinstance(value, date) else "[object Object]"


def _text_of_number(value: Number) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    number = _bounded(value)
    whole = isinstance(number, float) and number.is_integer() and abs(number) <= _WHOLE
    return str(int(number) if whole else number)


def to_instant(value: Any, zone: tzinfo) -> datetime | None:
    """A datetime, a date (its local midnight) or ISO text of either as an instant in UTC; None for anything else."""
    if type(value) is datetime and value.tzinfo is UTC:
        return value
    try:
        if isinstance(value, str):
            value = _parsed(value)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
        return datetime.combine(value, time(), zone).astimezone(UTC) if isinstance(value, date) else None
    except (ValueError, OverflowError):
        return None


def _parsed(text: str) -> datetime | date:
    # Python takes basic forms such as 20260101 and week dates too; a number in text is not to become a day.
    if len(text) < 10 or text[4] != "-" or text[7] != "-":
        raise ValueError("no ISO date")
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def is_equal(left: Any, right: Any, zone: tzinfo) -> bool:
    """JavaScript's ==; lists and objects by their content, a date or datetime as its instant."""
    if isinstance(left, date) or isinstance(right, date):
        instant = to_instant(left, zone)
        return instant is not None and instant == to_instant(right, zone)
    if left is None or right is None:
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _same_content(left, right)


def is_identical(left: Any, right: Any, zone: tzinfo) -> bool:
    """JavaScript's ===, by content as `is_equal`."""
    return _kind(left) == _kind(right) and is_equal(left, right, zone)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "date" if isinstance(value, date) else type(value).__name__


def _same_content(left: Any, right: Any) -> bool:
    held = isinstance(left, list | Mapping), isinstance(right, list | Mapping)
    if all(held):
        try:
            return bool(left == right)
        except (RecursionError, TypeError):  # nested too deep to say, or a naive datetime beside an aware one
            return False
    if any(isinstance(value, Mapping) for value in (left, right)):
        return False
    return to_number(left) == to_number(right)
