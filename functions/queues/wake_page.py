"""A page of what is due: each document wakes, and the next page is on its way before this one is worked off."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from functions.cloud_tasks.enqueue import enqueue, enqueue_message, enqueue_order
from functions.cloud_tasks.page_batches import Batches
from functions.cloud_tasks.soon import wake_soon
from functions.domain.kernel.errors import Retryable, trace_of
from functions.domain.kernel.jobs import PageDone, is_due
from functions.domain.messages.outbox import Message
from functions.domain.wake_ups.failing import put_off
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import PostDue, Waking
from functions.store.commit import Committed
from functions.store.due_pages import document_at, page_of_due
from functions.store.firestore import store
from functions.store.orgs import orgs
from functions.store.pages import Cursor
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
    goes_together = len(page.snapshots) > 1 or WAKE_UPS[collection].is_job  # one campaign goes to many
    batches = Batches(_task_name(collection, at, after) if goes_together else None)
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
    """The task `wakepage`: the next page of the job that its payload names, or the page of what is due."""
    collection, cursor, path = payload["collection"], payload["after"], payload.get("path")
    assert collection in WAKE_UPS, "a page is of a collection that wakes"
    at = datetime.fromisoformat(payload["at"])
    if path is not None:
        go_on(collection, path, at, since=payload["since"])
    else:
        wake_page(
            collection, at, cursor and Cursor(datetime.fromisoformat(cursor["wake_at"]), cursor["path"])
        )


def go_on(collection: str, path: str, at: datetime, *, since: str | None) -> None:
    """Work the next page of a job off. `since`: the version that the page before left it at. Where it has another one,
    another task worked this page off, and may have died before it asked for the page after it. So that page is asked
    for once more, under the same name. Bills 1 read for the job and what its page does. Raises Retryable.
    """
    snapshot = document_at(path)
    if snapshot.fields is None or not is_due(snapshot.fields.get("wake_at"), at):
        return
    version = snapshot.version.rfc3339()
    if since is not None and since != version:
        _ask_for_next(path, at, name=version, since=None)
        return
    batches = Batches(f"{path}:{version}")
    _wake(collection, snapshot, at, batches=batches)
    batches.enqueue()


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
        wake_soon(_but_for_a_job(snapshot, woken))
        _leave(place, snapshot, woken, at=at)
    except Retryable:
        raise
    except Exception as error:
        log.error("wake_failed org=%s collection=%s trace=%s", place.org_id, collection, trace_of(error))
        _put_off(place, snapshot, error, at=at)


def _but_for_a_job(snapshot: Snapshot, woken: Committed[Any]) -> Sequence[Snapshot]:
    """What was written without a job that goes on: its next page has a task of its own."""
    goes_on = isinstance(woken.value, PageDone) and woken.value.has_more
    return [each for each in woken.known if not goes_on or each.path != snapshot.path]


def _leave(
    place: Place, snapshot: Snapshot, woken: Committed[Message | PageDone | PostDue | None], *, at: datetime
) -> None:
    """A task for what a document's wake left to do."""
    left = woken.value
    if isinstance(left, Message):
        enqueue_message(place.org_id, left)
    elif isinstance(left, PostDue):
        enqueue_order(place.org_id, left.id, left.count)
    elif left is not None and (left.has_more or left.due is not None):
        _ask_for_more(snapshot, woken.known, left, at=at)


def _ask_for_more(snapshot: Snapshot, written: Sequence[Snapshot], left: PageDone, *, at: datetime) -> None:
    """A task for the job's next page, and one for what the page made due. Both are named after the page's commit, which
    is like no other: a page that is asked for twice has one task.
    """
    commit = max(each.version for each in written if each.version is not None).rfc3339()
    if left.has_more:
        job = {each.path: each for each in written}.get(snapshot.path, snapshot)
        _ask_for_next(job.path, at, name=commit, since=job.version.rfc3339())
    if left.due is not None:
        enqueue("wakepage", f"{left.due}:{snapshot.path}:{commit}", _payload(left.due, at, None))


def _ask_for_next(path: str, at: datetime, *, name: str, since: str | None) -> None:
    payload = _payload(path.split("/")[-2], at, None) | {"path": path, "since": since}
    enqueue("wakepage", f"{path}:{name}", payload)


def _put_off(place: Place, snapshot: Snapshot, error: Exception, *, at: datetime) -> None:
    store().commit(
        place.org_id,
        lambda: put_off(place.collection, place.id, path=snapshot.path, error=error, now=at),
        known=(snapshot,),
    )


def _payload(collection: str, at: datetime, after: Cursor | None) -> dict[str, Any]:
    cursor = after and {"wake_at": after.at.isoformat(), "path": after.path}
    return {"collection": collection, "at": at.isoformat(), "after": cursor}


def _task_name(collection: str, at: datetime, after: Cursor | None) -> str:
    start = f"{after.at.isoformat()}:{after.path}" if after else "first"
    return f"{collection}:{at.isoformat()}:{start}"
