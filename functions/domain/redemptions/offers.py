"""The offer of an order's coupon code: whether the order may have it, and the counts that change with it."""

from functions.domain.kernel.decisions import Reading
from functions.domain.offers.conditions import Sale, reason_against
from functions.domain.offers.discounts import discount_of
from functions.domain.offers.documents import OfferCount
from functions.domain.offers.limits import OfferUse, counted, reason_of_all, reason_of_customer
from functions.domain.redemptions.cases import Case, Path, Verdict, after_refund, part_of, settled
from functions.domain.redemptions.documents import NOTHING_REDEEMED, Redeemed

_STACKED: tuple[tuple[Path, str], ...] = (("redeem_points", "points"), ("use_wallet", "wallet"))


def offer_verdict(case: Case, offer_id: str, *, code: str) -> Reading[Verdict]:
    """What holds for an offer that is decided anew, but for what all orders together may have. Bills what
    `reason_of_customer` does.
    """
    offer = case.org.offers.get(offer_id)
    if offer is None:
        return Verdict(reason="is not given any more")
    # An order that has it stays the first, and one of those that the customer may have, whatever they bought since.
    has_it = case.known.redeemed.offer_id == offer_id
    others = 0 if has_it else case.other_orders
    sale = Sale(case.bill, case.channel, case.outlet_id, case.customer, others)
    reason = reason_against(case.org, offer, sale)
    if reason is None and not has_it:
        reason = yield from reason_of_customer(
            offer, offer_id, case.customer, order_id=case.order_id, at=case.bill.at
        )
    if reason is not None:
        return Verdict(reason=reason)
    off = discount_of(offer, case.bill)
    return Verdict(Redeemed(coupon_code=code, offer_id=offer_id, discount_minor=off))


def within_limits(case: Case, verdict: Verdict) -> Reading[tuple[Verdict, tuple[OfferCount, ...]]]:
    """The verdict, unless all orders together would have more of the offer than they may; and the counts that change.
    Bills 1 read for each of these, and 1 write where it is put.
    """
    after = after_refund(
        verdict.granted, refunded_minor=case.refunded_minor, total_minor=case.bill.total_minor
    )
    had, has = _taken(case.formerly), _taken(after)
    counts = []
    for id in dict.fromkeys(id for id in (has.offer_id, had.offer_id) if id is not None):
        count = yield from counted(id, before=had, after=has)
        if count is None:
            continue
        if reason := reason_of_all(case.org.offers.get(id), count, before=had, after=has):
            return (yield from within_limits(case, Verdict(reason=reason)))
        counts.append(count)
    return verdict, tuple(counts)


def stacked(case: Case, coupon: Verdict, verdicts: dict[Path, Verdict]) -> dict[Path, Verdict]:
    """The verdicts without the points and the wallet with which the coupon's offer does not go. What was granted
    together stays.
    """
    offer = case.org.offers.get(coupon.granted.offer_id or "")
    if offer is None:
        return verdicts
    is_known = settled(case, "coupon_code") is not None
    return verdicts | {
        path: Verdict(reason="does not go with the coupon's offer")
        for path, name in _STACKED
        if name not in offer.goes_with
        and part_of(verdicts[path].granted, path) != NOTHING_REDEEMED
        and not (is_known and settled(case, path) is not None)
    }


def _taken(redeemed: Redeemed) -> OfferUse:
    return OfferUse(redeemed.offer_id, redeemed.discount_minor)
