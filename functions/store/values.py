"""Between Python's values and Firestore's, on the protobuf messages themselves.

What Google's client does with each value through proto-plus, at a fraction of the time. The kinds that our documents
have are done here; the others (references, points, vectors, BSON) are left to the client's own functions.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.cloud.firestore_v1 import _helpers

from functions.domain.kernel.errors import StoreRefused
from functions.store.documents import REMOVED, FieldPath

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_SECONDS = 86_400
_PLAIN = {
    str: "string_value",
    bool: "boolean_value",
    int: "integer_value",
    float: "double_value",
    bytes: "bytes_value",
}
_PLAIN_FIELDS = frozenset(_PLAIN.values())


def encode_fields(target: Any, fields: Mapping[str, Any]) -> None:
    """Put fields into a document's map of values. StoreRefused names a field whose value Firestore cannot keep."""
    for name, value in fields.items():
        encode_leaf(target, (name,), value)


def encode_changes(target: Any, changes: Mapping[FieldPath, Any]) -> None:
    """The same for leaves by their paths; one that goes away is named by the update's mask alone."""
    for path, value in changes.items():
        if value is not REMOVED:
            encode_leaf(target, path, value)


def encode_leaf(target: Any, path: FieldPath, value: Any) -> None:
    *maps, name = path
    try:
        for outer in maps:
            target = target[outer].map_value.fields
        _encode(target[name], value)
    except (TypeError, ValueError) as error:
        # The error's own words may hold the value.
        reason = f"{'.'.join(path)}: {type(error).__name__}, a value that Firestore does not have"
        raise StoreRefused(reason) from None


def encode_timestamp(target: Any, at: datetime) -> None:
    """An instant as protobuf has it. One without a zone is in UTC; nanoseconds are kept where it has them."""
    since = (at if at.tzinfo is not None else at.replace(tzinfo=UTC)) - _EPOCH
    target.seconds = since.days * _DAY_SECONDS + since.seconds
    target.nanos = getattr(at, "nanosecond", 0) or since.microseconds * 1000


def decode_fields(fields: Any, client: Any) -> Any:
    """A map of values as a dict; a vector or BSON, which Firestore keeps as a map, as the client's own kind.

    `client` is what a reference to another document needs.
    """
    decoded = {name: _decode(value, client) for name, value in fields.items()}
    return _helpers.decode_dict(fields, client) if _is_reserved(decoded) else decoded


def decode_timestamp(stamp: Any) -> DatetimeWithNanoseconds:
    return DatetimeWithNanoseconds.from_timestamp_pb(stamp)


def _encode(target: Any, value: Any) -> None:
    kind = type(value)
    if (field := _PLAIN.get(kind)) is not None:
        setattr(target, field, value)
    elif value is None:
        target.null_value = 0
    elif kind is dict:
        _encode_map(target.map_value, value)
    elif kind is list or kind is tuple:
        _encode_array(target.array_value, value)
    elif isinstance(value, datetime):
        encode_timestamp(target.timestamp_value, value)
    else:
        target.CopyFrom(_helpers.encode_value(value)._pb)


def _encode_map(target: Any, values: Mapping[str, Any]) -> None:
    target.SetInParent()
    for name, value in values.items():
        _encode(target.fields[name], value)


def _encode_array(target: Any, values: Iterable[Any]) -> None:
    target.SetInParent()
    for value in values:
        _encode(target.values.add(), value)


def _decode(value: Any, client: Any) -> Any:
    kind = value.WhichOneof("value_type")
    if kind in _PLAIN_FIELDS:
        return getattr(value, kind)
    if kind == "null_value":
        return None
    if kind == "map_value":
        return decode_fields(value.map_value.fields, client)
    if kind == "array_value":
        return [_decode(item, client) for item in value.array_value.values]
    if kind == "timestamp_value":
        return decode_timestamp(value.timestamp_value)
    return _helpers.decode_value(value, client)


def _is_reserved(decoded: Mapping[str, Any]) -> bool:
    """Whether a map may stand for something else: its names are those that Firestore keeps for itself."""
    return "__type__" in decoded or (len(decoded) == 1 and next(iter(decoded)).startswith("__"))
