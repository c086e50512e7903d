"""Documents overwritten, emptied or removed in Firebase's console: what they counted is neither lost nor doubled."""

from typing import Any

import pytest

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.loyalty import figures
from functions.domain.orders.documents import Order
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()


def later(minute: int, **changes: Any) -> Order:
    return an_order(ORG, **{"updated_at": f"2025-01-25T11:{minute:02}:00+05:30"} | changes)


def agrees(backend: DictBackend) -> None:
    """Each customer's figures are the sums of their ledger and of their orders."""
    for id, customer in backend.all("customers").items():
        entries = [e for e in backend.all("loyalty_transactions").values() if e["customer_id"] == id]
        assert customer["loyalty"]["points"] == sum(entry["amount"] for entry in entries)
        orders = [o for o in backend.all("orders").values() if o.get("counted_for") == id]
        assert customer["stats"]["orders"] == len(orders)
        assert customer["loyalty"]["points"] >= 0
        assert customer["stats"]["spend_minor"] == sum(
            order["total_minor"] - order["refunded_minor"] for order in orders
        )


def overwrite(backend: DictBackend, id: str, **fields: Any) -> None:
    """The whole document is set in the console."""
    path = f"orgs/kopi/orders/{id}"
    backend.documents[path] = {}
    backend.client_writes(path, **fields)


@pytest.mark.parametrize("total", ["387.00", "50.00"])
@pytest.mark.parametrize("left", [{}, {"recorded": False}, {"recorded_state": "?"}, {"recorded_state": {}}])
def test_an_order_that_was_overwritten_is_counted_once_when_it_comes_again(
    total: str, left: dict[str, Any]
) -> None:
    backend = DictBackend()
    store = a_store(backend)
    first = take_in(store, an_order(ORG, total=total), org=ORG)
    overwrite(backend, "pos:1", **left)
    again = take_in(store, an_order(ORG, total=total), org=ORG)
    assert again.points_balance == first.points_balance
    assert backend.one("customers")["stats"]["orders"] == 1
    agrees(backend)
    refund = take_in(store, later(0, total=total, status="refunded"), org=ORG)
    assert refund.points_balance == 0
    assert backend.one("customers")["stats"]["orders"] == 0
    agrees(backend)


def test_a_refund_after_an_order_was_overwritten_takes_back_what_it_gave_and_no_more() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    take_in(store, an_order(ORG, order_id="2", total="1000"), org=ORG)
    overwrite(backend, "pos:1", note="?")
    assert take_in(store, later(0, status="refunded"), org=ORG).points_balance == 10
    agrees(backend)


def test_an_overwritten_order_that_turns_out_to_be_another_customer_s_leaves_the_first() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    overwrite(backend, "pos:1")
    take_in(store, an_order(ORG, customer={"phone": OTHER_PHONE}), org=ORG)
    assert sorted(c["loyalty"]["points"] for c in backend.all("customers").values()) == [0, 3]
    agrees(backend)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"stats": None},
        {"stats": {"orders": "many"}},
        {"stats": [], "loyalty": 7},
        {"loyalty": {"points": "3"}},
        {"loyalty": {"points": None, "lifetime_points": []}},
    ],
)
def test_figures_that_were_spoilt_are_worked_out_again_by_the_next_order(spoilt: dict[str, Any]) -> None:
    backend = DictBackend()
    store = a_store(backend)
    id = take_in(store, an_order(ORG), org=ORG).customer_id
    backend.client_writes(f"orgs/kopi/customers/{id}", **spoilt)
    assert take_in(store, an_order(ORG, order_id="2"), org=ORG).points_balance == 6
    assert backend.one("customers")["loyalty"]["lifetime_points"] == 6
    agrees(backend)


def test_a_customer_whose_document_was_removed_comes_back_whole_by_any_identity() -> None:
    backend = DictBackend()
    store = a_store(backend)
    by_email = {"email": "regular@example.com", "card": "c-1"}
    id = take_in(store, an_order(ORG, customer=by_email), org=ORG).customer_id
    take_in(store, an_order(ORG, order_id="2", customer=by_email | {"phone": PHONE}), org=ORG)
    del backend.documents[f"orgs/kopi/customers/{id}"], backend.versions[f"orgs/kopi/customers/{id}"]
    by_phone = take_in(a_store(backend), an_order(ORG, order_id="3"), org=ORG)
    by_card = take_in(a_store(backend), an_order(ORG, order_id="4", customer={"card": "c-1"}), org=ORG)
    assert (by_phone.customer_id, by_card.customer_id) == (id, id)
    assert by_card.points_balance == 12
    agrees(backend)


@pytest.mark.parametrize(
    "spoilt", [{"customer_id": None}, {"customer_id": 7}, {"customer_id": "gone"}, {"kind": 7}]
)
def test_an_identity_that_was_spoilt_names_its_customer_again(spoilt: dict[str, Any]) -> None:
    backend = DictBackend()
    store = a_store(backend)
    id = take_in(store, an_order(ORG, customer={"phone": PHONE}), org=ORG).customer_id
    take_in(store, an_order(ORG, order_id="2", customer={"phone": PHONE, "card": "c-1"}), org=ORG)
    card = next(path for path, f in backend.documents.items() if f.get("kind") == "card")
    backend.client_writes(card, **spoilt)
    backend.client_writes(f"orgs/kopi/customers/{id}", identity_ids=[id])
    both = {"phone": PHONE, "card": "c-1"}
    take_in(a_store(backend), an_order(ORG, order_id="3", customer=both), org=ORG)
    assert backend.documents[card]["customer_id"] == id
    assert (
        take_in(a_store(backend), an_order(ORG, order_id="4", customer={"card": "c-1"}), org=ORG).customer_id
        == id
    )
    agrees(backend)


def test_a_field_that_is_no_figure_costs_no_read_of_orders_and_ledger() -> None:
    backend = DictBackend()
    store = a_store(backend)
    id = take_in(store, an_order(ORG), org=ORG).customer_id
    backend.client_writes(f"orgs/kopi/customers/{id}", tags="vip", custom=7)
    backend.billed = Billed()
    take_in(store, an_order(ORG, order_id="2"), org=ORG)
    assert backend.billed == Billed(reads=1, writes=3)


def test_figures_of_more_orders_than_are_read_stay_as_they_are_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(3):
        id = take_in(store, an_order(ORG, order_id=str(number)), org=ORG).customer_id
    monkeypatch.setattr(figures, "MOST_READ", 2)
    before = backend.one("customers")
    run(store, lambda: refigure_customer(ORG, str(id), NOON))
    assert backend.one("customers") == before
