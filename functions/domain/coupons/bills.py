"""What of an order a coupon looks at: the bill, and its lines where they came with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Protocol

EVERYTHING = 100  # percent
MOST_MINOR = 10**15  # above every bill; what is kept of it fits the store's numbers


class BillLine(Protocol):
    """A line, as far as it was right."""

    @property
    def product_id(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def category(self) -> str | None: ...
    @property
    def quantity(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def unit_price_minor(self) -> int | None: ...


@dataclass(frozen=True)
class Bill:
    """`total_minor`: what is asked of the customer, after what they redeem; `at`: when they bought."""

    total_minor: int
    at: datetime
    lines: Sequence[BillLine] = ()

    @property
    def gross_minor(self) -> int:
        """The bill before what is redeemed: what the lines add up to, unless the total is more."""
        return max(self.total_minor, sum_of(self.lines))

    @property
    def has_prices(self) -> bool:
        """Whether its lines tell what is taken off: what they add up to, whatever the total says beside them."""
        return any(line.unit_price_minor is not None and line.quantity for line in self.lines)

    @property
    def goods_minor(self) -> int:
        """What an offer is of: what the lines add up to; where they say nothing the total, which is what is left."""
        return max(0, sum_of(self.lines)) if self.has_prices else self.total_minor

    def before_minor(self, taken_off_minor: int) -> int:
        """What an offer is of, before so much was taken off: without lines only the total tells it."""
        return self.goods_minor if self.has_prices else self.total_minor + taken_off_minor

    def share_minor(self, percent: int) -> int:
        """So many percent of what an offer is of. Without lines the total is what is left after them."""
        if self.has_prices or percent >= EVERYTHING:
            return self.goods_minor * percent // EVERYTHING
        return self.total_minor * percent // (EVERYTHING - percent)


def sum_of(lines: Sequence[BillLine]) -> int:
    """What lines add up to, in whole minor units; wrong ones up to MOST_MINOR."""
    exact = sum(Decimal(line.quantity or "0") * (line.unit_price_minor or 0) for line in lines)
    return min(int(Decimal(exact).to_integral_value(ROUND_HALF_EVEN)), MOST_MINOR)
