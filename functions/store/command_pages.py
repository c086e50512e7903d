"""Commands across all organisations by when they were given: how many, how many of them settled, and which."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.api_core import exceptions as google_errors
from google.cloud.firestore_v1.base_query import FieldFilter

from functions.domain.commands.documents import SETTLED, Command
from functions.domain.kernel.errors import StoreAway, StoreRefused
from functions.store.commit import OutcomeUnknown
from functions.store.documents import Snapshot
from functions.store.firestore import CALL_SECONDS, Firestore, client

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
        query = query.where(filter=FieldFilter("status", "in", list(SETTLED)))
    try:
        ((answer,),) = query.count().get(retry=None, timeout=CALL_SECONDS)
    except google_errors.FailedPrecondition as error:
        raise StoreRefused(type(error).__name__) from error
    except google_errors.GoogleAPIError as error:
        raise StoreAway(type(error).__name__) from error
    return int(answer.value)


def page_of_commands(window: Window, after: Cursor | None) -> Page:
    """A page of a window's commands, the earliest first. Bills what it returns, at least 1 read. Raises StoreAway."""
    query = _within(window).order_by("created_at").order_by("__name__")
    if after is not None:
        query = query.start_after({"created_at": after.created_at, "__name__": client().document(after.path)})
    try:
        found = tuple(Firestore(client()).run(query.limit(PAGE_SIZE)))
    except OutcomeUnknown as error:
        raise StoreAway(str(error)) from error
    if len(found) < PAGE_SIZE:
        return Page(found, None)
    last = found[-1]
    assert last.fields is not None, "a query finds documents that exist"
    return Page(found, Cursor(last.fields["created_at"], last.path))


def _within(window: Window) -> Any:
    return (
        client()
        .collection_group(Command.collection)
        .where(filter=FieldFilter("created_at", ">=", window.since))
        .where(filter=FieldFilter("created_at", "<=", window.until))
    )
