"""How a business sells to businesses: what its quotes may give away, which taxes they name, how long they hold."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from functions.domain.settings.loyalty import Percent
from functions.domain.settings.messages import PublicUrl
from functions.domain.settings.types import Setting, named_once

# Those who make quotes (domain/commands/quotes/kinds.py).
Seller = Literal["owner", "manager", "sales_rep"]
TaxName = Annotated[str, Field(min_length=1, max_length=60)]


class TaxRate(Setting):
    """A tax on what a quote comes to; with `categories` on their products alone."""

    name: TaxName
    percent: Percent
    categories: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] | None = None


def _named_once(taxes: tuple[TaxRate, ...]) -> tuple[TaxRate, ...]:
    named_once("a tax")(tuple(tax.name for tax in taxes))
    return taxes


class SalesSettings(Setting):
    """`discounts`: the most percent off a price that a role may give, and decide on when others ask for it: a role
    that is not named may give none, an owner and a manager any. `prices_include_tax`: the taxes are in the prices of
    products, and named beside them. `quote_valid_days`: how long a quote holds that says nothing of it.
    `quote_order_status`: as what the order of an accepted quote begins; a paid one counts for its customer at once.
    `check_in_within_m`: a visit that is kept farther from the location's pin is marked, without it none.
    `quotes_url`: where the outside world reaches the function `quotes`, where that is not beside `hooks`.
    """

    discounts: Mapping[Seller, Percent] = {}
    taxes: Annotated[tuple[TaxRate, ...], Field(max_length=10), AfterValidator(_named_once)] = ()
    prices_include_tax: bool = False
    quote_valid_days: Annotated[int, Field(ge=1, le=365)] = 30
    quote_order_status: Literal["pending", "paid"] = "pending"
    check_in_within_m: Annotated[int, Field(ge=1, le=100_000)] | None = None
    quotes_url: PublicUrl | None = None
