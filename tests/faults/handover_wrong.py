"""Mistakes with who takes a chat up: what is answered all the same, what is told twice, whom nobody asks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.assistant import booking_leads, escalating, handovers, turns
from functions.domain.conversations import answering, listening, marking, recording
from functions.domain.conversations.documents import Conversation
from functions.domain.delivery import causes
from functions.domain.messages.answers import HOLDING_RULE
from functions.domain.wake_ups import table
from tests.faults.world import World

assert table  # loaded here, so that the mistake is made where it is looked up


def answers_what_was_taken_back(world: World, patch: pytest.MonkeyPatch) -> None:
    """A revocation is kept, and what waits is left as it is."""
    patch.setattr(marking, "heard_anew", lambda conversation, marked, *, key: (conversation, marked))


def takes_an_edit_that_came_first_for_none(world: World, patch: pytest.MonkeyPatch) -> None:
    """What waits has the text of its own event, though an edit was stored before it."""
    heard = listening.heard

    def as_it_came(org: Any, conversation: Any, item: Any, **named: Any) -> Any:
        return heard(org, conversation, item, **named | {"stored": None})

    patch.setattr(recording, "heard", as_it_came)


def owes_one_lead_at_a_time(world: World, patch: pytest.MonkeyPatch) -> None:
    """The lead of the next cycle takes the place of one that was never made."""
    owing = booking_leads.with_lead_due

    def the_last(conversation: Conversation, *given: Any, **named: Any) -> Conversation:
        due = owing(conversation, *given, **named).leads_due
        return conversation.with_changes(leads_due=due[-1:])

    patch.setattr(turns, "with_lead_due", the_last)


def makes_the_lead_of_what_the_chat_is_about_now(world: World, patch: pytest.MonkeyPatch) -> None:
    """What was booked is looked up when the lead is made."""
    making = booking_leads._capture

    def of_now(org: Any, conversation: Conversation, due: Any, **named: Any) -> Any:
        notes = f"package: {conversation.package_code}"
        return making(org, conversation, due.with_changes(notes=notes), **named)

    patch.setattr(booking_leads, "_capture", of_now)


def escalates_what_was_answered(world: World, patch: pytest.MonkeyPatch) -> None:
    """An answer leaves the wait as it is."""
    answer = Conversation.answered

    def answered(self: Conversation, at: Any) -> Conversation:
        waits = {"wake_at": self.wake_at, "escalations": self.escalations}
        return answer(self, at).with_changes(**waits)

    writing = listening.written_by_person

    def written(org: Any, conversation: Conversation, *given: Any, **named: Any) -> Conversation:
        waits = {"wake_at": conversation.wake_at, "escalations": conversation.escalations}
        return writing(org, conversation, *given, **named).with_changes(**waits)

    patch.setattr(Conversation, "answered", answered)
    for module in (listening, answering):
        patch.setattr(module, "written_by_person", written)


def escalates_for_ever(world: World, patch: pytest.MonkeyPatch) -> None:
    """How often it has been is forgotten with each step, for ten of them."""
    stepping = escalating._escalated

    def escalated(org: Any, known: Conversation, customer: Any, *, now: Any) -> Any:
        changes = yield from stepping(org, known, customer, now=now)
        steps = sum(each.because == escalating.UNANSWERED for each in known.handovers)
        return _with_chat(changes, lambda chat: chat.with_changes(escalations=0) if steps < 10 else chat)

    patch.setattr(escalating, "_escalated", escalated)


def _with_chat(changes: Any, change: Callable[[Conversation], Conversation]) -> Any:
    put = tuple(change(each) if isinstance(each, Conversation) else each for each in changes.put)
    return replace(changes, put=put)


def tells_the_customer_with_each_step(world: World, patch: pytest.MonkeyPatch) -> None:
    """That nobody has answered is said once more after as long."""
    telling = escalating._told

    def told(org: Any, known: Conversation, customer: Any, *, now: Any) -> Any:
        changes = yield from telling(org, known, customer, now=now)
        is_first = all(each.told_at is None for each in known.handovers)
        again = now + (now - known.handovers[-1].at)
        return _with_chat(changes, lambda chat: chat.with_changes(wake_at=again) if is_first else chat)

    patch.setattr(escalating, "_told", told)


def tells_over_an_answer(world: World, patch: pytest.MonkeyPatch) -> None:
    """Whether somebody has answered by now is not asked when it is sent."""
    known = {rule: cause for rule, cause in causes.CAUSES.items() if rule != HOLDING_RULE}
    patch.setattr(causes, "CAUSES", known)


def tells_a_member_once_of_a_task(world: World, patch: pytest.MonkeyPatch) -> None:
    """A notice is named for its task alone: who gets it twice has the first one's message sent again."""
    noticing = handovers.notices_of

    def notices(*given: Any, cause: str, **named: Any) -> Any:
        return noticing(*given, cause=cause.rpartition(":")[0], **named)

    patch.setattr(handovers, "notices_of", notices)
