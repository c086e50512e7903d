"""Mistakes in reminders: a purchase is kept that was taken back, is taken for the last, or is told of twice."""

from typing import Any

import pytest

from functions.domain.consumption import purchases, reminding
from functions.domain.customers.consumption import Consumed
from tests.faults.world import World


def keeps_what_was_taken_back(world: World, patch: pytest.MonkeyPatch) -> None:
    """A cancelled order's products are used up with no look at the orders before it."""
    patch.setattr(purchases, "_is_taken_back", lambda known, purchase, new: False)


def takes_any_purchase_for_the_last(world: World, patch: pytest.MonkeyPatch) -> None:
    """What comes in last counts, whenever it was bought."""
    found_well = purchases._with_latest

    def with_latest(org: Any, customer: Any, found: Any, *, past: Any) -> Any:
        return found_well(org, customer, {each.key: each for each in found}.values(), past=past)

    patch.setattr(purchases, "_with_latest", with_latest)


def forgets_of_what_it_reminded(world: World, patch: pytest.MonkeyPatch) -> None:
    """A purchase is reminded of again with the next change."""

    def done(consumed: Consumed) -> Consumed:
        return consumed.with_changes(reminded_for=None)

    patch.setattr(reminding, "_done", done)


def forgets_what_was_taken_back(world: World, patch: pytest.MonkeyPatch) -> None:
    """A product that leaves an order and comes back is reminded of once more."""
    found_well = purchases._with_latest

    def with_latest(org: Any, customer: Any, found: Any, *, past: Any) -> Any:
        customer = found_well(org, customer, found, past=past)
        if customer.consumption is None:
            return customer
        kept = [each for each in customer.consumption.products if not each.is_taken_back]
        return customer.with_changes(consumption=customer.consumption.with_products(kept))

    patch.setattr(purchases, "_with_latest", with_latest)
