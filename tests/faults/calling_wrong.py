"""Mistakes with staff's calls: done twice, tried for ever, lost from a day, or left open when their reason is gone."""

import itertools
from typing import Any

import pytest

from functions.domain.commands.work import completions
from functions.domain.insights import agent_day
from functions.domain.kernel.decisions import Reading, get
from functions.domain.tasks import outcomes
from functions.domain.tasks.documents import Task
from functions.domain.upkeep import ended_calls
from tests.faults.world import World


def takes_what_the_second_phone_says_too(world: World, patch: pytest.MonkeyPatch) -> None:
    """That a task is done already is not looked at, and what follows is named for the command."""
    numbers = itertools.count()
    interaction = completions._interaction

    def reopened(model: Any, id: str, *, presumed_missing: bool = False) -> Reading[Any]:
        found = yield from get(model, id, presumed_missing=presumed_missing)
        if isinstance(found, Task) and found.status == "done" and not presumed_missing:
            return found.with_changes(status="open")
        return found

    def left(request: Any, *given: Any, **more: Any) -> Any:
        found = interaction(request, *given, **more)
        return found.with_changes(id=f"{found.id}:{request.command_id}")

    patch.setattr(completions, "get", reopened)
    patch.setattr(completions, "_interaction", left)
    patch.setattr(outcomes, "again_id", lambda id: f"{id}:again:{next(numbers)}")


def tries_for_ever(world: World, patch: pytest.MonkeyPatch) -> None:
    """The attempts are counted and never asked."""
    patch.setattr(outcomes, "is_given_up", lambda org, task, ending: False)


def leaves_the_day_as_it_was(world: World, patch: pytest.MonkeyPatch) -> None:
    """What was done stays on the agent's list until the new day."""

    def unchanged(org: Any, changes: Any, *moves: Any, now: Any) -> Reading[Any]:
        yield from ()
        return changes

    patch.setattr(completions, "with_days", unchanged)


def keeps_yesterday_s_day(world: World, patch: pytest.MonkeyPatch) -> None:
    """A new day begins with the figures of the one before."""
    made_anew = agent_day._made_anew

    def gone_on_with(org: Any, uid: str, known: Any, *, now: Any) -> Reading[Any]:
        found = yield from made_anew(org, uid, known, now=now)
        return known.with_changes(date=found.date) if known is not None else found

    patch.setattr(agent_day, "_made_anew", gone_on_with)


def forgets_what_ends_the_next_call(world: World, patch: pytest.MonkeyPatch) -> None:
    """The customer knows of the first call alone."""
    patch.setattr(completions, "_with_next_call", lambda customer, done, followers: customer)


def calls_about_what_was_bought(world: World, patch: pytest.MonkeyPatch) -> None:
    """No purchase ends a call."""
    patch.setattr(ended_calls, "_is_over", lambda *given, **named: False)
