"""Values become Firestore's and come back as the official client has them, at a fraction of its time."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1 import _helpers, types
from google.cloud.firestore_v1.bson import BSONInt32, BSONObjectId
from google.cloud.firestore_v1.field_path import render_field_path
from google.cloud.firestore_v1.vector import Vector
from hypothesis import given, settings
from hypothesis import strategies as st
from proto.datetime_helpers import DatetimeWithNanoseconds as VersionWithNanoseconds  # type: ignore[import-untyped]

from functions.domain.kernel.errors import StoreRefused
from functions.googleapis.firestore_pb2 import Document, Value
from functions.store.documents import Create, Update
from functions.store.firestore import write_message
from functions.store.paths import REMOVED, FieldPath
from functions.store.values import decode_fields, encode_fields, encode_path, encode_timestamp

CLIENT: Any = firestore.Client(project="p", credentials=AnonymousCredentials())
NAME = f"{CLIENT._database_string}/documents/orgs/kopi/orders/pos:1"
FEW = settings(max_examples=40, deadline=None)
INDIA = timezone(timedelta(hours=5, minutes=30))


LAST_EXACT_SECOND = 2**53 // 1_000_000


@st.composite
def instants_with_nanoseconds(draw: st.DrawFn, kind: Any = DatetimeWithNanoseconds) -> Any:
    """Where the client's own classes are exact: they move earlier and much later ones by up to a second."""
    at = datetime.fromtimestamp(draw(st.integers(0, LAST_EXACT_SECOND)), UTC)
    return kind(*at.timetuple()[:6], nanosecond=draw(st.integers(0, 999_999_999)), tzinfo=UTC)


names = st.text(min_size=1, max_size=8)
plain = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text()
    | st.binary()
    | st.datetimes(timezones=st.sampled_from([None, UTC, INDIA]))
    | instants_with_nanoseconds()
)
rare = st.sampled_from(
    [
        firestore.GeoPoint(12.5, -71.25),
        CLIENT.document("orgs/kopi/orders/pos:1"),
        Vector([1.0, 2.5]),
        BSONInt32(7),
        BSONObjectId("507f191e810c19729de860ea"),
        {"__type__": "something else"},
        {"__oid__": "not an id"},
        {"__name": 1},
    ]
)
values = st.recursive(
    plain | rare,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(names, inner, max_size=4)
    ),
    max_leaves=6,
)
documents = st.dictionaries(names, values, max_size=4)


@FEW
@given(documents)
def test_a_document_is_encoded_as_the_client_does_it(fields: dict[str, Any]) -> None:
    ours = Document()
    encode_fields(ours.fields, fields)
    theirs = types.Document(fields=_helpers.encode_dict(fields))._pb
    assert in_bytes(ours) == in_bytes(theirs)


@FEW
@given(documents)
def test_a_document_is_decoded_as_the_client_does_it(fields: dict[str, Any]) -> None:
    stored = types.Document(fields=_helpers.encode_dict({"all": fields}))._pb
    ours = decode_fields(Document.FromString(stored.SerializeToString()).fields, CLIENT._database_string)
    assert shown(ours) == shown(_helpers.decode_dict(stored.fields, CLIENT))


@FEW
@given(documents)
def test_what_was_decoded_is_encoded_as_it_was(fields: dict[str, Any]) -> None:
    before, after = Document(), Document()
    encode_fields(before.fields, fields)
    encode_fields(after.fields, decode_fields(before.fields, CLIENT._database_string))
    assert in_bytes(after) == in_bytes(before)


@FEW
@given(st.dictionaries(names, values.filter(lambda value: value != {}), min_size=1, max_size=5))
def test_a_creation_is_the_client_s_own(fields: dict[str, Any]) -> None:
    ours = write_message(Create("-", fields), NAME)
    (theirs,) = _helpers.pbs_for_create(NAME, fields)
    assert in_bytes(ours) == in_bytes(theirs._pb)


