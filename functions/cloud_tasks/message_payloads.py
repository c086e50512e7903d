"""What a delivery's task carries: the message as it was stored, so that claiming it costs no read.

The guard of the claim tells when it has changed since; then it is read like any other document.
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
    message_id: str
    customer_id: str
    purpose: Purpose
    known: tuple[Snapshot, ...] = ()


def encode(message: Message, known: Snapshot | None) -> dict[str, Any]:
    """A message for its task's payload."""
    parcel = {"id": message.id, "customer_id": message.customer_id, "purpose": message.purpose}
    if known is None or known.version is None:
        return parcel
    stored = {
        "path": known.path,
        "version": known.version.rfc3339(),
        "fields": message.model_dump(mode="json"),
    }
    return parcel | {"stored": stored}


def decode_payloads(payload: Any) -> list[MessagePayload]:
    """The messages of a task's payload."""
    return [_open(parcel) for parcel in payload["messages"]]


def _open(parcel: Any) -> MessagePayload:
    return MessagePayload(parcel["id"], parcel["customer_id"], parcel["purpose"], _known(parcel))


def _known(parcel: Any) -> tuple[Snapshot, ...]:
    """The message as it was stored; not where another version of ours sealed it: it is read then."""
    if not (stored := parcel.get("stored")):
        return ()
    try:
        message = Message.model_validate({**stored["fields"], "id": parcel["id"]})
    except ValidationError:
        return ()
    version = DatetimeWithNanoseconds.from_rfc3339(stored["version"])
    return (Snapshot(stored["path"], to_fields(message), version),)
