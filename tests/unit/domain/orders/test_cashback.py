"""Wallet credit for a bill: earned with the order, and taken back with what was given back of it."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orders.documents import Order
from tests.builders import NOON, OTHER_PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.reactions import reacted

FIRST = datetime(2025, 1, 25, 5, 0, 5, tzinfo=UTC)


def a_shop(percent: str = "2", **changes: Any) -> Any:
    loyalty = {
        "earn": {"per_amount": 100, "points": 1},
        "tiers": [
            {"name": "silver"},
            {"name": "gold", "any": {"orders": 2}, "cashback_percent": "5"},
        ],
        "wallet": {"cashback_percent": percent},
    }
    return an_org(loyalty=loyalty | changes, automations={})


SHOP = a_shop()


def a_state(number: int, **changes: Any) -> Order:
    """The state of an order as of `number` minutes after its first."""
    at = FIRST + timedelta(minutes=number)
    return an_order(SHOP, **{"updated_at": at.isoformat(), **changes})


def wallet_of(backend: DictBackend, customer_id: str | None = None) -> dict[str, int]:
    """The entries of the wallet by id."""
    return {
        id: entry["amount"]
        for id, entry in backend.all("loyalty_transactions").items()
        if entry["unit"] == "wallet_minor" and customer_id in (None, entry["customer_id"])
    }


def spend(store: Any, backend: DictBackend, amount: int) -> None:
    """Credit is spent at the counter."""
    (id,) = backend.all("customers")

    def decide() -> Decision[None]:
        customer = yield from get(Customer, id)
        assert customer is not None
        left = customer.loyalty.with_changes(wallet_minor=customer.loyalty.wallet_minor - amount)
        entry = LedgerEntry(
            id="spent",
            customer_id=id,
            unit="wallet_minor",
            kind="redeem",
            amount=-amount,
            cause="counter",
            at=NOON,
        )
        after = yield from reacted(SHOP, customer, customer.with_changes(loyalty=left), NOON)
        return Changes(create=(entry,), put=(after,)), None

    run(store, decide)


@pytest.mark.item("S001-68")
@pytest.mark.parametrize(
    ("total", "percent", "credit"),
    [("387.00", "2", 774), ("387.49", "2", 774), ("0.49", "2", 0), ("387.00", "2.5", 967), ("1", "100", 100)],
)
def test_a_bill_gives_its_percentage_rounded_down_as_wallet_credit(
    total: str, percent: str, credit: int
) -> None:
    backend = DictBackend()
    take_in(a_store(backend), a_state(0, total=total), org=a_shop(percent))
    assert wallet_of(backend) == ({"pos:1:wallet:earn": credit} if credit else {})
    assert backend.one("customers")["loyalty"]["wallet_minor"] == credit


def test_cashback_bills_one_write_more_and_a_shop_without_it_none() -> None:
    billed = []
    for org in (a_shop(), a_shop(wallet=None), a_shop("0"), a_shop(wallet={"is_on": False})):
        backend = DictBackend()
        store = a_store(backend)
        take_in(store, a_state(0), org=org)
        before = backend.billed.reads, backend.billed.writes
        take_in(store, a_state(1, order_id="2"), org=org)
        billed.append((backend.billed.reads - before[0], backend.billed.writes - before[1]))
    # The second order lifts the customer to gold, which leaves an interaction
    assert billed == [(1, 5), (1, 4), (1, 4), (1, 4)]


def test_the_states_of_an_order_give_the_same_credit_in_whatever_order_they_come() -> None:
    states = (
        a_state(0, status="pending"),
        a_state(1),
        a_state(2, total="500.00"),
        a_state(3, total="500.00", status="refunded", refunded_total="100.00"),
    )
    for ordered in permutations(states):
        backend = DictBackend()
        store = a_store(backend)
        for state in ordered:
            take_in(store, state, org=SHOP)
            take_in(store, state, org=SHOP)
        account = backend.one("customers")["loyalty"]
        assert sum(wallet_of(backend).values()) == account["wallet_minor"] == 800
        assert (account["wallet_earned_minor"], account["wallet_owed_minor"]) == (800, 0)


def test_a_cancellation_takes_the_credit_back_once() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for state in (a_state(0), a_state(1, status="cancelled"), a_state(1, status="cancelled"), a_state(0)):
        take_in(store, state, org=SHOP)
    assert wallet_of(backend) == {"pos:1:wallet:earn": 774, "pos:1:wallet:reverse": -774}
    assert backend.one("customers")["loyalty"]["wallet_minor"] == 0


def test_credit_that_was_spent_is_owed_after_a_refund_and_the_next_cashback_pays_it() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=SHOP)
    spend(store, backend, 700)
    take_in(store, a_state(1, status="cancelled"), org=SHOP)
    account = backend.one("customers")["loyalty"]
    assert (account["wallet_minor"], account["wallet_owed_minor"]) == (0, 700)
    take_in(store, a_state(2, order_id="2", total="500"), org=SHOP)
    account = backend.one("customers")["loyalty"]
    assert (account["wallet_minor"], account["wallet_owed_minor"]) == (300, 0)
    assert wallet_of(backend) == {
        "pos:1:wallet:earn": 774,
        "spent": -700,
        "pos:1:wallet:reverse": -74,
        "pos:2:wallet:earn": 1000,
        "pos:2:wallet:reverse": -700,
    }


def test_an_order_keeps_the_percentage_under_which_it_was_bought() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, total="100"), org=SHOP)
    take_in(store, a_state(1, total="200"), org=a_shop("10"))
    take_in(store, a_state(2, total="200", status="refunded", refunded_total="50"), org=a_shop(wallet=None))
    assert backend.one("customers")["loyalty"]["wallet_minor"] == 300
    take_in(store, a_state(3, order_id="2", total="100"), org=a_shop("10"))
    assert backend.one("customers")["loyalty"]["wallet_minor"] == 1300


def test_a_tier_has_a_percentage_of_its_own_from_the_next_order_on() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(3):
        take_in(store, a_state(number, order_id=str(number), total="100"), org=SHOP)
    assert list(wallet_of(backend).values()) == [200, 200, 500]


def test_what_a_shop_saves_after_an_order_gives_it_no_credit() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=a_shop(wallet=None))
    take_in(store, a_state(1, status="delivered"), org=SHOP)
    assert wallet_of(backend) == {}


@pytest.mark.parametrize("features", [{"loyalty": False}, {"crm": False}])
def test_an_order_gives_no_credit_while_loyalty_is_off(features: dict[str, bool]) -> None:
    backend = DictBackend()
    take_in(
        a_store(backend),
        a_state(0),
        org=an_org(loyalty={"wallet": {"cashback_percent": 2}}, features=features),
    )
    assert wallet_of(backend) == {}


def test_another_buyer_gets_the_credit_and_the_former_one_loses_it() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=SHOP)
    take_in(store, a_state(1, customer={"phone": OTHER_PHONE}), org=SHOP)
    wallets = sorted(each["loyalty"]["wallet_minor"] for each in backend.all("customers").values())
    assert wallets == [0, 774]


@pytest.mark.parametrize("spoilt", ["loyalty", "stats"])
def test_a_wallet_that_was_spoilt_is_added_up_again_with_what_is_owed(spoilt: str) -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=SHOP)
    take_in(store, a_state(1, order_id="2", total="100"), org=SHOP)
    spend(store, backend, 900)
    take_in(store, a_state(2, status="cancelled"), org=SHOP)
    (id,) = backend.all("customers")
    right = backend.one("customers")["loyalty"]
    assert (right["wallet_minor"], right["wallet_owed_minor"]) == (0, 700)
    backend.client_writes(f"orgs/kopi/customers/{id}", **{spoilt: None})
    run(store, lambda: refigure_customer(SHOP, id, NOON))
    after = backend.one("customers")["loyalty"]
    names = ("wallet_minor", "wallet_owed_minor", "wallet_earned_minor", "points", "lifetime_points")
    assert {name: after[name] for name in names} == {name: right[name] for name in names}


def test_an_order_that_was_overwritten_by_hand_gives_its_credit_once() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=SHOP)
    backend.client_writes("orgs/kopi/orders/pos:1", recorded_state=None)
    take_in(a_store(backend), a_state(1, total="500"), org=SHOP)
    assert backend.one("customers")["loyalty"]["wallet_minor"] == 1000
    assert sum(wallet_of(backend).values()) == 1000
