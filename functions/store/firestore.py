"""The edge to Firestore: the only module that speaks with it, and knows its odd ends."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import grpc
from grpc import StatusCode

from functions.domain.kernel.decisions import Find
from functions.domain.kernel.errors import StoreRefused
from functions.domain.kernel.tallies import Tally
from functions.googleapis.firestore_pb2 import Document, StructuredQuery
from functions.googleapis.firestore_pb2 import Write as WriteMessage
from functions.once import once
from functions.region import project
from functions.store.commit import PATIENCE_SECONDS, GuardFailed, Memory, OutcomeUnknown, Store
from functions.store.documents import Create, Delete, Write
from functions.store.queries import find_query, names_query, tally_query
from functions.store.snapshots import Snapshot
from functions.store.stubs import Stubs
from functions.store.values import (
    decode_fields,
    decode_timestamp,
    encode_changes,
    encode_fields,
    encode_path,
    encode_timestamp,
)

_GUARD_CODES = {
    StatusCode.ALREADY_EXISTS,
    StatusCode.FAILED_PRECONDITION,
    StatusCode.NOT_FOUND,
    StatusCode.ABORTED,
}
_REFUSALS = {
    StatusCode.INVALID_ARGUMENT,
    StatusCode.OUT_OF_RANGE,
    StatusCode.PERMISSION_DENIED,
    StatusCode.UNAUTHENTICATED,
}


class Firestore:
    """Firestore as a backend. Every call is bounded in time, and tried once: trying again means deciding again."""

    def __init__(self, stubs: Stubs) -> None:
        self._stubs = stubs

    def name_of(self, path: str) -> str:
        """A document's full name, as references have it."""
        return self._stubs.name_of(path)

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        distinct = list(dict.fromkeys(paths))
        with _translated_read():
            found = [self._get(*distinct)] if len(distinct) == 1 else self._batch_get(distinct)
        by_path = {snapshot.path: snapshot for snapshot in found}
        return [by_path[path] for path in paths]

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        """Of a collection below a document too: `conversations/{id}/messages`."""
        above = query.collection.rpartition("/")[0]
        parent = self._stubs.name_of(f"orgs/{org_id}/{above}" if above else f"orgs/{org_id}")
        return self._run(parent, find_query(query, parent))

    def page(self, org_id: str, collection: str, *, after_id: str | None, limit: int) -> list[Snapshot]:
        """A page of an organisation's collection by id. Bills what it returns, 1 read at the least."""
        parent = self._stubs.name_of(f"orgs/{org_id}")
        after = None if after_id is None else f"{parent}/{collection}/{after_id}"
        return self._run(parent, names_query(collection, limit, after=after))

    def run(self, query: StructuredQuery) -> list[Snapshot]:
        """The documents that a query over all organisations finds."""
        return self._run(f"{self._stubs.database}/documents", query)

    def count(self, query: StructuredQuery) -> int:
        """How many documents a query over all organisations finds."""
        with _translated_read():
            return self._stubs.aggregate(f"{self._stubs.database}/documents", query, None)

    def tallied(self, org_id: str, tally: Tally) -> int:
        """How many documents of an organisation a tally finds, or the sum of a field of theirs."""
        parent = self._stubs.name_of(f"orgs/{org_id}")
        with _translated_read():
            return self._stubs.aggregate(parent, tally_query(tally), tally.sum_of)

    def write(self, writes: Sequence[Write]) -> list[Any]:
        """The new versions; None of what has been removed."""
        messages = [write_message(write, self._stubs.name_of(write.path)) for write in writes]
        with _translated_write():
            answer = self._stubs.commit(messages)
        return [
            decode_timestamp(result.update_time) if result.HasField("update_time") else None
            for result in answer.write_results
        ]

    def _get(self, path: str) -> Snapshot:
        """One document, by a call that needs no stream. One that is not there is an error to that call."""
        try:
            return self._snapshot(self._stubs.get(self._stubs.name_of(path)))
        except grpc.RpcError as error:
            if error.code() is StatusCode.NOT_FOUND:
                return Snapshot(path, None, None)
            raise

    def _batch_get(self, paths: Iterable[str]) -> list[Snapshot]:
        answers = self._stubs.batch_get(self._stubs.name_of(path) for path in paths)
        return [
            self._snapshot(answer.found)
            if answer.HasField("found")
            else Snapshot(self._stubs.path_of(answer.missing), None, None)
            for answer in answers
        ]

    def _run(self, parent: str, query: StructuredQuery) -> list[Snapshot]:
        with _translated_read():
            answers = self._stubs.run_query(parent, query)
        return [self._snapshot(answer.document) for answer in answers if answer.HasField("document")]

    def _snapshot(self, document: Document) -> Snapshot:
        fields = decode_fields(document.fields, self._stubs.database)
        return Snapshot(self._stubs.path_of(document.name), fields, decode_timestamp(document.update_time))


@once
def backend() -> Firestore:
    """This instance's way to Firestore, opened on first use. Project and emulator come from the environment."""
    return Firestore(Stubs(project(), os.environ.get("FIRESTORE_EMULATOR_HOST")))


@once
def store() -> Store:
    """This instance's store, made on first use. STORE_PATIENCE_SECONDS in the environment says how long it tries."""
    patience = float(os.environ.get("STORE_PATIENCE_SECONDS", PATIENCE_SECONDS))
    return Store(backend(), Memory(), patience_seconds=patience)


def write_message(write: Write, name: str) -> WriteMessage:
    """A write as the protocol has it, with the guard that it needs."""
    message = WriteMessage()
    if isinstance(write, Create):
        message.update.name = name
        message.current_document.exists = False
        encode_fields(message.update.fields, write.fields)
        return message
    encode_timestamp(message.current_document.update_time, write.version)
    if isinstance(write, Delete):
        message.delete = name
        return message
    message.update.name = name
    message.update_mask.field_paths.extend(map(encode_path, write.fields))
    encode_changes(message.update.fields, write.fields)
    return message


@contextmanager
def _translated_write() -> Iterator[None]:
    """gRPC's errors as ours. What is no plain refusal leaves it open whether a commit was applied."""
    try:
        yield
    except grpc.RpcError as error:
        code = error.code()
        if code in _GUARD_CODES:
            raise GuardFailed(code.name) from error
        raise (StoreRefused if code in _REFUSALS else OutcomeUnknown)(code.name) from error


@contextmanager
def _translated_read() -> Iterator[None]:
    """gRPC's errors as ours. A query that has no index is refused for good."""
    try:
        yield
    except grpc.RpcError as error:
        code = error.code()
        is_refused = code in _REFUSALS or code is StatusCode.FAILED_PRECONDITION
        raise (StoreRefused if is_refused else OutcomeUnknown)(code.name) from error
