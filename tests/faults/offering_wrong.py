"""Mistakes with offers: limits that are not looked at, counts that only grow."""

from typing import Any

import pytest

from functions.domain.kernel.decisions import Reading
from functions.domain.offers import limits
from functions.domain.offers.documents import OfferCount
from functions.domain.offers.limits import OfferUse
from functions.domain.redemptions import offers
from tests.faults.world import World


def counts_an_offer_again_with_each_state(world: World, patch: pytest.MonkeyPatch) -> None:
    """What the known state has of it is forgotten."""
    count = limits.counted

    def again(offer_id: str, *, before: OfferUse, after: OfferUse) -> Reading[OfferCount | None]:
        return (yield from count(offer_id, before=OfferUse(), after=after))

    patch.setattr(offers, "counted", again)


def looks_at_no_total_and_no_budget(world: World, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(offers, "reason_of_all", lambda *found, **taken: None)


def asks_no_customer_how_often_they_had_it(world: World, patch: pytest.MonkeyPatch) -> None:
    def unasked(*found: Any, **order: Any) -> Reading[str | None]:
        return None
        yield

    patch.setattr(offers, "reason_of_customer", unasked)
