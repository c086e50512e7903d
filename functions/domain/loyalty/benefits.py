"""What a customer's membership gives them, and what they lack for the next tier. Read by the staff's view of a customer
and by automations: an order alone never comes here.
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.kernel.money import minor_digits
from functions.domain.loyalty.tiers import rank
from functions.domain.orgs.org import Org
from functions.domain.settings.loyalty import Benefits, Metric, Threshold, Tier

NONE = Benefits()
# A figure of a customer as it is stored, by the metric of a threshold.
_NAMES: Mapping[Metric, str] = {
    "orders": "orders",
    "spend": "spend_minor",
    "lifetime_points": "lifetime_points",
}


def benefits_of(org: Org, customer: Customer) -> Benefits:
    """What the customer's tier gives; nothing where they have none, or it is no more."""
    ladder = org.settings.loyalty
    found = {tier.name: tier.benefits for tier in ladder.tiers}
    return found.get(customer.loyalty.tier or "", NONE)


def membership_of(org: Org, customer: Customer) -> dict[str, Any]:
    """The customer's tier as staff and apps show it: since when, what it gives, their card, and what is missing to the
    next one.
    """
    account = customer.loyalty
    return {
        "tier": account.tier,
        "since": account.tier_since.isoformat() if account.tier and account.tier_since else None,
        "benefits": benefits_of(org, customer).model_dump(mode="json"),
        "card_number": customer.card_number,
        "next": _next(org, customer),
    }


def _next(org: Org, customer: Customer) -> dict[str, Any] | None:
    """The tier above the customer's, and how much more of `any` or `all` of its figures it takes; None at the top."""
    ladder = org.settings.loyalty
    place = rank(ladder, customer.loyalty.tier) + 1
    if place >= len(ladder.tiers):
        return None
    tier = ladder.tiers[place]
    return {
        "tier": tier.name,
        "needs": "all" if tier.all else "any",
        "missing": _missing(org, tier, customer),
    }


def progress_of(org: Org, customer: Customer) -> float | None:
    """How far the customer is from nothing to the next tier, 0 to 1: by the nearest of `any` figures, by the farthest
    of `all`; None at the top.
    """
    ladder = org.settings.loyalty
    place = rank(ladder, customer.loyalty.tier) + 1
    if place >= len(ladder.tiers):
        return None
    tier = ladder.tiers[place]
    figures = _figures(customer)
    shares = [
        min(1.0, max(0, figures[metric]) / max(1, _least(org, metric, threshold)))
        for metric, threshold in (tier.any or tier.all).items()
    ]
    nearest = max if tier.any else min
    return round(nearest(shares, default=1.0), 4)


def _missing(org: Org, tier: Tier, customer: Customer) -> dict[str, int]:
    """How much more of each figure the tier takes, 0 where there is enough of it."""
    figures = _figures(customer)
    return {
        _NAMES[metric]: max(0, _least(org, metric, threshold) - figures[metric])
        for metric, threshold in (tier.any or tier.all).items()
    }


def _figures(customer: Customer) -> Mapping[Metric, int]:
    return {
        "orders": customer.stats.orders,
        "spend": customer.stats.spend_minor,
        "lifetime_points": customer.loyalty.lifetime_points,
    }


def _least(org: Org, metric: Metric, threshold: Threshold) -> int:
    """The smallest whole figure that meets a threshold, money in the minor unit."""
    scale = minor_digits(org.settings.currency) if metric == "spend" else 0
    if threshold.more_than is not None:
        return int(threshold.more_than.scaleb(scale).to_integral_value(ROUND_FLOOR)) + 1
    return int((threshold.at_least or Decimal(0)).scaleb(scale).to_integral_value(ROUND_CEILING))
