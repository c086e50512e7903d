"""Mistakes with deals: a late move that takes effect, a figure that counts twice, a clock that runs on."""

from collections.abc import Iterable
from typing import Any

import pytest

from functions.domain.commands.sales import deal_stages, opportunities
from functions.domain.insights import deal_counts, pipeline_pages
from functions.domain.sales import opportunities as deals
from functions.domain.sales.opportunities import DealShare, Opportunity
from tests.faults.world import World


def moves_in_order_of_arrival(world: World, patch: pytest.MonkeyPatch) -> None:
    """The move that comes last holds, whenever it was made."""
    patch.setattr(deal_stages.StageMove, "is_late", lambda move, deal: False)


def adds_a_deal_with_each_change(world: World, patch: pytest.MonkeyPatch) -> None:
    """What an account had of the deal is not taken away."""
    shares = opportunities._shares

    def never_before(share: DealShare | None) -> Iterable[DealShare]:
        asked.append(share)
        return shares(share) if len(asked) % 2 == 0 else ()

    asked: list[Any] = []
    patch.setattr(opportunities, "_shares", never_before)


def keeps_whom_nobody_won(world: World, patch: pytest.MonkeyPatch) -> None:
    """A deal goes to any stage."""
    patch.setattr(deal_stages, "may_move", lambda pipeline, before, to: True)


def lets_the_first_clock_run_on(world: World, patch: pytest.MonkeyPatch) -> None:
    """The time limit is that of the stage in which the deal began."""
    placed = deal_stages._placed

    def as_before(org: Any, deal: Opportunity, *given: Any, **named: Any) -> Opportunity:
        after = placed(org, deal, *given, **named)
        return after.with_changes(sla_due_at=deal.sla_due_at) if deal.stage_history else after

    patch.setattr(deal_stages, "_placed", as_before)


def forgets_who_moved_before(world: World, patch: pytest.MonkeyPatch) -> None:
    """A move is noted as the only one."""
    moved = deals.moved

    def alone(deal: Opportunity, *given: Any, **named: Any) -> Opportunity:
        after = moved(deal, *given, **named)
        return after.with_changes(stage_history=after.stage_history[-1:])

    patch.setattr(deal_stages, "moved", alone)


def leaves_a_deal_on_its_former_page(world: World, patch: pytest.MonkeyPatch) -> None:
    """What a deal counted for is not taken away where it changes hands."""
    by_owner = pipeline_pages._by_owner
    latest: list[Opportunity | None] = []

    def of_last(deal: Opportunity | None, basis: Any) -> Any:
        latest.append(deal)
        return by_owner(deal, basis) if len(latest) % 2 == 0 else {}

    patch.setattr(pipeline_pages, "_by_owner", of_last)


def counts_every_deal_as_undated(world: World, patch: pytest.MonkeyPatch) -> None:
    """A deal without a day and one with a day stand in one cell."""
    cell = deal_counts._cell

    def without_day(deal: Opportunity, basis: Any) -> Any:
        return cell(deal.with_changes(expected_close_on=None), basis)

    patch.setattr(deal_counts, "_cell", without_day)
