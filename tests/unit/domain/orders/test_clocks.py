"""Tills whose clocks are wrong: their sales count, once, and the order of their states is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.orders.parsing import parse_order
from functions.domain.orders.receipts import Receipt
from functions.domain.orders.recording import record_order
from tests.builders import NOON, an_order_body, an_org
from tests.memory import DictBackend, a_store, run

ORG = an_org()
AHEAD = datetime(2025, 12, 25, 12, 0, tzinfo=UTC)


def arrives(backend: DictBackend, minutes: int, **changes: Any) -> Receipt:
    """A delivery so many minutes after noon, by a till that thinks it is December."""
    now = NOON + timedelta(minutes=minutes)
    body = an_order_body(**{"ordered_at": AHEAD.isoformat(), "updated_at": AHEAD.isoformat()} | changes)
    order = parse_order(ORG, body, now)
    return run(a_store(backend), lambda: record_order(ORG, order, now))


def at(minutes: int) -> str:
    return (AHEAD + timedelta(minutes=minutes)).isoformat()


def test_a_sale_of_a_till_whose_clock_is_months_ahead_is_dated_by_its_arrival() -> None:
    backend = DictBackend()
    receipt = arrives(backend, 0)
    assert [warning.path for warning in receipt.warnings] == ["ordered_at", "updated_at"]
    order, customer = backend.one("orders"), backend.one("customers")
    assert (order["ordered_at"], order["updated_at"]) == (NOON, NOON)
    assert customer["stats"]["last_order_at"] == NOON
    assert customer["due"]["auto:winback_30"] == NOON + timedelta(days=30)


def test_the_same_delivery_of_such_a_till_an_hour_later_is_a_replay() -> None:
    backend = DictBackend()
    first = arrives(backend, 0)
    again = arrives(backend, 60)
    assert again == first.with_changes(replayed=True)
    assert backend.one("customers")["stats"]["orders"] == 1


def test_the_same_delivery_after_the_month_has_come_is_a_replay() -> None:
    backend = DictBackend()
    arrives(backend, 0)
    assert arrives(backend, 60 * 24 * 365).replayed


def test_a_refund_by_such_a_till_takes_back_what_its_sale_gave() -> None:
    backend = DictBackend()
    arrives(backend, 0)
    refund = arrives(backend, 5, updated_at=at(5), status="refunded")
    assert (refund.replayed, refund.points_balance) == (False, 0)
    assert backend.one("customers")["stats"]["orders"] == 0
    assert backend.one("orders")["ordered_at"] == NOON


def test_a_sale_of_such_a_till_that_comes_after_its_refund_is_stale() -> None:
    backend = DictBackend()
    arrives(backend, 0, updated_at=at(5), status="refunded")
    assert arrives(backend, 5).replayed
    assert backend.one("orders")["status"] == "refunded"


def test_a_refund_by_a_till_whose_clock_was_repaired_counts() -> None:
    backend = DictBackend()
    arrives(backend, 0)
    repaired = (NOON + timedelta(minutes=30)).isoformat()
    assert not arrives(backend, 31, updated_at=repaired, status="refunded").replayed
    assert backend.one("customers")["loyalty"]["points"] == 0
