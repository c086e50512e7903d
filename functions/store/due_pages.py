"""Who is due, in pages: across all organisations, the earliest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.cloud.firestore_v1.base_query import FieldFilter

from functions.domain.kernel.errors import StoreAway
from functions.store.commit import OutcomeUnknown
from functions.store.documents import Snapshot
from functions.store.firestore import Firestore, client

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
    query = (
        client()
        .collection_group(collection)
        .where(filter=FieldFilter("wake_at", "<=", at))
        .order_by("wake_at")
        .order_by("__name__")
    )
    if after is not None:
        query = query.start_after({"wake_at": after.wake_at, "__name__": client().document(after.path)})
    found = _run(query.limit(PAGE_SIZE))
    if len(found) < PAGE_SIZE:
        return Page(found, None)
    last = found[-1]
    assert last.fields is not None, "a query finds documents that exist"
    return Page(found, Cursor(last.fields["wake_at"], last.path))


def _run(query: Any) -> tuple[Snapshot, ...]:
    try:
        return tuple(Firestore(client()).run(query))
    except OutcomeUnknown as error:
        raise StoreAway(str(error)) from error
