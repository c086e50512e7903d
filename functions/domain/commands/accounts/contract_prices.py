"""Who may agree to which price in a contract: no more off the product's own than their role may give in a quote.

A quote takes a contract's price as it is, without an approval: a price that a rep could set freely would be a discount
without an end.
"""

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
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"  # of a contract that names none


def require_prices(org: Org, giver: Giver, known: Contract | None, *, after: Contract) -> Reading[None]:
    """Forbidden at a price further below the product's own than the giver may give off, which is new, changed, or holds
    for longer or for more than it did; of a product without a price of its own at any to those who do not lead. Bills
    1 read for each product of these, none where the giver may give everything off.
    """
    roles = giver.member.roles if giver.member is not None else ()
    most = most_discount(org.settings.sales, roles)
    new = _new_prices(known, after)
    if most >= _ANY or not new:
        return
    ids = tuple(dict.fromkeys(each.product_id for _, each in new))
    products = dict(zip(ids, (yield from get_all(*(Get(Product, id) for id in ids))), strict=True))
    for number, price in new:
        _require(giver, price, products[price.product_id], most=most, path=f"prices.{number}.price_minor")


def _new_prices(known: Contract | None, after: Contract) -> list[tuple[int, ContractPrice]]:
    """The prices with their places that were not agreed to yet."""
    before = () if known is None or _holds_for_more(known, after) else known.prices
    return [(number, each) for number, each in enumerate(after.prices) if each not in before]


def _holds_for_more(known: Contract, after: Contract) -> bool:
    """Whether prices hold on more days, or for more legal entities, than they did: as if they were agreed to anew."""
    return (
        known.is_cancelled > after.is_cancelled
        or (after.starts_on or _FIRST_DAY) < (known.starts_on or _FIRST_DAY)
        or (after.ends_on or _LAST_DAY) > (known.ends_on or _LAST_DAY)
        or (after.renewal == "automatic" != known.renewal)
        or (known.legal_entity_id is not None and after.legal_entity_id != known.legal_entity_id)
    )


def _require(
    giver: Giver, price: ContractPrice, product: Product | None, *, most: Decimal, path: str
) -> None:
    """A product that is not entered yet has no price of its own."""
    own = product.price_minor if product is not None else None
    if own is None and not giver.has_role(LEADERS):
        raise Forbidden("may be set by owners and managers only", path=path)
    if own and (1 - Decimal(price.price_minor) / own) * 100 > most:
        raise Forbidden("is more off the price than your role may give", path=path)
