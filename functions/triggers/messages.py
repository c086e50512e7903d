"""A message document appeared: a task on its channel's queue.

The stored fields are enough for that: an instance that only enqueues builds no models.
"""

import logging
from typing import Any

from functions.cloud_tasks.enqueue import enqueue_stored
from functions.domain.kernel.errors import Retryable, trace_of
from functions.store.snapshots import snapshot_of_event

log = logging.getLogger(__name__)


def on_created(document: Any, org_id: str) -> None:
    """Enqueue a message that was just queued, unless its page's worker does that for all of the page.

    Bills nothing. Raises Retryable: the platform brings the event again, for a day. What fails in another way would
    fail again: it becomes a dead letter, and the sweep has the message.
    """
    try:
        _enqueue(document, org_id)
    except Retryable:
        raise
    except Exception as error:
        log.error("message_not_enqueued org=%s trace=%s", org_id, trace_of(error))
        _keep(document, org_id, error)


def _keep(document: Any, org_id: str, error: Exception) -> None:
    from functions.store.dead_letters import keep_dead_letter  # models, which almost no event needs

    id = str(getattr(document, "id", "event"))
    payload = {"org": org_id, "message_ids": [id]}
    keep_dead_letter(org_id, f"enqueue:{id}", source="on_message_written", payload=payload, error=error)


def _enqueue(document: Any, org_id: str) -> None:
    stored = snapshot_of_event(document)
    fields = stored.fields or {}
    if fields.get("status") == "queued" and fields.get("batch_id") is None:
        enqueue_stored(org_id, stored)
