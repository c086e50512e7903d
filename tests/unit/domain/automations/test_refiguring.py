"""Figures that are worked out again on request."""

from typing import Any

import pytest

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.customers.customer import Customer
from tests.builders import NOON, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()


def two_orders() -> tuple[DictBackend, str]:
    backend = DictBackend()
    for number in ("1", "2"):
        id = take_in(a_store(backend), an_order(ORG, order_id=number, total="2500"), org=ORG).customer_id
    return backend, str(id)


def refigure(backend: DictBackend, id: str) -> Customer | None:
    return run(a_store(backend), lambda: refigure_customer(ORG, id, NOON))


def test_figures_that_agree_are_left_and_cost_the_reads_alone() -> None:
    backend, id = two_orders()
    backend.billed = Billed()
    assert refigure(backend, id) is None
    assert backend.billed == Billed(reads=1 + 2 + 2, writes=0)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"stats": {"orders": 99, "visits": 0, "spend_minor": 1}},
        {"loyalty": {"tier": "platinum", "points": 9999, "lifetime_points": 9999}},
        {"stats": None, "loyalty": "?"},
    ],
)
def test_figures_that_were_changed_by_hand_are_put_right_with_the_tier(spoilt: dict[str, Any]) -> None:
    backend, id = two_orders()
    before = backend.one("customers")
    backend.client_writes(f"orgs/kopi/customers/{id}", **spoilt)
    assert refigure(backend, id) is not None
    after = backend.one("customers")
    refigured = {
        name: after["stats"].get(name) for name, figure in before["stats"].items() if figure is not None
    }
    assert refigured == {name: figure for name, figure in before["stats"].items() if figure is not None}
    assert after["loyalty"]["points"] == before["loyalty"]["points"]
    assert after["loyalty"]["tier"] == "gold"
    assert refigure(backend, id) is None


def test_a_customer_who_is_gone_is_left() -> None:
    backend = DictBackend()
    assert refigure(backend, "gone") is None
    assert backend.documents == {}


def test_a_field_that_is_no_figure_is_no_reason_to_write() -> None:
    backend, id = two_orders()
    backend.client_writes(f"orgs/kopi/customers/{id}", tags="vip")
    version = backend.versions[f"orgs/kopi/customers/{id}"]
    assert refigure(backend, id) is None
    assert backend.versions[f"orgs/kopi/customers/{id}"] == version


def test_what_is_owed_after_a_refund_is_owed_still_and_an_order_that_was_deleted_owes_nothing() -> None:
    backend, id = two_orders()
    path = f"orgs/kopi/customers/{id}"
    spent = {"customer_id": id, "unit": "points", "kind": "redeem", "amount": -40, "cause": "x", "at": NOON}
    backend.client_writes("orgs/kopi/loyalty_transactions/x", **spent)
    backend.client_writes(path, loyalty=backend.documents[path]["loyalty"] | {"points": 10})
    refund = an_order(
        ORG, order_id="1", total="2500", status="refunded", updated_at="2025-01-25T12:00:00+05:30"
    )
    take_in(a_store(backend), refund, org=ORG)
    account = backend.documents[path]["loyalty"]
    assert (account["points"], account["points_owed"]) == (0, 15)
    assert refigure(backend, id) is None
    del backend.documents["orgs/kopi/loyalty_transactions/x"], backend.documents["orgs/kopi/orders/pos:2"]
    assert refigure(backend, id) is not None
    account = backend.documents[path]["loyalty"]
    assert (account["points"], account["points_owed"], account["lifetime_points"]) == (40, 0, 0)
