"""How Firestore compares values: by kind first, so that 1 equals 1.0 and is neither True nor "1"."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

# The order of the kinds; what lies between bytes and arrays (references, places) is not used here.
_RANKS: tuple[tuple[type | tuple[type, ...], int], ...] = (
    (type(None), 0),
    (bool, 1),
    ((int, float), 2),
    (datetime, 3),
    (str, 4),
    (bytes, 5),
    (list, 6),
    (Mapping, 7),
)


def order_of(value: Any) -> tuple[Any, ...]:
    """Something that Python orders, and finds equal, as Firestore does the value."""
    rank = next(rank for kinds, rank in _RANKS if isinstance(value, kinds))
    if isinstance(value, list):
        return rank, tuple(map(order_of, value))
    if isinstance(value, Mapping):
        return rank, tuple((name, order_of(value[name])) for name in sorted(value))
    return (rank,) if value is None else (rank, value)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are stored alike: equal, and of one kind all through."""
    if one != other or type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return all(is_same(item, other[name]) for name, item in one.items())
    return not isinstance(one, list) or all(map(is_same, one, other))
