"""Mistakes with chats: who is talked over, what is forgotten, what is answered that should not be."""

from typing import Any

import pytest

from functions.cloud_tasks.enqueue import enqueue_turn
from functions.domain.assistant import silence, turns
from functions.domain.assistant.turns import TakenTurn
from functions.domain.conversations import listening, recording
from functions.domain.kernel.errors import Retryable
from functions.queues import take_callback, take_turn
from tests.faults.world import World


def forgets_a_turn_whose_task_was_not_taken(world: World, patch: pytest.MonkeyPatch) -> None:
    """The queue is away, and nobody asks it again."""

    def asked(*given: Any, **named: Any) -> None:
        try:
            enqueue_turn(*given, **named)
        except Retryable:
            return

    patch.setattr(take_callback, "enqueue_turn", asked)


def talks_over_a_person(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who owns the conversation is not asked."""
    patch.setattr(silence, "is_a_person_s", lambda conversation, now: False)


def answers_a_gateway_s_history(world: World, patch: pytest.MonkeyPatch) -> None:
    """How old a message is is not asked."""
    patch.setattr(listening, "_is_fresh", lambda org, item, now: True)


def hears_the_last_message_alone(world: World, patch: pytest.MonkeyPatch) -> None:
    """Of a burst only the last message waits."""
    heard = listening.heard

    def last(org: Any, conversation: Any, item: Any, **named: Any) -> Any:
        return heard(org, conversation.with_changes(waiting=()), item, **named)

    patch.setattr(recording, "heard", last)


def makes_the_lead_in_the_first_try_alone(world: World, patch: pytest.MonkeyPatch) -> None:
    """A turn that was taken before leaves nothing to do: a lead whose try died stays due."""

    def taken(org: Any, id: str, **named: Any) -> Any:
        changes, value = yield from turns.take_turn(org, id, **named)
        return changes, (value if changes.create else TakenTurn())

    patch.setattr(take_turn, "take_turn", taken)


def answers_each_message_of_a_burst(world: World, patch: pytest.MonkeyPatch) -> None:
    """What was answered waits on: the next message is answered with it once more."""
    after = turns._after

    def still(burst: Any, plan: Any, language: Any) -> Any:
        waiting = burst.conversation.waiting
        return after(burst, plan, language).with_changes(waiting=waiting)

    patch.setattr(turns, "_after", still)
