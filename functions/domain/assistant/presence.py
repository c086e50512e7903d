"""What a customer may see before an answer: that their message was read, and that somebody is typing (S003-23)."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.assistant.gathering import asks_something
from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.listening import is_a_person_s
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.types import Channel


@dataclass(frozen=True)
class Presence:
    """What is shown on the last message of a burst, whose id is that of `provider`, which brought it."""

    provider: str
    channel: Channel
    message_id: str
    is_read: bool
    is_typing: bool


def presence_for(
    org: Org, conversation: Conversation | None, *, due_at: datetime, now: datetime
) -> Presence | None:
    """What is shown at the beginning of a turn; None where none is taken, a person has the conversation, or the
    business wants nothing shown. Nobody types where no answer is asked for.
    """
    settings = org.settings.assistant
    if conversation is None or not _is_taken(org, conversation, due_at=due_at, now=now):
        return None
    is_typing = settings.typing and asks_something(org, conversation.waiting)
    if conversation.unread_id is None or not (is_typing or settings.read_receipts):
        return None
    return Presence(
        conversation.provider,
        conversation.channel,
        conversation.unread_id,
        is_read=settings.read_receipts,
        is_typing=is_typing,
    )


def _is_taken(org: Org, conversation: Conversation, *, due_at: datetime, now: datetime) -> bool:
    """Whether the turn that is due then is the assistant's to take now."""
    if not conversation.waiting or not org.settings.assistant.enabled or not is_on(org, "crm"):
        return False
    is_extended = conversation.turn_due_at is not None and due_at < conversation.turn_due_at
    return not is_extended and not is_a_person_s(conversation, now)
