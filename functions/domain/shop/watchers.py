"""What a customer waits for: a wishlist's prices, and a product that is out of stock."""

from datetime import datetime
from typing import ClassVar, TypeVar

from functions.domain.customers.edits import Edit
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.subjects import Subject

PRODUCT = "product"  # why a watcher wakes: it has to look at its products


class WishlistItem(Value):
    """`price_minor`: what the customer was told last that it costs."""

    product_id: str
    price_minor: int | None = None


class Wishlist(Subject):
    """See docs/contracts.md, Collections. `product_ids` are those of its items, for queries. `product` and
    `price_minor`: the name and the price of what has become cheaper last, for messages.
    """

    collection: ClassVar[str] = "wishlists"
    items: tuple[WishlistItem, ...] = ()
    product_ids: tuple[str, ...] = ()
    product: str | None = None
    price_minor: int | None = None
    updated_at: datetime | None = None
    last_change: Edit | None = None


class StockNotice(Subject):
    """See docs/contracts.md, Collections. `waits_for`: its product, while it waits. `created_at`: since when it has
    waited; `notified_at`: when the product was back; `product`: its name then.
    """

    collection: ClassVar[str] = "stock_notices"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {"waits_for"}
    product_id: str | None = None
    waits_for: str | None = None
    product: str | None = None
    created_at: datetime | None = None
    notified_at: datetime | None = None
    updated_at: datetime | None = None
    last_change: Edit | None = None


Watcher = Wishlist | StockNotice
W = TypeVar("W", bound=Subject)


def looking(watcher: W, now: datetime) -> W:
    """The watcher, which looks at its products as soon as it wakes."""
    return watcher.waiting_for({**watcher.due, PRODUCT: now})
