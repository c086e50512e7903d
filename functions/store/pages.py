"""Documents a page at a time: of all organisations by an instant, or of one by their ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.googleapis.firestore_pb2 import StructuredQuery
from functions.store.firestore import backend
from functions.store.queries import start_after
from functions.store.snapshots import Snapshot

BY_ID = 300


@dataclass(frozen=True)
class Cursor:
    """The last document of a page, and its instant: the next page starts after it."""

    at: datetime
    path: str


@dataclass(frozen=True)
class Page:
    """Documents, and where the next page starts if there may be one."""

    snapshots: tuple[Snapshot, ...]
    cursor: Cursor | None


def page_in_time(query: StructuredQuery, field: str, after: Cursor | None) -> Page:
    """A page of a query that is ordered by an instant and has a limit. Bills what it returns, 1 read at the least.

    Raises StoreAway.
    """
    if after is not None:
        start_after(query, after.at, backend().name_of(after.path))
    found = tuple(backend().run(query))
    if len(found) < query.limit.value:
        return Page(found, None)
    last = found[-1]
    assert last.fields is not None, "a query finds documents that exist"
    return Page(found, Cursor(last.fields[field], last.path))


def pages_by_id(org_id: str, collection: str, *, after_id: str | None = None) -> Iterator[list[Snapshot]]:
    """All documents of a collection, or those after an id. Bills 1 read each, 1 at the least. Raises StoreAway."""
    while True:
        page = backend().page(org_id, collection, after_id=after_id, limit=BY_ID)
        yield page
        if len(page) < BY_ID:
            return
        after_id = id_of(page[-1])


def id_of(snapshot: Snapshot) -> str:
    return snapshot.path.rpartition("/")[2]
