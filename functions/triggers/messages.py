"""A message document appeared: a task on its channel's queue."""

from typing import Any

from functions.cloud_tasks.enqueue import enqueue_message
from functions.domain.messages.outbox import Message
from functions.store.documents import to_model
from functions.store.firestore import snapshot_of_event


def on_created(document: Any, org_id: str) -> None:
    """Enqueue a message that was just queued, unless its page's worker does that for all of the page.

    Bills nothing. Raises QueueAway: the sweep finds what was missed.
    """
    snapshot = snapshot_of_event(document)
    message = to_model(Message, snapshot)
    if message is not None and message.status == "queued" and message.batch_id is None:
        enqueue_message(org_id, message, snapshot)
