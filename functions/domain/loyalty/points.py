"""Points and tiers: what a bill earns, the ledger it is written to, and which tier the figures satisfy."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from functions.domain.customers.customer import LoyaltyAccount, Stats
from functions.domain.kernel.decisions import Document
from functions.domain.kernel.money import to_major
from functions.domain.orgs.org import LoyaltySettings, Metric, Org, Tier


class LedgerEntry(Document):
    """One movement of points or of the wallet. Only ever added; their sum is the customer's balance."""

    collection: ClassVar[str] = "loyalty_transactions"
    customer_id: str
    unit: Literal["points", "wallet_minor"]
    kind: Literal["earn", "redeem", "reverse", "adjust", "expire", "bonus"]
    amount: int
    cause: str
    at: datetime


def points_for(org: Org, bill_minor: int) -> int:
    """What a bill earns by the organisation's rule; 0 where loyalty is switched off."""
    if not org.settings.features.loyalty:
        return 0
    rule = org.settings.loyalty.earn
    return int(to_major(bill_minor, org.settings.currency) // rule.per_amount) * rule.points


def points_kept(full_points: int, *, total_minor: int, refunded_minor: int) -> int:
    """The points that a part refund leaves: the same share as of the bill, in whole points, rounded down."""
    if total_minor == 0:
        return full_points
    return full_points * (total_minor - refunded_minor) // total_minor


def movement(account: LoyaltyAccount, *, credited: int, deserved: int) -> int:
    """What to add to the balance so that an order is credited as it deserves; never more than takes it to zero.

    Points that were spent before their order was refunded are not asked back.
    """
    return max(deserved - credited, -account.points)


def tier_for(org: Org, stats: Stats, lifetime_points: int) -> str | None:
    """The highest tier whose thresholds are met (>=), or None where there is none."""
    figures: dict[Metric, Decimal] = {
        "orders": Decimal(stats.orders),
        "spend": to_major(stats.spend_minor, org.settings.currency),
        "lifetime_points": Decimal(lifetime_points),
    }
    satisfied = [tier.name for tier in org.settings.loyalty.tiers if _is_satisfied(tier, figures)]
    return satisfied[-1] if satisfied else None


def rank(settings: LoyaltySettings, tier: str | None) -> int:
    """A tier's place on the ladder. Who has none, or one that no longer exists, stands on the lowest where that is
    everybody's, and else below it.
    """
    names = [t.name for t in settings.tiers]
    if tier in names:
        return names.index(tier)
    is_open = bool(settings.tiers) and not settings.tiers[0].any and not settings.tiers[0].all
    return 0 if is_open else -1


def _is_satisfied(tier: Tier, figures: dict[Metric, Decimal]) -> bool:
    if tier.any:
        return any(figures[metric] >= least for metric, least in tier.any.items())
    return all(figures[metric] >= least for metric, least in tier.all.items())
