"""Orders become what recommendation rules go by: of each recent order what a rule asks for, and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from functions.domain.consumption.purchases import BoughtLine, Line, Purchase
from functions.domain.customers.customer import Customer
from functions.domain.customers.recommendations import (
    MOST_GOODS,
    MOST_PURCHASES,
    BoughtGoods,
    Made,
    RecentPurchase,
    Recommendations,
)
from functions.domain.kernel.decisions import Document, Find, Reading, find
from functions.domain.kernel.units import number_of
from functions.domain.orgs.org import Org
from functions.domain.settings.recommendations import Goods

# Orders without anything that a rule asks for are looked through too.
MOST_LOOKED_AT = 50
_LONGEST_NAME = 100


class SoldOrder(Document):
    """Of a stored order that counts, what was bought when, and for how much."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    counted_at: datetime | None = None
    total_minor: int = 0
    refunded_minor: int = 0
    lines: tuple[BoughtLine, ...] = ()


def with_purchase(org: Org, customer: Customer, purchase: Purchase) -> Reading[Customer]:
    """The customer as if the order had always been as it is now.

    Bills nothing, unless an order of a full list counts no more: then 1 read for each of the customer's last orders, at
    most 50, 1 at the least.
    """
    known = customer.recommendations or Recommendations()
    new = recent_purchase(org, purchase)
    others = [each for each in known.purchases if each.order_id != purchase.order_id]
    if known.is_full and _is_taken_back(known, purchase, new):
        found = yield from _of_orders(org, customer, without=purchase.order_id)
        others = list({each.order_id: each for each in (*found, *others)}.values())
    purchases = (*others, new) if new is not None else others
    return _with(org, customer, known.with_purchases(purchases), order_id=purchase.order_id)


def _is_taken_back(known: Recommendations, purchase: Purchase, new: RecentPurchase | None) -> bool:
    """Whether the order was kept, and is so no more or has moved into the past."""
    was = next((each for each in known.purchases if each.order_id == purchase.order_id), None)
    return was is not None and (new is None or new.place < was.place)


def worked_out(org: Org, customer: Customer, purchase: Purchase | None = None) -> Reading[Customer]:
    """The customer with what their last orders say. `purchase`: an order that is being changed.

    Bills 1 read for each of the last 50 orders, 1 at the least.
    """
    known = customer.recommendations or Recommendations()
    order_id = purchase.order_id if purchase else None
    found = yield from _of_orders(org, customer, without=order_id)
    new = recent_purchase(org, purchase) if purchase else None
    purchases = (*found, *([new] if new else []))
    return _with(org, customer, known.with_purchases(purchases), order_id=order_id)


def recent_purchase(org: Org, purchase: Purchase) -> RecentPurchase | None:
    """What rules ask for of an order; None where that is nothing, or the order does not count."""
    goods = tuple(_asked_for(org, purchase.lines)) if purchase.at is not None else ()
    if purchase.at is None or not goods:
        return None
    return RecentPurchase(
        order_id=purchase.order_id, bought_at=purchase.at, spend_minor=purchase.spend_minor, goods=goods
    )


def _asked_for(org: Org, lines: Sequence[Line]) -> list[BoughtGoods]:
    """The products of an order of which a rule asks something that none before them answers."""
    answered: set[tuple[str, str]] = set()
    found: list[BoughtGoods] = []
    for line in _bought(lines):
        new = _sides(org, line) - answered
        if new:
            answered |= new
            name = line.name[:_LONGEST_NAME] if line.name else None
            found.append(BoughtGoods(product_id=line.product_id, name=name, category=line.category))
    return found[:MOST_GOODS]


def _sides(org: Org, line: Line) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for id, rule in org.all_recommendation_rules.items():
        sides: Mapping[str, Goods] = {"trigger": rule.trigger, "recommend": rule.recommend}
        found |= {(id, side) for side, goods in sides.items() if goods.has(line.product_id, line.category)}
    return found


def _bought(lines: Sequence[Line]) -> list[Line]:
    """A line of each product that was bought and not brought back in the same order."""
    firsts: dict[tuple[str | None, str | None, str | None], Line] = {}
    numbers: dict[tuple[str | None, str | None, str | None], Decimal] = {}
    for line in lines:
        key = (line.product_id, line.category, None if line.product_id else line.name)
        number = number_of(line.quantity)
        firsts.setdefault(key, line)
        numbers[key] = numbers.get(key, Decimal(0)) + (Decimal(1) if number is None else number)
    return [line for key, line in firsts.items() if numbers[key] > 0]


def _of_orders(org: Org, customer: Customer, *, without: str | None) -> Reading[list[RecentPurchase]]:
    found: dict[str, RecentPurchase] = {}
    for id in customer.ids:
        orders = yield from find(
            Find(SoldOrder, (("counted_for", id),), "counted_at", "DESCENDING", MOST_LOOKED_AT)
        )
        for order in orders:
            spend = order.total_minor - order.refunded_minor
            purchase = Purchase(order.id, order.counted_at, order.lines, spend_minor=spend)
            recent = recent_purchase(org, purchase) if order.id != without else None
            if recent is not None:
                found[order.id] = recent
    return sorted(found.values(), key=lambda each: each.place)[-MOST_PURCHASES:]


def _with(org: Org, customer: Customer, known: Recommendations, *, order_id: str | None) -> Customer:
    made = tuple(_met(org, known, each, order_id=order_id) for each in known.made)
    after = known.with_changes(made=made)
    return customer.with_changes(recommendations=after if after != Recommendations() else None)


def _met(org: Org, known: Recommendations, made: Made, *, order_id: str | None) -> Made:
    """With the first order that bought in time what was recommended. One that is not kept any more stays it."""
    rule = org.all_recommendation_rules.get(made.rule_id)
    if rule is None:
        return made
    until = made.at + timedelta(days=org.settings.recommendations.met_within_days)
    places = [
        each.place
        for each in known.purchases
        if made.at < each.bought_at <= until and _has(each, rule.recommend)
    ]
    if made.met_at is not None and made.met_order_id not in (None, order_id):
        places.append((made.met_at, str(made.met_order_id)))
    met_at, met_order_id = min(places, default=(None, None))
    return made.with_changes(met_at=met_at, met_order_id=met_order_id)


def _has(purchase: RecentPurchase, goods: Goods) -> bool:
    return any(goods.has(each.product_id, each.category) for each in purchase.goods)
