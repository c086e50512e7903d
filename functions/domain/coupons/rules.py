"""Whether a coupon may be redeemed by a bill, and how much it takes off."""

from collections.abc import Collection, Sequence

from functions.domain.coupons.bills import EVERYTHING, MOST_MINOR, Bill, BillLine, sum_of
from functions.domain.coupons.documents import Coupon


def reason_against(coupon: Coupon, bill: Bill, *, order_id: str, customer_ids: Collection[str]) -> str | None:
    """Why an order may not redeem a coupon; None where it may. `customer_ids`: the buyer, and who was joined into them.

    A coupon that this order redeemed is as good as open. It is valid by the day of the purchase: a till that was
    offline delivers late.
    """
    if coupon.odd_fields:
        return "is damaged"
    if coupon.customer_id is not None and coupon.customer_id not in customer_ids:
        return "is another customer's"
    if (coupon.status == "redeemed" or coupon.order_id) and coupon.order_id != order_id:
        return "was redeemed already"
    if coupon.status == "cancelled":
        return "was cancelled"
    return _reason_in_time(coupon, bill) or _reason_in_bill(coupon, bill)


def _reason_in_time(coupon: Coupon, bill: Bill) -> str | None:
    if coupon.valid_from is not None and bill.at < coupon.valid_from:
        return "is not valid yet"
    if coupon.valid_until is not None and bill.at > coupon.valid_until:
        return "has expired"
    if coupon.status == "expired" and coupon.valid_until is None:
        return "has expired"
    return None


def _reason_in_bill(coupon: Coupon, bill: Bill) -> str | None:
    if _is_for_some(coupon) and not eligible(coupon, bill.lines):
        return "is for products that are not on the bill"
    if coupon.minimum_minor and bill.before_minor(discount_minor(coupon, bill)) < coupon.minimum_minor:
        return "needs a larger bill"
    return None


def discount_minor(coupon: Coupon, bill: Bill) -> int:
    """What a coupon takes off a bill, never more than there is. An item that is not on the bill takes nothing off: the
    till gives it away beside it.
    """
    is_for_some = _is_for_some(coupon)
    share = sum_of(eligible(coupon, bill.lines)) if is_for_some else bill.goods_minor
    percent = coupon.percent or 0
    given = {
        "percent": share * percent // EVERYTHING if is_for_some else bill.share_minor(percent),
        "amount": _amount(coupon, bill, share),
        "free_item": min(_price_of(coupon, bill), share),
    }
    found = given.get(coupon.kind, 0)
    most = MOST_MINOR if coupon.max_discount_minor is None else coupon.max_discount_minor
    return max(0, min(found, most))


def _amount(coupon: Coupon, bill: Bill, share: int) -> int:
    """Without lines the total is what is left after it, unless nothing is: then nothing tells how much there was."""
    is_known = bill.has_prices or _is_for_some(coupon) or not share
    return min(coupon.amount_minor or 0, share) if is_known else coupon.amount_minor or 0


def eligible(coupon: Coupon, lines: Sequence[BillLine]) -> list[BillLine]:
    """The lines that a coupon is for."""
    products, categories = set(map(_plain, coupon.products)), set(map(_plain, coupon.categories))
    return [
        line
        for line in lines
        if not _is_for_some(coupon)
        or (line.product_id and _plain(line.product_id) in products)
        or (line.category and _plain(line.category) in categories)
    ]


def _price_of(coupon: Coupon, bill: Bill) -> int:
    """The price of the item that is free: of several that it may be, of the cheapest. Of what is weighed it is that of
    one unit of its measure, or less where less was bought; and never more than what was not returned of these items.
    """
    item = _plain(coupon.item or "")
    lines = [line for line in eligible(coupon, bill.lines) if item in map(_plain, filter(None, _names(line)))]
    prices = [min(line.unit_price_minor, _sum_of(line)) for line in lines if line.unit_price_minor]
    cheapest = min((price for price in prices if price > 0), default=0)
    return max(0, min(cheapest, sum(map(_sum_of, lines))))


def _sum_of(line: BillLine) -> int:
    """What a line adds up to; of one that does not say how many, the price of one."""
    return sum_of([line]) if line.quantity is not None else line.unit_price_minor or 0


def _names(line: BillLine) -> tuple[str | None, ...]:
    return line.product_id, line.name, line.category


def _is_for_some(coupon: Coupon) -> bool:
    return bool(coupon.products or coupon.categories)


def _plain(word: str) -> str:
    return word.strip().casefold()
