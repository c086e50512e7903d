"""When it is too late for a person's answer: the clock that runs in a conversation which a person has and has not
answered. Whose turn it is then is decided by assistant/escalating.py.
"""

from datetime import datetime, timedelta

from functions.domain.conversations.documents import ASSISTANT, Conversation
from functions.domain.orgs.org import Org
from functions.domain.sales.working_time import after_working_time


def with_clock(org: Org, conversation: Conversation, now: datetime) -> Conversation:
    """The conversation with an answer of a person awaited from now on, the count of escalations as it is."""
    minutes = org.settings.assistant.escalate_after_minutes
    if minutes is None or conversation.owner in (None, ASSISTANT):
        return conversation.not_awaited()
    return conversation.with_changes(wake_at=_in_time(org, now, timedelta(minutes=minutes)))


def with_clock_anew(org: Org, conversation: Conversation, now: datetime) -> Conversation:
    """The same, and nothing of it is late yet; an event that comes late makes nothing late sooner than it was."""
    after = with_clock(org, conversation.not_awaited(), now)
    if after.wake_at is None or conversation.wake_at is None:
        return after
    return after.with_changes(wake_at=max(after.wake_at, conversation.wake_at))


def next_working_time(org: Org, now: datetime) -> datetime:
    """The instant itself, or when work next begins, where working hours count."""
    return _in_time(org, now, timedelta(0))


def _in_time(org: Org, since: datetime, wait: timedelta) -> datetime:
    return after_working_time(org, since, wait) if org.settings.assistant.escalate_in_hours else since + wait
