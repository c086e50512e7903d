"""A message document appeared: a task on its channel's queue."""

from typing import Any

from functions.domain.messages import Message
from functions.queues.enqueue import enqueue_message
from functions.store.documents import to_model
from functions.store.firestore import snapshot_of


def on_created(document: Any, org_id: str) -> None:
    """Enqueue a message that was just queued. Bills nothing. Raises QueueAway: the sweep finds what was missed."""
    message = to_model(Message, snapshot_of(document))
    if message is not None and message.status == "queued":
        enqueue_message(org_id, message.id, message)
