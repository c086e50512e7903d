"""A message document appeared: a task on its channel's queue.

The stored fields are enough for that: an instance that only enqueues builds no models.
"""

import logging

from functions.cloud_tasks.enqueue import enqueue_stored
from functions.domain.kernel.errors import Retryable, trace_of
from functions.store.paths import Place, place_of
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)


def on_created(message: Snapshot) -> None:
    """Enqueue a message that was just queued, unless its page's worker does that for all of the page.

    Bills nothing. Raises Retryable: the platform brings the event again, for a day. What fails in another way would
    fail again: it becomes a dead letter, and the sweep has the message.
    """
    place = place_of(message.path)
    if place is None:
        return
    try:
        _enqueue(message, place.org_id)
    except Retryable:
        raise
    except Exception as error:
        log.error("message_not_enqueued org=%s trace=%s", place.org_id, trace_of(error))
        _keep(place, error)


def _keep(place: Place, error: Exception) -> None:
    from functions.store.dead_letters import keep_dead_letter  # models, which almost no event needs

    payload = {"org": place.org_id, "message_ids": [place.id]}
    keep_dead_letter(
        place.org_id, f"enqueue:{place.id}", source="on_message_written", payload=payload, error=error
    )


def _enqueue(message: Snapshot, org_id: str) -> None:
    fields = message.fields or {}
    if fields.get("status") == "queued" and fields.get("batch_id") is None:
        enqueue_stored(org_id, message)
