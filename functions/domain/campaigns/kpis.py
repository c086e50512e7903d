"""The figure by which a campaign is judged, as its offer names it (docs/offer-calendar.md defines each).

A customer's part of it stands on their message of the campaign and follows from what they bought, so that it is that of
the latest states whatever came twice or late. The store adds the parts up; this module shares the sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from functions.domain.campaigns.documents import KpiResult
from functions.domain.customers.customer import Customer
from functions.domain.settings.offer_calendar import Kpi

OF_TIERS: Final = frozenset[Kpi]({"membership_adoption", "upgrade_rate"})
# Those whose parts are kept on messages; the others follow from orders and revenue, or from who was brought.
OF_MESSAGES: Final = OF_TIERS | {
    *("first_order_conversion", "cross_sell_rate", "trial_to_repeat"),
    *("basket_size", "reactivation", "retention"),
}
_AWAY: Final = ("at_risk", "churned")


class Bought(Protocol):
    """What a customer bought in the time of a campaign."""

    @property
    def orders(self) -> int: ...
    @property
    def promoted_orders(self) -> int: ...
    @property
    def lines(self) -> int: ...
    @property
    def is_raised(self) -> bool: ...


@dataclass(frozen=True)
class GroupSums:
    """What a group's messages add up to, and how many new leads came by it."""

    orders: int = 0
    revenue_minor: int = 0
    base: int = 0
    gain: int = 0
    new_leads: int = 0


def base_of(kpi: Kpi | None, customer: Customer, *, ladder: tuple[str, ...]) -> int | None:
    """Whether a customer is among those of whom the figure is a share, as they are when their message is planned: 1 or
    0; None where nobody is asked. `ladder`: the names of the tiers, the lowest first.
    """
    match kpi:
        case "first_order_conversion":
            return int(customer.stats.orders == 0)
        case "retention":
            return int(customer.stats.orders > 0)
        case "reactivation":
            return int(customer.engagement.lifecycle_stage in _AWAY)
        case "membership_adoption":
            return int(customer.loyalty.tier is None)
        case "upgrade_rate":
            return int(rank_of(customer.loyalty.tier, ladder) < len(ladder))
        case "cross_sell_rate":
            return 1
        case _:
            return None


def parts_of(kpi: Kpi | None, base: int | None, bought: Bought) -> tuple[int | None, int | None]:
    """A customer's part of the base and of the figure, by what they have bought so far."""
    match kpi:
        case "first_order_conversion" | "retention" | "reactivation":
            return base, int(bool(base) and bought.orders > 0)
        case "membership_adoption" | "upgrade_rate":
            return base, int(bool(base) and bought.is_raised)
        case "cross_sell_rate":
            return base, int(bought.promoted_orders > 0)
        case "trial_to_repeat":
            return int(bought.promoted_orders > 0), int(bought.promoted_orders > 1)
        case "basket_size":
            return base, bought.lines
        case _:
            return base, None


def rank_of(tier: str | None, ladder: tuple[str, ...]) -> int:
    """How high a tier is: 0 for none, and for one that the business has no more."""
    return ladder.index(tier) + 1 if tier in ladder else 0


def kpi_result(kpi: Kpi, treated: GroupSums, held_out: GroupSums, *, target: float | None) -> KpiResult:
    """The figure of those who were written to, beside that of those who were held out."""
    numerator, denominator = _shared(kpi, treated)
    value = _share(numerator, denominator)
    return KpiResult(
        kpi=kpi,
        value=value,
        numerator=numerator,
        denominator=denominator,
        held_out=_share(*_shared(kpi, held_out)),
        target=target,
        is_met=value >= target if value is not None and target is not None else None,
    )


def sums_of(found: Mapping[str, int], arm: str) -> GroupSums:
    """The sums of a group, by the names under which they were counted."""
    return GroupSums(
        orders=found.get(f"{arm}.orders", 0),
        revenue_minor=found.get(f"{arm}.revenue_minor", 0),
        base=found.get(f"{arm}.kpi_base", 0),
        gain=found.get(f"{arm}.kpi_gain", 0),
        new_leads=found.get(f"{arm}.friends", 0) + found.get(f"{arm}.leads", 0),
    )


def _shared(kpi: Kpi, sums: GroupSums) -> tuple[int, int | None]:
    match kpi:
        case "aov":
            return sums.revenue_minor, sums.orders
        case "basket_size":
            return sums.gain, sums.orders
        case "order_volume":
            return sums.orders, None
        case "revenue":
            return sums.revenue_minor, None
        case "new_leads":
            return sums.new_leads, None
        case _:
            return sums.gain, sums.base


def _share(numerator: int, denominator: int | None) -> float | None:
    if denominator is None:
        return float(numerator)
    return round(numerator / denominator, 4) if denominator else None
