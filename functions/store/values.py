"""Between Python's values and Firestore's, on the protobuf messages themselves.

The kinds that our documents have are converted here. A reference, a point, a vector or BSON is left to Google's client,
which is only imported when one is met.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.protobuf.timestamp_pb2 import Timestamp

from functions.domain.kernel.errors import StoreRefused
from functions.googleapis.firestore_pb2 import ArrayValue, MapValue, Value
from functions.store.paths import REMOVED, FieldPath

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
_SUBCLASSED = (str, int, float)
_SIMPLE_NAME = re.compile("[_a-zA-Z][_a-zA-Z0-9]*")

Values = Any  # a message's map of names and values


def encode_fields(target: Values, fields: Mapping[str, Any]) -> None:
    """Put fields into a document. StoreRefused names a field whose value Firestore cannot keep."""
    for name, value in fields.items():
        _encode_leaf(target, (name,), value)


def encode_changes(target: Values, changes: Mapping[FieldPath, Any]) -> None:
    """The same for leaves by their paths; one that goes away is named by the update's mask alone."""
    for path, value in changes.items():
        if value is not REMOVED:
            _encode_leaf(target, path, value)


def encode_path(path: FieldPath) -> str:
    """A path as an update's mask has it: names that are no plain words stand in backticks."""
    return ".".join(name if _SIMPLE_NAME.fullmatch(name) else _quoted(name) for name in path)


def encode_timestamp(target: Timestamp, at: datetime) -> None:
    """One without a zone is in UTC; nanoseconds are kept where it has them."""
    since = (at if at.tzinfo is not None else at.replace(tzinfo=UTC)) - _EPOCH
    target.seconds = since.days * _DAY_SECONDS + since.seconds
    target.nanos = getattr(at, "nanosecond", 0) or since.microseconds * 1000


def encode_value(target: Value, value: Any) -> None:
    """Raises TypeError or ValueError where Firestore has no such value."""
    kind = type(value)
    if (field := _PLAIN.get(kind)) is not None:
        setattr(target, field, value)
    elif value is None:
        target.null_value = 0  # NULL_VALUE
    elif kind is dict:
        _encode_map(target.map_value, value)
    elif kind is list or kind is tuple:
        _encode_array(target.array_value, value)
    elif isinstance(value, datetime):
        encode_timestamp(target.timestamp_value, value)
    else:
        _encode_rare(target, value)


def decode_fields(fields: Values, database: str) -> dict[str, Any]:
    """A document's fields. `database` is where references lead."""
    return {name: _decode(value, database) for name, value in fields.items()}


def decode_timestamp(stamp: Timestamp) -> DatetimeWithNanoseconds:
    return DatetimeWithNanoseconds.from_timestamp_pb(stamp)


def _encode_leaf(target: Values, path: FieldPath, value: Any) -> None:
    *maps, name = path
    try:
        for outer in maps:
            target = target[outer].map_value.fields
        encode_value(target[name], value)
    except (TypeError, ValueError) as error:
        # The error's own words may hold the value.
        reason = f"{'.'.join(path)}: {type(error).__name__}, a value that Firestore does not have"
        raise StoreRefused(reason) from None


def _encode_map(target: MapValue, values: Mapping[str, Any]) -> None:
    target.SetInParent()
    for name, value in values.items():
        encode_value(target.fields[name], value)


def _encode_array(target: ArrayValue, values: Iterable[Any]) -> None:
    target.SetInParent()
    for value in values:
        encode_value(target.values.add(), value)


def _encode_rare(target: Value, value: Any) -> None:
    plain = next((kind for kind in _SUBCLASSED if isinstance(value, kind)), None)
    if plain is not None:
        setattr(target, _PLAIN[plain], value)
        return
    from google.cloud.firestore_v1 import _helpers

    target.MergeFromString(_helpers.encode_value(value)._pb.SerializeToString())


def _decode(value: Value, database: str) -> Any:
    kind = value.WhichOneof("kind")
    if kind in _PLAIN_FIELDS:
        return getattr(value, kind)
    if kind == "null_value":
        return None
    if kind == "timestamp_value":
        return decode_timestamp(value.timestamp_value)
    if kind == "array_value":
        return [_decode(item, database) for item in value.array_value.values]
    if kind == "map_value":
        decoded = decode_fields(value.map_value.fields, database)
        return _decode_rare(value, database) if _is_reserved(decoded) else decoded
    return _decode_rare(value, database)


def _is_reserved(decoded: Mapping[str, Any]) -> bool:
    """Whether a map may stand for something else: by names that Firestore keeps for itself."""
    return "__type__" in decoded or (len(decoded) == 1 and next(iter(decoded)).startswith("__"))


def _decode_rare(value: Value, database: str) -> Any:
    """What our messages leave out arrives as bytes that they do not know, and goes on to the client's."""
    from google.cloud.firestore_v1 import _helpers, types

    message = types.Value.pb().FromString(value.SerializeToString())
    return _helpers.decode_value(message, _client(database))


@lru_cache(maxsize=1)
def _client(database: str) -> Any:
    """A client that makes references and never calls."""
    from google.auth.credentials import AnonymousCredentials
    from google.cloud import firestore

    _, project, _, name = database.split("/")
    return firestore.Client(project=project, credentials=AnonymousCredentials(), database=name)


def _quoted(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
