"""When a chat's customer is asked how content they are (satisfaction.py): if nothing more is written until then."""

from datetime import datetime, timedelta

from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.listening import is_a_person_s
from functions.domain.orgs.org import Org


def with_rating_due(org: Org, conversation: Conversation, now: datetime) -> Conversation:
    """The conversation with when its customer is to be asked, if nothing more is written until then: once for a cycle
    in which the assistant has answered, while no person has it.
    """
    wanted = org.settings.assistant.satisfaction
    if wanted is None or not may_ask(conversation, now):
        return conversation.with_changes(rating_due_at=None, rates_cycle=None)
    return conversation.with_changes(
        rating_due_at=now + timedelta(hours=wanted.quiet_hours), rates_cycle=None
    )


def may_ask(conversation: Conversation, now: datetime) -> bool:
    journey = conversation.journeys.get(str(conversation.cycle or 1))
    if journey is None or journey.answers == 0 or journey.rating_asked_at is not None:
        return False
    return not conversation.waiting and not is_a_person_s(conversation, now)
