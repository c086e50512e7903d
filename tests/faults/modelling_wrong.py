"""Mistakes with a model: it is asked twice, its answer comes too late, its cost is forgotten, its silence is ours."""

from typing import Any

import pytest

from functions.domain.assistant import model_turns, turns
from functions.domain.model_answers import asking
from functions.domain.model_answers.asking import DueQuestion, LeaseHeld
from functions.queues import take_turn
from tests.faults.world import World


def asks_under_another_one_s_lease(world: World, patch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether the model is being asked."""
    patch.setattr(asking, "_tries", lambda use, burst, lease_id: 1)


def gives_up_where_another_one_asks(world: World, patch: pytest.MonkeyPatch) -> None:
    """A task that finds a lease is done: the one who holds it will answer, and may be dead."""
    take = take_turn._take

    def taken(*given: Any, **named: Any) -> Any:
        try:
            return take(*given, **named)
        except LeaseHeld:
            return turns.TakenTurn()

    patch.setattr(take_turn, "_take", taken)


def sends_an_answer_to_what_was_asked_before(world: World, patch: pytest.MonkeyPatch) -> None:
    """What the customer wrote meanwhile counts as answered."""
    patch.setattr(model_turns, "_is_outdated", lambda conversation, asked: False)


def leaves_what_was_edited_to_a_later_task(world: World, patch: pytest.MonkeyPatch) -> None:
    """A task is done where what it asked about was edited meanwhile, as if a later message's task came."""
    take = take_turn._take

    def taken(*given: Any, **named: Any) -> Any:
        try:
            return take(*given, **named)
        except take_turn.TurnChanged:
            return turns.TakenTurn()

    patch.setattr(take_turn, "_take", taken)


def talks_over_who_took_over_meanwhile(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who owns the conversation is asked before the model, and not after it."""
    patch.setattr(model_turns, "why_silent", lambda burst: None)


def counts_no_cost_of_what_it_throws_away(world: World, patch: pytest.MonkeyPatch) -> None:
    """The lease ends as if nothing had been used."""
    counted = model_turns._counted

    def free(conversation: Any, asked: DueQuestion, outcome: Any) -> Any:
        after = counted(conversation, asked, outcome)
        if not model_turns._is_outdated(conversation, asked):
            return after
        tokens = conversation.model_use.tokens - asked.lease.tokens
        use = after.model_use.with_changes(tokens=tokens) if after.model_use is not None else None
        return after.with_changes(model_use=use)

    patch.setattr(model_turns, "_counted", free)


def is_silent_where_the_model_is_away(world: World, patch: pytest.MonkeyPatch) -> None:
    """No answer of the model is no answer."""
    hold = asking.holding

    def silent(plan: Any, because: Any, detail: Any = None) -> Any:
        return hold(plan, because, detail).__class__(plan.chat)

    for module in (asking, model_turns):
        patch.setattr(module, "holding", silent)


def asks_as_often_as_tasks_die(world: World, patch: pytest.MonkeyPatch) -> None:
    """How many have died while they asked is not counted."""
    tries = asking._tries
    patch.setattr(asking, "_tries", lambda use, burst, lease_id: min(1, tries(use, burst, lease_id)))
