"""How much off a price the roles of a member let them give, or decide on."""

from collections.abc import Iterable
from decimal import Decimal

from functions.domain.quotes.documents import Quote
from functions.domain.settings.sales import SalesSettings, Seller
from functions.domain.staff.roles import Role

_ANY, _NONE = Decimal(100), Decimal(0)
_UNLESS_SET: dict[Role, Decimal] = {"owner": _ANY, "manager": _ANY}
_SELLERS: tuple[Seller, ...] = ("owner", "manager", "sales_rep")


def most_discount(sales: SalesSettings, roles: Iterable[Role]) -> Decimal:
    """The most percent off that a member with these roles may give: what the widest of them allows."""
    had = set(roles)
    return max(
        (sales.discounts.get(role, _UNLESS_SET.get(role, _NONE)) for role in _SELLERS if role in had),
        default=_NONE,
    )


def may_give(sales: SalesSettings, roles: Iterable[Role], quote: Quote) -> bool:
    """Whether what a quote gives off its prices is within what these roles allow."""
    return Decimal(str(quote.highest_discount_percent)) <= most_discount(sales, roles)
