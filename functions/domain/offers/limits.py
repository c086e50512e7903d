"""How often an offer may be redeemed, and how much it may take off: counted in the commit of each order, so that orders
that are taken in at once never pass a limit together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import BY_ID, Find, Reading, find, get
from functions.domain.offers.documents import OfferCount, OfferOrder
from functions.domain.settings.offers import Offer

MOST_LOOKED_AT = 200  # of a customer's orders with one offer, of all the years


@dataclass(frozen=True)
class OfferUse:
    """What an order has of an offer."""

    offer_id: str | None = None
    discount_minor: int = 0

    def of(self, offer_id: str) -> tuple[int, int]:
        """How often, and how much it takes off."""
        return (1, self.discount_minor) if self.offer_id == offer_id else (0, 0)


def reason_of_customer(
    offer: Offer, offer_id: str, customer: Customer | None, *, order_id: str, at: datetime
) -> Reading[str | None]:
    """Why this customer may not have an offer once more, for what is bought at that instant. Bills nothing for one
    without such a limit; else 1 read for each order of theirs that redeems it, 1 at the least. Their document is in the
    same commit, so of two orders at once the second one finds the first.
    """
    most, within = offer.limits.per_customer, offer.limits.within_days
    if most is None or customer is None:
        return None
    looked_at = most + 1 if within is None else MOST_LOOKED_AT
    count = 0
    for id in customer.ids:
        where = (("counted_for", id), ("redeemed.offer_id", offer_id))
        orders = yield from find(Find(OfferOrder, where, BY_ID, "ASCENDING", looked_at))
        count += sum(order.id != order_id and _is_near(order, at, within) for order in orders)
    return "was redeemed by the customer as often as it may be" if count >= most else None


def _is_near(order: OfferOrder, at: datetime, within_days: int | None) -> bool:
    """Whether an order counts beside one of that instant. Where it does not say when it was bought, it does."""
    if within_days is None or order.ordered_at is None:
        return True
    return abs(order.ordered_at - at) < timedelta(days=within_days)


def counted(offer_id: str, *, before: OfferUse, after: OfferUse) -> Reading[OfferCount | None]:
    """The count of an offer where an order has `after` of it in place of `before`; None where that is the same. Bills 1
    read.
    """
    was, now = before.of(offer_id), after.of(offer_id)
    if was == now:
        return None
    known = (yield from get(OfferCount, offer_id)) or OfferCount(id=offer_id)
    return known.with_changes(
        redemptions=max(0, known.redemptions - was[0] + now[0]),
        discount_minor=max(0, known.discount_minor - was[1] + now[1]),
    )


def reason_of_all(offer: Offer | None, count: OfferCount, *, before: OfferUse, after: OfferUse) -> str | None:
    """Why an order may not have so much of an offer, by the count with it; None where it may. What an order has already
    it keeps, also where a limit was made smaller.
    """
    if offer is None:
        return None
    was, now, limits = before.of(count.id), after.of(count.id), offer.limits
    if now[0] > was[0] and limits.total is not None and count.redemptions > limits.total:
        return "was redeemed as often as it may be"
    if now[1] > was[1] and limits.budget_minor is not None and count.discount_minor > limits.budget_minor:
        return "has no budget left for this bill"
    return None
