"""The clock ticked: the first page of everybody who is due, and what clients wrote whose event was lost."""

import logging
from datetime import datetime
from typing import get_args

from functions.domain.errors import Retryable
from functions.queues.wake_page import wake_page
from functions.store.wakes import Recordable, Waking, unrecorded
from functions.triggers.recording import record_snapshot

log = logging.getLogger(__name__)

LOST_EVENTS_EVERY_HOURS = 6


def tick(at: datetime) -> None:
    """Wake what is due at an instant. Two ticks at one instant, or one that comes late, do what one does.

    Bills 1 read a document that is due and 1 for each empty page (customers, messages); every six hours 1 read for
    each kind of document that clients write (orders, customers, interactions). Raises Retryable when all was tried.
    """
    failed: Retryable | None = None
    for collection in get_args(Waking):
        try:
            wake_page(collection, at)
        except Retryable as error:
            failed = error
    if at.hour % LOST_EVENTS_EVERY_HOURS == 0:
        failed = _record_lost() or failed
    if failed is not None:
        raise failed


def _record_lost() -> Retryable | None:
    for collection in get_args(Recordable):
        try:
            for snapshot in unrecorded(collection):
                record_snapshot(snapshot)
        except Retryable as error:
            return error
    return None
