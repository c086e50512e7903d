"""Writes on their way to the emulator: which queries they may change, and which documents a commit changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.cloud.firestore_v1 import types

from local.firestore.request_names import names_of, written_names
from local.query_cache.comparisons import Group, Scope, scopes_of

# Refused with one of these, a call has done nothing and will do nothing. Any other end leaves that open.
REFUSALS = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.OUT_OF_RANGE,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.UNIMPLEMENTED,
}
WRITES = {"Commit", "BatchWrite", "CreateDocument", "UpdateDocument", "DeleteDocument"}
READS = {
    "BatchGetDocuments",
    "GetDocument",
    "ListDocuments",
    "ListCollectionIds",
    "PartitionQuery",
    "RunQuery",
    "RunAggregationQuery",
    "Listen",
    "BeginTransaction",
    "Rollback",
}


@dataclass(eq=False)
class Writing:
    """Writes that have been sent. A commit's are known by group, and once it is answered, its time in nanoseconds."""

    scopes: frozenset[Scope]
    commit: Mapping[Group, list[Any]] | None = None
    time: int | None = None

    @property
    def groups(self) -> list[Group]:
        return [scope for scope in self.scopes if isinstance(scope, Group)]


def writing_of(method: str, request: bytes) -> Writing:
    """The writes of one of the methods of WRITES."""
    if method == "Commit":
        return _commit(types.CommitRequest.pb().FromString(request).writes)
    if method == "CreateDocument":
        create = types.CreateDocumentRequest.pb().FromString(request)
        return _without_times([f"{create.parent}/{create.collection_id}/{create.document_id}"])
    return _without_times(written_names(method, request))


def writing_of_stream(request: bytes) -> Writing:
    """The writes of one request of a stream of them."""
    return _without_times(names_of(types.WriteRequest.pb().FromString(request).writes))


def commit_time(answer: bytes) -> int:
    """When a commit was made, in nanoseconds."""
    nanoseconds: int = types.CommitResponse.pb().FromString(answer).commit_time.ToNanoseconds()
    return nanoseconds


def _commit(writes: Iterable[Any]) -> Writing:
    scopes: set[Scope] = set()
    by_group: defaultdict[Group, list[Any]] = defaultdict(list)
    for write in writes:
        for name in names_of([write]):
            collection, group = scopes_of(name)
            scopes |= {collection, group}
            by_group[group].append(write)
    return Writing(frozenset(scopes), by_group)


def _without_times(names: Iterable[str]) -> Writing:
    return Writing(frozenset(scope for name in names for scope in scopes_of(name)))
