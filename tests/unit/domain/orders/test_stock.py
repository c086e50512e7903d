"""What is asked for is held against what there is: an order or quote is kept whatever comes of it, with warnings."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.shop.availability import why_short
from functions.domain.shop.products import Product
from tests.builders import NOON, a_customer, a_member, an_order, an_org, give, take_in, with_staff
from tests.memory import Billed, DictBackend, a_store

ORG = an_org(inventory={"warns_of_stock": True}, sales={"discounts": {"sales_rep": "10"}})
TODAY = date(2025, 1, 25)


@pytest.mark.item("S002-72")
@pytest.mark.parametrize(
    ("product", "quantity", "wanted_on", "why"),
    [
        (Product(id="ghee", stock=5), 5, None, None),
        (Product(id="ghee", stock=5), 6, None, "is more than there is until then: 5"),
        (Product(id="ghee", stock=-3), 1, None, "is more than there is until then: 0"),
        (Product(id="ghee"), 10**6, None, None),
        (Product(id="ghee", stock=5, is_active=False), 1, None, "is not sold any more"),
        (Product(id="ghee", stock=5, season_months=(6,)), 1, None, "is out of season"),
        (Product(id="ghee", stock=5, season_months=(2,)), 1, date(2025, 2, 1), None),
        (Product(id="ghee", stock=5, capacity_per_day=4), 13, date(2025, 1, 27), None),
        (
            Product(id="ghee", stock=5, capacity_per_day=4),
            14,
            date(2025, 1, 27),
            "is more than there is until then: 13",
        ),
        (
            Product(id="ghee", stock=5, capacity_per_day=4, lead_time_days=1),
            10,
            date(2025, 1, 27),
            "is more than there is until then: 9",
        ),
        (Product(id="ghee", is_made_to_order=True), 10**6, None, None),
        (Product(id="ghee", is_made_to_order=True, lead_time_days=2), 1, date(2025, 1, 28), None),
        (
            Product(id="ghee", is_made_to_order=True, lead_time_days=3),
            1,
            date(2025, 1, 27),
            "is made to order, which takes 3 days",
        ),
        (
            Product(id="ghee", is_made_to_order=True, capacity_per_day=10),
            21,
            date(2025, 1, 27),
            "is more than there is until then: 20",
        ),
    ],
)
def test_what_can_be_had_until_a_day_is_stock_and_what_is_made_by_then(
    product: Product, quantity: int, wanted_on: date | None, why: str | None
) -> None:
    assert why_short(product, Decimal(quantity), on=TODAY, wanted_on=wanted_on) == why


def ordered(backend: DictBackend, org: Any = ORG, *, store: Any = None, **changes: Any) -> dict[str, str]:
    lines = [
        {"product_id": "ghee", "quantity": "4", "unit_price": "1"},
        {"product_id": "ghee", "quantity": "3"},
    ]
    body = {"source": "b2b", "status": "pending", "lines": lines} | changes
    receipt = take_in(store or a_store(backend), an_order(org, **body), org=org)
    return {each.path: each.message for each in receipt.warnings if each.path.endswith("stock")}


def stocked(**fields: Any) -> DictBackend:
    backend = DictBackend()
    backend.put(Product(id="ghee", name="Ghee", **fields))
    return backend


@pytest.mark.item("S002-72")
def test_an_order_for_more_than_there_is_is_kept_with_a_warning_once_for_a_product() -> None:
    backend = stocked(stock=6)
    assert ordered(backend) == {"lines.0.stock": "is more than there is until then: 6"}
    assert backend.one("orders")["status"] == "pending"


@pytest.mark.item("S002-72")
def test_an_order_may_name_the_day_until_when_it_can_be_made() -> None:
    backend = stocked(stock=6, capacity_per_day=1)
    assert ordered(backend, wanted_on="2025-01-26") == {}
    assert backend.one("orders")["wanted_on"] == "2025-01-26"


@pytest.mark.parametrize(
    ("org", "changes"),
    [
        (an_org(), {}),
        (ORG, {"source": "pos"}),
        (ORG, {"status": "delivered"}),
        (ORG, {"lines": []}),
        (ORG, {"lines": [{"product_id": "gone", "quantity": "9"}]}),
    ],
)
def test_what_has_left_or_nobody_counts_warns_of_nothing(org: Any, changes: dict[str, Any]) -> None:
    assert ordered(stocked(stock=0), org, **changes) == {}


def test_a_later_state_of_no_more_keeps_what_was_said_and_reads_no_product() -> None:
    plain, backend, later = stocked(stock=6), stocked(stock=6), NOON.isoformat()
    theirs, ours = a_store(plain), a_store(backend)
    ordered(plain, an_org(), store=theirs)
    ordered(backend, store=ours)
    backend.put(Product(id="ghee", stock=0))
    plain.billed, backend.billed = Billed(), Billed()
    ordered(plain, an_org(), store=theirs, status="paid", updated_at=later)
    assert ordered(backend, store=ours, status="paid", updated_at=later) == {
        "lines.0.stock": "is more than there is until then: 6"
    }
    assert backend.billed == plain.billed


def test_it_bills_a_read_for_each_product_and_nothing_where_the_business_does_not_ask() -> None:
    plain, backend = stocked(stock=9), stocked(stock=9)
    ordered(plain, an_org())
    ordered(backend)
    assert backend.billed.reads == plain.billed.reads + 1


def offered(org: Any, **fields: Any) -> tuple[DictBackend, dict[str, Any]]:
    backend = with_staff(
        a_customer(customer_group="b2b", requirements=("below 4 degrees", "glass")),
        a_member(),
        LegalEntity(id="pt", customer_id="somebody", credit_limit_minor=50_000, exposure_minor=45_000),
        Product(id="ghee", name="Ghee", price_minor=1_000, stock=6),
        role="sales_rep",
    )
    data = {"quote_id": "q", "customer_id": "somebody", "lines": [{"product_id": "ghee", "quantity": "7"}]}
    return backend, give(backend, "save_quote", data | fields, org=org)


CREDIT = {"path": "credit_limit", "message": "is passed by 20.00 INR, with what is open of invoices"}
WARNS = an_org(
    accounts={"warns_of_credit": True},
    inventory={"warns_of_stock": True},
    sales={"discounts": {"sales_rep": "10"}},
)


@pytest.mark.item("S002-74")
def test_a_quote_that_passes_the_credit_limit_says_so_when_saved_submitted_and_accepted() -> None:
    backend, saved = offered(WARNS)
    stock = {"path": "lines.0.stock", "message": "is more than there is until then: 6"}
    assert saved["result"]["warnings"] == [stock, CREDIT]
    submitted = give(backend, "submit_quote", {"quote_id": "q"}, org=WARNS)
    assert submitted["result"]["warnings"] == [stock, CREDIT]
    give(backend, "send_quote", {"quote_id": "q"}, org=WARNS)
    accepted = give(backend, "answer_quote", {"quote_id": "q", "answer": "accept"}, org=WARNS)
    assert accepted["result"]["status"] == "accepted"
    assert CREDIT in accepted["result"]["warnings"]
    assert CREDIT in backend.one("orders")["warnings"]


@pytest.mark.item("S002-74")
def test_a_quote_within_the_limit_and_one_of_a_business_that_does_not_ask_warn_of_nothing() -> None:
    _, within = offered(WARNS, lines=[{"product_id": "ghee", "quantity": "5"}])
    _, unasked = offered(an_org(sales={"discounts": {"sales_rep": "10"}}))
    assert "warnings" not in within["result"]
    assert "warnings" not in unasked["result"]


@pytest.mark.item("S002-73")
def test_what_an_account_requires_stands_on_its_quotes_and_on_their_orders() -> None:
    backend, _ = offered(WARNS, wanted_on="2025-02-01")
    assert backend.one("quotes")["requirements"] == ["below 4 degrees", "glass"]
    give(backend, "send_quote", {"quote_id": "q"}, org=WARNS)
    give(backend, "answer_quote", {"quote_id": "q", "answer": "accept"}, org=WARNS)
    order = backend.one("orders")
    assert (order["requirements"], order["wanted_on"]) == (["below 4 degrees", "glass"], "2025-02-01")


@pytest.mark.item("S002-73")
def test_a_product_says_how_much_can_be_made_and_in_which_time() -> None:
    backend = with_staff(role="manager")
    fields = {
        "restock_threshold": 10,
        "shelf_life_days": 7,
        "season_months": [6, 7],
        "capacity_per_day": 40,
        "is_made_to_order": True,
        "lead_time_days": 2,
    }
    give(backend, "change_product", {"product_id": "ghee", **fields})
    assert backend.one("products").items() >= fields.items()
    wrong = give(
        backend, "change_product", {"product_id": "ghee", "season_months": [13], "lead_time_days": -1}
    )
    assert {each["path"] for each in wrong["problems"]} == {"season_months.0", "lead_time_days"}
    assert backend.one("products").items() >= fields.items()
