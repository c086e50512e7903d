"""A delivery's task as its function reads it (cloud_tasks/message_payloads.py writes it)."""

from dataclasses import dataclass
from typing import Any

from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from pydantic import ValidationError

from functions.domain.messages.outbox import Message
from functions.domain.settings.types import Purpose
from functions.store.documents import to_fields
from functions.store.snapshots import Snapshot


@dataclass(frozen=True)
class MessagePayload:
    """A message of a delivery's task. `member_uid`: to whom of the staff it goes. `known`: its snapshot, where the task
    carries it. `rule`: what caused it, where the task says so.
    """

    message_id: str
    customer_id: str
    purpose: Purpose
    known: tuple[Snapshot, ...] = ()
    member_uid: str | None = None
    rule: str = "unknown"


def decode_payloads(payload: Any) -> list[MessagePayload]:
    """The messages of a task."""
    return [_decode(content) for content in payload["messages"]]


def _decode(content: Any) -> MessagePayload:
    return MessagePayload(
        content["id"],
        content["customer_id"],
        content["purpose"],
        _known(content),
        content.get("member_uid"),
        str(content.get("rule") or "unknown"),
    )


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
