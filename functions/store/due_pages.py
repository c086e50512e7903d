"""Documents that are due, in pages: across all organisations, the earliest first."""

from datetime import datetime

from functions.store.firestore import backend
from functions.store.pages import Cursor, Page, page_in_time
from functions.store.queries import due_query
from functions.store.snapshots import Snapshot

PAGE_SIZE = 100


def page_of_due(collection: str, at: datetime, after: Cursor | None) -> Page:
    """A page of the documents with `wake_at <= at`. Bills what it returns, 1 read at the least. Raises StoreAway."""
    return page_in_time(due_query(collection, at, PAGE_SIZE), "wake_at", after)


def document_at(path: str) -> Snapshot:
    """One document as it is now. Bills 1 read. Raises StoreAway."""
    (found,) = backend().read([path])
    return found
