"""A page of what is due: each document wakes, and the next page is on its way before this one is worked off."""

import logging
from datetime import datetime
from typing import Any

from functions.cloud_tasks.enqueue import enqueue, enqueue_message, enqueue_order
from functions.cloud_tasks.page_batches import Batches
from functions.cloud_tasks.soon import wake_soon
from functions.domain.kernel.errors import Retryable, trace_of
from functions.domain.messages.outbox import Message
from functions.domain.rebuilds.rebuilding import Rebuild, Rebuilt
from functions.domain.wake_ups.failing import put_off
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import PostDue, Waking
from functions.store.due_pages import Cursor, page_of_due
from functions.store.firestore import store
from functions.store.orgs import orgs
from functions.store.paths import Place, place_of
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)


def wake_page(collection: str, at: datetime, after: Cursor | None = None) -> int:
    """Wake a page of the documents that are due at an instant; how many there were.

    Bills 1 read a document (1 for an empty page) and what each one's decision writes. Raises Retryable.
    """
    page = page_of_due(collection, at, after)
    if page.cursor is not None:
        enqueue("wakepage", _task_name(collection, at, page.cursor), _payload(collection, at, page.cursor))
    failed: Retryable | None = None
    batches = Batches(_task_name(collection, at, after) if len(page.snapshots) > 1 else None)
    for snapshot in page.snapshots:
        try:
            _wake(collection, snapshot, at, batches=batches)
        except Retryable as error:
            failed = error
    batches.enqueue()
    if failed is not None:
        raise failed
    return len(page.snapshots)


def wake_payload(payload: Any) -> None:
    """The task `wakepage`: the page that its payload names."""
    collection, cursor = payload["collection"], payload["after"]
    assert collection in WAKE_UPS, "a page is of a collection that wakes"
    after = cursor and Cursor(datetime.fromisoformat(cursor["wake_at"]), cursor["path"])
    wake_page(collection, datetime.fromisoformat(payload["at"]), after)


def _wake(collection: str, snapshot: Snapshot, at: datetime, *, batches: Batches) -> None:
    """Wake one document. What fails for good does not keep its neighbours asleep."""
    place = place_of(snapshot.path)
    if place is None:
        return
    waking = Waking(place.id, at, batches.id)
    try:
        wake_up = WAKE_UPS[collection]
        org = orgs().get(place.org_id, *((0.0,) if wake_up.needs_latest else ()))
        woken = store().commit(place.org_id, lambda: wake_up.wake(org, waking), known=(snapshot,))
        batches.add(place.org_id, woken.known)
        wake_soon(woken.known)
        _go_on(place.org_id, woken.value, at)
    except Retryable:
        raise
    except Exception as error:
        log.error("wake_failed org=%s collection=%s trace=%s", place.org_id, collection, trace_of(error))
        _put_off(place, snapshot, error, at=at)


def _go_on(org_id: str, left: Message | Rebuilt | PostDue | None, at: datetime) -> None:
    """A task for what a document's wake left to do."""
    if isinstance(left, Message):
        enqueue_message(org_id, left)
    elif isinstance(left, PostDue):
        enqueue_order(org_id, left.id, left.count)
    elif left is not None:
        wanted = {Rebuild.collection: left.has_more, left.of: left.has_due}
        for collection in (name for name, is_wanted in wanted.items() if is_wanted):
            name = f"{collection}:{at.isoformat()}:{org_id}:{left.key}"
            enqueue("wakepage", name, _payload(collection, at, None))


def _put_off(place: Place, snapshot: Snapshot, error: Exception, *, at: datetime) -> None:
    store().commit(
        place.org_id,
        lambda: put_off(place.collection, place.id, path=snapshot.path, error=error, now=at),
        known=(snapshot,),
    )


def _payload(collection: str, at: datetime, after: Cursor | None) -> dict[str, Any]:
    cursor = after and {"wake_at": after.wake_at.isoformat(), "path": after.path}
    return {"collection": collection, "at": at.isoformat(), "after": cursor}


def _task_name(collection: str, at: datetime, after: Cursor | None) -> str:
    start = f"{after.wake_at.isoformat()}:{after.path}" if after else "first"
    return f"{collection}:{at.isoformat()}:{start}"
