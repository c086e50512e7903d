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
    if case.org.offers:
        from functions.domain.offers.codes import offer_of

        if (offer := offer_of(case.org, code)) is not None:
            from functions.domain.redemptions.offers import offer_verdict

            return (yield from offer_verdict(case, offer[0], code=code)), None
    found = yield from get_all(*(Get(Coupon, id) for id in ids_of(code)))
    coupon = next(filter(None, found), None)
    return (yield from _verdict_on(case, coupon)), coupon


def _verdict_on(case: Case, coupon: Coupon | None) -> Reading[Verdict]:
    if coupon is None:
        return Verdict(reason="is no coupon's code")
    customer = case.customer
    ids = (customer.id, *customer.joined_ids) if customer is not None else ()
    if reason := reason_against(coupon, case.bill, order_id=case.order_id, customer_ids=ids):
        return Verdict(reason=reason)
    if coupon.offer_id is not None:
        from functions.domain.redemptions.offers import offer_verdict

        return (yield from offer_verdict(case, coupon.offer_id, code=coupon.id))
    return Verdict(Redeemed(coupon_code=coupon.id, discount_minor=discount_minor(coupon, case.bill)))


def coupons_after(case: Case, redeemed: Redeemed, coupon: Coupon | None) -> Reading[tuple[Coupon, ...]]:
    """The coupons that change: the one that is redeemed now, the one that no longer is. Bills 1 read for one that is
    given back.
    """
    changed: list[Coupon] = []
    if coupon is not None and coupon.id == redeemed.coupon_code and not _is_used_by(case, coupon):
        changed.append(coupon.with_changes(status="redeemed", redeemed_at=case.now, order_id=case.order_id))
    former_id = case.formerly.coupon_code
    if former_id not in (None, redeemed.coupon_code) and not _is_for_all(case):
        is_read = coupon is not None and coupon.id == former_id
        former = coupon if is_read else (yield from get(Coupon, str(former_id)))
        changed.extend(_given_back(case, former))
    return tuple(changed)


def _is_for_all(case: Case) -> bool:
    """Whether what the order redeemed was the code that all use, which is no coupon's."""
    if case.formerly.offer_id is None:
        return False
    from functions.domain.offers.codes import offer_of

    offer = offer_of(case.org, case.formerly.coupon_code or "")
    return offer is not None and offer[0] == case.formerly.offer_id


def _is_used_by(case: Case, coupon: Coupon) -> bool:
    return coupon.status == "redeemed" and coupon.order_id == case.order_id


def _given_back(case: Case, coupon: Coupon | None) -> tuple[Coupon, ...]:
    if coupon is None or not _is_used_by(case, coupon):
        return ()
    is_late = coupon.valid_until is not None and coupon.valid_until < case.now
    return (coupon.with_changes(status="expired" if is_late else "open", redeemed_at=None, order_id=None),)
