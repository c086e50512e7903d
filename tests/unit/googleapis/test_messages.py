"""Our messages are Google's on the wire: each field has the number and the kind of the one that it stands for."""

from typing import Any

import pytest
from google.cloud import tasks_v2
from google.cloud.firestore_v1 import types
from google.events.cloud.firestore import DocumentEventData

from functions.googleapis import cloud_tasks_pb2, firestore_pb2

query = types.StructuredQuery
GOOGLES: dict[Any, Any] = {
    cloud_tasks_pb2.CreateTaskRequest: tasks_v2.CreateTaskRequest,
    cloud_tasks_pb2.HttpRequest: tasks_v2.HttpRequest,
    cloud_tasks_pb2.OidcToken: tasks_v2.OidcToken,
    cloud_tasks_pb2.Task: tasks_v2.Task,
    firestore_pb2.Aggregation: types.StructuredAggregationQuery.Aggregation,
    firestore_pb2.AggregationResult: types.AggregationResult,
    firestore_pb2.ArrayValue: types.ArrayValue,
    firestore_pb2.BatchGetDocumentsRequest: types.BatchGetDocumentsRequest,
    firestore_pb2.BatchGetDocumentsResponse: types.BatchGetDocumentsResponse,
    firestore_pb2.CollectionSelector: query.CollectionSelector,
    firestore_pb2.CommitRequest: types.CommitRequest,
    firestore_pb2.CommitResponse: types.CommitResponse,
    firestore_pb2.CompositeFilter: query.CompositeFilter,
    firestore_pb2.Count: types.StructuredAggregationQuery.Aggregation.Count,
    firestore_pb2.Cursor: types.Cursor,
    firestore_pb2.Document: types.Document,
    firestore_pb2.DocumentEvent: DocumentEventData,
    firestore_pb2.DocumentMask: types.DocumentMask,
    firestore_pb2.FieldFilter: query.FieldFilter,
    firestore_pb2.FieldReference: query.FieldReference,
    firestore_pb2.Filter: query.Filter,
    firestore_pb2.GetDocumentRequest: types.GetDocumentRequest,
    firestore_pb2.MapValue: types.MapValue,
    firestore_pb2.Order: query.Order,
    firestore_pb2.Precondition: types.Precondition,
    firestore_pb2.RunAggregationQueryRequest: types.RunAggregationQueryRequest,
    firestore_pb2.RunAggregationQueryResponse: types.RunAggregationQueryResponse,
    firestore_pb2.RunQueryRequest: types.RunQueryRequest,
    firestore_pb2.RunQueryResponse: types.RunQueryResponse,
    firestore_pb2.StructuredAggregationQuery: types.StructuredAggregationQuery,
    firestore_pb2.StructuredQuery: query,
    firestore_pb2.Sum: types.StructuredAggregationQuery.Aggregation.Sum,
    firestore_pb2.UnaryFilter: query.UnaryFilter,
    firestore_pb2.Value: types.Value,
    firestore_pb2.Write: types.Write,
    firestore_pb2.WriteResult: types.WriteResult,
}
ENUMS: dict[Any, Any] = {
    firestore_pb2.CompositeFilter.Operator: query.CompositeFilter.Operator,
    firestore_pb2.FieldFilter.Operator: query.FieldFilter.Operator,
    firestore_pb2.Order.Direction: query.Direction,
    firestore_pb2.UnaryFilter.Operator: query.UnaryFilter.Operator,
}
OURS = {
    file.name: {*file.message_types_by_name}
    for file in (cloud_tasks_pb2.DESCRIPTOR, firestore_pb2.DESCRIPTOR)
}


def test_every_message_of_ours_stands_for_one_of_googles() -> None:
    named = {(each.DESCRIPTOR.file.name, each.DESCRIPTOR.name) for each in GOOGLES}
    assert named == {(file, name) for file, names in OURS.items() for name in names}


@pytest.mark.parametrize("ours", GOOGLES, ids=lambda each: each.DESCRIPTOR.name)
def test_each_field_has_the_number_of_googles_and_its_kind(ours: Any) -> None:
    theirs = GOOGLES[ours].pb().DESCRIPTOR.fields_by_number
    for field in ours.DESCRIPTOR.fields:
        google = theirs[field.number]
        assert (field.type, field.is_repeated) == (google.type, google.is_repeated), field.full_name
        assert field.has_presence == google.has_presence, field.full_name


@pytest.mark.parametrize("ours", ENUMS, ids=lambda each: each.DESCRIPTOR.full_name)
def test_each_word_of_an_enumeration_has_the_number_of_googles(ours: Any) -> None:
    for name, number in ours.items():
        assert ENUMS[ours][name] == number
