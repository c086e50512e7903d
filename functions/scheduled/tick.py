"""The clock ticked: the first page of everybody who is due, and what clients wrote whose event was lost."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import get_args

from functions.domain.kernel.errors import Retryable, trace_of
from functions.queues.wake_page import wake_page
from functions.store.documents import Snapshot
from functions.store.due_pages import Recordable, Waking, unrecorded
from functions.triggers.commands import record_snapshot

log = logging.getLogger(__name__)

LOST_EVENTS_HOUR = 0


def tick(at: datetime) -> None:
    """Wake what is due at an instant. Two ticks at one instant, or one that comes late, do what one does.

    Bills 1 read a document that is due and 1 for each empty page (customers, messages); once a day 1 read for
    each kind of document that clients write (customers, interactions). Raises Retryable when all was tried.
    """
    with ThreadPoolExecutor(1) as beside:
        messages = beside.submit(_wake, "messages", at)
        errors = [_wake("customers", at), messages.result()]
    if at.hour == LOST_EVENTS_HOUR:
        errors.append(_record_lost())
    for error in filter(None, errors):
        raise error


def _wake(collection: Waking, at: datetime) -> Exception | None:
    """Wake a collection's first page. An error waits until the other collection has had its turn."""
    try:
        wake_page(collection, at)
    except Exception as error:
        return error
    return None


def _record_lost() -> Retryable | None:
    """Take in what clients wrote, page by page for as long as that gets anywhere."""
    failed: Retryable | None = None
    for collection in get_args(Recordable):
        seen: set[str] = set()
        while lost := [snapshot for snapshot in unrecorded(collection) if snapshot.path not in seen]:
            seen |= {snapshot.path for snapshot in lost}
            for snapshot in lost:
                failed = _record(snapshot) or failed
    return failed


def _record(snapshot: Snapshot) -> Retryable | None:
    """What fails stays as it is, to be found again, and does not hold up its neighbours."""
    try:
        record_snapshot(snapshot)
    except Retryable as error:
        return error
    except Exception as error:
        log.error("recording_failed trace=%s", trace_of(error))
    return None
