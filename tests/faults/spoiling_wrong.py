"""Mistakes with documents that were edited by hand, and with states of one second: see mutants.py."""

from collections.abc import Iterable
from typing import Any

import pytest

from functions.domain.customers import identities
from functions.domain.customers.customer import Customer, LoyaltyAccount
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.loyalty import figures
from functions.domain.loyalty.points import GivenByOrders
from functions.domain.orders import lost_figures, states
from functions.domain.orders.documents import NO_CONTRIBUTION, KnownOrder, OrderContribution
from functions.domain.orgs.org import Org
from functions.store import documents
from tests.faults.world import World


def reads_customers_strictly(world: World, patch: pytest.MonkeyPatch) -> None:
    """A wrong field of a customer is a reason to fail."""
    patch.setattr(Customer, "is_lenient", False)


def reads_orders_strictly(world: World, patch: pytest.MonkeyPatch) -> None:
    """A wrong field of an order is a reason to fail."""
    patch.setattr(KnownOrder, "is_lenient", False)


def believes_lost_figures(world: World, patch: pytest.MonkeyPatch) -> None:
    """Figures that cannot be read are zeros."""

    def refigured(org: Org, customer: Customer, **lost: Any) -> Reading[Customer]:
        yield from ()
        return customer

    patch.setattr(lost_figures, "refigured", refigured)


def takes_an_overwritten_order_for_a_new_one(world: World, patch: pytest.MonkeyPatch) -> None:
    """What the ledger holds for an order without a state is not looked up."""

    def ledger_of(stored: Document) -> Reading[tuple[OrderContribution, None, dict[str, int]]]:
        yield from ()
        return NO_CONTRIBUTION, None, {}

    patch.setattr(lost_figures, "ledger_of", ledger_of)


def counts_an_overwritten_order_beside_itself(world: World, patch: pytest.MonkeyPatch) -> None:
    """Points that the ledger holds for an order without a state are left out of what was earned."""
    right = figures.refigured
    patch.setattr(lost_figures, "refigured", lambda org, customer, **lost: right(org, customer))


def leaves_identities_of_nobody(world: World, patch: pytest.MonkeyPatch) -> None:
    """An identity that was spoilt is created, over the document that is there."""

    def known(ids: Iterable[str]) -> Reading[dict[str, Any]]:
        yield from ()
        return {}

    patch.setattr(identities, "_known", known)


def adds_points_up_from_orders(world: World, patch: pytest.MonkeyPatch) -> None:
    """A balance is what orders earned, whatever the ledger says."""

    def account(known: LoyaltyAccount, entries: Any, kept: GivenByOrders) -> LoyaltyAccount:
        return known.with_changes(points=kept.points + 1, lifetime_points=kept.points)

    patch.setattr(figures, "_account", account)


def writes_lost_figures_leaf_by_leaf(world: World, patch: pytest.MonkeyPatch) -> None:
    """Of figures that were worked out again only what is no zero is written."""
    right = documents.changed_fields

    def changed(before: Document, after: Document) -> Any:
        return right(before, after.with_changes(odd_fields=before.odd_fields))

    patch.setattr("functions.store.commit.changed_fields", changed)


def takes_what_comes_last_in_a_second(world: World, patch: pytest.MonkeyPatch) -> None:
    """Of two states of one instant the one that comes later stands."""
    patch.setattr(states, "_by_life", lambda facts, known: "newer")


def takes_what_comes_first_in_a_second(world: World, patch: pytest.MonkeyPatch) -> None:
    """Of two states of one instant the one that came first stands."""
    patch.setattr(states, "_by_life", lambda facts, known: "older")
