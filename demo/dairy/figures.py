"""The dairy's figures, counted from its documents."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

Document = dict[str, Any]
Documents = list[Document]
TAX = "GST"
# What a phone sends, by the beginning of the command's id: an order, a distributor's answer.
FROM_PHONES = ("order:", "accept:")


def figures_of(
    books: Mapping[str, Documents], customers: Mapping[str, str], states: Mapping[str, str]
) -> dict[str, Any]:
    """What the dairy's owner would look at. `customers`: the document of each distributor; `states`: its state."""
    orders = {order["id"]: order for order in books["orders"]}
    refused = [each for each in books["commands"] if each["status"] == "refused"]
    names = {document: id for id, document in customers.items()}
    return {
        "orders": len(orders),
        "revenue_minor": sum(map(revenue, orders.values())),
        "revenue_minor_by_distributor": _sums(
            (names[order["customer_id"]], order) for order in orders.values()
        ),
        "revenue_minor_by_product": _sums((_product(order), order) for order in orders.values()),
        "revenue_minor_by_rep": _sums((uid, orders[id]) for id, uid in _brought_by(books).items()),
        "quantity_by_product": _quantities(orders.values()),
        "quotes": quotes_of(books["quotes"]),
        "offline_sent": sum(each["id"].startswith(FROM_PHONES) for each in books["commands"]),
        "offline_refused": len(refused),
        "offline_refused_by_reason": dict(Counter(map(reason, refused)).most_common()),
        "territories": _territories(books["customers"], {customers[id]: states[id] for id in customers}),
        "stock": {product["id"]: product["stock"] for product in sorted(books["products"], key=_id)},
        "short": sorted(
            each["id"] for each in books["products"] if each["stock"] < each["restock_threshold"]
        ),
        "shelf_life_days": {
            each["id"]: each["shelf_life_days"] for each in sorted(books["products"], key=_id)
        },
        "points": sum(customer["loyalty"]["points"] for customer in books["customers"]),
        "roll_ups_wrong": sum(_is_wrong(customer, orders.values()) for customer in books["customers"]),
        "dead_letters": len(books["dead_letters"]),
    }


def revenue(order: Document) -> int:
    """What an order brings, without the tax that a quote's has as a line."""
    taxes = sum(line["unit_price_minor"] for line in order["lines"] if line["name"] == TAX)
    return int(order["total_minor"] - taxes)


def reason(command: Document) -> str:
    """Why a command was refused, without what is of this one alone."""
    problem = command["problems"][0]
    words = problem["message"]
    if "already known" in words:
        words = "is already known with different content"
    return f"{problem['path'] or 'order'}: {words}"


def quotes_of(quotes: Documents) -> dict[str, int]:
    """How many were approved, by the manager and in all, and refused, and what became of the approved ones."""
    steps = [{(step["step"], step["by"]) for step in quote["history"]} for quote in quotes]
    approved = [any(step == "approved" for step, _ in taken) for taken in steps]
    return {
        "approved": sum(approved),
        "refused": sum(any(step == "refused" for step, _ in taken) for taken in steps),
        "approved_by_manager": sum(quote["approved_by"] is not None for quote in quotes),
        "accepted": sum(quote["status"] == "accepted" for quote in quotes),
        "expired": sum(quote["status"] == "expired" for quote in quotes),
    }


def _brought_by(books: Mapping[str, Documents]) -> dict[str, str]:
    """Of each order that a phone or a quote brought: the rep."""
    done = (each for each in books["commands"] if each["kind"] == "record_order" and each["status"] == "done")
    brought = {f"b2b:{each['result']['order_id']}": each["by_uid"] for each in done}
    quoted = {
        f"b2b:{each['order_id']}": each["author_uids"][0] for each in books["quotes"] if each["order_id"]
    }
    return brought | quoted


def _sums(named: Iterable[tuple[str, Document]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, order in named:
        found[name] += revenue(order)
    return dict(sorted(found.items()))


def _quantities(orders: Iterable[Document]) -> dict[str, str]:
    """How many liters or kilos of each product."""
    found: dict[str, Decimal] = {}
    units: dict[str, str] = {}
    for order in orders:
        (line,) = _sold(order)
        found[line["product_id"]] = found.get(line["product_id"], Decimal(0)) + Decimal(line["quantity"])
        units[line["product_id"]] = line["unit"]
    return {id: f"{found[id]:f} {units[id]}" for id in sorted(found)}


def _product(order: Document) -> str:
    (line,) = _sold(order)
    return str(line["product_id"])


def _sold(order: Document) -> Documents:
    return [line for line in order["lines"] if line.get("product_id") is not None]


def _is_wrong(customer: Document, orders: Iterable[Document]) -> bool:
    """Whether the figures on a distributor's document differ from those of their orders."""
    theirs = [order for order in orders if order["customer_id"] == customer["id"]]
    said = (customer["stats"]["orders"], customer["stats"]["spend_minor"])
    return said != (len(theirs), sum(order["total_minor"] for order in theirs))


def _territories(distributors: Documents, states: Mapping[str, str]) -> dict[str, int]:
    """How many distributors are in the territory of their state, and with which owner; the others count as astray."""
    found: Counter[str] = Counter({"astray": 0})
    for each in distributors:
        is_there = each["territory_id"] == states[each["id"]]
        found[f"{each['territory_id']} of {each['owner_uid']}" if is_there else "astray"] += 1
    return dict(sorted(found.items()))


def _id(document: Document) -> str:
    return str(document["id"])
