"""Points for each n-th order that counts, in whatever order the orders come and go."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.orders.documents import Order
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run

FIRST = datetime(2025, 1, 25, 5, 0, 5, tzinfo=UTC)
EVERY = 3


def a_shop(frequency: dict[str, int] | None) -> Any:
    return an_org(loyalty={"frequency": frequency}, automations={})


SHOP = a_shop({"every": EVERY, "points": 50})


def a_state(number: int, *, at: int = 0, **changes: Any) -> Order:
    updated_at = FIRST + timedelta(minutes=at)
    return an_order(SHOP, **{"order_id": str(number), "updated_at": updated_at.isoformat(), **changes})


def cancelled(number: int, *, at: int) -> Order:
    return a_state(number, at=at, status="cancelled")


def bonuses(backend: DictBackend) -> dict[str, int]:
    return {
        id: entry["amount"]
        for id, entry in backend.all("loyalty_transactions").items()
        if entry["kind"] == "bonus"
    }


@pytest.mark.item("S002-49")
def test_each_third_order_gives_its_points_in_its_own_commit() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(1, 8):
        take_in(store, a_state(number), org=SHOP)
        take_in(store, a_state(number), org=SHOP)
    assert bonuses(backend) == {"pos:3:bonus": 50, "pos:6:bonus": 50}
    account = backend.one("customers")["loyalty"]
    assert (account["points"], account["bonus_points"], account["lifetime_points"]) == (100, 100, 0)


def test_the_points_bill_one_write_more_at_the_order_that_gives_them() -> None:
    backend, billed = DictBackend(), []
    store = a_store(backend)
    for number in range(1, 5):
        before = backend.billed.writes
        take_in(store, a_state(number), org=SHOP)
        billed.append(backend.billed.writes - before)
    assert billed[1:] == [2, 3, 2]


def test_a_cancellation_takes_back_the_points_of_a_number_that_is_no_longer_reached() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(1, 5):
        take_in(store, a_state(number), org=SHOP)
    take_in(store, cancelled(4, at=1), org=SHOP)
    assert backend.one("customers")["loyalty"]["points"] == 50
    take_in(store, cancelled(1, at=1), org=SHOP)
    take_in(store, cancelled(1, at=1), org=SHOP)
    assert backend.one("customers")["loyalty"]["points"] == 0
    assert bonuses(backend) == {"pos:3:bonus": 50, "pos:1:bonus": -50}
    take_in(store, a_state(5), org=SHOP)
    assert backend.one("customers")["loyalty"]["points"] == 50


@given(st.permutations([*range(1, 8), -2, -5]), st.data())
def test_the_points_are_those_of_the_orders_that_count_whatever_comes_first(
    arrivals: list[int], data: st.DataObject
) -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in arrivals:
        state = a_state(number) if number > 0 else cancelled(-number, at=1)
        for _ in range(data.draw(st.integers(1, 2))):
            take_in(store, state, org=SHOP)
        account = backend.one("customers")["loyalty"]
        orders = backend.one("customers")["stats"]["orders"]
        assert account["points"] == account["bonus_points"] == orders // EVERY * 50
        assert sum(bonuses(backend).values()) == account["points"]
    assert backend.one("customers")["loyalty"]["points"] == 50


def test_a_rule_that_comes_later_gives_nothing_for_what_was_bought_before_and_takes_nothing_back() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(1, 6):
        take_in(store, a_state(number), org=a_shop(None))
    for number in (1, 2, 3):
        take_in(store, cancelled(number, at=1), org=SHOP)
    account = backend.one("customers")["loyalty"]
    assert (bonuses(backend), account["points"], account["points_owed"]) == ({}, 0, 0)


def test_a_rule_that_is_gone_leaves_what_it_gave() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(1, 4):
        take_in(store, a_state(number), org=SHOP)
    take_in(store, cancelled(3, at=1), org=a_shop(None))
    assert backend.one("customers")["loyalty"]["points"] == 50
    (id,) = backend.all("customers")
    assert run(store, lambda: refigure_customer(a_shop(None), id, NOON)) is None


def test_another_buyer_s_order_counts_for_them_alone() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(1, 4):
        take_in(store, a_state(number), org=SHOP)
    take_in(store, a_state(3, at=1, customer={"phone": OTHER_PHONE}), org=SHOP)
    points = {each["phone"]: each["loyalty"]["points"] for each in backend.all("customers").values()}
    assert points == {PHONE: 0, OTHER_PHONE: 0}


def test_points_that_were_spoilt_are_added_up_again_with_their_bonus() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(1, 4):
        take_in(store, a_state(number), org=SHOP)
    (id,) = backend.all("customers")
    right = backend.one("customers")["loyalty"]
    backend.client_writes(f"orgs/kopi/customers/{id}", loyalty=None)
    run(store, lambda: refigure_customer(SHOP, id, NOON))
    after = backend.one("customers")["loyalty"]
    for name in ("points", "bonus_points", "points_owed", "lifetime_points"):
        assert after[name] == right[name], name


def test_the_third_order_gives_its_points_once_though_it_was_overwritten_by_hand() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(1, 4):
        take_in(store, a_state(number), org=SHOP)
    backend.client_writes("orgs/kopi/orders/pos:3", recorded_state=None)
    take_in(a_store(backend), a_state(3, at=1, status="delivered"), org=SHOP)
    assert bonuses(backend) == {"pos:3:bonus": 50}
    assert backend.one("customers")["loyalty"]["points"] == 50
