"""Everything goes wrong at once, over the real wire: the same ledger and the same messages come out."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.builders import OTHER_PHONE, PHONE
from tests.scenarios.shop import Shop

ALL_AT_ONCE = {
    "duplicate_events": 0.5,
    "reorder_events": 0.5,
    "abort_commits": 0.2,
    "lose_answers": 0.2,
    "crash_after_commit": 0.2,
}
PATIENCE_SECONDS = 60


def deliver(shop: Shop, order: dict[str, Any]) -> None:
    """What a sender does: deliver again until there is an answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if shop.post(**order).status in (200, 201):
            return
    raise AssertionError(f"{order['order_id']} was not taken in {PATIENCE_SECONDS} s")


def states_of(order_id: str, phone: str) -> list[dict[str, Any]]:
    """An order that is paid, and then refunded by half."""
    common = {"order_id": order_id, "customer": {"phone": phone}, "total": "2000.00"}
    refund = {"status": "refunded", "refunded_total": "1000.00", "updated_at": "2025-01-25T11:00:00+05:30"}
    return [common, common | refund]


@pytest.mark.item("S002-97")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_under_all_faults_every_order_counts_once(shop: Shop, seed: int) -> None:
    orders = [f"{phone[-3:]}-{n}" for phone in (PHONE, OTHER_PHONE) for n in range(5)]
    phones = {order: PHONE if order.startswith(PHONE[-3:]) else OTHER_PHONE for order in orders}
    deliveries = [state for order in orders for state in states_of(order, phones[order])] * 2
    random.Random(seed).shuffle(deliveries)
    shop.firebase.faults(**ALL_AT_ONCE, seed=seed)
    with ThreadPoolExecutor(4) as senders:
        list(senders.map(lambda order: deliver(shop, order), deliveries))
    shop.firebase.idle()
    shop.firebase.faults()
    customers = shop.all("customers")
    entries = shop.all("loyalty_transactions").values()
    assert sorted(shop.all("orders")) == sorted(f"pos:{order}" for order in orders)
    assert {c["phone"]: c["stats"]["orders"] for c in customers.values()} == {PHONE: 5, OTHER_PHONE: 5}
    for customer_id, customer in customers.items():
        ledger = sum(entry["amount"] for entry in entries if entry["customer_id"] == customer_id)
        assert ledger == customer["loyalty"]["points"] == customer["loyalty"]["lifetime_points"] == 50
        assert customer["stats"]["spend_minor"] == 500_000
        assert customer["loyalty"]["tier"] == "gold"


@pytest.mark.parametrize("seed", [4, 5])
def test_under_all_faults_an_upgrade_is_told_once(shop: Shop, seed: int) -> None:
    shop.opted_in()
    shop.firebase.idle()
    shop.firebase.faults(**ALL_AT_ONCE, seed=seed)
    at = shop.now().isoformat()
    deliver(shop, {"order_id": "2", "total": "9000.00", "ordered_at": at, "updated_at": at})
    shop.firebase.idle(timeout_s=60)
    shop.firebase.faults()
    shop.firebase.advance("3h")
    (message,) = shop.messages()
    assert message["status"] == "sent"
    assert [step["status"] for step in message["history"]].count("sent") == 1
    assert len(shop.all("interactions")) == 1


def test_a_store_that_never_takes_a_commit_is_answered_503_and_nothing_is_stored(shop: Shop) -> None:
    shop.firebase.faults(abort_commits=1.0)
    answer = shop.post()
    assert (answer.status, answer.json["error"]["code"]) == (503, "contended")
    assert answer.headers["Retry-After"] == "5"
    assert shop.is_empty()
    shop.firebase.faults()
    assert shop.post().status == 201
