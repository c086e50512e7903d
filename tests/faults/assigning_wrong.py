"""Mistakes in handing out: two jobs do not meet, what was done is not counted, who is away keeps their calls."""

from typing import Any

import pytest

from functions.domain.assignment import agents, handing_out, returning
from functions.domain.kernel.decisions import Changes
from tests.faults.world import World


def hands_out_without_the_pool_s_guard(world: World, patch: pytest.MonkeyPatch) -> None:
    """A page's commit has the tasks alone: a job beside it gives by what each agent had before."""

    def page(pool: Any, moved: Any, documents: Any) -> Any:
        changes = Changes(put=tuple(after for _, after in moved)) if moved else Changes(put=(pool,))
        return changes, str(pool.pages)

    patch.setattr(handing_out, "_page", page)


def counts_open_calls_alone(world: World, patch: pytest.MonkeyPatch) -> None:
    """Whoever is quick gets more than a day's work."""
    patch.setattr(agents, "_is_of", lambda task, day: task.status == "open")


def leaves_an_absent_agent_their_calls(world: World, patch: pytest.MonkeyPatch) -> None:
    """Only who left for good gives back what they had."""
    patch.setattr(returning, "_is_still_away", lambda org, member, now: False)


def keeps_in_the_pool_what_it_gave(world: World, patch: pytest.MonkeyPatch) -> None:
    """A call that was handed out is looked at again the next day."""

    def kept(task: Any) -> Any:
        return task.with_changes(pooled_on="2025-12-31", waits_because=None)

    patch.setattr(handing_out, "out_of_pool", kept)
