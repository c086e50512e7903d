"""What a customer and the business write to each other: one conversation for each channel, its messages below it.

Providers' ids contain phones (WAHA's in the clear, Meta's in base64), so ours are keyed hashes, and the provider's own
id is a field.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from functions.domain.customers.identities import Identity, identity_id
from functions.domain.kernel.decisions import UNKNOWN_AT, Document
from functions.domain.orgs.org import Org
from functions.domain.providers.events import Kind, MediaRef, Origin
from functions.domain.settings.types import Channel


class Conversation(Document):
    """`conversations/{channel}:{hash}`, named by the best identity that was known when it began.

    `last_inbound_at`: when the customer wrote last; `last_message_at`: when either side did; `last_answered_at`: when a
    person of the business did. `needs_human`: the customer wrote what only a person can answer, and none has yet.
    `message_count`: how many messages were stored in it. Each message changes it, so that one that is stored meets the
    guard of a commit that gives the conversation to another customer (participants.py).
    """

    collection: ClassVar[str] = "conversations"
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "channel": "whatsapp",
        "customer_id": "unknown",
        "provider": "unknown",
        "created_at": UNKNOWN_AT,
        "last_message_at": UNKNOWN_AT,
    }
    channel: Channel
    customer_id: str
    provider: str
    created_at: datetime
    last_message_at: datetime
    last_inbound_at: datetime | None = None
    last_answered_at: datetime | None = None
    needs_human: bool = False
    message_count: int = 0

    def answered(self, at: datetime) -> "Conversation":
        """The same conversation after a person wrote: what the customer wrote later still waits."""
        is_open = self.needs_human and self.last_inbound_at is not None and at < self.last_inbound_at
        return self.with_changes(
            last_message_at=max(at, self.last_message_at),
            last_answered_at=max(at, self.last_answered_at or at),
            needs_human=is_open,
        )


class ChatMessage(Document):
    """`conversations/{id}/messages/{hash}`; `provider_message_id` and `target_id` are as the provider gave them.

    `edited_text`, `edited_at` and `revoked_at` are of a later edit or revocation. If that came first, the message
    has nothing else yet: its `kind` is None.
    """

    collection: ClassVar[str] = "conversations"
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "provider": "unknown",
        "provider_message_id": "unknown",
        "channel": "whatsapp",
        "customer_id": "unknown",
    }
    provider: str
    provider_message_id: str
    channel: Channel
    customer_id: str
    kind: Kind | None = None
    origin: Origin | None = None
    at: datetime | None = None
    received_at: datetime | None = None
    text: str | None = None
    media: tuple[MediaRef, ...] = ()
    target_id: str | None = None
    extra: dict[str, Any] = Field(default_factory=dict)
    edited_text: str | None = None
    edited_at: datetime | None = None
    revoked_at: datetime | None = None

    def edited(self, text: str | None, at: datetime) -> "ChatMessage":
        """The same message with an edit, unless a later one is known."""
        is_late = self.edited_at is not None and at < self.edited_at
        return self if is_late else self.with_changes(edited_text=text, edited_at=at)

    def revoked(self, at: datetime) -> "ChatMessage":
        return self.with_changes(revoked_at=min(at, self.revoked_at or at))


def conversation_id(org: Org, channel: Channel, identity: Identity) -> str:
    return f"{channel}:{identity_id(org.id_key, identity)}"


def chat_message_id(conversation: str, key: str) -> str:
    return f"{conversation}/messages/{key}"
