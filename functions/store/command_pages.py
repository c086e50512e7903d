"""Commands across all organisations by when they were given: how many, how many of them settled, and which."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.commands.documents import SETTLED, Command
from functions.googleapis.firestore_pb2 import StructuredQuery
from functions.store.firestore import backend
from functions.store.pages import Cursor, Page, page_in_time
from functions.store.queries import by_time, window_query, with_one_of

PAGE_SIZE = 300


@dataclass(frozen=True)
class Window:
    """Commands with `since <= created_at <= until`."""

    since: datetime
    until: datetime


def count_commands(window: Window, *, is_settled: bool = False) -> int:
    """How many commands a window has, or how many of them are settled. Bills 1 read for each 1,000, 1 at the least.

    Raises StoreAway.
    """
    query = _within(window)
    if is_settled:
        with_one_of(query, "status", SETTLED)
    return backend().count(query)


def page_of_commands(window: Window, after: Cursor | None) -> Page:
    """A page of a window's commands, the earliest first. Bills what it returns, at least 1 read. Raises StoreAway."""
    query = _within(window)
    by_time(query, "created_at", PAGE_SIZE)
    return page_in_time(query, "created_at", after)


def _within(window: Window) -> StructuredQuery:
    return window_query(Command.collection, window.since, window.until)
