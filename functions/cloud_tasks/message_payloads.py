"""What a delivery's task carries: the message as it was stored, so that claiming it costs no read.

If the message has changed since, the claim's guard fails, and it is read like any other document.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from functions.store.snapshots import Snapshot

if TYPE_CHECKING:  # a model, which an instance that only enqueues does not need
    from functions.domain.messages.outbox import Message


def encode_message(message: "Message") -> dict[str, Any]:
    """A message for its task, by its ids: its delivery reads it."""
    about = {"customer_id": message.customer_id, "purpose": message.purpose, "rule": message.rule}
    return _content(message.id, about | {"member_uid": message.member_uid})


def encode_stored(stored: Snapshot) -> dict[str, Any]:
    """A message for its task with all of its stored fields; by its ids where its version is unknown."""
    assert stored.fields is not None, "a message that is enqueued exists"
    content = _content(id_of(stored), stored.fields)
    if stored.version is None:
        return content
    fields = _as_json(stored.fields)
    return content | {
        "stored": {"path": stored.path, "version": stored.version.rfc3339(), "fields": fields},
    }


def id_of(message: Snapshot) -> str:
    return message.path.rpartition("/")[2]


def _content(id: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The ids by which it is claimed, and its rule; `member_uid` where it goes to a member of staff."""
    content = {"id": id, "customer_id": fields["customer_id"], "purpose": fields["purpose"]}
    content["rule"] = fields.get("rule", "unknown")
    member_uid = fields.get("member_uid")
    return content if member_uid is None else content | {"member_uid": member_uid}


def _as_json(value: Any) -> Any:
    """Stored fields as JSON has them: an instant as text, to the microsecond that models have."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _as_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    return value
