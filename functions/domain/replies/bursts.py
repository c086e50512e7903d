"""A burst of messages with the conversation in which it waits: what a turn is about."""

from dataclasses import dataclass
from datetime import date, datetime

from functions.domain.conversations.documents import Conversation
from functions.domain.orgs.org import Org
from functions.domain.replies.turn_documents import answer_id


@dataclass(frozen=True)
class Burst:
    """What a turn is about, as it was read."""

    org: Org
    conversation: Conversation
    now: datetime

    @property
    def key(self) -> str:
        return self.conversation.waiting[-1].id

    @property
    def task_id(self) -> str:
        """Of the task that a handover makes."""
        return f"{answer_id(self.key)}:task"

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.conversation.waiting if each.text)

    @property
    def today(self) -> date:
        """By the business's clock."""
        return self.org.day_of(self.now)
