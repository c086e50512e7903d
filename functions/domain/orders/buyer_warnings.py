"""Warnings for the till about an order's buyer: a product holds what they may not eat, a required field is not
known. The order is kept.
"""

from functions.domain.customers.allergens import shared_allergens
from functions.domain.customers.custom_fields import missing_fields
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Found
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.orders.documents import Order
from functions.domain.orgs.org import Org
from functions.domain.shop.products import Product

MOST_ASKED = 100


def buyer_warnings(org: Org, order: Order, found: Found) -> Reading[tuple[Warned, ...]]:
    """Allergens, and of a new customer the required fields: an order brings none of them. Bills as `allergen_warnings`,
    and nothing for who listed no allergy.
    """
    warned = yield from allergen_warnings(order, found.customer)
    if found.before is not None:
        return warned
    missing = missing_fields(org.settings.custom_fields, found.customer.custom)
    return (
        *warned,
        *(Warned(path=f"customer.{path}", message="is required by the business") for path in missing),
    )


def allergen_warnings(order: Order, customer: Customer) -> Reading[tuple[Warned, ...]]:
    """A warning at each line whose product has an allergen that the customer listed. Bills 1 read for each product of
    the order, the first 100 of them; products that are not known warn of nothing.
    """
    numbered = _products_of(order)
    if not customer.allergies:
        return ()
    ids = list(dict.fromkeys(id for _, id in numbered))[:MOST_ASKED]
    if not ids:
        return ()
    found = yield from get_all(*(Get(Product, id) for id in ids))
    shared = {
        product.id: ", ".join(shared_allergens(product.allergens, customer.allergies))
        for product in found
        if product is not None
    }
    return tuple(
        Warned(path=f"lines.{number}.product_id", message=f"contains {shared[id]}: the customer is allergic")
        for number, id in numbered
        if shared.get(id)
    )


def _products_of(order: Order) -> list[tuple[int, str]]:
    """The lines that name a product, by number."""
    return [(number, line.product_id) for number, line in enumerate(order.lines) if line.product_id]
