"""How much an offer takes off a bill, in whole minor units; rounded down, and never more than there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from functions.domain.coupons.bills import MOST_MINOR, Bill, BillLine, sum_of
from functions.domain.coupons.documents import Coupon
from functions.domain.coupons.rules import discount_minor as of_coupon
from functions.domain.coupons.rules import eligible
from functions.domain.kernel.units import amount_of
from functions.domain.settings.offers import Offer
from functions.domain.settings.recommendations import Goods

L = TypeVar("L", bound=BillLine)
# What cannot be told without the lines of the bill: how much is taken off.
OF_LINES = frozenset({"buy_x_get_y", "bundle"})


def discount_of(offer: Offer, bill: Bill) -> int:
    """What an offer takes off a bill. Nothing for an item or a delivery that is not on it: the shop gives it beside."""
    found = _found(offer, bill)
    most = MOST_MINOR if offer.max_discount_minor is None else offer.max_discount_minor
    return max(0, min(found, most, bill.before_minor(found), MOST_MINOR))


def _found(offer: Offer, bill: Bill) -> int:
    if offer.kind == "free_delivery":
        return sum_of(of_goods(offer.delivery, bill.lines))
    if offer.kind == "buy_x_get_y":
        return _of_gifts(offer, _Units(bill.lines))
    if offer.kind == "bundle":
        return _of_bundles(offer, _Units(bill.lines))
    return of_coupon(as_coupon(offer, bill), bill)


def as_coupon(offer: Offer, bill: Bill) -> Coupon:
    """What it comes to for this bill, as a coupon says it."""
    kind = offer.kind if offer.kind in ("percent", "amount", "free_item") else "amount"
    return Coupon(
        id="-",
        kind=kind,
        percent=_percent(offer, bill),
        amount_minor=offer.amount_minor,
        item=offer.item,
        products=offer.conditions.products,
        categories=offer.conditions.categories,
    )


def _percent(offer: Offer, bill: Bill) -> int | None:
    """The percentage, or that of the highest step that the bill reaches; 0 where it reaches none."""
    if not offer.steps:
        return offer.percent
    reached = [
        step.percent for step in offer.steps if step.minimum_minor <= _before(offer, bill, step.percent)
    ]
    return reached[-1] if reached else 0


def _before(offer: Offer, bill: Bill, percent: int) -> int:
    """The bill before a step's percentage was taken off."""
    off = bill.share_minor(percent)
    return bill.before_minor(off if offer.max_discount_minor is None else min(off, offer.max_discount_minor))


def of_goods(goods: Goods, lines: Sequence[BillLine]) -> list[BillLine]:
    """The lines of these goods."""
    return [line for line in lines if goods.has(line.product_id, line.category)]


def conditioned(offer: Offer, bill: Bill) -> list[BillLine]:
    """The lines that its condition asks for, all without one."""
    return eligible(as_coupon(offer, bill), bill.lines)


@dataclass(frozen=True)
class _Sold:
    """Whole units of a line, each at a price."""

    line: BillLine
    price_minor: int
    count: int


def _sold(line: BillLine) -> _Sold:
    """What is weighed or measured (5 kg, 200 g) is one unit, as a pack is; of pieces a part is none."""
    unit = line.unit or ""
    measure = amount_of("1", unit)
    is_measured = measure is not None and measure.dimension != "count" and not any(map(str.isdigit, unit))
    if is_measured:
        return _Sold(line, sum_of([line]), 1)
    return _Sold(line, line.unit_price_minor or 0, int(Decimal(line.quantity or "0")))


def is_bought(lines: Sequence[BillLine]) -> bool:
    """Whether there are such lines, and not all of it is returned on the same bill."""
    return bool(lines) and (sum_of(lines) > 0 or not any(map(_is_returned, lines)))


def bought_lines(lines: Iterable[L]) -> list[L]:
    """The lines of goods that stay bought: no returns, no discounts, and none that is returned whole on the bill."""
    known = list(lines)
    bought = sorted((_quantity(line), place) for place, line in enumerate(known) if not _is_off(line))
    for returned in filter(_is_off, known):
        bought = _without(bought, known, returned)
    places = {place for _, place in bought}
    return [line for place, line in enumerate(known) if place in places]


