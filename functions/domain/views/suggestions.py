"""What a customer may want next: what they buy and like, without what they may not eat and what cannot be had."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from functions.domain.customers.allergens import shared_allergens
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import BY_ID, NOTHING, Decision, Find, Get, Reading, find, get_all
from functions.domain.orders.documents import OrderLine
from functions.domain.orgs.org import Org, zone_of
from functions.domain.shop.availability import is_available, is_in_season
from functions.domain.shop.products import Product
from functions.domain.staff.readers import readers_of
from functions.domain.views.of_customer import customer_with_reader
from functions.domain.views.orders import CountedLines

MOST_ORDERS = 30
MOST_PRODUCTS = 40
MOST_LIKED = 5  # words of what they like that are looked up
MOST_OF_A_CATEGORY = 5
MOST_SUGGESTED = 20
_WITHOUT = re.compile(r"^(?:no|without)\s+|[\s-]+free$", re.IGNORECASE)


@dataclass(frozen=True)
class _Bought:
    """A product of a customer's orders: in how many, when last, and how much of it then."""

    orders: int
    last_at: datetime
    quantity: str | None


def suggestions(org: Org, uid: str, customer_id: str, *, now: datetime) -> Decision[dict[str, Any]]:
    """Products for a customer's next order, the likeliest first, 20 at the most, each with why; and those left out that
    they bought or like, with why not. Bills 2 reads, 1 for each of their last 30 orders and 1 for each product of
    these (40 at the most), and of the first 5 things that they like 1 to 6 each.

    Raises what reading the customer and their orders does.
    """
    rows = [readers_of("customers"), readers_of("orders")]
    _, customer = yield from customer_with_reader(org, uid, customer_id, rows=rows)
    orders: list[CountedLines] = []
    for id in customer.ids:
        where = (("counted_for", id),)
        orders += yield from find(Find(CountedLines, where, "counted_at", "DESCENDING", MOST_ORDERS))
    bought = _bought(orders)
    liked = yield from _liked(customer.preferences[:MOST_LIKED])
    wanted = [id for id in list(bought)[:MOST_PRODUCTS] if id not in liked]
    found = (yield from get_all(*(Get(Product, id) for id in wanted))) if wanted else ()
    products = {**liked, **{each.id: each for each in found if each is not None}}
    today = now.astimezone(ZoneInfo(zone_of(org, None))).date()
    return NOTHING, {"id": customer.id, **_sorted_out(customer, bought, products, liked=liked, on=today)}


def _bought(orders: Iterable[CountedLines]) -> dict[str, _Bought]:
    """By product, what is in most orders first; of two the one that was bought last."""
    known: dict[str, _Bought] = {}
    for order in sorted((each for each in orders if each.counted_at), key=_when, reverse=True):
        for id, line in {_id_of(line): line for line in order.lines}.items():
            if id is None:
                continue
            was = known.get(id) or _Bought(0, _when(order), line.quantity)
            known[id] = _Bought(was.orders + 1, was.last_at, was.quantity)
    return dict(sorted(known.items(), key=lambda each: (each[1].orders, each[1].last_at), reverse=True))


def _when(order: CountedLines) -> datetime:
    assert order.counted_at is not None, "an order that counts was bought at some time"
    return order.counted_at


def _id_of(line: OrderLine) -> str | None:
    return line.product_id if line.product_id and "/" not in line.product_id else None


def _liked(words: Sequence[str]) -> Reading[Mapping[str, Product]]:
    """The products that the words name: by their id, or of a category."""
    found: dict[str, Product] = {}
    for word in words:
        category = Find(Product, (("category", word),), BY_ID, "ASCENDING", MOST_OF_A_CATEGORY)
        found |= {each.id: each for each in (yield from find(category))}
    named = tuple(Get(Product, word) for word in words if "/" not in word and word.strip("."))
    for product in (yield from get_all(*named)) if named else ():
        if product is not None:
            found[product.id] = product
    return found


def _sorted_out(
    customer: Customer,
    bought: Mapping[str, _Bought],
    products: Mapping[str, Product],
    *,
    liked: Mapping[str, Product],
    on: date,
) -> dict[str, Any]:
    items, left_out = [], []
    for id, product in products.items():
        if (why := _why_not(customer, product, on=on)) is not None:
            left_out.append({"product_id": id, "because": why})
            continue
        items.append(_shown(product, bought.get(id), is_liked=id in liked))
    items.sort(key=lambda each: (-each["orders"] - 2 * ("liked" in each["because"]), each["product_id"]))
    return {
        "items": items[:MOST_SUGGESTED],
        "left_out": sorted(left_out, key=lambda each: each["product_id"]),
    }


def _why_not(customer: Customer, product: Product, *, on: date) -> str | None:
    avoided = (*customer.allergies, *customer.dietary_restrictions)
    words = (*avoided, *(_WITHOUT.sub("", each) for each in avoided))
    if shared_allergens((*product.allergens, product.category or "", product.name or ""), words):
        return "may_not_eat"
    if not is_in_season(product, on):
        return "out_of_season"
    return None if is_available(product, on) else "not_in_stock"


def _shown(product: Product, was: _Bought | None, *, is_liked: bool) -> dict[str, Any]:
    """`quantity`: as they bought it last."""
    reasons = {"bought": was is not None, "liked": is_liked, "in_season": bool(product.season_months)}
    return {
        "product_id": product.id,
        **product.model_dump(mode="json", include={"name", "category", "price_minor", "stock"}),
        "orders": was.orders if was is not None else 0,
        "last_at": was.last_at.isoformat() if was is not None else None,
        "quantity": was.quantity if was is not None else None,
        "because": [name for name, holds in reasons.items() if holds],
    }
