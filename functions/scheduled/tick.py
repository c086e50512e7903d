"""The clock ticked: the first page of everything that is due, and the commands whose event was lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from functions.domain.wake_ups.table import WAKE_UPS
from functions.queues.wake_page import wake_page
from functions.scheduled.lost_commands import settle_lost


def tick(at: datetime) -> None:
    """Wake what is due at an instant. Two ticks at one instant, or one that comes late, do what one does.

    Bills 1 read a document that is due and 1 for each collection of WAKE_UPS of which none is; and what `settle_lost`
    does. Raises Retryable when all was tried.
    """
    first, *others = WAKE_UPS
    with ThreadPoolExecutor(len(WAKE_UPS)) as beside:
        waking = [beside.submit(_wake, collection, at) for collection in others]
        errors = [_wake(first, at), _settle_lost(at), *(one.result() for one in waking)]
    for error in filter(None, errors):
        raise error


def _wake(collection: str, at: datetime) -> Exception | None:
    """Wake a collection's first page. An error waits until all else has had its turn."""
    try:
        wake_page(collection, at)
    except Exception as error:
        return error
    return None


def _settle_lost(at: datetime) -> Exception | None:
    try:
        return settle_lost(at)
    except Exception as error:
        return error
