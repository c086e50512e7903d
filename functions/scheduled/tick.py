"""The clock ticked: the first page of everything that is due, and the commands whose event was lost."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from functions.domain.commands.documents import Command
from functions.domain.kernel.errors import RegularsError, Retryable, trace_of
from functions.domain.wake_ups.table import WAKE_UPS
from functions.queues.wake_page import wake_page
from functions.scheduled.lost_commands import settle_lost

log = logging.getLogger(__name__)


class TickFailed(RegularsError):
    """Something of a tick failed in a way that was not foreseen: the log says where."""

    code = "tick_failed"


def tick(at: datetime) -> None:
    """Wake what is due at an instant. Two ticks at one instant, or one that comes late, do what one does.

    Bills 1 read a document that is due and 1 for each collection of WAKE_UPS of which none is; and what `settle_lost`
    does. When all was tried: raises Retryable, or TickFailed. Each error is in the log.
    """
    first, *others = WAKE_UPS
    with ThreadPoolExecutor(len(WAKE_UPS)) as beside:
        waking = [beside.submit(_tried, name, partial(wake_page, name, at)) for name in others]
        errors = [
            _tried(first, partial(wake_page, first, at)),
            _tried(Command.collection, partial(settle_lost, at)),
            *(one.result() for one in waking),
        ]
    for error in filter(None, errors):
        raise error


def _tried(collection: str, work: Callable[[], object]) -> RegularsError | None:
    """What a part of the tick failed by: an error waits until all else has had its turn."""
    try:
        left = work()
    except Retryable as error:
        left = error
    except Exception as error:
        log.error("tick_failed collection=%s trace=%s", collection, trace_of(error))
        return TickFailed(collection)
    if not isinstance(left, Retryable):
        return None
    log.warning("tick_deferred collection=%s error=%s", collection, left.code)
    return left
