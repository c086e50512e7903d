"""The edge to Firestore: the only module that meets its client, and its client's odd ends."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from google.api_core import exceptions as google_errors
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter
from google.cloud.firestore_v1.field_path import FieldPath as ClientFieldPath

from functions.domain.kernel.decisions import Find
from functions.domain.kernel.errors import StoreRefused
from functions.store.commit import GuardFailed, Memory, OutcomeUnknown, Store
from functions.store.documents import REMOVED, Create, Delete, FieldPath, Snapshot, Write

CALL_SECONDS = 10.0

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
        self._client = client

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        references = [self._client.document(path) for path in paths]
        with _translated_read():
            found = map(snapshot_of, self._client.get_all(references, retry=None, timeout=CALL_SECONDS))
            by_path = {snapshot.path: snapshot for snapshot in found}
        return [by_path[path] for path in paths]

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        wanted: Any = self._client.collection(f"orgs/{org_id}/{query.model.collection}")
        for name, value in query.where:
            wanted = wanted.where(filter=FieldFilter(name, "==", value))
        return self.run(wanted.order_by(query.order_by, direction=query.direction).limit(query.limit))

    def run(self, query: Any) -> list[Snapshot]:
        """The documents that one of the client's own queries finds."""
        with _translated_read():
            return [snapshot_of(found) for found in query.stream(retry=None, timeout=CALL_SECONDS)]

    def write(self, writes: Sequence[Write]) -> list[Any]:
        batch = self._client.batch()
        for write in writes:
            reference = self._client.document(write.path)
            if isinstance(write, Create):
                batch.create(reference, dict(write.fields))
            elif isinstance(write, Delete):
                batch.delete(reference, self._client.write_option(last_update_time=write.version))
            else:
                fields = {_api_path(path): _api_value(value) for path, value in write.fields.items()}
                batch.update(reference, fields, self._client.write_option(last_update_time=write.version))
        with _translated_write():
            return [result.update_time for result in batch.commit(retry=None, timeout=CALL_SECONDS)]


def snapshot_of(found: Any) -> Snapshot:
    """The client's snapshot (from a read, or from an event) as ours."""
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
    """The client's exceptions as ours. What is no plain refusal leaves it open whether a commit was applied."""
    try:
        yield
    except _GUARD_ERRORS as error:
        raise GuardFailed(type(error).__name__) from error
    except _REFUSALS as error:
        raise StoreRefused(type(error).__name__) from error
    except google_errors.GoogleAPIError as error:
        raise OutcomeUnknown(type(error).__name__) from error


@contextmanager
def _translated_read() -> Iterator[None]:
    """The client's exceptions as ours. A query that has no index is refused for good."""
    try:
        yield
    except (*_REFUSALS, google_errors.FailedPrecondition) as error:
        raise StoreRefused(type(error).__name__) from error
    except google_errors.GoogleAPIError as error:
        raise OutcomeUnknown(type(error).__name__) from error


def _api_path(path: FieldPath) -> str:
    return str(ClientFieldPath(*path).to_api_repr())


def _api_value(value: Any) -> Any:
    return firestore.DELETE_FIELD if value is REMOVED else value
