"""Whose an order is: nobody's, somebody's, and somebody else's after all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.orders.documents import Order
from tests.builders import OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store

ORG = an_org()
FIRST = datetime(2025, 1, 25, 5, 0, 5, tzinfo=UTC)


def a_state(number: int, **changes: Any) -> Order:
    """The state of an order as of `number` minutes after its first."""
    at = FIRST + timedelta(minutes=number)
    return an_order(ORG, **{"updated_at": at.isoformat(), **changes})


def points_of(backend: DictBackend) -> list[int]:
    """The amounts of the ledger, as they were written."""
    return [entry["amount"] for entry in backend.all("loyalty_transactions").values()]


def test_an_anonymous_sale_is_recorded_and_credited_to_nobody() -> None:
    for customer in (None, {}, {"phone": "", "name": "The cashier's friend"}):
        backend = DictBackend()
        receipt = take_in(a_store(backend), an_order(ORG, customer=customer), org=ORG)
        assert (receipt.customer_id, receipt.points_earned, receipt.points_balance) == (None, 0, 0)
        assert receipt.tier is None
        assert list(backend.documents) == ["orders/kopi/pos:1".replace("orders/kopi", "orgs/kopi/orders")]


def test_a_later_state_that_names_the_buyer_credits_an_anonymous_sale() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, customer=None), org=ORG)
    receipt = take_in(store, a_state(1), org=ORG)
    assert (receipt.points_earned, receipt.points_balance, receipt.replayed) == (3, 3, False)
    assert backend.one("customers")["stats"]["orders"] == 1
    assert points_of(backend) == [3]


def test_a_later_state_without_the_buyer_takes_the_credit_back() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=ORG)
    receipt = take_in(store, a_state(1, customer=None), org=ORG)
    assert (receipt.customer_id, receipt.points_earned, receipt.points_balance) == (None, 0, 0)
    assert backend.one("customers")["stats"]["orders"] == 0
    assert points_of(backend) == [3, -3]


def test_a_former_buyer_stands_as_if_the_order_had_never_been_theirs() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG, order_id="0", ordered_at="2025-01-20T10:00:00+05:30"), org=ORG)
    (former_id,) = backend.all("customers")
    standing = backend.one("customers")
    take_in(store, a_state(0), org=ORG)
    receipt = take_in(store, a_state(1, customer={"phone": OTHER_PHONE}), org=ORG)
    customers = backend.all("customers")
    assert len(customers) == 2
    assert receipt.customer_id != former_id
    assert customers[former_id] == standing
    assert customers[str(receipt.customer_id)]["stats"]["orders"] == 1
    assert receipt.points_balance == 3
    by_customer = [
        (e["customer_id"] == former_id, e["amount"]) for e in backend.all("loyalty_transactions").values()
    ]
    assert by_customer == [(True, 3), (True, 3), (True, -3), (False, 3)]


def test_an_order_whose_former_buyer_is_gone_is_its_new_buyer_s() -> None:
    backend = DictBackend()
    store = a_store(backend)
    former_id = take_in(store, a_state(0), org=ORG).customer_id
    former = f"orgs/kopi/customers/{former_id}"
    del backend.documents[former], backend.versions[former]
    receipt = take_in(store, a_state(1, customer={"phone": OTHER_PHONE}), org=ORG)
    assert (receipt.points_earned, receipt.points_balance) == (3, 3)
    assert list(backend.all("customers")) == [receipt.customer_id]


def test_an_order_that_upgrades_each_of_two_buyers_tells_each_of_them() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, total="5000"), org=ORG)
    receipt = take_in(store, a_state(1, total="5000", customer={"phone": OTHER_PHONE}), org=ORG)
    assert receipt.tier == "gold"
    upgraded = [
        i["customer_id"]
        for i in backend.all("interactions").values()
        if i["interaction_type"] == "tier_upgrade"
    ]
    told = [m["customer_id"] for m in backend.all("messages").values()]
    assert upgraded.count(receipt.customer_id) == 1
    assert told.count(receipt.customer_id) == 1


def test_a_name_is_kept_unless_this_order_gave_it() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, customer={"phone": PHONE, "name": "First"}), org=ORG)
    take_in(store, an_order(ORG, order_id="2", customer={"phone": PHONE, "name": "Second"}), org=ORG)
    assert backend.one("customers")["name"] == "First"
    take_in(store, a_state(1, customer={"phone": PHONE, "name": "First and last"}), org=ORG)
    assert backend.one("customers")["name"] == "First and last"


@pytest.mark.item("S004-39")
def test_without_crm_an_order_is_kept_and_credited_to_nobody() -> None:
    backend = DictBackend()
    org = an_org(features={"crm": False, "loyalty": True})
    receipt = take_in(a_store(backend), an_order(org), org=org)
    assert receipt.customer_id is None
    assert list(backend.documents) == ["orgs/kopi/orders/pos:1"]


def test_without_loyalty_an_order_counts_and_earns_nothing() -> None:
    backend = DictBackend()
    org = an_org(features={"crm": True, "loyalty": False})
    receipt = take_in(a_store(backend), an_order(org, total="9000"), org=org)
    assert (receipt.points_earned, receipt.tier) == (0, None)
    assert backend.one("customers")["stats"]["orders"] == 1
    assert backend.all("loyalty_transactions") == backend.all("interactions") == {}
