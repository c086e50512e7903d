"""What Cloud Tasks and Pub/Sub bill for calls of their own services.

Cloud Tasks bills each call, refused ones too, and each attempt at a delivery, by chunks of 32 KB; a list by the tasks
in it. Pub/Sub bills the bytes that a request to publish or to push carries, at least 1,000 of them.
Sources: cloud.google.com/tasks/pricing, cloud.google.com/pubsub/pricing.
"""

import math
from collections.abc import Callable
from typing import Any

from local.billing.counters import Counters

_TASK_CHUNK_BYTES = 32 * 1024
_LEAST_BYTES = 1000
_TIMESTAMP_BYTES = 20

# Given a request and its answer (None where it was refused), what it is billed.
Cost = Callable[[Any, Any], dict[str, int]]


def booked(cost: Cost, counters: Counters) -> Callable[[str | None, Any, Any], None]:
    """What books each call of a service to its caller."""

    def book(caller: str | None, request: Any, answer: Any) -> None:
        counters.add(caller, **cost(request, answer))

    return book


def task_cost(request: Any, answer: Any) -> dict[str, int]:
    """What a call of Cloud Tasks is billed."""
    listed = getattr(answer, "tasks", ())
    operations = sum(map(task_operations, listed)) or task_operations(request)
    return {"task_operations": operations}


def task_operations(message: Any) -> int:
    """What one task, created or sent, counts as."""
    size: int = message.ByteSize()
    return max(1, math.ceil(size / _TASK_CHUNK_BYTES))


def publish_cost(request: Any, answer: Any) -> dict[str, int]:
    """What a call of Pub/Sub's publisher is billed: only publishing costs anything."""
    message_ids = getattr(answer, "message_ids", ())
    if not message_ids:
        return {}
    volume = sum(map(_volume, request.messages, message_ids))
    return {"published_messages": len(message_ids), "published_bytes": max(_LEAST_BYTES, volume)}


def pushed_bytes(message: Any, message_id: str) -> int:
    """What pushing a message to one subscriber counts as."""
    return max(_LEAST_BYTES, _volume(message, message_id))


def _volume(message: Any, message_id: str) -> int:
    attributes = sum(len(key.encode()) + len(value.encode()) for key, value in message.attributes.items())
    return len(message.data) + attributes + _TIMESTAMP_BYTES + len(message_id)
