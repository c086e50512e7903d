"""Whether an order may have an offer, as far as the order and its buyer tell; how often it may, limits.py tells."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.domain.coupons.bills import Bill, sum_of
from functions.domain.customers.customer import Customer
from functions.domain.offers.discounts import OF_LINES, conditioned, discount_of, is_bought, of_goods
from functions.domain.orgs.org import Org
from functions.domain.settings.offers import Offer, OfferConditions

NO_CUSTOMER = "the sale names no customer"
_NOT_THERE, _TOO_SMALL = "is for products that are not on the bill", "needs a larger bill"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Sale:
    """What an offer looks at. `other_orders`: how many orders of the customer's count beside this one."""

    bill: Bill
    channel: str | None
    outlet_id: str | None
    customer: Customer | None
    other_orders: int


def reason_against(org: Org, offer: Offer, sale: Sale) -> str | None:
    """Why an order may not have an offer; None where it may. It is valid by the day of the purchase: a till that was
    offline delivers late.
    """
    if not offer.enabled:
        return "is not given any more"
    checks: tuple[Callable[[], str | None], ...] = (
        lambda: _of_day(offer.conditions, _day(org, sale.bill.at)),
        lambda: _of_place(offer.conditions, sale),
        lambda: _of_customer(offer, sale),
        lambda: _of_bill(offer, sale.bill),
    )
    return next((reason for check in checks if (reason := check()) is not None), None)


def _day(org: Org, at: datetime) -> datetime:
    """The instant in the organisation's zone; the last one of UTC where there is none later."""
    try:
        return org.local(at)
    except OverflowError:
        return at


def _of_day(conditions: OfferConditions, at: datetime) -> str | None:
    today = f"{at:%Y-%m-%d}" if at.year >= 1000 else at.date().isoformat()
    if conditions.starts_on is not None and today < conditions.starts_on:
        return "is not valid yet"
    if conditions.ends_on is not None and today > conditions.ends_on:
        return "has expired"
    if conditions.weekdays and _WEEKDAYS[at.weekday()] not in conditions.weekdays:
        return "is for other days of the week"
    return None


def _of_place(conditions: OfferConditions, sale: Sale) -> str | None:
    if conditions.channels and sale.channel not in conditions.channels:
        return "is for other channels"
    if conditions.outlets and sale.outlet_id not in conditions.outlets:
        return "is for other outlets"
    return None


def _of_customer(offer: Offer, sale: Sale) -> str | None:
    conditions = offer.conditions
    if sale.customer is not None:
        return _of_one(conditions, sale.customer, sale.other_orders)
    is_asked = conditions.is_first_order or conditions.tiers or conditions.segments
    return NO_CUSTOMER if is_asked or offer.limits.per_customer is not None else None


def _of_one(conditions: OfferConditions, customer: Customer, other_orders: int) -> str | None:
    if conditions.is_first_order and other_orders > 0:
        return "is for a first order"
    if conditions.tiers and customer.loyalty.tier not in conditions.tiers:
        return "is for customers of another tier"
    if conditions.segments and not set(conditions.segments).intersection(customer.segment_ids):
        return "is for customers of another segment"
    return None


def _of_bill(offer: Offer, bill: Bill) -> str | None:
    if offer.kind in OF_LINES and not bill.lines:
        return "needs the lines of the order"
    if _names_goods(offer.conditions) and not is_bought(conditioned(offer, bill)):
        return _NOT_THERE
    off = discount_of(offer, bill)
    if _goods_minor(offer, bill, off) < (offer.conditions.minimum_minor or 0):
        return _TOO_SMALL
    return _nothing_off(offer) if not off else None


def _names_goods(conditions: OfferConditions) -> bool:
    return bool(conditions.products or conditions.categories)


def _nothing_off(offer: Offer) -> str | None:
    """Why an offer that takes nothing off is none; what is given away beside the bill takes nothing off."""
    if offer.kind in OF_LINES:
        return _NOT_THERE
    return _TOO_SMALL if offer.steps else None


def _goods_minor(offer: Offer, bill: Bill, off: int) -> int:
    """The bill before it; of a free delivery without the delivery."""
    delivery = sum_of(of_goods(offer.delivery, bill.lines)) if offer.kind == "free_delivery" else 0
    return bill.before_minor(off) - delivery
