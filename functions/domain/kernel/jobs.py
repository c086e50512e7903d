"""Work that goes page by page: a document says how far it has come, and each page is one commit with that document.

So a page is worked off or not at all, of two workers on one page one finds that the other was faster, and where a task
is lost the next tick goes on. `functions/queues/wake_page.py` asks for the next page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from functions.domain.kernel.decisions import D, Document, Put, Reading, get

SEEN_EVERYWHERE_AFTER: Final = timedelta(minutes=2)  # by then no instance goes by the settings before


@dataclass(frozen=True)
class PageDone:
    """What a page leaves to do: whether its document has a next one, and the collection of which it made documents due
    now, if it made any.
    """

    has_more: bool
    due: str | None = None


def next_page(has_more: bool) -> PageDone | None:
    """What a page leaves that makes nothing else due."""
    return PageDone(has_more) if has_more else None


def get_due(model: type[D], id: str, now: datetime) -> Reading[D | None]:
    """A document with `wake_at`, if its time has come; None where it is gone, sleeps, or wakes later: what comes twice
    or late finds nothing to do. Bills 1 read.
    """
    found = yield from get(model, id)
    return found if found is not None and is_due(getattr(found, "wake_at", None), now) else None


def due_among(documents: Iterable[Document | Put], collection: str, now: datetime) -> str | None:
    """A collection, if one of its documents among those that a page puts is due now."""
    found = (each.document if isinstance(each, Put) else each for each in documents)
    due = (is_due(getattr(each, "wake_at", None), now) for each in found if each.collection == collection)
    return collection if any(due) else None


def written_anew(*names: str) -> Mapping[str, tuple[str, ...]]:
    """For `complete` of a count that begins anew where a field of its job was spoilt by hand: what is spoilt of these
    is written with the first page, so it begins anew once. None of them may be null.
    """
    return dict.fromkeys(names, ())


def is_due(wake_at: object, now: datetime) -> bool:
    """Also of a stored field, which may be spoilt: then it is not."""
    return isinstance(wake_at, datetime) and wake_at <= now
