"""Which orders may have an offer: each condition from both sides."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.domain.coupons.bills import Bill
from functions.domain.customers.customer import Customer, LoyaltyAccount
from functions.domain.offers.conditions import NO_CUSTOMER, Sale, reason_against
from tests.builders import NOON
from tests.unit.domain.offers.shoppers import OIL, RICE, SPICE, VAN, a_shop, an_offer

ORG = a_shop()
HELD = Customer(
    id="c", loyalty=LoyaltyAccount(tier="gold"), segment_ids=("loyal",), identity_ids=("c",), created_at=NOON
)
BACK = SPICE.with_changes(quantity="-1")
# 25 January 2025 is a Saturday in Kolkata from 18:30 UTC of the day before.
FRIDAY_LATE = datetime(2025, 1, 24, 18, 29, 59, tzinfo=UTC)
SATURDAY = datetime(2025, 1, 24, 18, 30, tzinfo=UTC)


def a_sale(**changes: Any) -> Sale:
    fields: dict[str, Any] = {
        "bill": Bill(
            changes.pop("total_minor", 0), changes.pop("at", NOON), changes.pop("lines", (RICE, OIL))
        ),
        "channel": "pos",
        "outlet_id": "first",
        "customer": HELD,
        "other_orders": 0,
    }
    return Sale(**fields | changes)


@pytest.mark.parametrize(
    ("conditions", "sale", "reason"),
    [
        ({}, {"customer": None}, None),
        ({"minimum_minor": 99_900}, {}, None),
        ({"minimum_minor": 99_901}, {}, "needs a larger bill"),
        ({"minimum_minor": 43_000}, {"lines": (), "total_minor": 38_700}, None),
        ({"minimum_minor": 43_000}, {"lines": (), "total_minor": 38_699}, "needs a larger bill"),
        ({"products": ["oil-1l"]}, {}, None),
        ({"products": ["ghee"], "categories": ["RICE"]}, {}, None),
        ({"categories": ["spices"]}, {}, "is for products that are not on the bill"),
        ({"categories": ["spices"]}, {"lines": (RICE, BACK)}, "is for products that are not on the bill"),
        ({"categories": ["spices"]}, {"lines": (RICE, SPICE, BACK)}, None),
        (
            {"categories": ["spices"]},
            {"lines": (RICE, SPICE, BACK, BACK, BACK)},
            "is for products that are not on the bill",
        ),
        ({"is_first_order": True}, {}, None),
        ({"is_first_order": True}, {"other_orders": 1}, "is for a first order"),
        ({"is_first_order": True}, {"customer": None}, NO_CUSTOMER),
        ({"channels": ["web", "pos"]}, {}, None),
        ({"channels": ["web"]}, {}, "is for other channels"),
        ({"channels": ["web"]}, {"channel": None}, "is for other channels"),
        ({"outlets": ["first"]}, {}, None),
        ({"outlets": ["second"]}, {}, "is for other outlets"),
        ({"starts_on": "2025-01-25"}, {"at": SATURDAY}, None),
        ({"starts_on": "2025-01-25"}, {"at": FRIDAY_LATE}, "is not valid yet"),
        ({"ends_on": "2025-01-24"}, {"at": FRIDAY_LATE}, None),
        ({"ends_on": "2025-01-24"}, {"at": SATURDAY}, "has expired"),
        ({"weekdays": ["saturday"]}, {"at": SATURDAY}, None),
        ({"weekdays": ["saturday"]}, {"at": FRIDAY_LATE}, "is for other days of the week"),
        ({"starts_on": "2025-01-25"}, {"at": datetime.max.replace(tzinfo=UTC)}, None),
        ({"tiers": ["gold"]}, {}, None),
        ({"tiers": ["silver"]}, {}, "is for customers of another tier"),
        ({"tiers": ["gold"]}, {"customer": None}, NO_CUSTOMER),
        ({"segments": ["new", "loyal"]}, {}, None),
        ({"segments": ["new"]}, {}, "is for customers of another segment"),
    ],
)
def test_an_order_has_an_offer_where_its_conditions_hold(
    conditions: dict[str, Any], sale: dict[str, Any], reason: str | None
) -> None:
    assert reason_against(ORG, an_offer(conditions=conditions), a_sale(**sale)) == reason


def test_an_offer_that_is_not_enabled_is_not_given() -> None:
    assert reason_against(ORG, an_offer(enabled=False), a_sale()) == "is not given any more"


def test_a_limit_of_customers_needs_a_customer() -> None:
    offer = an_offer(limits={"per_customer": 1})
    assert reason_against(ORG, offer, a_sale(customer=None)) == NO_CUSTOMER
    assert reason_against(ORG, offer, a_sale()) is None


def test_a_delivery_is_no_part_of_the_bill_that_makes_it_free() -> None:
    offer = an_offer(kind="free_delivery", percent=None, conditions={"minimum_minor": 85_000})
    assert reason_against(ORG, offer, a_sale(lines=(RICE, VAN))) == "needs a larger bill"
    assert reason_against(ORG, offer, a_sale(lines=(RICE, OIL, VAN))) is None


def test_what_is_told_by_lines_needs_them_and_takes_something_off() -> None:
    offer = an_offer(kind="buy_x_get_y", percent=None, buy={"category": "rice"}, get={"category": "spices"})
    assert reason_against(ORG, offer, a_sale(lines=(), total_minor=10_000)) == "needs the lines of the order"
    assert reason_against(ORG, offer, a_sale()) == "is for products that are not on the bill"
    assert reason_against(ORG, offer, a_sale(lines=(RICE, SPICE))) is None


def test_a_ladder_starts_at_its_first_step() -> None:
    offer = an_offer(percent=None, steps=[{"minimum_minor": 50_000, "percent": 5}])
    assert reason_against(ORG, offer, a_sale(lines=(OIL,))) == "needs a larger bill"
    assert reason_against(ORG, offer, a_sale()) is None
