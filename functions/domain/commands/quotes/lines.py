"""The lines of a quote as a client asks for them, with the prices that hold: a contract's, else the product's own."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from functions.domain.accounts.agreed_prices import agreed_prices
from functions.domain.commands.quotes.parties import Parties
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import DocumentId, Exact, Faults, Form, MinorAmount, OptionalText
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote, QuoteLine
from functions.domain.quotes.permissions import most_discount
from functions.domain.shop.products import Product
from functions.domain.staff.readership import LEADERS

Percent = Annotated[Exact, Field(ge=0, le=100, decimal_places=2)]
Quantity = Annotated[Exact, Field(gt=0, le=Decimal(10) ** 6, decimal_places=6)]


class QuoteLineForm(Form):
    """`unit_price_minor`: a special price, which leaders set alone (S002-60)."""

    product_id: DocumentId
    quantity: Quantity
    unit: OptionalText = None
    discount_percent: Percent | None = None
    unit_price_minor: MinorAmount | None = None


class _Prices:
    """What is known of products and prices while lines are made."""

    def __init__(self, org: Org, products: Mapping[str, Product], agreed: Mapping[str, int]) -> None:
        self.org, self.products, self.agreed = org, products, agreed

    def usual(self, product_id: str) -> int | None:
        """The contract's price, else the product's own."""
        product = self.products[product_id]
        return self.agreed.get(product_id, product.price_minor)


def lines_of(
    org: Org, request: Request[Any], quote: Quote, *, parties: Parties, now: datetime
) -> Reading[tuple[QuoteLine, ...]]:
    """The lines that a command asks for, with their prices as of today. Bills 1 read a product, and what
    `agreed_prices` does. Malformed at each line whose product is not there or has no price; Forbidden where a
    rep sets a price, or a leader one that is further below the usual one than they may give off it.
    """
    forms: tuple[QuoteLineForm, ...] = request.data.lines
    if not forms:
        return ()
    ids = tuple(dict.fromkeys(form.product_id for form in forms))
    found = yield from get_all(*(Get(Product, id) for id in ids))
    today = org.day_of(now).isoformat()
    agreed = yield from agreed_prices(parties.customer.id, parties.legal_entity_id, today)
    products = {id: product for id, product in zip(ids, found, strict=True) if product is not None}
    prices, faults = _Prices(org, products, agreed), Faults("command")
    lines = [
        _line(request, quote, form, path=f"lines.{number}", prices=prices, faults=faults)
        for number, form in enumerate(forms)
    ]
    faults.raise_any()
    return tuple(line for line in lines if line is not None)


def _line(
    request: Request[Any],
    quote: Quote,
    form: QuoteLineForm,
    *,
    path: str,
    prices: _Prices,
    faults: Faults,
) -> QuoteLine | None:
    product = prices.products.get(form.product_id)
    if product is None:
        faults.add(f"{path}.product_id", "names no product")
        return None
    line = QuoteLine(
        product_id=form.product_id,
        name=product.name,
        category=product.category,
        quantity=f"{form.quantity.normalize():f}",
        unit=form.unit or (product.pack.unit if product.pack is not None else None),
        unit_price_minor=0,
        discount_percent=float(form.discount_percent or 0),
    )
    usual = prices.usual(form.product_id)
    if form.unit_price_minor is not None and form.unit_price_minor != usual:
        by = _who_set(request, quote, form, usual=usual, prices=prices, path=path)
        return line.with_changes(unit_price_minor=form.unit_price_minor, price_from="special", special_by=by)
    if usual is None:
        faults.add(f"{path}.product_id", "has no price")
        return None
    is_agreed = form.product_id in prices.agreed
    return line.with_changes(unit_price_minor=usual, price_from="contract" if is_agreed else "list")


def _who_set(
    request: Request[Any],
    quote: Quote,
    form: QuoteLineForm,
    *,
    usual: int | None,
    prices: _Prices,
    path: str,
) -> str:
    """The leader whose special price a line has: the one who set it before, or who sets it now."""
    wanted = (form.product_id, form.unit_price_minor)
    for line in quote.lines:
        if line.special_by is not None and (line.product_id, line.unit_price_minor) == wanted:
            return line.special_by
    giver, at = request.giver, f"{path}.unit_price_minor"
    if giver.member is None or not giver.has_role(LEADERS):
        raise Forbidden("may be set by owners and managers only", path=at)
    if usual and form.unit_price_minor is not None:
        off = (1 - Decimal(form.unit_price_minor) / usual) * 100
        if off > most_discount(prices.org.settings.sales, giver.member.roles):
            raise Forbidden("is more off the price than your role may give", path=at)
    return giver.uid
