"""What the lines of a bill did cost the business, where costs of products are known (`product_costs`)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Protocol

from functions.domain.kernel.units import number_of


class PricedLine(Protocol):
    """A line of a bill. One without a product is a charge, or what is given off the whole bill."""

    @property
    def product_id(self) -> str | None: ...
    @property
    def quantity(self) -> str | None: ...
    @property
    def unit_price_minor(self) -> int | None: ...


def costed(lines: Iterable[PricedLine], costs: Mapping[str, int]) -> tuple[Decimal, Decimal]:
    """What the lines with a cost did cost, and what the others came to, with their share of what is given off the whole
    bill: that is of products, and of taxes only where the bill names none.
    """
    cost, sums = Decimal(0), dict.fromkeys(("costed", "uncosted", "beside", "given_off"), Decimal(0))
    for line in lines:
        quantity, known = _quantity(line), costs.get(line.product_id or "")
        cost += quantity * (known or 0)
        sums[_part(line, known)] += quantity * (line.unit_price_minor or 0)
    products = sums["costed"] + sums["uncosted"]
    share = sums["uncosted"] / products if products else Decimal(1)
    return cost, sums["uncosted"] + sums["beside"] + sums["given_off"] * share


def _part(line: PricedLine, cost: int | None) -> str:
    if line.product_id is None:
        return "given_off" if (line.unit_price_minor or 0) < 0 else "beside"
    return "uncosted" if cost is None else "costed"


def _quantity(line: PricedLine) -> Decimal:
    """A line without a number is of one."""
    known = number_of(line.quantity)
    return known if known is not None else Decimal(1)
