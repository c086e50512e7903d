"""Who is due, in pages: across all organisations, the earliest first."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.kernel.errors import StoreAway
from functions.googleapis.firestore_pb2 import StructuredQuery
from functions.store.commit import OutcomeUnknown
from functions.store.firestore import backend
from functions.store.queries import due_query, start_after
from functions.store.snapshots import Snapshot

PAGE_SIZE = 100


@dataclass(frozen=True)
class Cursor:
    """The last document of a page: the next page starts after it."""

    wake_at: datetime
    path: str


@dataclass(frozen=True)
class Page:
    """Documents that are due, and where the next page starts if there may be one."""

    snapshots: tuple[Snapshot, ...]
    cursor: Cursor | None


def page_of_due(collection: str, at: datetime, after: Cursor | None) -> Page:
    """A page of the documents with `wake_at <= at`. Bills what it returns, 1 read at the least. Raises StoreAway."""
    query = due_query(collection, at, PAGE_SIZE)
    if after is not None:
        start_after(query, after.wake_at, backend().name_of(after.path))
    found = _run(query)
    if len(found) < PAGE_SIZE:
        return Page(found, None)
    last = found[-1]
    assert last.fields is not None, "a query finds documents that exist"
    return Page(found, Cursor(last.fields["wake_at"], last.path))


def document_at(path: str) -> Snapshot:
    """One document as it is now. Bills 1 read. Raises StoreAway."""
    try:
        (found,) = backend().read([path])
    except OutcomeUnknown as error:
        raise StoreAway(str(error)) from error
    return found


def _run(query: StructuredQuery) -> tuple[Snapshot, ...]:
    try:
        return tuple(backend().run(query))
    except OutcomeUnknown as error:
        raise StoreAway(str(error)) from error