def _without(
    bought: Sequence[tuple[Decimal, int]], lines: Sequence[BillLine], returned: BillLine
) -> list[tuple[Decimal, int]]:
    """What stays bought after a return: the smallest lines of the same goods are returned first."""
    left, stays = abs(_quantity(returned)), []
    for size, place in bought:
        line = lines[place]
        units = size if line.unit == returned.unit else Decimal(_sold(line).count)
        if left >= units and _is_back(line, returned):
            left -= units
        else:
            stays.append((size, place))
    return stays


def _is_off(line: BillLine) -> bool:
    return (line.unit_price_minor or 0) < 0 or _quantity(line) < 0


def _is_back(line: BillLine, returned: BillLine) -> bool:
    return _is_same(_sold(line), returned) or (_named(line) == _named(returned) and _quantity(returned) < 0)


def _quantity(line: BillLine) -> Decimal:
    return Decimal(line.quantity or 1)


def _is_returned(line: BillLine) -> bool:
    return sum_of([line]) < 0


def _is_same(sold: _Sold, returned: BillLine) -> bool:
    """Whether these goods are returned; a price below zero that is not theirs is something off them."""
    price_minor = returned.unit_price_minor or 0
    return _named(sold.line) == _named(returned) and (price_minor > 0 or -price_minor == sold.price_minor)


def _named(line: BillLine) -> str | None:
    return line.product_id or line.name or line.category


class _Units:
    """The whole units of a bill by price, to be taken one by one."""

    def __init__(self, lines: Sequence[BillLine]) -> None:
        sold = [each for each in map(_sold, lines) if each.price_minor > 0 and each.count > 0]
        self.sold = sorted(sold, key=lambda each: each.price_minor)
        self.left = [each.count for each in self.sold]
        for line in filter(_is_returned, lines):
            self._give_back(line)

    def _give_back(self, line: BillLine) -> None:
        """What is returned on the same bill was not bought: the dearest units of the same goods are no units."""
        same = [place for place, each in enumerate(self.sold) if _is_same(each, line)]
        self.take(reversed(same), abs(_sold(line).count) or 1)

    def of(self, goods: Goods) -> list[int]:
        """The places of the lines of these goods, the cheapest first."""
        lines = [each.line for each in self.sold]
        return [place for place, line in enumerate(lines) if goods.has(line.product_id, line.category)]

    def count(self, places: Iterable[int]) -> int:
        return sum(self.left[place] for place in places)

    def take(self, places: Iterable[int], wanted: int) -> int:
        """The price of the cheapest so many of them, which are taken."""
        price = 0
        for place in places:
            taken = min(wanted, self.left[place])
            self.left[place] -= taken
            wanted -= taken
            price += taken * self.sold[place].price_minor
        return price

    def like(self) -> "_Units":
        other = _Units(())
        other.sold, other.left = self.sold, list(self.left)
        return other


def _of_gifts(offer: Offer, units: _Units) -> int:
    """The cheapest units are the gifts; a unit that is given counts for none that is bought."""
    buy, gift = offer.buy, offer.get
    if buy is None or gift is None:
        return 0
    bought, given = units.of(buy), units.of(gift)
    for times in range(offer.times, 0, -1):
        left = units.like()
        price = left.take(given, times * gift.quantity)
        if price and left.count(bought) >= times * buy.quantity:
            return price * gift.percent // 100
    return 0


def _of_bundles(offer: Offer, units: _Units) -> int:
    """What so many bundles cost less than their parts, of the cheapest units that make them up."""
    off = 0
    for _ in range(offer.times):
        price = 0
        for part in offer.parts:
            places = units.of(part)
            if units.count(places) < part.quantity:
                return off
            price += units.take(places, part.quantity)
        off += max(0, price - (offer.price_minor or 0))
    return off
