"""`/coupons`: what an order would get for a code."""

from typing import Any

from functions.domain.views.coupon_quotes import QUOTING, CouponQuoteForm, coupon_quote
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import Answer


class CouponQuoteAnswer(Answer):
    """`reason`: why the code is not granted. `takes`: the larger of what the `coupon` and the customer's `tier` take
    off (`of_tier`); by that one, points and wallet credit go what is left to pay. `warnings`: other fields.
    """

    is_granted: bool
    reason: str | None
    coupon_code: str | None
    offer_id: str | None
    name: str | None
    currency: str
    bill_minor: int
    discount_minor: int
    of_tier: dict[str, Any] | None
    takes: str | None
    points: int
    points_minor: int
    wallet_minor: int
    to_pay_minor: int
    warnings: list[dict[str, str]]


def _quote(asked: Asked) -> Reply:
    code = asked.path["code"]
    return Reply(
        read(asked, lambda: coupon_quote(asked.org, asked.uid, code, body=asked.body, now=asked.now))
    )


OPERATIONS = (
    Operation(
        "POST",
        "/coupons/<string(maxlength=200):code>/quote",
        "What an order would get for a code, before it is paid",
        _quote,
        CouponQuoteAnswer,
        form=CouponQuoteForm,
        roles=frozenset(QUOTING),
    ),
)
