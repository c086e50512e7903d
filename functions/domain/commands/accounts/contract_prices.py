"""Who may agree to which price in a contract: no more off the product's own than their role may give in a quote.

A quote takes a contract's price as it is, without an approval: a price that a rep could set freely would be a discount
without an end.
"""

from collections.abc import Sequence
from decimal import Decimal

from functions.domain.accounts.contracts import Contract, ContractPrice
from functions.domain.commands.requests import Giver
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.kernel.errors import Forbidden
from functions.domain.orgs.org import Org
from functions.domain.quotes.permissions import most_discount
from functions.domain.shop.products import Product
from functions.domain.staff.readership import LEADERS

_ANY = Decimal(100)


def require_prices(
    org: Org, giver: Giver, known: Contract | None, *, prices: Sequence[ContractPrice]
) -> Reading[None]:
    """Forbidden at a price that is new or changed and further below the product's own than the giver may give off; of a
    product without a price of its own at any to those who do not lead. Bills 1 read for each product of these, none
    where the giver may give everything off.
    """
    roles = giver.member.roles if giver.member is not None else ()
    most = most_discount(org.settings.sales, roles)
    before = known.prices if known is not None else ()
    new = [(number, each) for number, each in enumerate(prices) if each not in before]
    if most >= _ANY or not new:
        return
    ids = tuple(dict.fromkeys(each.product_id for _, each in new))
    products = dict(zip(ids, (yield from get_all(*(Get(Product, id) for id in ids))), strict=True))
    for number, price in new:
        _require(giver, price, products[price.product_id], most=most, path=f"prices.{number}.price_minor")


def _require(
    giver: Giver, price: ContractPrice, product: Product | None, *, most: Decimal, path: str
) -> None:
    """A product that is not there is in no quote."""
    if product is None:
        return
    if product.price_minor is None and not giver.has_role(LEADERS):
        raise Forbidden("may be set by owners and managers only", path=path)
    if product.price_minor and (1 - Decimal(price.price_minor) / product.price_minor) * 100 > most:
        raise Forbidden("is more off the price than your role may give", path=path)
