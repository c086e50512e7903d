"""What of a redemption is kept with its order: asked, granted, refused, and what is taken at this moment."""

from pydantic import Field

from functions.domain.kernel.decisions import Value


class Asked(Value):
    """What a state of an order wants to redeem. `coupon_code` is folded (coupons/codes.py)."""

    points: int = 0
    coupon_code: str | None = None
    wallet_minor: int = 0


class Redeemed(Value):
    """`points_minor`: what the points are worth; `discount_minor`: what the coupon takes off; `offer_id`: the offer
    that it is of.
    """

    points: int = 0
    points_minor: int = 0
    coupon_code: str | None = None
    offer_id: str | None = None
    discount_minor: int = 0
    wallet_minor: int = 0


NOTHING_ASKED = Asked()
NOTHING_REDEEMED = Redeemed()


class Redemption(Value):
    """`granted`: what this bill redeems while the order stands; `redeemed`: what is taken of that, less after a refund.
    `refused`: the reason for each field that is not granted, by its path. `bill`: a hash of what it was decided by;
    `place`: where it was sold, by which offers are decided too.
    """

    asked: Asked = NOTHING_ASKED
    granted: Redeemed = NOTHING_REDEEMED
    redeemed: Redeemed = NOTHING_REDEEMED
    refused: dict[str, str] = Field(default_factory=dict)
    bill: str = ""
    place: str | None = None


NO_REDEMPTION = Redemption()
