"""Mistakes with segments whose filter is saved while customers buy: see mutants.py."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.kernel.decisions import Document, Reading, get
from functions.domain.rebuilds import rebuilding
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, Rebuild, rebuild_for_automations
from functions.domain.upkeep import segments as taking
from functions.domain.wake_ups.table import WAKE_UPS
from functions.queues import wake_page
from tests.faults import segment_flows
from tests.faults.world import World


def goes_on_by_the_instant_alone(world: World, patch: pytest.MonkeyPatch) -> None:
    """The next page begins after the last customer's instant: others of that instant are skipped."""
    right = rebuilding._went_on

    def went_on(rebuild: Rebuild, page: tuple[Any, ...], *, now: datetime) -> Rebuild:
        on = right(rebuild, page, now=now)
        return on.with_changes(active_since=on.active_since + timedelta(microseconds=1), after_id="")

    patch.setattr(rebuilding, "_went_on", went_on)


def lets_a_job_that_is_under_way_do_for_the_next_change(world: World, patch: pytest.MonkeyPatch) -> None:
    """A change that is saved meanwhile does not begin from the first customer again."""

    def rebuild(now: datetime) -> Reading[tuple[Document, ...]]:
        known = yield from get(Rebuild, AUTOMATIONS)
        if known is not None and known.wake_at is not None:
            return (known,)
        return (yield from rebuild_for_automations(now))

    patch.setattr(segment_flows, "rebuild_for_automations", rebuild)


def goes_by_the_revision_that_the_instance_has(world: World, patch: pytest.MonkeyPatch) -> None:
    """A page goes by settings that were read before the change, and at once: it writes over what the newer ones say."""
    known = replace(WAKE_UPS["rebuilds"], needs_latest=False)
    patch.setattr(wake_page, "WAKE_UPS", {**WAKE_UPS, "rebuilds": known})
    patch.setattr(rebuilding, "SEEN_EVERYWHERE_AFTER", timedelta(0))


def lets_time_move_no_segment(world: World, patch: pytest.MonkeyPatch) -> None:
    """A customer does not wake for a filter that speaks of time."""
    patch.setattr(taking, "segment_times", lambda org, customer, now: {})
