"""Firestore's calls as plain gRPC, without the layers that Google's client puts around each of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from grpc.experimental import ChannelOptions

from functions.googleapis.channels import open_channel, routed_by
from functions.googleapis.firestore_pb2 import (
    Aggregation,
    BatchGetDocumentsRequest,
    BatchGetDocumentsResponse,
    CommitRequest,
    CommitResponse,
    Count,
    Document,
    FieldReference,
    GetDocumentRequest,
    RunAggregationQueryRequest,
    RunAggregationQueryResponse,
    RunQueryRequest,
    RunQueryResponse,
    StructuredAggregationQuery,
    StructuredQuery,
    Sum,
    Write,
)

CALL_SECONDS = 10.0
SERVICE = "/google.firestore.v1.Firestore/"

_HOST = "firestore.googleapis.com"
_OPTIONS = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # A stream is read by the thread that waits for it. Otherwise gRPC starts one for every stream.
    (ChannelOptions.SingleThreadedUnaryStream, 1),
]


class Stubs:
    """The calls to a project's database. Each is bounded in time and tried once; what fails raises grpc.RpcError."""

    def __init__(self, project: str, emulator: str | None = None, host: str = _HOST) -> None:
        self.database = f"projects/{project}/databases/(default)"
        self._headers = [("google-cloud-resource-prefix", self.database)]
        if emulator:
            self._headers.append(("authorization", "Bearer owner"))
        channel = open_channel(host, emulator, _OPTIONS)
        self._get = _stub(channel.unary_unary, "GetDocument", GetDocumentRequest, response=Document)
        self._batch_get = _stub(
            channel.unary_stream,
            "BatchGetDocuments",
            BatchGetDocumentsRequest,
            response=BatchGetDocumentsResponse,
        )
        self._run_query = _stub(channel.unary_stream, "RunQuery", RunQueryRequest, response=RunQueryResponse)
        self._run_aggregation = _stub(
            channel.unary_stream,
            "RunAggregationQuery",
            RunAggregationQueryRequest,
            response=RunAggregationQueryResponse,
        )
        self._commit = _stub(channel.unary_unary, "Commit", CommitRequest, response=CommitResponse)

    def name_of(self, path: str) -> str:
        return f"{self.database}/documents/{path}"

    def path_of(self, name: str) -> str:
        return name.removeprefix(f"{self.database}/documents/")

    def get(self, name: str) -> Document:
        """One document. One that is not there is an error: NOT_FOUND."""
        document: Document = self._call(self._get, GetDocumentRequest(name=name), routed_by("name", name))
        return document

    def batch_get(self, names: Iterable[str]) -> Sequence[BatchGetDocumentsResponse]:
        """An answer for each document, in any order."""
        request = BatchGetDocumentsRequest(database=self.database, documents=names)
        return list(self._call(self._batch_get, request, routed_by("database", self.database)))

    def run_query(self, parent: str, query: StructuredQuery) -> Sequence[RunQueryResponse]:
        """The answers to a query below a document or the database's root; not each of them has a document."""
        request = RunQueryRequest(parent=parent, structured_query=query)
        return list(self._call(self._run_query, request, routed_by("parent", parent)))

    def aggregate(self, parent: str, query: StructuredQuery, sum_of: str | None) -> int:
        """How many documents a query finds, or the sum of a field of theirs, which holds whole numbers."""
        aggregation = Aggregation(count=Count(), alias="count")
        if sum_of is not None:
            aggregation = Aggregation(sum=Sum(field=FieldReference(field_path=sum_of)), alias="sum")
        asked = StructuredAggregationQuery(structured_query=query, aggregations=[aggregation])
        request = RunAggregationQueryRequest(parent=parent, structured_aggregation_query=asked)
        answers = self._call(self._run_aggregation, request, routed_by("parent", parent))
        found = [answer.result.aggregate_fields for answer in answers]
        value = next(fields[aggregation.alias] for fields in found if aggregation.alias in fields)
        return int(value.integer_value or value.double_value)

    def commit(self, writes: Iterable[Write]) -> CommitResponse:
        request = CommitRequest(database=self.database, writes=writes)
        response: CommitResponse = self._call(self._commit, request, routed_by("database", self.database))
        return response

    def _call(self, stub: Any, request: Any, route: tuple[str, str]) -> Any:
        return stub(request, timeout=CALL_SECONDS, metadata=[*self._headers, route])


def _stub(kind: Any, method: str, request: Any, *, response: Any) -> Any:
    return kind(SERVICE + method, request.SerializeToString, response.FromString)
