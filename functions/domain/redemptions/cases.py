"""What a redemption is decided by, and what holds for each of its fields before it is decided anew."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.coupons.bills import Bill
from functions.domain.customers.customer import Customer
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.orgs.org import Org
from functions.domain.redemptions.documents import NOTHING_REDEEMED, Asked, Redeemed, Redemption

Path = Literal["coupon_code", "redeem_points", "use_wallet"]


@dataclass(frozen=True)
class Case:
    """What a redemption is decided by.

    `customer`: with what they have before anything of this state moves; None for a sale to no customer. `known`: what
    the order redeemed of the same buyer's. `formerly`: what the order has redeemed until now, of any buyer.
    `earned_points`, `earned_wallet_minor`: what the order itself gave, which does not pay for it. `is_over`: why the
    order takes nothing, where it was not paid or does not stand. `channel` and `outlet_id`: where it was sold;
    `other_orders`: how many of the customer's orders count beside it.
    """

    org: Org
    order_id: str
    bill: Bill
    refunded_minor: int
    asked: Asked
    customer: Customer | None
    known: Redemption
    formerly: Redeemed
    is_over: str | None
    now: datetime
    earned_points: int = 0
    earned_wallet_minor: int = 0
    channel: str | None = None
    outlet_id: str | None = None
    other_orders: int = 0

    @property
    def place(self) -> str:
        """Where it was sold, as a redemption keeps it."""
        return f"{self.channel or ''}|{self.outlet_id or ''}"


@dataclass(frozen=True)
class Verdict:
    """Of a field what is granted, or the reason why it is not. One that does not last is asked again next time."""

    granted: Redeemed = NOTHING_REDEEMED
    reason: str | None = None
    lasts: bool = True


def settled(case: Case, path: Path) -> Verdict | None:
    """What holds for a field without a new decision; None where it is to be decided: the ask, the buyer or the bill is
    another one.
    """
    asked, known = case.asked, case.known
    if not _of(asked, path):
        return Verdict()
    if case.is_over is not None:
        return Verdict(reason=case.is_over, lasts=False)
    if _of(asked, path) != _of(known.asked, path) or known.bill != fingerprint(case.bill):
        return None
    if path == "coupon_code" and known.place not in (None, case.place):
        return None
    if path in known.refused:
        return Verdict(reason=known.refused[path])
    granted = part_of(known.granted, path)
    return None if granted == NOTHING_REDEEMED else Verdict(granted)


def part_of(redeemed: Redeemed, path: Path) -> Redeemed:
    """What of all that is redeemed answers to a field."""
    if path == "coupon_code":
        return redeemed.with_changes(points=0, points_minor=0, wallet_minor=0)
    if path == "redeem_points":
        return Redeemed(points=redeemed.points, points_minor=redeemed.points_minor)
    return Redeemed(wallet_minor=redeemed.wallet_minor)


def _of(asked: Asked, path: Path) -> object:
    return {
        "coupon_code": asked.coupon_code,
        "redeem_points": asked.points,
        "use_wallet": asked.wallet_minor,
    }[path]


def fingerprint(bill: Bill) -> str:
    """The same for the same bill."""
    lines = [
        (line.product_id, line.name, line.category, line.quantity, line.unit_price_minor)
        for line in bill.lines
    ]
    content = repr((bill.total_minor, bill.at.isoformat(), lines))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def after_refund(granted: Redeemed, *, refunded_minor: int, total_minor: int) -> Redeemed:
    """What is taken where a part of the bill was given back: so much of the points and the wallet is given back too,
    rounded down, and an offer has taken less off. A coupon is used up.
    """
    if not refunded_minor:
        return granted
    names = ("points", "points_minor", "wallet_minor", *(("discount_minor",) if granted.offer_id else ()))
    return granted.with_changes(
        **{
            name: getattr(granted, name) - getattr(granted, name) * refunded_minor // total_minor
            for name in names
        }
    )


PATHS: tuple[Path, ...] = ("coupon_code", "redeem_points", "use_wallet")


def left_alone(known: Redemption, asked: Asked) -> tuple[Warned, ...]:
    """Why fields are not redeemed while the CRM is off: what was granted stays, and nothing is decided."""
    return tuple(
        Warned(path=path, message="the CRM is switched off")
        for path in PATHS
        if _of(asked, path)
        and (_of(asked, path) != _of(known.asked, path) or part_of(known.granted, path) == NOTHING_REDEEMED)
    )
