"""Orders become what the customer uses up: of each product the last purchase in an order that counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from functions.domain.consumption.lasting import profile_of, remind_on, reminder_days
from functions.domain.consumption.rhythm import history_of, last_of, paced
from functions.domain.customers.consumption import MOST_BOUGHT, Bought, Consumed, Consumption
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document, Find, Reading, Value, find
from functions.domain.kernel.units import Amount, amount_of, number_of
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.consumption import ConsumptionProfile

# The orders that are read where a purchase is taken back. What was bought before so many others has run out.
MOST_LOOKED_AT = 50
_LONGEST_NAME = 100


class Line(Protocol):
    """A line of an order."""

    @property
    def product_id(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def category(self) -> str | None: ...
    @property
    def quantity(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...


@dataclass(frozen=True)
class Purchase:
    """An order as it now is; `at` is None where it does not count. `did_count`: whether it did before. `spend_minor`:
    what stands of its bill.
    """

    order_id: str
    at: datetime | None
    lines: Sequence[Line]
    did_count: bool = False
    spend_minor: int = 0


class BoughtLine(Value):
    """Of an order's line, what tells how long it lasts."""

    product_id: str | None = None
    name: str | None = None
    category: str | None = None
    quantity: str | None = None
    unit: str | None = None


class BoughtOrder(Document):
    """Of a stored order that counts, what was bought when."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    counted_at: datetime | None = None
    lines: tuple[BoughtLine, ...] = ()


def with_purchase(org: Org, customer: Customer, purchase: Purchase) -> Reading[Customer]:
    """The customer as if the order had always been as it is now.

    Bills nothing, unless the last purchase of a product, or one of a full history, is taken back or moves into the
    past: then 1 read for each of the customer's last orders, at most 50, 1 at the least.
    """
    known = customer.consumption or Consumption()
    new = _consumed_by(org, customer, purchase)
    back = {each.key for each in known.products if _is_taken_back(each, purchase, new)}
    others: Mapping[str, Consumed] = {}
    if back and purchase.did_count:
        others, _ = yield from _of_orders(org, customer, without=purchase.order_id)
    standing = [
        _without(each, purchase.order_id) for each in known.products if _stands_beside(each, purchase)
    ]
    restored = [each for key, each in others.items() if key in back]
    found = (*standing, *restored, *new.values())
    return _with_latest(org, customer, found, past=_past(known.products, without=purchase.order_id))


def _is_taken_back(known: Consumed, purchase: Purchase, new: Mapping[str, Consumed]) -> bool:
    """Whether the last purchase of a product was in this order, or one of a history that is full, and is so no more or
    has moved into the past.
    """
    if known.is_taken_back:
        return False
    was = next((each.bought_at for each in known.history if each.order_id == purchase.order_id), None)
    if known.order_id == purchase.order_id:
        was = known.bought_at
    elif len(known.history) < MOST_BOUGHT:
        return False
    return was is not None and (known.key not in new or new[known.key].bought_at < was)


def _stands_beside(known: Consumed, purchase: Purchase) -> bool:
    return known.order_id != purchase.order_id and not known.is_taken_back


def _without(known: Consumed, order_id: str | None) -> Consumed:
    history = tuple(each for each in known.history if each.order_id != order_id)
    return known if len(history) == len(known.history) else known.with_changes(history=history)


def worked_out(org: Org, customer: Customer, purchase: Purchase | None = None) -> Reading[Customer]:
    """The customer with what their last orders say that they use up. `purchase`: an order that is being changed.

    Bills 1 read for each of the last 50 orders, 1 at the least.
    """
    known = customer.consumption or Consumption()
    order_id = purchase.order_id if purchase else None
    found, since = yield from _of_orders(org, customer, without=order_id)
    new = _consumed_by(org, customer, purchase) if purchase else {}
    older = [
        _without(each, order_id)
        for each in known.products
        if since and each.bought_at < since and each.order_id != order_id
    ]
    past = _past(known.products, without=order_id, before=since) if since else {}
    return _with_latest(org, customer, (*older, *found.values(), *new.values()), past=past)


def _past(
    products: Iterable[Consumed], *, without: str | None, before: datetime | None = None
) -> Mapping[str, list[Bought]]:
    """The purchases in the histories of products, but those of an order, and before an instant."""
    return {
        each.key: [
            one
            for one in each.history
            if one.order_id != without and (before is None or one.bought_at < before)
        ]
        for each in products
    }


def replanned(org: Org, customer: Customer) -> Customer:
    """The customer with the days of the profiles as they are now; what has none any more goes."""
    known, zone = customer.consumption, _zone(org, customer)
    if known is None:
        return customer
    rhythm = org.settings.reminders.rhythm
    found = (paced(each, org.consumption_profiles, rhythm, zone=zone) for each in known.products)
    after = known.with_products(each for each in found if each is not None)
    return customer if after == known else customer.with_changes(consumption=after)


def _with_latest(
    org: Org, customer: Customer, found: Iterable[Consumed], *, past: Mapping[str, Iterable[Bought]]
) -> Customer:
    known, latest = customer.consumption or Consumption(), dict[str, Consumed]()
    histories: dict[str, list[Bought]] = {}
    for each in found:
        other = latest.get(each.key)
        latest[each.key] = each if other is None or each.place > other.place else other
        histories.setdefault(each.key, list(past.get(each.key, ()))).extend(history_of(each))
    standing = [
        _paced(org, customer, each.after(known.product(key)), history=histories[key])
        for key, each in latest.items()
    ]
    gone = [
        each.with_changes(is_taken_back=True, history=())
        for each in known.products
        if each.key not in latest and each.reminded_order_id is not None
    ]
    after = known.with_products((*standing, *gone))
    return customer.with_changes(consumption=after if after != Consumption() else None)


def _paced(org: Org, customer: Customer, consumed: Consumed, *, history: Iterable[Bought]) -> Consumed:
    """With the days that the customer's rhythm gives, where the business goes by it."""
    rhythm = org.settings.reminders.rhythm
    if rhythm is None:
        return consumed.with_changes(history=()) if consumed.history else consumed
    whole = consumed.with_changes(history=last_of(history))
    return paced(whole, org.consumption_profiles, rhythm, zone=_zone(org, customer)) or whole


