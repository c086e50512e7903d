"""`change_wishlist`, `watch_stock`, `unwatch`: what a customer wants to hear of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import require_owner
from functions.domain.commands.following import followed_up
from functions.domain.commands.requests import Request, read_customer
from functions.domain.customers.edits import Edit
from functions.domain.kernel.decisions import NOTHING, Decision, Reading, get
from functions.domain.kernel.validation import DocumentId, Form, MinorAmount, OptionalId
from functions.domain.orgs.org import Org, is_watched
from functions.domain.shop.watchers import StockNotice, Wishlist, WishlistItem, looking

MOST_ITEMS = 200


class WishlistItemForm(Form):
    """`price_minor`: what the customer saw that it costs."""

    product_id: DocumentId
    price_minor: MinorAmount | None = None


class WishlistForm(Form):
    """A state of a wishlist; without `wishlist_id` the customer's only one."""

    customer_id: OptionalId = None
    wishlist_id: OptionalId = None
    items: Annotated[tuple[WishlistItemForm, ...], Field(max_length=MOST_ITEMS)]


class StockForm(Form):
    """A product of which a customer wants to hear when it is there again, or not any more."""

    customer_id: OptionalId = None
    product_id: DocumentId


def change_wishlist(org: Org, request: Request[WishlistForm], now: datetime) -> Decision[Result]:
    """The wishlist as its newest state says. Bills 2 reads and 1 write; the reads alone where a newer state is known.

    An item that stays keeps the price that was told last; a new one looks at its product at once, which may have fallen
    in price before the command arrived. A product that is named twice counts once. A late one changes nothing.
    """
    form = request.data
    customer = yield from read_customer(request.giver, form.customer_id)
    id = form.wishlist_id or customer.id
    known = yield from get(Wishlist, id)
    require_owner(known.customer_id if known else None, customer, path="wishlist_id")
    edit = Edit(at=request.made_at, command=request.command_id)
    if _is_late(known, edit):
        return NOTHING, {"customer_id": customer.id, "wishlist_id": id, "outdated": ["items"]}
    told = {item.product_id: item for item in known.items} if known else {}
    after = _with_items(known or Wishlist(id=id), _items(form, told))
    after = after.with_changes(customer_id=customer.id, updated_at=request.made_at, last_change=edit)
    if is_watched(org, Wishlist.collection) and not told.keys() >= set(after.product_ids):
        after = looking(after, now)
    changes = yield from followed_up(org, known, after, request=request, kind="wishlist_changed", now=now)
    return changes, {"customer_id": customer.id, "wishlist_id": id}


def _with_items(wishlist: Wishlist, items: tuple[WishlistItem, ...]) -> Wishlist:
    return wishlist.with_changes(items=items, product_ids=tuple(item.product_id for item in items))


def _items(form: WishlistForm, told: Mapping[str, WishlistItem]) -> tuple[WishlistItem, ...]:
    given = {item.product_id: WishlistItem(**item.model_dump()) for item in form.items}
    return tuple(told.get(id, item) for id, item in given.items())


def watch_stock(org: Org, request: Request[StockForm], now: datetime) -> Decision[Result]:
    """A notice that waits until the product is there; one that was given waits again. Bills 2 reads and 1 write; the
    reads alone where a newer wish is known.
    """
    return (yield from _wish(org, request, now=now, waits=True))


def unwatch(org: Org, request: Request[StockForm], now: datetime) -> Decision[Result]:
    """The notice waits no more. Bills 2 reads and 1 write; the reads alone where a newer wish is known. It is kept, so
    that an older wish that comes late does not bring it back.
    """
    return (yield from _wish(org, request, now=now, waits=False))


def _wish(org: Org, request: Request[StockForm], *, now: datetime, waits: bool) -> Decision[Result]:
    form = request.data
    customer = yield from read_customer(request.giver, form.customer_id)
    known = yield from _notice(customer.id, form.product_id)
    id = notice_id(customer.id, form.product_id)
    result: Result = {"customer_id": customer.id, "stock_notice_id": id}
    edit = Edit(at=request.made_at, command=request.command_id)
    if _is_late(known, edit):
        return NOTHING, {**result, "outdated": ["product_id"]}
    notice = (known or StockNotice(id=id)).with_changes(
        customer_id=customer.id, product_id=form.product_id, updated_at=request.made_at, last_change=edit
    )
    if waits:
        since = notice.created_at if notice.waits_for is not None else None
        after = notice.with_changes(
            waits_for=form.product_id, notified_at=None, created_at=since or request.made_at
        )
        after = looking(after, now) if is_watched(org, StockNotice.collection) else after
    else:
        after = notice.with_changes(waits_for=None)
    changes = yield from followed_up(org, known, after, request=request, kind="stock_notice_changed", now=now)
    return changes, result


def notice_id(customer_id: str, product_id: str) -> str:
    return f"{customer_id}:{product_id}"


def _notice(customer_id: str, product_id: str) -> Reading[StockNotice | None]:
    return (yield from get(StockNotice, notice_id(customer_id, product_id)))


def _is_late(known: Wishlist | StockNotice | None, edit: Edit) -> bool:
    return known is not None and known.last_change is not None and edit.is_before(known.last_change)
