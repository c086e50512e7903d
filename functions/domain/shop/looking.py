"""A watcher looks at its products: what has become cheaper, what is there again. It remembers what it saw, so that a
look that comes twice, and a price that fell and rose again in between, tell nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from functions.domain.kernel.decisions import Get, Reading, get, get_all
from functions.domain.kernel.subjects import Subject
from functions.domain.orgs.org import Org
from functions.domain.shop.products import Product
from functions.domain.shop.watchers import StockNotice, Wishlist, WishlistItem


def refreshed_wishlist(
    wishlist: Wishlist, products: Iterable[Product]
) -> tuple[Wishlist, tuple[WishlistItem, ...]]:
    """The wishlist with the prices of now, and its items that cost less than it knew. A product that is not known, or
    has no price, leaves its item as it is.
    """
    known = tuple(products)
    prices = {each.id: each.price_minor for each in known if each.price_minor is not None}
    items = tuple(
        item.with_changes(price_minor=prices.get(item.product_id, item.price_minor))
        for item in wishlist.items
    )
    fallen = tuple(
        now
        for was, now in zip(wishlist.items, items, strict=True)
        if was.price_minor is not None and now.price_minor is not None and now.price_minor < was.price_minor
    )
    after = wishlist.with_changes(items=items)
    return (_telling(after, fallen[0], known) if fallen else after), fallen


def _telling(wishlist: Wishlist, cheaper: WishlistItem, products: Iterable[Product]) -> Wishlist:
    """The wishlist, which says what has become cheaper, for messages."""
    name = next((each.name for each in products if each.id == cheaper.product_id), None)
    return wishlist.with_changes(product=name, price_minor=cheaper.price_minor)


def refreshed_notice(notice: StockNotice, product: Product | None, now: datetime) -> tuple[StockNotice, bool]:
    """The notice, and whether its product is there: then it waits no more."""
    if notice.waits_for is None or product is None or not product.stock or product.stock < 0:
        return notice, False
    return notice.with_changes(waits_for=None, notified_at=now, product=product.name), True


def look_at_prices(org: Org, subject: Subject, now: datetime) -> Reading[Subject]:
    """A wishlist as the products have it now. Bills 1 read a product."""
    if not isinstance(subject, Wishlist) or not subject.product_ids:
        return subject
    found = yield from get_all(*(Get(Product, id) for id in subject.product_ids))
    wishlist, _ = refreshed_wishlist(subject, filter(None, found))
    return wishlist


def look_at_stock(org: Org, subject: Subject, now: datetime) -> Reading[Subject]:
    """A stock notice as its product has it now. Bills 1 read."""
    if not isinstance(subject, StockNotice) or subject.waits_for is None:
        return subject
    product = yield from get(Product, subject.waits_for)
    notice, _ = refreshed_notice(subject, product, now)
    return notice
