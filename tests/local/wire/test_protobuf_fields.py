"""The outermost fields of messages, as protobuf itself writes them."""

import pytest
from google.cloud.firestore_v1 import types
from google.protobuf import descriptor_pb2

from local.wire.protobuf_fields import top_fields

DOCUMENT = {"name": "a", "fields": {"text": {"string_value": "x" * 70_000}}}
READ_TIME = {"seconds": 5}


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        (types.RunQueryResponse(), set()),
        (types.RunQueryResponse(read_time=READ_TIME), {3}),
        (types.RunQueryResponse(document=DOCUMENT, read_time=READ_TIME, skipped_results=300), {1, 3, 4}),
        (types.RunQueryResponse(transaction=b"t"), {2}),
        (types.RunQueryResponse(read_time=READ_TIME, done=True), {3, 6}),
        (types.BatchGetDocumentsResponse(found=DOCUMENT, read_time=READ_TIME), {1, 4}),
        (types.BatchGetDocumentsResponse(missing="a"), {2}),
        (types.Value(double_value=1.5), {3}),
        (types.StructuredQuery(offset=7), {6}),
    ],
)
def test_fields_are_those_that_were_set(message: object, fields: set[int]) -> None:
    assert top_fields(type(message).serialize(message)) == fields  # type: ignore[attr-defined]  # proto-plus


def test_numbers_of_four_bytes_and_of_many_fields_are_passed_over() -> None:
    message = bytes([1 << 3 | 5, 1, 2, 3, 4, 0x82, 0x01, 1, 0xFF]) + b"\x20\x01"

    assert top_fields(message) == {1, 16, 4}


def test_field_that_comes_twice_counts_once() -> None:
    files = descriptor_pb2.FileDescriptorSet(file=[{"name": "a"}, {"name": "b"}])

    assert top_fields(files.SerializeToString()) == {1}
