"""A shop that has offers, and orders of its customers that ask for them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from functions.domain.coupons.documents import Coupon
from functions.domain.orders.documents import OrderLine
from functions.domain.orders.receipts import Receipt
from functions.domain.orgs.org import Org
from functions.domain.settings.offers import Offer
from tests.builders import NOON, take_in
from tests.memory import DictBackend, a_store
from tests.unit.domain.redemptions.regulars import a_cafe, a_state

RICE = OrderLine(product_id="rice-5kg", category="rice", quantity="2", unit_price_minor=40_000)
SPICE = OrderLine(product_id="turmeric", category="spices", quantity="3", unit_price_minor=9_000)
OIL = OrderLine(product_id="oil-1l", category="oil", quantity="1", unit_price_minor=19_900)
VAN = OrderLine(product_id="van", category="delivery", quantity="1", unit_price_minor=6_000)
TEN: dict[str, Any] = {"name": "Ten off", "kind": "percent", "percent": 10, "code": "TEN"}


def an_offer(**fields: Any) -> Offer:
    """Ten per cent, by the code TEN."""
    return Offer.model_validate({name: value for name, value in (TEN | fields).items() if value is not None})


def a_shop(org: Org | None = None, **offers: Offer) -> Org:
    """The café with these offers by their ids; with `ten` alone where none is named."""
    return (org or a_cafe()).model_copy(update={"offers": offers or {"ten": an_offer()}})


def a_code_of(offer_id: str, id: str = "K3V9TQ0A2M", **changes: Any) -> Coupon:
    """A unique code of an offer's."""
    return Coupon(id=id, kind="offer", offer_id=offer_id, **changes)


def basket(*lines: OrderLine) -> list[dict[str, Any]]:
    """Lines as an order has them."""
    return [
        {
            "product_id": line.product_id,
            "category": line.category,
            "quantity": line.quantity,
            "unit_price": f"{(line.unit_price_minor or 0) / 100:.2f}",
        }
        for line in lines
    ]


def buy(
    backend: DictBackend, order_id: str, org: Org, *, number: int = 0, now: datetime = NOON, **changes: Any
) -> Receipt:
    """An order of the first regular, of 387.00 without lines: what is left after what it redeems."""
    state = a_state(number, org=org, **{"order_id": order_id, "lines": []} | changes)
    return take_in(a_store(backend), state, org=org, now=now + timedelta(minutes=number))


def count(backend: DictBackend, offer_id: str = "ten") -> tuple[int, int]:
    """How many orders redeem an offer, and how much it takes off them."""
    found: Mapping[str, Any] = backend.all("offer_counts").get(offer_id, {})
    return found.get("redemptions", 0), found.get("discount_minor", 0)
