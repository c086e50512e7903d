"""Firestore's calls as plain gRPC stubs: Google's messages, without the layers that its client puts around each call.

The channel has the client's address and credentials, and every call the headers that the client would send.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import grpc
from google.api_core.gapic_v1.client_info import DEFAULT_CLIENT_INFO
from google.api_core.gapic_v1.routing_header import to_grpc_metadata
from google.cloud import firestore
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport
from grpc.experimental import ChannelOptions

CALL_SECONDS = 10.0

# The protobuf classes below those that the client shows.
BatchGetRequest, BatchGetResponse = types.BatchGetDocumentsRequest.pb(), types.BatchGetDocumentsResponse.pb()
CommitRequest, CommitResponse = types.CommitRequest.pb(), types.CommitResponse.pb()
GetRequest, Document = types.GetDocumentRequest.pb(), types.Document.pb()
QueryRequest, QueryResponse = types.RunQueryRequest.pb(), types.RunQueryResponse.pb()

SERVICE = "/google.firestore.v1.Firestore/"
_OPTIONS = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # A stream is read by the thread that waits for it. Otherwise gRPC starts one for every stream.
    (ChannelOptions.SingleThreadedUnaryStream, 1),
]
_KEEPALIVE = ("grpc.keepalive_time_ms", 30_000)


class Stubs:
    """The calls to a client's database. Each is bounded in time and tried once; what fails raises grpc.RpcError."""

    def __init__(self, client: firestore.Client) -> None:
        channel = _open_channel(client)
        self.database: str = client._database_string
        self._headers = [*client._rpc_metadata, DEFAULT_CLIENT_INFO.to_grpc_metadata()]
        self._commit = _stub(channel.unary_unary, "Commit", CommitRequest, CommitResponse)
        self._get = _stub(channel.unary_unary, "GetDocument", GetRequest, Document)
        self._batch_get = _stub(channel.unary_stream, "BatchGetDocuments", BatchGetRequest, BatchGetResponse)
        self._query = _stub(channel.unary_stream, "RunQuery", QueryRequest, QueryResponse)

    def name_of(self, path: str) -> str:
        return f"{self.database}/documents/{path}"

    def path_of(self, name: str) -> str:
        return name.removeprefix(f"{self.database}/documents/")

    def commit(self, request: Any) -> Any:
        """The answer to a CommitRequest."""
        return self._call(self._commit, request, "database", request.database)

    def get(self, name: str) -> Any:
        """A Document, by its name."""
        return self._call(self._get, GetRequest(name=name), "name", name)

    def batch_get(self, names: Iterable[str]) -> Sequence[Any]:
        """The answers for some documents, in any order."""
        request = BatchGetRequest(database=self.database, documents=names)
        return list(self._call(self._batch_get, request, "database", self.database))

    def query(self, request: Any) -> Sequence[Any]:
        """The answers to a RunQueryRequest; not each of them has a document."""
        return list(self._call(self._query, request, "parent", request.parent))

    def _call(self, stub: Any, request: Any, routed_by: str, value: str) -> Any:
        metadata = [*self._headers, to_grpc_metadata({routed_by: value})]
        return stub(request, timeout=CALL_SECONDS, metadata=metadata)


@lru_cache(maxsize=1)
def stubs_of(client: firestore.Client) -> Stubs:
    """A client's stubs, made on first use. An instance has one client, and one channel."""
    return Stubs(client)


def _open_channel(client: firestore.Client) -> grpc.Channel:
    """A channel to where the client's own would lead, with the client's credentials."""
    if client._emulator_host is not None:
        return grpc.insecure_channel(client._emulator_host, options=_OPTIONS)
    options = [*_OPTIONS, _KEEPALIVE]
    return FirestoreGrpcTransport.create_channel(
        client._target, credentials=client._credentials, options=options
    )


def _stub(kind: Any, method: str, request: Any, response: Any) -> Any:
    return kind(SERVICE + method, request.SerializeToString, response.FromString)
