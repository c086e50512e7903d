"""Whether a product suits a customer: they may eat it, and the shop sells it and has it."""

import re
from collections.abc import Iterable
from datetime import date

from functions.domain.customers.allergens import shared_allergens
from functions.domain.customers.customer import Customer
from functions.domain.shop.availability import is_available, is_in_season, is_sold
from functions.domain.shop.products import Product

MAY_NOT_EAT = "may_not_eat"
_WITHOUT = re.compile(r"^(?:no|without)\s+|[\s-]+free$", re.IGNORECASE)


def may_not_eat(customer: Customer, words: Iterable[str]) -> bool:
    """Whether what these words say is among the customer's allergies, or what they do not eat: `no sugar` is sugar."""
    avoided = (*customer.allergies, *customer.dietary_restrictions)
    return bool(shared_allergens(words, (*avoided, *(_WITHOUT.sub("", each) for each in avoided))))


def why_unfit(customer: Customer, product: Product, *, on: date) -> str | None:
    """Why a product is not proposed to a customer: `may_not_eat`, `not_sold`, `out_of_season` or `not_in_stock`."""
    if may_not_eat(customer, (*product.allergens, product.category or "", product.name or "")):
        return MAY_NOT_EAT
    if not is_sold(product):
        return "not_sold"
    if not is_in_season(product, on):
        return "out_of_season"
    return None if is_available(product, on) else "not_in_stock"
