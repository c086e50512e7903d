"""A conversation in full: what the customer wrote, and what the assistant and the desk wrote to them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from google.cloud.firestore import FieldFilter

from demo.offices import Office

Line = tuple[datetime, str, str]


def transcript(office: Office, id: str) -> list[Line]:
    """When, who, what, in this order."""
    return sorted((*_heard(office, id), *_sent(office, id)), key=lambda line: line[0])


def _heard(office: Office, id: str) -> Iterator[Line]:
    for snapshot in office.org.collection("conversations").document(id).collection("messages").stream():
        message = snapshot.to_dict() or {}
        if message["origin"] == "customer":
            yield message["received_at"], "customer", message["text"] or _files(message)


def _files(message: dict[str, Any]) -> str:
    return f"({', '.join(file['kind'] for file in message['media']) or message['kind']})"


def _sent(office: Office, id: str) -> Iterator[Line]:
    conversation = office.org.collection("conversations").document(id).get().to_dict() or {}
    is_theirs = FieldFilter("customer_id", "==", conversation["customer_id"])
    for snapshot in office.org.collection("messages").where(filter=is_theirs).stream():
        message = snapshot.to_dict() or {}
        if message.get("sent_at") and message.get("text") and not message.get("member_uid"):
            yield message["sent_at"], message.get("by_uid") or "assistant", message["text"]
