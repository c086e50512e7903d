"""A coupon: a code, of one customer where it names one, good once."""

from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.kernel.decisions import Document

CouponKind = Literal["percent", "amount", "free_item", "offer"]
CouponStatus = Literal["open", "redeemed", "expired", "cancelled"]


class Coupon(Document):
    """Its id is the code. Of `percent`, `amount_minor` and `item` the one that its kind names is set. `cause`: which
    occurrence of which automation issued it, or which number of which batch. What one of an `offer` gives, its
    `offer_id` says (docs/offers.md), and no field here.

    `minimum_minor`: the least bill; `max_discount_minor`: the most that it takes off; `products`, `categories`: of
    which lines (those of either), of all without them. `order_id`: by which order it was redeemed.
    """

    collection: ClassVar[str] = "coupons"
    customer_id: str | None = None
    name: str | None = None
    kind: CouponKind = "percent"
    percent: int | None = None
    amount_minor: int | None = None
    item: str | None = None
    minimum_minor: int | None = None
    max_discount_minor: int | None = None
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    status: CouponStatus = "open"
    cause: str | None = None
    automation_id: str | None = None
    offer_id: str | None = None
    batch_id: str | None = None
    created_at: datetime | None = None
    redeemed_at: datetime | None = None
    order_id: str | None = None
