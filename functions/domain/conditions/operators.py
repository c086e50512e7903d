"""The operators of JsonLogic that need no time of their own, each over values that are known."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from functions.domain.conditions.values import is_equal, is_identical, is_true, number, text

Operator = Callable[..., Any]


def _whole(found: float | int | None) -> Any:
    """A number without decimals where it has none; None where it is none, or without end."""
    if found is None or isinstance(found, int):
        return found
    if not math.isfinite(found):
        return None
    return int(found) if found.is_integer() else found


def _plus(*values: Any) -> Any:
    return _sum([number(value) for value in values])


def _sum(numbers: Sequence[float | int | None]) -> Any:
    return None if None in numbers else sum(each for each in numbers if each is not None)


def _minus(*values: Any) -> Any:
    numbers = [number(value) for value in values]
    if None in numbers or not numbers:
        return None
    first, *others = (each for each in numbers if each is not None)
    return -first if not others else first - sum(others)


def _times(*values: Any) -> Any:
    numbers = [number(value) for value in values]
    return None if None in numbers else math.prod(each for each in numbers if each is not None)


def _divided(left: Any, right: Any) -> Any:
    one, two = number(left), number(right)
    if one is None or not two:
        return None
    try:
        return _whole(one / two)
    except OverflowError:
        return None


def _rest(left: Any, right: Any) -> Any:
    """As JavaScript has it: the sign is the left one's."""
    one, two = number(left), number(right)
    if one is None or not two:
        return None
    try:
        return _whole(math.fmod(one, two))
    except (ValueError, OverflowError):
        return None


def _most(*values: Any) -> Any:
    return _outermost(max, values)


def _least(*values: Any) -> Any:
    return _outermost(min, values)


def _outermost(choose: Callable[..., Any], values: Sequence[Any]) -> Any:
    numbers = [number(value) for value in values]
    return None if None in numbers or not numbers else choose(numbers)


def _is_in(item: Any, whole: Any) -> bool:
    if isinstance(whole, str):
        return isinstance(item, str) and item in whole
    return isinstance(whole, list | tuple) and any(is_identical(item, each) for each in whole)


def _cat(*values: Any) -> str:
    return "".join(text(value) for value in values)


def _substr(whole: Any, start: Any, count: Any = None) -> str:
    letters, first, most = text(whole), number(start), number(count)
    begin = int(first or 0)
    cut = letters[begin:] if begin >= 0 else letters[max(len(letters) + begin, 0) :]
    if count is None or most is None:
        return cut
    return cut[: int(most)]


def _merge(*values: Any) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list | tuple) else [value])]


def _starts(whole: Any, start: Any) -> bool:
    return isinstance(whole, str) and isinstance(start, str) and whole.startswith(start)


def _ends(whole: Any, end: Any) -> bool:
    return isinstance(whole, str) and isinstance(end, str) and whole.endswith(end)


# Name -> what it makes of its values, how many there are at the least and at the most.
OPERATORS: Mapping[str, tuple[Operator, int, int]] = {
    "==": (is_equal, 2, 2),
    "!=": (lambda left, right: not is_equal(left, right), 2, 2),
    "===": (is_identical, 2, 2),
    "!==": (lambda left, right: not is_identical(left, right), 2, 2),
    "!": (lambda value=None: not is_true(value), 0, 1),
    "!!": (lambda value=None: is_true(value), 0, 1),
    "+": (_plus, 0, 100),
    "-": (_minus, 1, 100),
    "*": (_times, 0, 100),
    "/": (_divided, 2, 2),
    "%": (_rest, 2, 2),
    "max": (_most, 0, 100),
    "min": (_least, 0, 100),
    "in": (_is_in, 2, 2),
    "cat": (_cat, 0, 100),
    "substr": (_substr, 2, 3),
    "merge": (_merge, 0, 100),
    "startsWith": (_starts, 2, 2),
    "endsWith": (_ends, 2, 2),
    "toLowerCase": (lambda value: text(value).lower(), 1, 1),
    "toUpperCase": (lambda value: text(value).upper(), 1, 1),
}
