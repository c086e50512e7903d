"""`change_cart`: what a customer has in a cart, and that they checked out."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import require_owner
from functions.domain.commands.following import followed_up
from functions.domain.commands.requests import Request, instant_of, read_customer
from functions.domain.customers.edits import Edit
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.kernel.validation import (
    DocumentId,
    Form,
    Instant,
    MinorAmount,
    OptionalId,
    OptionalText,
    Whole,
)
from functions.domain.orgs.org import Org
from functions.domain.shop.carts import Cart, CartItem, with_items

MOST_ITEMS = 100
MOST_OF_AN_ITEM = 1_000_000


class CartItemForm(Form):
    product_id: DocumentId
    name: OptionalText = None
    quantity: Annotated[Whole, Field(ge=1, le=MOST_OF_AN_ITEM)]
    price_minor: MinorAmount


class CartForm(Form):
    """A state of a cart: `items` or `checked_out_at` that is absent stays as it was, one that is null goes."""

    customer_id: OptionalId = None
    cart_id: DocumentId
    items: Annotated[tuple[CartItemForm, ...], Field(max_length=MOST_ITEMS)] = ()
    checked_out_at: Instant | None = None


def change_cart(org: Org, request: Request[CartForm], now: datetime) -> Decision[Result]:
    """The cart as its newest state says. Bills 2 reads and 1 write; the reads alone where a newer state is known.

    A late one counts as of `made_at`: an older state changes nothing, and the result says so in `outdated`. Malformed
    at `cart_id` where it is another customer's.
    """
    form = request.data
    customer = yield from read_customer(request.giver, form.customer_id)
    known = yield from get(Cart, form.cart_id)
    require_owner(known.customer_id if known else None, customer, path="cart_id")
    edit = Edit(at=request.made_at, command=request.command_id)
    if known is not None and known.last_change is not None and edit.is_before(known.last_change):
        late = sorted({"items", "checked_out_at"} & form.model_fields_set)
        return NOTHING, {"customer_id": customer.id, "cart_id": form.cart_id, "outdated": late}
    cart = known or Cart(id=form.cart_id)
    cart = cart.with_changes(customer_id=customer.id, updated_at=request.made_at, last_change=edit)
    items = tuple(CartItem(**item.model_dump()) for item in form.items)
    after = with_items(cart, items) if "items" in form.model_fields_set else cart
    if "checked_out_at" in form.model_fields_set:
        after = after.with_changes(checked_out_at=_checked_out(request, now))
    changes = yield from followed_up(org, known, after, request=request, kind="cart_changed", now=now)
    return changes, {"customer_id": customer.id, "cart_id": form.cart_id}


def _checked_out(request: Request[CartForm], now: datetime) -> datetime | None:
    at = request.data.checked_out_at
    return None if at is None else instant_of(at, request, path="checked_out_at", now=now)
