"""What an offer takes off a bill."""

from typing import Any

import pytest

from functions.domain.coupons.bills import Bill
from functions.domain.offers.discounts import bought_lines, discount_of
from functions.domain.orders.documents import OrderLine
from tests.builders import NOON
from tests.unit.domain.offers.shoppers import OIL, RICE, SPICE, VAN, an_offer

STEPS = [{"minimum_minor": 50_000, "percent": 5}, {"minimum_minor": 100_000, "percent": 10}]
LADDER: dict[str, Any] = {"percent": None, "steps": STEPS}
GIFT: dict[str, Any] = {"kind": "buy_x_get_y", "percent": None}
TWO_PLUS_ONE = GIFT | {"buy": {"category": "spices", "quantity": 2}, "get": {"category": "spices"}}
SPICE_BY_RICE = GIFT | {"buy": {"category": "rice"}, "get": {"category": "spices", "percent": 20}}
DRINKS = GIFT | {"buy": {"category": "drinks", "quantity": 2}, "get": {"product_id": "latte"}}
COMBO: dict[str, Any] = {
    "kind": "bundle",
    "percent": None,
    "parts": [{"category": "rice"}, {"category": "spices", "quantity": 2}],
    "price_minor": 50_000,
}
CHEAP = SPICE.with_changes(product_id="salt", quantity="1", unit_price_minor=2_000)
LATTE = OrderLine(product_id="latte", category="drinks", quantity="1", unit_price_minor=15_000)
TEA = OrderLine(product_id="tea", category="Drinks", quantity="2", unit_price_minor=8_000)
WEIGHED = RICE.with_changes(quantity="5", unit="kg", unit_price_minor=8_000)
GRAMS = SPICE.with_changes(quantity="200", unit="g", unit_price_minor=45)
PACKS = SPICE.with_changes(unit="200 g")
HALF = RICE.with_changes(quantity="0.5")
BACK = OrderLine(product_id="back", category="rice", quantity="1", unit_price_minor=-40_000)
DELIVERY: dict[str, Any] = {"kind": "free_delivery", "percent": None}
ITEM: dict[str, Any] = {"kind": "free_item", "percent": None, "item": "spices"}
BY_NAME = DELIVERY | {"delivery": {"product_id": "van"}}


