"""Commands about what customers have in the shop: a part of the table in kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form


def _change_cart() -> Act[Any]:
    from functions.domain.commands.carts import CartForm, change_cart

    return by_form(CartForm, change_cart)


SHOP_KINDS: Mapping[str, Kind] = {
    # The customer's own app, and those who fill a cart for a customer.
    "change_cart": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support"}),
        by_customers=True,
        act=_change_cart,
        late="the cart is as its newest state says, by `made_at`; an older one changes nothing",
        feature="crm",
    ),
}
