"""Mistakes with points: taken where there are none, kept where their order is gone, let go in the wrong order."""

from collections.abc import Sequence
from typing import Any

import pytest

from functions.domain.commands.loyalty import points
from functions.domain.customers.customer import Customer
from functions.domain.loyalty import expiry, frequency, lots
from functions.domain.loyalty.lots import Lot
from functions.domain.loyalty.points import LedgerEntry, Unit
from tests.faults.world import World


def gives_rewards_whatever_the_balance(world: World, patch: pytest.MonkeyPatch) -> None:
    """A reward is given to who has not enough points for it."""

    def left(customer: Customer, unit: Unit, amount: int, *, path: str) -> int:
        return points._balance(customer, unit) + amount

    patch.setattr(points, "_left", left)


def spends_the_newest_points_first(world: World, patch: pytest.MonkeyPatch) -> None:
    """What stands of a balance are the oldest points."""

    def lots_of(entries: Sequence[LedgerEntry], balance: int) -> tuple[Lot, ...]:
        found: list[Lot] = []
        for at, booked in reversed(list(lots._booked(entries))):
            standing = min(balance, booked)
            balance -= standing
            found += [Lot(at, standing)] if standing else []
        return tuple(found)

    patch.setattr(lots, "lots_of", lots_of)


def keeps_the_bonus_of_orders_that_are_gone(world: World, patch: pytest.MonkeyPatch) -> None:
    """Points for a number of orders are given, and never taken back."""
    right = frequency.bonus_change

    def change(*given: Any, **counts: Any) -> int:
        return max(0, right(*given, **counts))

    patch.setattr(frequency, "bonus_change", change)


def takes_all_points_for_new_with_each_change(world: World, patch: pytest.MonkeyPatch) -> None:
    """Whatever changes of a customer, their points count as booked then."""
    right = expiry.with_dates

    def with_dates(*given: Any, **named: Any) -> Customer:
        customer = right(*given, **named)
        account = customer.loyalty
        if account.expiring is None:
            return customer
        dated = account.expiring.with_changes(since=named["now"], untold_since=named["now"])
        return customer.with_changes(loyalty=account.with_changes(expiring=dated))

    patch.setattr(expiry, "with_dates", with_dates)