@pytest.mark.parametrize(
    ("terms", "lines", "total_minor", "off"),
    [
        ({}, (RICE, SPICE), 0, 10_700),
        ({"max_discount_minor": 5_000}, (RICE, SPICE), 0, 5_000),
        ({"conditions": {"categories": ["Spices"]}}, (RICE, SPICE), 0, 2_700),
        ({}, (), 38_799, 4_311),
        ({}, (RICE,), 100_000, 8_000),
        ({}, (RICE,), 1_000, 8_000),
        ({}, (RICE.with_changes(unit_price_minor=None),), 38_799, 4_311),
        ({"percent": 100}, (), 38_799, 38_799),
        ({"percent": 90}, (), 100, 900),
        ({"max_discount_minor": 4_000}, (), 38_799, 4_000),
        (LADDER, (), 90_000, 10_000),
        (LADDER, (), 89_999, 4_736),
        (LADDER, (), 47_500, 2_500),
        (LADDER, (), 47_499, 0),
        (LADDER | {"max_discount_minor": 6_000}, (), 94_000, 6_000),
        (LADDER | {"max_discount_minor": 6_000}, (), 93_999, 4_947),
        ({"percent": 100}, (RICE,), 0, 80_000),
        (LADDER, (RICE,), 0, 4_000),
        (LADDER, (RICE, OIL, VAN), 0, 10_590),
        (LADDER, (OIL,), 0, 0),
        ({"kind": "amount", "percent": None, "amount_minor": 15_000}, (OIL,), 0, 15_000),
        ({"kind": "amount", "percent": None, "amount_minor": 25_000}, (OIL,), 0, 19_900),
        ({"kind": "free_item", "percent": None, "item": "spices"}, (SPICE, CHEAP), 0, 2_000),
        ({"kind": "free_item", "percent": None, "item": "honey"}, (SPICE,), 0, 0),
        (ITEM, (RICE, GRAMS.with_changes(quantity="0.1", unit="kg", unit_price_minor=50_000)), 0, 5_000),
        (ITEM, (RICE, GRAMS.with_changes(quantity="5", unit="kg", unit_price_minor=50_000)), 0, 50_000),
        (ITEM, (RICE, SPICE.with_changes(quantity="0.5")), 0, 4_500),
        (ITEM, (RICE, SPICE.with_changes(quantity=None)), 100_000, 9_000),
        (ITEM, (RICE, SPICE.with_changes(quantity="-1")), 0, 0),
        (ITEM, (RICE, SPICE, SPICE.with_changes(quantity="-3")), 0, 0),
        (DELIVERY, (RICE, VAN), 0, 6_000),
        (BY_NAME, (RICE, VAN), 0, 6_000),
        (DELIVERY | {"max_discount_minor": 4_000}, (RICE, VAN), 0, 4_000),
        (DELIVERY, (RICE,), 0, 0),
        (TWO_PLUS_ONE, (SPICE,), 0, 9_000),
        (TWO_PLUS_ONE, (SPICE.with_changes(quantity="2"),), 0, 0),
        (TWO_PLUS_ONE, (SPICE, CHEAP), 0, 2_000),
        (TWO_PLUS_ONE, (RICE, SPICE, SPICE.with_changes(quantity="-1")), 0, 0),
        (TWO_PLUS_ONE, (RICE, SPICE, SPICE.with_changes(quantity="2", unit_price_minor=-9_000)), 0, 0),
        (TWO_PLUS_ONE, (RICE, SPICE, SPICE.with_changes(quantity="1", unit_price_minor=-500)), 0, 9_000),
        (TWO_PLUS_ONE, (RICE, SPICE, CHEAP.with_changes(quantity="-3")), 0, 9_000),
        (TWO_PLUS_ONE, (SPICE.with_changes(quantity="4"), SPICE.with_changes(quantity="-1")), 0, 9_000),
        (COMBO, (RICE, SPICE, SPICE.with_changes(quantity="-2")), 0, 0),
        (TWO_PLUS_ONE, (RICE, GRAMS, GRAMS, GRAMS, GRAMS.with_changes(quantity="-200")), 0, 0),
        (TWO_PLUS_ONE | {"times": 2}, (SPICE.with_changes(quantity="6"),), 0, 18_000),
        (TWO_PLUS_ONE, (SPICE.with_changes(quantity="6"),), 0, 9_000),
        (TWO_PLUS_ONE | {"times": 20}, (SPICE.with_changes(quantity="5"), CHEAP), 0, 11_000),
        (SPICE_BY_RICE, (RICE, SPICE), 0, 1_800),
        (SPICE_BY_RICE | {"times": 5}, (RICE, SPICE), 0, 3_600),
        (SPICE_BY_RICE, (HALF, SPICE), 0, 0),
        (SPICE_BY_RICE, (RICE,), 0, 0),
        (SPICE_BY_RICE | {"times": 5}, (WEIGHED, GRAMS), 0, 1_800),
        (SPICE_BY_RICE | {"times": 5}, (WEIGHED, PACKS), 0, 1_800),
        (SPICE_BY_RICE | {"times": 5}, (RICE, PACKS), 0, 3_600),
        (DRINKS, (LATTE, TEA), 0, 15_000),
        (DRINKS, (LATTE, TEA.with_changes(quantity="1")), 0, 0),
        (COMBO, (RICE, SPICE), 0, 8_000),
        (COMBO | {"times": 2}, (RICE, SPICE.with_changes(quantity="4")), 0, 16_000),
        (COMBO, (RICE, CHEAP), 0, 0),
        (COMBO, (RICE.with_changes(unit_price_minor=10_000), SPICE), 0, 0),
        (COMBO, (RICE, SPICE, CHEAP), 0, 1_000),
        (TWO_PLUS_ONE, (SPICE, BACK), 0, 0),
    ],
)
def test_an_offer_takes_off_what_it_says_and_no_more_than_there_is(
    terms: dict[str, Any], lines: tuple[OrderLine, ...], total_minor: int, off: int
) -> None:
    assert discount_of(an_offer(**terms), Bill(total_minor, NOON, lines)) == off


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ((), ()),
        ((RICE, SPICE), (RICE, SPICE)),
        ((RICE, SPICE, RICE.with_changes(quantity="-2")), (SPICE,)),
        ((RICE, SPICE, RICE.with_changes(quantity="-1")), (RICE, SPICE)),
        ((RICE, SPICE, RICE.with_changes(unit_price_minor=-40_000)), (SPICE,)),
        ((RICE, SPICE, RICE.with_changes(unit_price_minor=-1_000)), (RICE, SPICE)),
        ((RICE, RICE, RICE.with_changes(quantity="-2")), (RICE,)),
        ((RICE, HALF, RICE.with_changes(quantity="-1")), (RICE,)),
        ((RICE, RICE.with_changes(quantity="-2", unit_price_minor=None)), ()),
        ((WEIGHED, SPICE, WEIGHED.with_changes(quantity="-5")), (SPICE,)),
        ((WEIGHED, SPICE, WEIGHED.with_changes(quantity="-1")), (WEIGHED, SPICE)),
        ((WEIGHED, WEIGHED.with_changes(quantity="1", unit=None, unit_price_minor=-40_000)), ()),
        ((OrderLine(name="gift", quantity="1"), OrderLine(product_id="x")), "same"),
    ],
)
def test_what_stays_bought_is_without_discounts_and_what_is_returned_whole(lines: Any, left: Any) -> None:
    assert bought_lines(lines) == list(lines if left == "same" else left)
