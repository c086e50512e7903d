"""What wakes before the next ticks is woken to the minute: by a task of its own, with the tick as the guarantee."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from functions.domain.kernel.clocks import CLOCKS_APART
from functions.domain.kernel.errors import Retryable, trace_of

if TYPE_CHECKING:  # the entry points that commit have loaded it
    from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)

# What is due later wakes with the hourly tick: a day, for which an hour is near enough.
KEPT_TO_THE_MINUTE = timedelta(hours=24)
# Messages have tasks of their own, and an agent's new day waits for the tick of the hour in which it begins.
_ELSEWHERE = frozenset({"messages", "insights"})
# What goes page by page has a task for its next page while it is under way: it is woken for its beginning alone.
_BY_PAGES = frozenset({"rebuilds", "campaigns", "coupon_batches"})
_MINUTE = timedelta(minutes=1)


def wake_soon(written: Iterable["Snapshot"]) -> None:
    """Ask for a task at the minute of each wake-up that comes soon, one for a collection and a minute however many
    documents wake then. Bills nothing. What was written stands: where a task cannot be had, the tick wakes it, and no
    other is asked for, since each may take as long as a call may.

    The minute is one that is still to come: the task of a minute that has passed may have run before this was written.
    """
    now = _now()
    soon = {
        (collection, _minute_of(at, now))
        for snapshot in written
        if (at := _wake_at(snapshot)) is not None
        and at <= now + KEPT_TO_THE_MINUTE
        and (collection := snapshot.path.split("/")[-2]) not in _ELSEWHERE
        and (collection not in _BY_PAGES or at > now)
    }
    refused = dropwhile(lambda each: _is_taken(*each), sorted(soon))
    for collection, _ in islice(refused, 1, None):
        log.warning("wake_up_not_asked collection=%s", collection)


def _now() -> datetime:
    return datetime.now(UTC)


def _is_taken(collection: str, at: datetime) -> bool:
    """Whether Cloud Tasks took the task."""
    from functions.cloud_tasks.enqueue import enqueue  # loaded where something is to wake soon

    payload = {"collection": collection, "at": at.isoformat(), "after": None}
    try:
        enqueue("wakepage", f"soon:{collection}:{at.isoformat()}", payload, at=at)
    except Retryable as error:
        log.warning("wake_up_not_enqueued collection=%s error=%s", collection, error.code)
    except Exception as error:
        log.error("wake_up_not_enqueued collection=%s trace=%s", collection, trace_of(error))
    else:
        return True
    return False


def _wake_at(snapshot: "Snapshot") -> datetime | None:
    at: Any = (snapshot.fields or {}).get("wake_at")
    return at if isinstance(at, datetime) else None


def _minute_of(at: datetime, now: datetime) -> datetime:
    """The first full minute that is neither before the wake-up nor, by any of our clocks, before now."""
    latest = max(at, now + CLOCKS_APART)
    minute = latest.replace(second=0, microsecond=0)
    return minute if minute >= latest else minute + _MINUTE