leaves = values | st.just(REMOVED)
# The client itself misreads the name of a map that ends with a backslash.
readable = names.filter(lambda name: not name.endswith("\\"))
paths = st.lists(readable, min_size=1, max_size=3).map(tuple)


def are_apart(changes: dict[FieldPath, Any]) -> bool:
    """Whether no path leads below another one, as it is with the leaves of one document."""
    return not any(path[:length] in changes for path in changes for length in range(1, len(path)))


@FEW
@given(
    st.dictionaries(paths, leaves, min_size=1, max_size=4).filter(are_apart),
    instants_with_nanoseconds(VersionWithNanoseconds),
)
def test_an_update_is_the_client_s_own(changes: dict[FieldPath, Any], version: Any) -> None:
    ours = write_message(Update("-", changes, version), NAME)
    theirs = the_client_s_update(changes, version)
    assert sorted(ours.update_mask.field_paths) == sorted(theirs.update_mask.field_paths)
    for write in (ours, theirs):
        write.ClearField("update_mask")
    assert in_bytes(ours) == in_bytes(theirs)


def the_client_s_update(changes: dict[FieldPath, Any], version: Any) -> Any:
    fields = {
        render_field_path(path): firestore.DELETE_FIELD if value is REMOVED else value
        for path, value in changes.items()
    }
    (write,) = _helpers.pbs_for_update(NAME, fields, CLIENT.write_option(last_update_time=version))
    return write._pb


@FEW
@given(paths)
def test_a_path_is_quoted_as_the_client_does_it(path: FieldPath) -> None:
    assert encode_path(path) == render_field_path(path)


@pytest.mark.parametrize("tail", [0, 1, 500_000, 999_999])
def test_an_instant_before_1970_keeps_its_fraction(tail: int) -> None:
    at = datetime(1969, 12, 31, 23, 59, 59, tail, tzinfo=UTC)
    known_to_the_client = DatetimeWithNanoseconds(
        1969, 12, 31, 23, 59, 59, nanosecond=tail * 1000, tzinfo=UTC
    )
    for instant in (at, known_to_the_client):
        stamp = Value().timestamp_value
        encode_timestamp(stamp, instant)
        assert (stamp.seconds, stamp.nanos) == (-1, tail * 1000)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Decimal("1.5"), "TypeError"),
        (date(2025, 1, 25), "TypeError"),
        (object(), "TypeError"),
        (2**63, "ValueError"),
        (-(2**63) - 1, "ValueError"),
        ("\ud800", "UnicodeEncodeError"),
        ([{"deep": [Decimal("4711")]}], "TypeError"),
        ({4711: "a name that is no text"}, "TypeError"),
        ({"\ud800": "a name that is no Unicode"}, "UnicodeEncodeError"),
    ],
)
def test_a_value_that_firestore_does_not_have_is_refused_by_its_field(value: Any, reason: str) -> None:
    with pytest.raises(StoreRefused) as caught:
        encode_fields(Document().fields, {"fine": 1, "total": value})
    assert f"total: {reason}" in str(caught.value)
    assert "4711" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_leaf_that_cannot_be_kept_is_named_by_its_path() -> None:
    with pytest.raises(StoreRefused, match=r"stats\.spend: ValueError"):
        write_message(Update("-", {("stats", "spend"): 2**64}, datetime.now(UTC)), NAME)


def in_bytes(message: Any) -> bytes:
    """As it goes over the wire: unlike its fields, NaN is equal to itself there."""
    return bytes(message.SerializeToString(deterministic=True))


def shown(value: Any) -> Any:
    """A value that can be compared: with its type, and NaN equal to itself."""
    if isinstance(value, dict):
        return {name: shown(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, DatetimeWithNanoseconds):
        return type(value), value.timestamp_pb().ToNanoseconds(), value.nanosecond, value.tzinfo
    if isinstance(value, firestore.DocumentReference):
        return type(value), value.path, value._client.project, value._client._database
    return type(value), repr(value) if isinstance(value, float) else value
