"""Whether a product can be had: by its stock, its season, and what can be made until a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from functions.domain.shop.products import Product


def is_available(product: Product, on: date) -> bool:
    """Whether it may be proposed: it is sold and in season, and there is some of it, or some can be made. One
    whose stock nobody counts is taken to be there.
    """
    if not is_sold(product) or not is_in_season(product, on):
        return False
    return product.stock is None or product.stock > 0 or bool(product.is_made_to_order)


def is_sold(product: Product) -> bool:
    """Whether the business sells it. It does unless it says otherwise."""
    return product.is_active is not False


def is_in_season(product: Product, on: date) -> bool:
    """Whether it is sold in this month."""
    return not product.season_months or on.month in product.season_months


def why_short(product: Product, quantity: Decimal, *, on: date, wanted_on: date | None) -> str | None:
    """Why so much of a product cannot be had until the day that is wished (today without one), in words; None where it
    can, or where the business does not count it.
    """
    if not is_sold(product):
        return "is not sold any more"
    until = wanted_on or on
    if not is_in_season(product, until):
        return "is out of season"
    days = max((until - on).days - (product.lead_time_days or 0), 0)
    if product.is_made_to_order:
        return _why_not_made(product, quantity, days=None if wanted_on is None else days)
    return None if product.stock is None else _why_too_much(product, quantity, days=days)


def _why_not_made(product: Product, quantity: Decimal, *, days: int | None) -> str | None:
    """`days`: on which it can be made; None where no day is wished."""
    if days is None:
        return None
    if days == 0:
        return f"is made to order, which takes {product.lead_time_days or 0} days"
    return None if product.capacity_per_day is None else _why_too_much(product, quantity, days=days)


def _why_too_much(product: Product, quantity: Decimal, *, days: int) -> str | None:
    most = max(product.stock or 0, 0) + (product.capacity_per_day or 0) * days
    return f"is more than there is until then: {most}" if quantity > most else None


def asked_for(lines: Iterable[tuple[str | None, str | None]]) -> Mapping[str, Decimal]:
    """How much of each product lines ask for together: of their products and quantities."""
    asked: dict[str, Decimal] = {}
    for product_id, quantity in lines:
        if product_id and quantity:
            asked[product_id] = asked.get(product_id, Decimal(0)) + Decimal(quantity)
    return asked
