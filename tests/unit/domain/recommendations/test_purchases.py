"""What a customer bought, as rules go by it: the same in whatever order the states of orders arrive."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.customers.recommendations import MOST_PURCHASES
from functions.domain.orders.documents import Order
from functions.domain.orders.recording import record_order
from tests.builders import OTHER_PHONE, an_order, in_state
from tests.examples import examples
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.consumption.grocers import an_order_of
from tests.unit.domain.recommendations.cross_sellers import (
    BOUGHT,
    DAY,
    DUE,
    GHEE,
    RICE,
    SPICE,
    TO_GHEE,
    TO_SPICE,
    a_cross_seller,
    buys,
    due,
    made,
    offers,
    wakes,
)

ORG = a_cross_seller({"spice": TO_SPICE, "ghee": TO_GHEE})
AFTER = BOUGHT + 100 * DAY


def purchases(backend: DictBackend) -> list[str]:
    customer = backend.one("customers")
    return [each["order_id"] for each in customer.get("recommendations", {}).get("purchases", ())]


def states() -> st.SearchStrategy[list[Order]]:
    """States of a few orders of one customer, each with its own instant."""
    one = st.tuples(
        st.integers(0, 3),
        st.sampled_from(("paid", "delivered", "cancelled")),
        st.integers(0, 12),
        st.lists(st.sampled_from((RICE, SPICE, GHEE)), min_size=1, max_size=3),
    )
    return st.lists(one, min_size=1, max_size=8).map(
        lambda found: [
            an_order_of(
                *lines,
                number=str(number),
                at=BOUGHT + days * DAY,
                status=status,
                updated_at=BOUGHT + 20 * DAY + timedelta(minutes=place),
            )
            for place, (number, status, days, lines) in enumerate(found)
        ]
    )


@given(states(), st.data())
@settings(max_examples=examples(60), deadline=None)
def test_any_order_of_arrival_and_any_replay_leaves_the_same(found: list[Order], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations([*found, *data.draw(st.lists(st.sampled_from(found), max_size=3))]))
    left = []
    for each in (found, shuffled):
        backend = DictBackend()
        for order in each:
            run(a_store(backend), lambda order=order: record_order(ORG, order, AFTER), ORG.id)  # type: ignore[misc]
        customer = backend.one("customers")
        left.append((customer.get("recommendations"), customer["due"].get("recommendation")))
    assert left[0] == left[1]


@given(st.permutations([("2", 2), ("3", 4), ("4", 15), ("5", 16)]), st.sets(st.sampled_from("2345")))
@settings(max_examples=examples(40), deadline=None)
def test_a_success_is_of_the_first_order_in_time_whatever_comes_late(
    arrivals: list[tuple[str, int]], cancelled: set[str]
) -> None:
    backend = DictBackend()
    buys(backend, RICE, org=ORG)
    wakes(backend, DUE, ORG)
    for number, days in arrivals:
        buys(backend, SPICE, number=number, at=DUE + days * DAY, now=AFTER, org=ORG)
        if number in cancelled:
            again: dict[str, Any] = {"status": "cancelled", "updated_at": DUE + 30 * DAY, "now": AFTER}
            buys(backend, SPICE, number=number, at=DUE + days * DAY, org=ORG, **again)
    first = min({"2", "3"} - cancelled, default=None)
    assert made(backend) == {"spice": ("met" if first else "made", f"pos:{first}" if first else None)}


def test_an_order_delivered_twice_and_late_changes_nothing_more() -> None:
    backend = DictBackend()
    for _ in range(2):
        buys(backend, RICE, org=ORG)
    assert (purchases(backend), due(backend)) == (["pos:1"], DUE)
    wakes(backend, DUE, ORG)
    buys(backend, RICE, org=ORG, now=DUE + DAY)
    wakes(backend, DUE + DAY, ORG)
    assert len(offers(backend)) == 1


def test_of_many_purchases_the_last_are_kept_and_older_ones_come_back_for_one_that_is_cancelled() -> None:
    backend = DictBackend()
    for number in range(MOST_PURCHASES + 5):
        buys(backend, RICE, number=str(number), at=BOUGHT + number * DAY, org=ORG, now=AFTER)
    kept = [f"pos:{number}" for number in range(5, MOST_PURCHASES + 5)]
    assert purchases(backend) == kept
    last: dict[str, Any] = {
        "number": "34",
        "at": BOUGHT + 34 * DAY,
        "updated_at": BOUGHT + 35 * DAY,
        "now": AFTER,
    }
    buys(backend, RICE, status="cancelled", org=ORG, **last)
    assert purchases(backend) == ["pos:4", *kept[:-1]]


def test_an_order_that_turns_out_to_be_another_customer_s_is_theirs() -> None:
    backend = DictBackend()
    buys(backend, RICE, org=ORG)
    lines = [{"unit_price": "10.00", **RICE}]
    order = an_order(ORG, order_id="1", lines=lines, customer={"phone": OTHER_PHONE})
    later = in_state(order, ordered_at=BOUGHT, updated_at=BOUGHT + DAY)
    run(a_store(backend), lambda: record_order(ORG, later, BOUGHT + DAY), ORG.id)
    found = {each["phone"]: each.get("recommendations") for each in backend.all("customers").values()}
    assert [phone for phone, known in found.items() if known] == [OTHER_PHONE]


@pytest.mark.parametrize("spoilt", [7, "lost"])
def test_a_list_that_was_spoilt_or_lost_is_worked_out_of_the_orders(spoilt: Any) -> None:
    backend = DictBackend()
    buys(backend, RICE, org=ORG)
    (id,) = backend.all("customers")
    path = f"orgs/{ORG.id}/customers/{id}"
    if spoilt == "lost":
        before = backend.documents[path].pop("recommendations")
        run(a_store(backend), lambda: refigure_customer(ORG, id, BOUGHT + DAY), ORG.id)
    else:
        before = backend.documents[path]["recommendations"]
        backend.client_writes(path, recommendations=spoilt)
        buys(backend, SPICE, number="2", at=BOUGHT - DAY, org=ORG, now=BOUGHT + DAY)
    known = backend.one("customers")["recommendations"]["purchases"]
    assert [each for each in known if each["order_id"] == "pos:1"] == before["purchases"]
