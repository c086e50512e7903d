"""A product, and the job that has its watchers look at it: wishlists when its price moves, notices when it is back.

One document of the product says how far the job has come. It is woken by the tick and by tasks, a page of watchers at a
time; where a page is lost, the next tick goes on from there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Find,
    Reading,
    Value,
    find,
    get,
)
from functions.domain.kernel.jobs import PageDone, get_due, next_page
from functions.domain.kernel.subjects import Subject
from functions.domain.orgs.org import Org, is_watched
from functions.domain.shop.watchers import StockNotice, Watcher, Wishlist, looking

PAGE_SIZE = 100


class Pack(Value):
    """How much a package holds: `quantity` is kept as text, which is exact."""

    quantity: str | None = None
    unit: str | None = None


class Product(Subject):
    """See docs/contracts.md, Collections. It is about no customer. `season_months`: when it is sold, all year without;
    `capacity_per_day`: how many can be made in a day; `is_made_to_order`: it needs no stock, and `lead_time_days`.
    One that is not `is_active` is not sold any more.
    """

    collection: ClassVar[str] = "products"
    name: str | None = None
    category: str | None = None
    price_minor: int | None = None
    pack: Pack | None = None
    stock: int | None = None
    restock_threshold: int | None = None
    shelf_life_days: int | None = None
    season_months: tuple[int, ...] = ()
    capacity_per_day: int | None = None
    is_made_to_order: bool | None = None
    lead_time_days: int | None = None
    allergens: tuple[str, ...] = ()
    is_consumable: bool | None = None
    is_active: bool | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)


class ProductCost(Document):
    """`product_costs/{product}`: what one costs the business, apart from what all of its staff read."""

    collection: ClassVar[str] = "product_costs"
    cost_minor: int | None = None
    edits: Edits = Field(default_factory=dict)


class ProductNews(Document):
    """`product_news/{product}`: which of its watchers are still to look (`left`: their collections), and after whom."""

    collection: ClassVar[str] = "product_news"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    left: tuple[str, ...] = ()
    after_customer_id: str | None = None
    after_id: str = ""
    wake_at: datetime | None = None


def news_for(
    org: Org, before: Product | None, after: Product, *, now: datetime
) -> Reading[tuple[ProductNews, ...]]:
    """The job that a change of a product calls for: each price that moved has its wishlists look, a stock that is there
    again the stock notices that wait. Bills 1 write where there is one, 1 read more where it is not the first.
    """
    was = before or Product(id=after.id)
    wanted = {
        Wishlist.collection: before is not None and was.price_minor != after.price_minor,
        StockNotice.collection: not _is_there(was) and _is_there(after),
    }
    asked = [name for name, is_wanted in wanted.items() if is_wanted and is_watched(org, name)]
    if not asked:
        return ()
    known = yield from get(ProductNews, after.id, presumed_missing=True)
    left = tuple(dict.fromkeys((*asked, *(known.left if known else ()))))
    return (ProductNews(id=after.id, left=left, wake_at=now),)


def _is_there(product: Product) -> bool:
    return product.stock is not None and product.stock > 0


def tell_watchers(id: str, now: datetime) -> Decision[PageDone | None]:
    """Have a page of a product's watchers look at it; None where all have looked.

    Bills 1 read and 1 write a watcher, 1 read and 1 write for the job, 1 read where a collection has no watcher.
    """
    news = yield from get_due(ProductNews, id, now)
    if news is None:
        return NOTHING, None
    page = yield from _page(news)
    on = _went_on(news, page)
    return Changes(put=(*(looking(watcher, now) for watcher in page), on)), next_page(on.wake_at is not None)


def _page(news: ProductNews) -> Reading[Sequence[Watcher]]:
    start = (news.after_customer_id, news.after_id) if news.after_id else None
    if not news.left:
        return ()
    if news.left[0] == Wishlist.collection:
        containing = ("product_ids", news.id)
        return (
            yield from find(
                Find(
                    Wishlist,
                    (),
                    "customer_id",
                    "ASCENDING",
                    PAGE_SIZE,
                    start_after=start,
                    containing=containing,
                )
            )
        )
    where = (("waits_for", news.id),)
    return (
        yield from find(Find(StockNotice, where, "customer_id", "ASCENDING", PAGE_SIZE, start_after=start))
    )


def _went_on(news: ProductNews, page: Sequence[Watcher]) -> ProductNews:
    if len(page) == PAGE_SIZE:
        last = page[-1]
        return news.with_changes(after_customer_id=last.customer_id, after_id=last.id)
    left = news.left[1:]
    wake_at = news.wake_at if left else None
    return news.with_changes(left=left, after_customer_id=None, after_id="", wake_at=wake_at)
