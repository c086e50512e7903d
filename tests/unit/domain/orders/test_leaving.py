"""An order leaves an interaction with its customer where the business wants one of such orders: one, as of its day."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.builders import OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store

ORG = an_org(activities={"of_orders": ["b2b"]})


def deliver(backend: DictBackend, **changes: Any) -> None:
    take_in(a_store(backend), an_order(ORG, **{"source": "b2b"} | changes), org=ORG)


@pytest.mark.item("S002-31", "S002-33", "S002-04")
def test_an_order_of_an_account_leaves_one_interaction_whatever_states_of_it_follow() -> None:
    backend = DictBackend()
    deliver(backend)
    deliver(backend, updated_at="2025-01-25T11:00:00+05:30", status="cancelled")
    deliver(backend)
    left = backend.all("interactions")
    assert {id: each for id, each in left.items() if each["interaction_type"] == "order_placed"} == {
        "b2b:1:placed": left["b2b:1:placed"]
    }
    left_one = left["b2b:1:placed"]
    assert left_one["transaction"] == {
        "id": "b2b:1",
        "ref_table": "b2b_orders",
        "channel": "pos",
        "amount_minor": 38_700,
    }
    assert left_one["performed_at"] == datetime(2025, 1, 25, 5, tzinfo=UTC)
    assert (left_one["interaction_source"], left_one["performed_by"]) == ("system", "customer")


def test_it_bills_one_write_more_with_the_first_state_and_nothing_after() -> None:
    backend, plain = DictBackend(), DictBackend()
    for each, org in ((backend, ORG), (plain, an_org())):
        take_in(a_store(each), an_order(org, source="b2b"), org=org)
        each.billed = Billed()
        take_in(a_store(each), an_order(org, source="b2b", order_id="2"), org=org)
    assert backend.billed == Billed(plain.billed.reads, plain.billed.writes + 1)
    backend.billed = plain.billed = Billed()
    changes = {"order_id": "2", "total": "400.00", "updated_at": "2025-01-25T11:00:00+05:30"}
    for each, org in ((backend, ORG), (plain, an_org())):
        each.billed = Billed()
        take_in(a_store(each), an_order(org, source="b2b", **changes), org=org)
    assert backend.billed == plain.billed


@pytest.mark.parametrize(
    "changes", [{"source": "pos"}, {"customer": {}}], ids=["of another source", "without a customer"]
)
def test_other_orders_leave_none(changes: dict[str, Any]) -> None:
    backend = DictBackend()
    deliver(backend, **changes)
    assert "b2b:1:placed" not in backend.all("interactions")


def test_an_order_that_passes_to_another_customer_takes_its_interaction_along() -> None:
    backend = DictBackend()
    deliver(backend, customer={"phone": PHONE})
    deliver(backend, customer={"phone": OTHER_PHONE}, updated_at="2025-01-25T11:00:00+05:30")
    (owner,) = [id for id, each in backend.all("customers").items() if each["phone"] == OTHER_PHONE]
    assert backend.all("interactions")["b2b:1:placed"]["customer_id"] == owner


def test_one_whose_buyer_is_told_later_leaves_it_then() -> None:
    backend = DictBackend()
    deliver(backend, customer={})
    deliver(backend, updated_at="2025-01-25T11:00:00+05:30")
    assert backend.all("interactions")["b2b:1:placed"]["customer_id"] in backend.all("customers")
