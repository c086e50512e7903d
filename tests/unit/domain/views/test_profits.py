"""A customer's profit is what stands of their bills, less what is known to have been paid for what they bought."""

from typing import Any

import pytest

from functions.domain.commands.quotes.orders import order_of
from functions.domain.kernel.errors import Forbidden
from functions.domain.quotes.documents import QuoteLine
from functions.domain.quotes.pricing import priced
from functions.domain.shop.products import ProductCost
from functions.domain.staff.members import Member
from functions.domain.views.profits import customer_profit
from tests.builders import NOON, a_customer, an_order, an_org, take_in
from tests.command_samples import a_quote
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
        "other_currency": 0,
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


def of_lines(*lines: dict[str, Any], total: int) -> dict[str, Any]:
    """The profit of one order that was billed so much, of these lines, as an accepted quote leaves them."""
    backend = DictBackend()
    backend.put(Member(id="boss", roles=("owner",)))
    backend.put(a_customer())
    backend.put(ProductCost(id="milk", cost_minor=4_001))
    backend.put(ProductCost(id="ghee", cost_minor=333))
    order = {"counted_for": "somebody", "counted_at": NOON, "currency": "INR", "refunded_minor": 0}
    backend.client_writes("orgs/kopi/orders/o", **order, total_minor=total, lines=list(lines))
    return run(a_store(backend), lambda: customer_profit(ORG, "boss", "somebody"))


def line(quantity: Any, price: Any, product_id: str | None = None, **more: Any) -> dict[str, Any]:
    return {"product_id": product_id, "quantity": quantity, "unit_price_minor": price, **more}


MILK = line("2", 6_000, "milk")  # 120.00, for which 80.02 was paid
GIFT = line("1", 10_000, "gift")  # no cost is known


@pytest.mark.item("S002-74")
@pytest.mark.parametrize(
    ("lines", "total", "cost", "uncosted", "profit"),
    [
        ((MILK,), 12_000, 8_002, 0, 3_998),
        # A tenth off: 120.00 less 12.00 less 80.02.
        ((MILK, line("1", -1_200)), 10_800, 8_002, 0, 2_798),
        # With 5 percent of tax on the 108.00, which is no profit.
        ((MILK, line("1", -1_200), line("1", 540, name="GST")), 11_340, 8_002, 540, 2_798),
        # Of 22.00 off both 10.00 are off the gift: what it cost is not known, so it brings neither profit nor loss.
        ((MILK, GIFT, line("1", -2_200)), 19_800, 8_002, 9_000, 2_798),
        ((GIFT, line("1", -1_000)), 9_000, 0, 9_000, 0),
        # More off than it brings is a loss.
        ((MILK, line("1", -6_000)), 6_000, 8_002, 0, -2_002),
        # 2.5 times 3.33 is 8.325, half to even; a third of 100.00 off, 33.33, is exact until the sums are rounded.
        ((line("2.5", 1_000, "ghee"),), 2_500, 832, 0, 1_668),
        ((line("2", 5_000, "milk"), line("1", 5_000, "gift"), line("1", -100)), 14_900, 8_002, 4_967, 1_931),
        # What was given back of a product goes both ways.
        ((line("3", 6_000, "milk"), line("-1", 6_000, "milk")), 12_000, 8_002, 0, 3_998),
        # A till that names no products.
        ((line("1", 10_000), line("1", -1_000)), 9_000, 0, 9_000, 0),
    ],
)
def test_what_is_given_off_lowers_the_profit(
    lines: tuple[dict[str, Any], ...], total: int, cost: int, uncosted: int, profit: int
) -> None:
    shown = of_lines(*lines, total=total)
    assert (shown["revenue_minor"], shown["cost_minor"], shown["uncosted_minor"]) == (total, cost, uncosted)
    assert shown["profit_minor"] == profit


def test_the_profit_of_an_accepted_quote_with_discounts_and_taxes_is_what_its_products_bring() -> None:
    org = an_org(sales={"taxes": [{"name": "GST", "percent": "5"}]})
    milk = QuoteLine(
        product_id="milk", name="Milk", quantity="7", unit_price_minor=6_333, discount_percent=12.5
    )
    offer = a_quote(lines=(milk,), discount_percent=3.3, status="sent")
    quote = priced(offer, org.settings.sales)
    # 443.31, less 55.41 and 3.3 percent of 387.90, 12.80: 375.10, and 18.75 of tax (5 percent of 375.0993).
    assert (quote.gross_minor, quote.net_minor, quote.total_minor) == (44_331, 37_510, 39_385)
    order = order_of(org, quote, a_customer(), at=NOON)
    lines = [each.model_dump() for each in order.lines]
    shown = of_lines(*lines, total=order.facts.total_minor)
    assert shown["profit_minor"] == 37_510 - 7 * 4_001


@pytest.mark.parametrize("odd", ["abc", "", "NaN", "1e999", 5, None, ["1"], {"a": 1}, "🙂"])
@pytest.mark.parametrize("field", ["quantity", "unit_price_minor", "product_id"])
def test_a_line_that_was_spoilt_by_hand_keeps_no_profit_from_being_shown(field: str, odd: Any) -> None:
    assert of_lines({**MILK, field: odd}, total=12_000)["orders"] == 1


@pytest.mark.parametrize("field", ["total_minor", "refunded_minor", "currency", "lines", "recorded_state"])
@pytest.mark.parametrize("odd", ["abc", None, 2.5, [None], {"a": 1}])
def test_an_order_that_was_spoilt_by_hand_keeps_no_profit_from_being_shown(field: str, odd: Any) -> None:
    backend, id = shop()
    (path, *_) = [path for path, each in backend.documents.items() if each.get("counted_for") == id]
    backend.client_writes(path, **{field: odd})
    shown = run(a_store(backend), lambda: customer_profit(ORG, "boss", id))
    is_other = (field, odd) == ("currency", "abc")
    assert (shown["orders"], shown["other_currency"]) == ((1, 1) if is_other else (2, 0))


def test_orders_in_another_currency_are_counted_and_add_nothing() -> None:
    backend, id = shop()
    (path, *_) = [path for path, each in backend.documents.items() if each.get("counted_for") == id]
    ours = run(a_store(backend), lambda: customer_profit(ORG, "boss", id))
    backend.client_writes(path, currency="USD")
    shown = run(a_store(backend), lambda: customer_profit(ORG, "boss", id))
    assert (shown["orders"], shown["other_currency"], ours["other_currency"]) == (1, 1, 0)
    assert shown["revenue_minor"] < ours["revenue_minor"]
