"""What a customer may want next: what they buy and like, and what goes with what they bought; without what they may not
eat and what cannot be had.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import BY_ID, NOTHING, Decision, Find, Get, Reading, find, get_all
from functions.domain.orders.documents import OrderLine
from functions.domain.orgs.org import Org, zone_of
from functions.domain.recommendations.planning import recommending_after
from functions.domain.shop.fitting import why_unfit
from functions.domain.shop.products import Product
from functions.domain.staff.readers import readers_of
from functions.domain.views.of_customer import customer_with_reader
from functions.domain.views.orders import CountedLines

MOST_ORDERS = 30
MOST_PRODUCTS = 40
MOST_LIKED = 5  # words of what they like that are looked up
MOST_OF_A_CATEGORY = 5
MOST_WITH_IT = 10  # products that rules name, and categories, that are looked up
MOST_SUGGESTED = 20


@dataclass(frozen=True)
class _Bought:
    """A product of a customer's orders: in how many, when last, and how much of it then."""

    orders: int
    last_at: datetime
    quantity: str | None


def suggestions(org: Org, uid: str, customer_id: str, *, now: datetime) -> Decision[dict[str, Any]]:
    """Products for a customer's next order, the likeliest first, 20 at the most, each with why; and those left out that
    they bought or like, or that rules recommend after what they bought, with why not. Bills 2 reads, 1 for each of
    their last 30 orders and 1 for each product of these (40 at the most); of the first 5 things that they like 1 to 6
    each; and of what rules recommend 1 for each product and 1 to 5 for each category, 10 of each at the most.

    Raises what reading the customer and their orders does.
    """
    rows = [readers_of("customers"), readers_of("orders")]
    _, customer = yield from customer_with_reader(org, uid, customer_id, rows=rows)
    orders: list[CountedLines] = []
    for id in customer.ids:
        where = (("counted_for", id),)
        orders += yield from find(Find(CountedLines, where, "counted_at", "DESCENDING", MOST_ORDERS))
    bought = _bought(orders)
    words = customer.preferences[:MOST_LIKED]
    liked = yield from _looked_up(words, words)
    wanted = [id for id in list(bought)[:MOST_PRODUCTS] if id not in liked]
    found = (yield from get_all(*(Get(Product, id) for id in wanted))) if wanted else ()
    with_it = yield from _with_it(org, orders)
    products = {**with_it, **liked, **{each.id: each for each in found if each is not None}}
    today = now.astimezone(ZoneInfo(zone_of(org, None))).date()
    because = {"liked": liked, "goes_with": with_it}
    return NOTHING, {"id": customer.id, **_sorted_out(customer, bought, products, because=because, on=today)}


def _with_it(org: Org, orders: Iterable[CountedLines]) -> Reading[Mapping[str, Product]]:
    """The products that rules recommend after what was bought."""
    if not org.recommends:
        return {}
    lines = {(line.product_id, line.category) for order in orders if order.counted_at for line in order.lines}
    rules = recommending_after(org, lines)
    categories = dict.fromkeys(each for rule in rules for each in rule.recommend.category)
    ids = dict.fromkeys(each for rule in rules for each in rule.recommend.product_id)
    return (yield from _looked_up(list(categories)[:MOST_WITH_IT], list(ids)[:MOST_WITH_IT]))


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


def _looked_up(categories: Iterable[str], ids: Iterable[str]) -> Reading[Mapping[str, Product]]:
    """The first 5 products of each category, and those with these ids."""
    found: dict[str, Product] = {}
    for word in categories:
        category = Find(Product, (("category", word),), BY_ID, "ASCENDING", MOST_OF_A_CATEGORY)
        found |= {each.id: each for each in (yield from find(category))}
    named = tuple(Get(Product, id) for id in ids if "/" not in id and id.strip("."))
    for product in (yield from get_all(*named)) if named else ():
        if product is not None:
            found[product.id] = product
    return found


def _sorted_out(
    customer: Customer,
    bought: Mapping[str, _Bought],
    products: Mapping[str, Product],
    *,
    because: Mapping[str, Mapping[str, Product]],
    on: date,
) -> dict[str, Any]:
    items, left_out = [], []
    for id, product in products.items():
        if (why := why_unfit(customer, product, on=on)) is not None:
            left_out.append({"product_id": id, "because": why})
            continue
        reasons = [name for name, ids in because.items() if id in ids]
        items.append(_shown(product, bought.get(id), because=reasons))
    items.sort(key=lambda each: (-each["orders"] - _worth(each["because"]), each["product_id"]))
    return {
        "items": items[:MOST_SUGGESTED],
        "left_out": sorted(left_out, key=lambda each: each["product_id"]),
    }


def _worth(because: Sequence[str]) -> int:
    """For how many orders the reasons stand."""
    return 2 * ("liked" in because) + ("goes_with" in because)


def _shown(product: Product, was: _Bought | None, *, because: Sequence[str]) -> dict[str, Any]:
    """`quantity`: as they bought it last."""
    bought = ["bought"] if was is not None else []
    in_season = ["in_season"] if product.season_months else []
    return {
        "product_id": product.id,
        **product.model_dump(mode="json", include={"name", "category", "price_minor", "stock"}),
        "orders": was.orders if was is not None else 0,
        "last_at": was.last_at.isoformat() if was is not None else None,
        "quantity": was.quantity if was is not None else None,
        "because": [*bought, *because, *in_season],
    }
