"""Values of fields as keys that compare as Firestore compares values, for the kinds of value that ranges are asked of.

A range finds values of its bound's own kind alone, so kinds are kept apart.
"""

from collections.abc import Mapping
from math import inf, isnan
from typing import Any, NamedTuple

_KINDS = {
    "boolean_value": 1,
    "integer_value": 2,
    "double_value": 2,
    "timestamp_value": 3,
    "string_value": 4,
}
_NANOS_PER_MICRO = 1000


class Key(NamedTuple):
    """A value's kind, and what it compares by within its kind."""

    kind: int
    value: Any


def key_of(value: Any) -> Key | None:
    """The key of a Firestore value; None for kinds that no range here is asked of.

    Firestore keeps microseconds of a timestamp. NaN comes before every number.
    """
    name = value.WhichOneof("value_type")
    kind = _KINDS.get(name)
    if kind is None:
        return None
    plain = getattr(value, name)
    if name == "timestamp_value":
        return Key(kind, plain.seconds * 1_000_000 + plain.nanos // _NANOS_PER_MICRO)
    if name == "string_value":
        return Key(kind, plain.encode())
    if name == "double_value" and isnan(plain):
        return Key(kind, -inf)
    return Key(kind, plain)


def field_at(fields: Mapping[str, Any], path: tuple[str, ...]) -> Any | None:
    """The value of a field, in maps where its path has several names; None where there is none."""
    *outer, last = path
    for name in outer:
        if name not in fields or fields[name].WhichOneof("value_type") != "map_value":
            return None
        fields = fields[name].map_value.fields
    return fields.get(last)
