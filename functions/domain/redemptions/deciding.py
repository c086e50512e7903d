"""Asked and granted: what an order redeems of its buyer's coupons, points and wallet, each all or nothing.

A field is decided anew where the ask, the buyer or the bill changed; else what was granted stays granted, and what was
refused refused. Only an order that was paid and stands takes anything (docs/redeeming.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.coupons.documents import Coupon
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.redemptions.balances import points_verdict, wallet_verdict
from functions.domain.redemptions.cases import Case, Path, Verdict, after_refund, fingerprint
from functions.domain.redemptions.coupons import coupon_verdict, coupons_after
from functions.domain.redemptions.documents import NOTHING_REDEEMED, Redeemed, Redemption


@dataclass(frozen=True)
class Decided:
    """What an order redeems, why it does not redeem the rest, and the coupons and counts that change with it."""

    redemption: Redemption
    warnings: tuple[Warned, ...]
    coupons: tuple[Coupon, ...]
    counts: tuple[Document, ...] = ()


def decided(case: Case) -> Reading[Decided]:
    """What an order redeems now. Bills 1 read for a coupon that is decided on, and 1 for one that is given back;
    1 read for an offer of which the order gets more or less, and what `offer_verdict` does.
    """
    coupon_is, coupon = yield from coupon_verdict(case)
    coupon_is, counts = yield from _counted(case, coupon_is)
    verdicts: dict[Path, Verdict] = {
        "coupon_code": coupon_is,
        "redeem_points": points_verdict(case, coupon_is.granted.discount_minor),
        "use_wallet": wallet_verdict(case),
    }
    verdicts = _stacked(case, verdicts)
    granted = _together(verdicts)
    redeemed = after_refund(granted, refunded_minor=case.refunded_minor, total_minor=case.bill.total_minor)
    coupons = yield from coupons_after(case, redeemed, coupon)
    reasons = {path: each for path, each in verdicts.items() if each.reason is not None}
    redemption = Redemption(
        asked=case.asked,
        granted=granted,
        redeemed=redeemed,
        refused={path: str(each.reason) for path, each in reasons.items() if each.lasts},
        bill=fingerprint(case.bill),
        place=case.place if case.org.offers and case.asked.coupon_code else None,
    )
    warnings = tuple(Warned(path=path, message=str(each.reason)) for path, each in reasons.items())
    return Decided(redemption, warnings, coupons, counts)


def _counted(case: Case, coupon: Verdict) -> Reading[tuple[Verdict, tuple[Document, ...]]]:
    """An instance whose organisations have no offers never loads them."""
    if coupon.granted.offer_id is None and case.formerly.offer_id is None:
        return coupon, ()
    from functions.domain.redemptions.offers import within_limits

    return (yield from within_limits(case, coupon))


def _stacked(case: Case, verdicts: dict[Path, Verdict]) -> dict[Path, Verdict]:
    if verdicts["coupon_code"].granted.offer_id is None:
        return verdicts
    from functions.domain.redemptions.offers import stacked

    return stacked(case, verdicts["coupon_code"], verdicts)


def _together(verdicts: Mapping[Path, Verdict]) -> Redeemed:
    coupon, points = verdicts["coupon_code"].granted, verdicts["redeem_points"].granted
    return NOTHING_REDEEMED.with_changes(
        coupon_code=coupon.coupon_code,
        offer_id=coupon.offer_id,
        discount_minor=coupon.discount_minor,
        points=points.points,
        points_minor=points.points_minor,
        wallet_minor=verdicts["use_wallet"].granted.wallet_minor,
    )