def _of_orders(
    org: Org, customer: Customer, *, without: str | None
) -> Reading[tuple[dict[str, Consumed], datetime | None]]:
    """Of each product the last purchase in the customer's last orders but this one, with those before it; since when
    they were looked at, where there are older ones.
    """
    latest: dict[str, Consumed] = {}
    since: datetime | None = None
    for id in customer.ids:
        orders = yield from find(
            Find(BoughtOrder, (("counted_for", id),), "counted_at", "DESCENDING", MOST_LOOKED_AT)
        )
        dated = [(each.counted_at, each) for each in orders if each.counted_at is not None]
        if len(orders) == MOST_LOOKED_AT and dated:
            since = max(filter(None, (since, dated[-1][0])))
        for at, order in dated:
            if order.id != without:
                purchase = Purchase(order.id, at, order.lines)
                for key, each in _consumed_by(org, customer, purchase).items():
                    latest[key] = _later(latest.get(key), each)
    return latest, since


def _later(one: Consumed | None, other: Consumed) -> Consumed:
    """The later purchase of two, with the history of both."""
    if one is None:
        return other.with_changes(history=history_of(other))
    history = last_of((*one.history, *history_of(other)))
    return max(one, other, key=lambda each: each.place).with_changes(history=history)


def _consumed_by(org: Org, customer: Customer, purchase: Purchase) -> dict[str, Consumed]:
    """What an order holds that runs out, by product or group."""
    if purchase.at is None:
        return {}
    by_key: dict[str, tuple[ConsumptionProfile, list[Line]]] = {}
    for line in purchase.lines:
        profile = profile_of(org.consumption_profiles, line.product_id, line.category)
        key = _key(profile, line) if profile else None
        if profile is not None and key is not None:
            by_key.setdefault(key, (profile, []))[1].append(line)
    found: dict[str, Consumed] = {}
    for key, (profile, lines) in by_key.items():
        if (number := _number(lines)) > 0:
            days = reminder_days(profile, _amount(lines))
            found[key] = Consumed(
                key=key,
                **_shown(lines, number),
                order_id=purchase.order_id,
                bought_at=purchase.at,
                days=days,
                remind_on=remind_on(purchase.at, days, _zone(org, customer)),
            )
    return found


def _key(profile: ConsumptionProfile, line: Line) -> str | None:
    return f"group:{profile.group}" if profile.group else line.product_id or line.name


def _number(lines: Sequence[Line]) -> Decimal:
    """How many of it: a line without a quantity is one; what was brought back is below zero."""
    return sum((_or_one(number_of(line.quantity)) for line in lines), Decimal(0))


def _or_one(number: Decimal | None) -> Decimal:
    return Decimal(1) if number is None else number


def _amount(lines: Sequence[Line]) -> Amount | None:
    """All of it together; None where a line's unit cannot be compared."""
    amounts = [amount_of(line.quantity, line.unit) for line in lines]
    known = [each for each in amounts if each is not None]
    if len(known) < len(amounts) or len({each.dimension for each in known}) != 1:
        return None
    total = sum((each.value for each in known), Decimal(0))
    return Amount(known[0].dimension, total) if total > 0 else None


def _shown(lines: Sequence[Line], number: Decimal) -> Mapping[str, str | None]:
    """The product of the first line, and the quantity; several packs of different units are summed up where they can
    be, so that the days follow from what is kept.
    """
    first, units = lines[0], {line.unit for line in lines}
    is_whole = len(units) == 1 and all(number_of(line.quantity) is not None for line in lines)
    quantity, unit = (f"{number.normalize():f}", first.unit) if is_whole else (None, None)
    amount = _amount(lines) if len(units) > 1 else None
    if amount is not None:
        base = {"mass": "g", "volume": "ml", "count": "pcs"}
        quantity, unit = f"{amount.value.normalize():f}", base[amount.dimension]
    return {
        "product_id": first.product_id,
        "name": first.name[:_LONGEST_NAME] if first.name else None,
        "category": first.category,
        "quantity": quantity,
        "unit": unit,
    }


def _zone(org: Org, customer: Customer) -> ZoneInfo:
    return ZoneInfo(zone_of(org, customer.timezone))
