"""A customer's profit is what stands of their bills, less what is known to have been paid for what they bought."""

from typing import Any

import pytest

from functions.domain.kernel.errors import Forbidden
from functions.domain.shop.products import ProductCost
from functions.domain.staff.members import Member
from functions.domain.views.profits import customer_profit
from tests.builders import an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()


def shop() -> tuple[DictBackend, str]:
    backend = DictBackend()
    backend.put(Member(id="boss", roles=("owner",)))
    backend.put(Member(id="till", roles=("agent",)))
    backend.put(ProductCost(id="latte", cost_minor=2_550))
    lines = [
        {"product_id": "latte", "quantity": "1.5", "unit_price": "100.00"},
        {"product_id": "cake", "quantity": "1", "unit_price": "50.00"},
    ]
    bills: list[dict[str, Any]] = [
        {"total": "200.00"},
        {"total": "200.00", "status": "refunded", "refunded_total": "20.00"},
        {"total": "200.00", "status": "cancelled"},
    ]
    for number, bill in enumerate(bills):
        take_in(a_store(backend), an_order(ORG, order_id=str(number), lines=lines, **bill))
    (id,) = backend.all("customers")
    return backend, id


@pytest.mark.item("S002-74")
def test_profit_is_what_stands_less_costs_and_what_has_none() -> None:
    backend, id = shop()
    backend.billed = Billed()
    assert run(a_store(backend), lambda: customer_profit(ORG, "boss", id)) == {
        "id": id,
        "currency": "INR",
        "orders": 2,
        "revenue_minor": 38_000,
        "cost_minor": 7_650,
        "uncosted_minor": 10_000,
        "profit_minor": 20_350,
    }
    assert backend.billed == Billed(reads=2 + 2 + 2)


def test_those_who_neither_lead_nor_bill_are_shown_no_costs() -> None:
    backend, id = shop()
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: customer_profit(ORG, "till", id))
