"""A page of what is due: each document wakes, and the next page is on its way before this one is worked off."""

import logging
from datetime import datetime
from typing import Any, get_args

from functions.cloud_tasks.enqueue import enqueue, enqueue_message
from functions.cloud_tasks.page_batches import Batches
from functions.domain.automations.wake import wake_customer
from functions.domain.delivery.sweep import wake_message
from functions.domain.kernel.dead_letters import record_dead_letter
from functions.domain.kernel.errors import Retryable, trace_of
from functions.store.documents import Snapshot, place_of
from functions.store.due_pages import Cursor, Waking, page_of_due
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)


def wake_page(collection: Waking, at: datetime, after: Cursor | None = None) -> int:
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
            _wake(collection, snapshot, at, batches)
        except Retryable as error:
            failed = error
    batches.enqueue()
    if failed is not None:
        raise failed
    return len(page.snapshots)


def wake_payload(payload: Any) -> None:
    """The task `wakepage`: the page that its payload names."""
    collection = payload["collection"]
    assert collection in get_args(Waking), "a page is of a collection that wakes"
    after = Cursor(datetime.fromisoformat(payload["after"]["wake_at"]), payload["after"]["path"])
    wake_page(collection, datetime.fromisoformat(payload["at"]), after)


def _wake(collection: Waking, snapshot: Snapshot, at: datetime, batches: Batches) -> None:
    """Wake one document. What can never work is kept as a dead letter, and does not keep its neighbours asleep."""
    place = place_of(snapshot.path)
    if place is None:
        return
    org_id, id = place.org_id, place.id
    try:
        org = orgs().get(org_id)
        if collection == "customers":
            woken = store().commit(org_id, lambda: wake_customer(org, id, at, batches.id), known=(snapshot,))
            batches.add(org_id, woken.known)
            return
        swept = store().commit(org_id, lambda: wake_message(org, id, at), known=(snapshot,)).value
        if swept.enqueue is not None:
            enqueue_message(org_id, swept.enqueue)
    except Retryable:
        raise
    except Exception as error:
        log.error("wake_failed org=%s collection=%s trace=%s", org_id, collection, trace_of(error))
        letter_id, cause = f"wake:{collection}:{id}", error
        store().commit(
            org_id,
            lambda: record_dead_letter(
                letter_id, source="tick", payload={"path": snapshot.path}, error=cause, now=at
            ),
        )


def _payload(collection: Waking, at: datetime, after: Cursor) -> dict[str, Any]:
    cursor = {"wake_at": after.wake_at.isoformat(), "path": after.path}
    return {"collection": collection, "at": at.isoformat(), "after": cursor}


def _task_name(collection: Waking, at: datetime, after: Cursor | None) -> str:
    start = f"{after.wake_at.isoformat()}:{after.path}" if after else "first"
    return f"{collection}:{at.isoformat()}:{start}"
