"""What a delivery's task carries: the message as it was stored, so that claiming it costs no read.

If the message has changed since, the claim's guard fails, and it is read like any other document.
"""

from dataclasses import dataclass
from typing import Any

from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from pydantic import ValidationError

from functions.domain.messages.outbox import Message
from functions.domain.settings.types import Purpose
from functions.store.documents import Snapshot, to_fields


@dataclass(frozen=True)
class MessagePayload:
    """A message of a delivery's task. `known`: its snapshot, where the task carries it."""

    message_id: str
    customer_id: str
    purpose: Purpose
    known: tuple[Snapshot, ...] = ()


def encode_payload(message: Message, known: Snapshot | None) -> dict[str, Any]:
    """A message for its task, with all of its stored fields where it is known as stored."""
    content = {"id": message.id, "customer_id": message.customer_id, "purpose": message.purpose}
    if known is None or known.version is None:
        return content
    stored = {
        "path": known.path,
        "version": known.version.rfc3339(),
        "fields": message.model_dump(mode="json"),
    }
    return content | {"stored": stored}


def decode_payloads(payload: Any) -> list[MessagePayload]:
    """The messages of a task."""
    return [_decode(content) for content in payload["messages"]]


def _decode(content: Any) -> MessagePayload:
    return MessagePayload(content["id"], content["customer_id"], content["purpose"], _known(content))


def _known(content: Any) -> tuple[Snapshot, ...]:
    """The message as it was stored. Empty where another version of the code encoded it: then it is read."""
    if not (stored := content.get("stored")):
        return ()
    try:
        message = Message.model_validate({**stored["fields"], "id": content["id"]})
    except ValidationError:
        return ()
    version = DatetimeWithNanoseconds.from_rfc3339(stored["version"])
    return (Snapshot(stored["path"], to_fields(message), version),)
