"""Visits by outlet follow each state of each order, and go with a customer who is joined, taken apart or worked out."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from functions.domain.customers.customer import Customer, Stats
from functions.domain.customers.visits import MOST_OUTLETS, with_visits
from functions.domain.joins.folding import added_stats
from functions.domain.joins.owned import OwnedContribution, OwnedOrder, OwnedState, summed
from functions.domain.joins.parting import with_stats
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.loyalty.figures import refigured
from tests.builders import a_customer, an_order, an_org, in_state, take_in
from tests.memory import DictBackend, a_store, run

MANY = {f"outlet-{number}": 1 for number in range(MOST_OUTLETS)}


@pytest.mark.parametrize(
    ("known", "change", "after"),
    [
        ({}, {"first": 1}, {"first": 1}),
        ({"first": 2}, {"first": -1}, {"first": 1}),
        ({"first": 1}, {"first": -1}, {}),
        ({}, {"first": -1}, {}),
        ({"first": 1}, {"__name__": 1}, {"first": 1}),
        (MANY, {"one-more": 1}, MANY),
        (MANY, {"outlet-0": 1}, {**MANY, "outlet-0": 2}),
    ],
)
def test_an_outlet_stands_among_the_visits_while_it_has_one_and_fits_a_document(
    known: Mapping[str, int], change: Mapping[str, int], after: Mapping[str, int]
) -> None:
    assert with_visits(known, change) == after


@pytest.mark.item("S004-37")
def test_a_visit_that_was_at_another_outlet_or_none_after_all_counts_there() -> None:
    backend = DictBackend()
    store = a_store(backend)
    order = an_order()
    at = order.facts.updated_at
    later: list[dict[str, object]] = [
        {"outlet_id": "first"},
        {"outlet_id": "second"},
        {"outlet_id": None},
        {"outlet_id": "__first__"},
        {"outlet_id": "first"},
        {"outlet_id": "first", "status": "cancelled"},
    ]
    seen = []
    for number, facts in enumerate(later):
        take_in(store, in_state(order, updated_at=at + timedelta(minutes=number), **facts))
        seen.append(backend.one("customers")["stats"]["outlets"])
    assert seen == [{"first": 1}, {"second": 1}, {}, {}, {"first": 1}, {}]


def test_figures_that_were_lost_are_worked_out_by_outlet_too() -> None:
    backend = DictBackend()
    store, org = a_store(backend), an_org()
    for number, outlet in enumerate(("first", "first", "second")):
        order = an_order(order_id=str(number), outlet_id=outlet)
        take_in(store, order)
    ((id, _),) = backend.all("customers").items()

    def again() -> Decision[Customer]:
        return NOTHING, (yield from refigured(org, a_customer(id=id)))

    assert run(store, again, org.id).stats.outlets == {"first": 2, "second": 1}


def test_who_is_joined_and_taken_apart_again_has_the_visits_of_their_own_orders() -> None:
    ours, theirs = (
        Stats(orders=1, visits=1, outlets={"first": 1}),
        Stats(orders=1, outlets={"first": 1, "x": 1}),
    )
    assert added_stats(ours, theirs).outlets == {"first": 2, "x": 1}
    contribution = OwnedContribution(customer_id="c", orders=1, visits=1, outlet_id="first")
    order = OwnedOrder(
        id="o", customer_id="c", counted_for="c", recorded_state=OwnedState(contribution=contribution)
    )
    both = a_customer(stats=Stats(orders=2, visits=2, outlets={"first": 2}))
    sums = summed([order])
    assert with_stats(both, sums, sign=-1).stats.outlets == {"first": 1}
    assert with_stats(both, sums, sign=1).stats.outlets == {"first": 3}
