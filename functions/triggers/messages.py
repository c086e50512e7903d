"""A message document appeared: a task on its channel's queue. Every later write of it is our own and costs nothing."""

from typing import Any

from functions.domain.messages import Message
from functions.queues.enqueue import enqueue_message
from functions.store.documents import to_model
from functions.store.firestore import snapshot_of


def on_written(change: Any, org_id: str) -> None:
    """Enqueue a message that was just queued. Bills nothing. Raises QueueAway: the sweep finds what was missed."""
    if change.before is not None or change.after is None:
        return
    message = to_model(Message, snapshot_of(change.after))
    if message is not None and message.status == "queued":
        enqueue_message(org_id, message.id, message)
