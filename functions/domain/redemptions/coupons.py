"""The coupon of an order: redeemed by it, or given back."""

from functions.domain.coupons.codes import ids_of
from functions.domain.coupons.documents import Coupon
from functions.domain.coupons.rules import discount_minor, reason_against
from functions.domain.kernel.decisions import Get, Reading, get, get_all
from functions.domain.redemptions.cases import Case, Verdict, settled
from functions.domain.redemptions.documents import Redeemed


def coupon_verdict(case: Case) -> Reading[tuple[Verdict, Coupon | None]]:
    """What holds for the coupon that is asked for, and that coupon where it was read: 1 read where it is decided, 2
    where the code may be meant in two ways.
    """
    verdict = settled(case, "coupon_code")
    code = case.asked.coupon_code
    if verdict is not None or code is None:
        return verdict or Verdict(), None
    found = yield from get_all(*(Get(Coupon, id) for id in ids_of(code)))
    coupon = next(filter(None, found), None)
    return _verdict_on(case, coupon), coupon


def _verdict_on(case: Case, coupon: Coupon | None) -> Verdict:
    if coupon is None:
        return Verdict(reason="is no coupon's code")
    customer = case.customer
    ids = (customer.id, *customer.joined_ids) if customer is not None else ()
    if reason := reason_against(coupon, case.bill, order_id=case.order_id, customer_ids=ids):
        return Verdict(reason=reason)
    return Verdict(Redeemed(coupon_code=coupon.id, discount_minor=discount_minor(coupon, case.bill)))


def coupons_after(case: Case, redeemed: Redeemed, coupon: Coupon | None) -> Reading[tuple[Coupon, ...]]:
    """The coupons that change: the one that is redeemed now, the one that no longer is. Bills 1 read for one that is
    given back.
    """
    changed: list[Coupon] = []
    if coupon is not None and coupon.id == redeemed.coupon_code and not _is_used_by(case, coupon):
        changed.append(coupon.with_changes(status="redeemed", redeemed_at=case.now, order_id=case.order_id))
    if case.coupon_id not in (None, redeemed.coupon_code):
        former = coupon if coupon is not None and coupon.id == case.coupon_id else None
        former = former or (yield from get(Coupon, str(case.coupon_id)))
        if former is not None and _is_used_by(case, former):
            changed.append(_given_back(case, former))
    return tuple(changed)


def _is_used_by(case: Case, coupon: Coupon) -> bool:
    return coupon.status == "redeemed" and coupon.order_id == case.order_id


def _given_back(case: Case, coupon: Coupon) -> Coupon:
    is_late = coupon.valid_until is not None and coupon.valid_until < case.now
    return coupon.with_changes(status="expired" if is_late else "open", redeemed_at=None, order_id=None)
