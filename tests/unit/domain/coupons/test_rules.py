"""What a coupon takes off a bill."""

from typing import Any

import pytest

from functions.domain.coupons.bills import Bill
from functions.domain.coupons.documents import Coupon
from functions.domain.coupons.rules import discount_minor, reason_against
from functions.domain.orders.documents import OrderLine
from tests.builders import NOON

LATTE = OrderLine(product_id="latte", category="drinks", quantity="2", unit_price_minor=15_000)
CAKE = OrderLine(product_id="c1", name="Cheese Cake", category="Cake", quantity="1", unit_price_minor=20_000)
BUN = OrderLine(product_id="bun", category="cake", quantity="0.5", unit_price_minor=4_001)
PERCENT: dict[str, Any] = {"kind": "percent", "percent": 10}
AMOUNT: dict[str, Any] = {"kind": "amount", "amount_minor": 6_000}
ITEM: dict[str, Any] = {"kind": "free_item", "item": "cheese cake"}


@pytest.mark.parametrize(
    ("terms", "total_minor", "lines", "discount"),
    [
        (PERCENT, 45_000, (LATTE, CAKE), 5_000),
        (PERCENT, 60_000, (LATTE, CAKE), 5_000),
        (PERCENT, 45_000, (), 5_000),
        (PERCENT, 105, (), 11),
        (PERCENT | {"max_discount_minor": 4_000}, 45_000, (LATTE, CAKE), 4_000),
        (PERCENT | {"products": ("latte",)}, 45_000, (LATTE, CAKE), 3_000),
        (PERCENT | {"categories": ("CAKE ",)}, 45_000, (LATTE, CAKE, BUN), 2_200),
        (PERCENT | {"products": ("latte",), "categories": ("cake",)}, 45_000, (LATTE, CAKE), 5_000),
        (AMOUNT, 45_000, (LATTE, CAKE), 6_000),
        (AMOUNT, 5_000, (), 6_000),
        (AMOUNT, 0, (), 0),
        (AMOUNT, 45_000, (BUN,), 2_000),
        (AMOUNT | {"products": ("bun",)}, 45_000, (LATTE, BUN), 2_000),
        (ITEM, 30_000, (LATTE, CAKE), 20_000),
        (ITEM, 30_000, (LATTE,), 0),
        (ITEM, 30_000, (LATTE, CAKE.with_changes(unit_price_minor=0)), 0),
        (ITEM | {"item": "cake"}, 30_000, (LATTE, CAKE, BUN), 2_000),
        ({"kind": "percent"}, 45_000, (), 0),
    ],
)
def test_a_coupon_takes_off_what_it_says_and_no_more_than_there_is(
    terms: dict[str, Any], total_minor: int, lines: tuple[OrderLine, ...], discount: int
) -> None:
    bill = Bill(total_minor, NOON, lines)
    assert discount_minor(Coupon(id="C", **terms), bill) == discount


def test_without_lines_the_bill_before_the_coupon_is_the_total_with_what_it_took_off() -> None:
    coupon = Coupon(id="C", minimum_minor=50_000, **AMOUNT)
    for total_minor, reason in ((44_000, None), (43_999, "needs a larger bill")):
        bill = Bill(total_minor, NOON)
        assert reason_against(coupon, bill, order_id="pos:1", customer_ids=()) == reason
