"""Mistakes with two customers who become one: see mutants.py."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.domain.customers import identities
from functions.domain.customers.customer import Customer
from functions.domain.joins import joining, moving
from functions.domain.joins.folding import joined_away
from functions.domain.joins.owned import Owned
from functions.domain.kernel.decisions import Reading
from functions.domain.orders import former_buyers
from functions.domain.orders.documents import NO_CONTRIBUTION, OrderContribution
from tests.faults.world import World


def _nothing() -> Iterator[Any]:
    yield from ()


def adds_figures_without_entries(world: World, patch: pytest.MonkeyPatch) -> None:
    """A balance moves, and the ledger does not say so."""
    patch.setattr(joining, "joining_entries", lambda *given, **named: ())


def takes_an_order_back_from_who_was_joined(world: World, patch: pytest.MonkeyPatch) -> None:
    """An order from before the join is added to the one, whose figures have it already."""

    def of_former(*given: Any, **named: Any) -> Reading[OrderContribution]:
        yield from _nothing()
        return NO_CONTRIBUTION

    patch.setattr(former_buyers, "of_former_buyer", of_former)


def leaves_a_page_behind(world: World, patch: pytest.MonkeyPatch) -> None:
    """After the first page nobody asks for the next one."""
    right = moving._page

    def first_page(id: str) -> Reading[list[Owned]]:
        page = yield from right(id)
        return page[: moving.PAGE_SIZE - 1]

    patch.setattr(moving, "_page", first_page)


def asks_for_the_one_s_own_orders_alone(world: World, patch: pytest.MonkeyPatch) -> None:
    """The last order is looked for among those that have moved."""
    patch.setattr(Customer, "ids", property(lambda customer: (customer.id,)))


def follows_nobody(world: World, patch: pytest.MonkeyPatch) -> None:
    """An order by the identity that first named who was joined counts for that one."""

    def followed(customer: Customer) -> Reading[Customer]:
        yield from _nothing()
        return customer

    patch.setattr(identities, "followed", followed)


def leaves_figures_with_who_was_joined(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who was joined keeps their own figures too."""

    def away(customer: Customer, *given: Any, **named: Any) -> Customer:
        return joined_away(customer, *given, **named).with_changes(stats=customer.stats)

    patch.setattr(joining, "joined_away", away)
