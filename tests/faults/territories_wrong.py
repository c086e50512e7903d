"""Mistakes with territories that change while customers move: see mutants.py."""

from datetime import datetime
from typing import Any

import pytest

from functions.domain.configuration import territories
from functions.domain.kernel.decisions import Reading, get
from functions.domain.rebuilds import reassigning
from functions.domain.territories.jobs import TerritoryJob, job_id, started
from tests.faults.world import World


def lets_a_job_that_is_under_way_do_for_a_changed_territory(world: World, patch: pytest.MonkeyPatch) -> None:
    """A change that is saved meanwhile does not begin from the first customer again."""

    def begun(of: str | None, now: datetime, **more: Any) -> Reading[TerritoryJob]:
        known = yield from get(TerritoryJob, job_id(of))
        if known is not None and known.is_running:
            return known
        return (yield from started(of, now, **more))

    patch.setattr(territories, "started", begun)


def leaves_deals_where_they_are(world: World, patch: pytest.MonkeyPatch) -> None:
    """Pages go through the customers alone."""
    right = reassigning._went_on

    def went_on(job: TerritoryJob, page: Any, now: datetime) -> TerritoryJob:
        on = right(job, page, now)
        return on.with_changes(wake_at=None, ended_at=now) if on.step == "deals" else on

    patch.setattr(reassigning, "_went_on", went_on)
