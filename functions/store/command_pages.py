"""Commands across all organisations by when they were given: how many, how many of them settled, and which."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.commands.documents import SETTLED, Command
from functions.domain.kernel.errors import StoreAway
from functions.googleapis.firestore_pb2 import StructuredQuery
from functions.store.commit import OutcomeUnknown
from functions.store.firestore import backend
from functions.store.queries import by_time, start_after, window_query, with_one_of
from functions.store.snapshots import Snapshot

PAGE_SIZE = 300


@dataclass(frozen=True)
class Window:
    """Commands with `since <= created_at <= until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Cursor:
    """The last command of a page: the next page starts after it."""

    created_at: datetime
    path: str


@dataclass(frozen=True)
class Page:
    """Commands, and where the next page starts if there may be one."""

    snapshots: tuple[Snapshot, ...]
    cursor: Cursor | None


def count_commands(window: Window, *, is_settled: bool = False) -> int:
    """How many commands a window has, or how many of them are settled. Bills 1 read for each 1,000, 1 at the least.

    Raises StoreAway.
    """
    query = _within(window)
    if is_settled:
        with_one_of(query, "status", SETTLED)
    try:
        return backend().count(query)
    except OutcomeUnknown as error:
        raise StoreAway(str(error)) from error


def page_of_commands(window: Window, after: Cursor | None) -> Page:
    """A page of a window's commands, the earliest first. Bills what it returns, at least 1 read. Raises StoreAway."""
    query = _within(window)
    by_time(query, "created_at", PAGE_SIZE)
    if after is not None:
        start_after(query, after.created_at, backend().name_of(after.path))
    try:
        found = tuple(backend().run(query))
    except OutcomeUnknown as error:
        raise StoreAway(str(error)) from error
    if len(found) < PAGE_SIZE:
        return Page(found, None)
    last = found[-1]
    assert last.fields is not None, "a query finds documents that exist"
    return Page(found, Cursor(last.fields["created_at"], last.path))


def _within(window: Window) -> StructuredQuery:
    return window_query(Command.collection, window.since, window.until)
