"""The edge to Firestore: the only module that meets its client, and its client's odd ends."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

import grpc
from google.api_core import exceptions as google_errors
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter
from google.cloud.firestore_v1.field_path import render_field_path

from functions.domain.kernel.decisions import Find
from functions.domain.kernel.errors import StoreRefused
from functions.store.commit import GuardFailed, Memory, OutcomeUnknown, Store
from functions.store.documents import Create, Snapshot, Write
from functions.store.stubs import CommitRequest, QueryRequest, stubs_of
from functions.store.values import (
    decode_fields,
    decode_timestamp,
    encode_changes,
    encode_fields,
    encode_timestamp,
)

_GUARD_ERRORS = (
    google_errors.AlreadyExists,
    google_errors.FailedPrecondition,
    google_errors.NotFound,
    google_errors.Aborted,
)
_REFUSALS = (
    google_errors.InvalidArgument,
    google_errors.OutOfRange,
    google_errors.PermissionDenied,
    google_errors.Unauthenticated,
)


class Firestore:
    """Firestore as a backend. Every call is bounded in time, and tried once: trying again means deciding again."""

    def __init__(self, client: firestore.Client) -> None:
        self._client, self._stubs = client, stubs_of(client)

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        distinct = list(dict.fromkeys(paths))
        with _translated_read():
            found = [self._get(*distinct)] if len(distinct) == 1 else self._batch_get(distinct)
        by_path = {snapshot.path: snapshot for snapshot in found}
        return [by_path[path] for path in paths]

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        wanted: Any = self._client.collection(f"orgs/{org_id}/{query.model.collection}")
        for name, value in query.where:
            wanted = wanted.where(filter=FieldFilter(name, "==", value))
        return self.run(wanted.order_by(query.order_by, direction=query.direction).limit(query.limit))

    def run(self, query: Any) -> list[Snapshot]:
        """The documents that one of the client's own queries finds."""
        parent, _ = query._parent._parent_info()
        request = QueryRequest(parent=parent, structured_query=query._to_protobuf()._pb)
        with _translated_read():
            answers = self._stubs.query(request)
        return [self._snapshot(answer.document) for answer in answers if answer.HasField("document")]

    def write(self, writes: Sequence[Write]) -> list[Any]:
        request = CommitRequest(database=self._stubs.database)
        for write in writes:
            fill_write(request.writes.add(), write, self._stubs.name_of(write.path))
        with _translated_write():
            answer = self._stubs.commit(request)
        return [decode_timestamp(result.update_time) for result in answer.write_results]

    def _get(self, path: str) -> Snapshot:
        """One document, by a call that needs no stream. One that is not there is an error to that call."""
        try:
            return self._snapshot(self._stubs.get(self._stubs.name_of(path)))
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return Snapshot(path, None, None)
            raise

    def _batch_get(self, paths: Iterable[str]) -> list[Snapshot]:
        answers = self._stubs.batch_get([self._stubs.name_of(path) for path in paths])
        return [
            self._snapshot(answer.found)
            if answer.HasField("found")
            else Snapshot(self._stubs.path_of(answer.missing), None, None)
            for answer in answers
        ]

    def _snapshot(self, document: Any) -> Snapshot:
        fields = decode_fields(document.fields, self._client)
        return Snapshot(self._stubs.path_of(document.name), fields, decode_timestamp(document.update_time))


def snapshot_of(found: Any) -> Snapshot:
    """The client's snapshot, from an event, as ours."""
    return Snapshot(found.reference.path, found.to_dict() if found.exists else None, found.update_time)


def snapshot_of_event(found: Any) -> Snapshot:
    """The same for an event's document. Its path comes in an HTTP header, which the functions' framework reads as
    Latin-1 (firebase-functions-python issue 220): an id that is not ASCII is put right here.
    """
    snapshot = snapshot_of(found)
    try:
        return replace(snapshot, path=snapshot.path.encode("latin-1").decode())
    except UnicodeError:
        return snapshot


@lru_cache(maxsize=1)
def client() -> firestore.Client:
    """This instance's client, made on first use. The project and the emulator come from the environment."""
    return firestore.Client()


@lru_cache(maxsize=1)
def store() -> Store:
    """This instance's store, made on first use."""
    return Store(Firestore(client()), Memory())


@contextmanager
def _translated_write() -> Iterator[None]:
    """gRPC's errors as ours. What is no plain refusal leaves it open whether a commit was applied."""
    try:
        yield
    except grpc.RpcError as failed:
        error = google_errors.from_grpc_error(failed)
        name = type(error).__name__
        if isinstance(error, _GUARD_ERRORS):
            raise GuardFailed(name) from failed
        raise (StoreRefused if isinstance(error, _REFUSALS) else OutcomeUnknown)(name) from failed


@contextmanager
def _translated_read() -> Iterator[None]:
    """gRPC's errors as ours. A query that has no index is refused for good."""
    try:
        yield
    except grpc.RpcError as failed:
        error = google_errors.from_grpc_error(failed)
        is_refused = isinstance(error, (*_REFUSALS, google_errors.FailedPrecondition))
        raise (StoreRefused if is_refused else OutcomeUnknown)(type(error).__name__) from failed


def fill_write(target: Any, write: Write, name: str) -> None:
    """A write as the protocol has it, with the guard that it needs."""
    target.update.name = name
    if isinstance(write, Create):
        target.current_document.exists = False
        encode_fields(target.update.fields, write.fields)
    else:
        encode_timestamp(target.current_document.update_time, write.version)
        target.update_mask.field_paths.extend(map(render_field_path, write.fields))
        encode_changes(target.update.fields, write.fields)
