"""Commands about orders, and about what customers have in the shop: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS
from functions.domain.staff.roles import Role


def _record_order() -> Act[Any]:
    from functions.domain.commands.shop.orders import record_order_by_command
    from functions.domain.orders.forms import OrderForm
    from functions.domain.orders.parsing import parse_order

    return Act(OrderForm, parse_order, record_order_by_command)


def _change_cart() -> Act[Any]:
    from functions.domain.commands.shop.carts import CartForm, change_cart

    return by_form(CartForm, change_cart)


def _change_wishlist() -> Act[Any]:
    from functions.domain.commands.shop.watching import WishlistForm, change_wishlist

    return by_form(WishlistForm, change_wishlist)


def _watch_stock() -> Act[Any]:
    from functions.domain.commands.shop.watching import StockForm, watch_stock

    return by_form(StockForm, watch_stock)


def _unwatch() -> Act[Any]:
    from functions.domain.commands.shop.watching import StockForm, unwatch

    return by_form(StockForm, unwatch)


def _send_order() -> Act[Any]:
    from functions.domain.commands.shop.order_posts import OrderSendingForm, send_order

    return by_form(OrderSendingForm, send_order)


def _accept_pair() -> Act[Any]:
    from functions.domain.commands.shop.pairs import PairForm, accept_pair

    return by_form(PairForm, accept_pair)


def _dismiss_pair() -> Act[Any]:
    from functions.domain.commands.shop.pairs import PairForm, dismiss_pair

    return by_form(PairForm, dismiss_pair)


def _change_product() -> Act[Any]:
    from functions.domain.commands.shop.products import ProductForm, change_product

    return by_form(ProductForm, change_product)


_AT_THE_COUNTER = frozenset[Role]({"owner", "manager", "sales_rep", "agent", "support"})
_NEWEST_WISH = "the newest wish holds, by `made_at`; an older one changes nothing"

SHOP_KINDS: Mapping[str, Kind] = {
    # Those who sell, answer complaints about sales or take the money at the door. A till is a member with one of these
    # roles, `agent` for one that does nothing else. Marketing and executives sell nothing.
    "record_order": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "delivery"}),
        by_customers=False,
        act=_record_order,
        late="an order is as its newest state says, by `updated_at`; an older one changes nothing",
    ),
    # The customer's own app, and those who fill a cart for a customer.
    "change_cart": Kind(
        roles=_AT_THE_COUNTER,
        by_customers=True,
        act=_change_cart,
        late="the cart is as its newest state says, by `made_at`; an older one changes nothing",
        feature="crm",
    ),
    "change_wishlist": Kind(
        roles=_AT_THE_COUNTER,
        by_customers=True,
        act=_change_wishlist,
        late="the wishlist is as its newest state says, by `made_at`; an older one changes nothing",
        feature="crm",
    ),
    "watch_stock": Kind(
        roles=_AT_THE_COUNTER, by_customers=True, act=_watch_stock, late=_NEWEST_WISH, feature="crm"
    ),
    "unwatch": Kind(roles=_AT_THE_COUNTER, by_customers=True, act=_unwatch, late=_NEWEST_WISH, feature="crm"),
    # Those who see what could not be handled (docs/orders-out.md).
    "send_order": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_send_order,
        late="it goes when it arrives, as the order's latest state is then",
    ),
    # Those who save recommendation rules.
    "accept_pair": Kind(
        roles=LEADERS | {"marketing"},
        by_customers=False,
        act=_accept_pair,
        late="the rule is made when it arrives; one that is there already stays as it is",
        feature="crm",
    ),
    "dismiss_pair": Kind(
        roles=LEADERS | {"marketing"},
        by_customers=False,
        act=_dismiss_pair,
        late="it is dismissed when it arrives",
        feature="crm",
    ),
    # A shop's system, or a till that counts its stock, is a member with one of these roles.
    "change_product": Kind(
        roles=frozenset({"owner", "manager", "agent"}),
        by_customers=False,
        act=_change_product,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
        feature="crm",
    ),
}
