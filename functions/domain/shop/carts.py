"""A cart: what a customer put aside to buy, until it is checked out."""

from datetime import datetime
from typing import ClassVar

from functions.domain.customers.edits import Edit
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.subjects import Subject


class CartItem(Value):
    """`price_minor` is of one."""

    product_id: str
    name: str | None = None
    quantity: int = 1
    price_minor: int = 0


class Cart(Subject):
    """See docs/contracts.md, Collections. `updated_at`: when its newest state was made; `item_count`: its lines;
    `first_item`: the name of the first one.

    `last_change` tells by which command, so that an older state changes nothing.
    """

    collection: ClassVar[str] = "carts"
    items: tuple[CartItem, ...] = ()
    item_count: int = 0
    first_item: str | None = None
    total_minor: int = 0
    checked_out_at: datetime | None = None
    updated_at: datetime | None = None
    last_change: Edit | None = None


def with_items(cart: Cart, items: tuple[CartItem, ...]) -> Cart:
    """The cart with these items, counted and added up."""
    total = sum(item.quantity * item.price_minor for item in items)
    first = items[0].name if items else None
    return cart.with_changes(items=items, item_count=len(items), first_item=first, total_minor=total)
