"""Firestore's gRPC service on a port of its own: it keeps what it was asked, and answers or fails as it is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc

from functions.googleapis.firestore_pb2 import (
    BatchGetDocumentsRequest,
    BatchGetDocumentsResponse,
    CommitRequest,
    CommitResponse,
    Document,
    GetDocumentRequest,
    RunAggregationQueryRequest,
    RunAggregationQueryResponse,
    RunQueryRequest,
    RunQueryResponse,
)
from functions.store.stubs import SERVICE

_METHODS: dict[str, tuple[Any, Any]] = {
    "Commit": (CommitRequest, CommitResponse),
    "GetDocument": (GetDocumentRequest, Document),
    "BatchGetDocuments": (BatchGetDocumentsRequest, BatchGetDocumentsResponse),
    "RunQuery": (RunQueryRequest, RunQueryResponse),
    "RunAggregationQuery": (RunAggregationQueryRequest, RunAggregationQueryResponse),
}


@dataclass(frozen=True)
class Asked:
    """One call: its request, its headers and the seconds that it allows."""

    method: str
    request: Any
    headers: dict[str, str]
    seconds: float


@dataclass
class ScriptedFirestore(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """`answers` are those of every call, `failure` is what every call fails with; without either, nothing is stored."""

    answers: list[Any] = field(default_factory=list)
    failure: grpc.StatusCode | None = None
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    def service(self, details: Any) -> Any:
        method = details.method.removeprefix(SERVICE)
        request, response = _METHODS[method]

        def answers(asked: Any, context: Any) -> Iterator[Any]:
            headers = dict(context.invocation_metadata())
            self.asked.append(Asked(method, asked, headers, context.time_remaining()))
            if self.failure is not None:
                context.abort(self.failure, "said with names in it")
            yield from self.answers or _default_answers(asked, response)

        if method in ("Commit", "GetDocument"):
            return grpc.unary_unary_rpc_method_handler(
                lambda asked, context: next(answers(asked, context)),
                request.FromString,
                response.SerializeToString,
            )
        return grpc.unary_stream_rpc_method_handler(answers, request.FromString, response.SerializeToString)


def _default_answers(asked: Any, response: Any) -> list[Any]:
    if isinstance(asked, BatchGetDocumentsRequest):
        return [BatchGetDocumentsResponse(missing=name) for name in asked.documents]
    answer = response()
    if isinstance(answer, RunAggregationQueryResponse):
        answer.result.aggregate_fields["count"].integer_value = 0
    return [answer]


@contextmanager
def serving(firestore_service: ScriptedFirestore) -> Iterator[str]:
    """The address where the service is reached."""
    server = grpc.server(ThreadPoolExecutor(4), handlers=[firestore_service])
    port = server.add_insecure_port("localhost:0")
    server.start()
    yield f"localhost:{port}"
    server.stop(None).wait()
