"""A customer's tier moved: the interaction that says why, and the message that tells them of a rise."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from functions.domain.customers.customer import Customer, Stats
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.kernel.decisions import Document, Get, Reading, get_all
from functions.domain.kernel.money import to_major
from functions.domain.messages.outbox import Composed, compose
from functions.domain.orgs.org import Org
from functions.domain.settings.loyalty import LoyaltySettings, Metric, Tier

RULE = "loyalty.tiers"


@dataclass(frozen=True)
class Moved:
    """What a move leaves behind, and the customer after it."""

    leaves: tuple[Document, ...]
    customer: Customer


def tier_change(org: Org, before: Customer, after: Customer, order_id: str, now: datetime) -> Reading[Moved]:
    """What an order that moved its customer's tier leaves: an interaction, and for a rise a message; each once.

    A tier that nobody had before (a new customer's first) is not a move. Bills nothing while the tier stays.
    """
    ladder = org.settings.loyalty
    step = rank(ladder, after.loyalty.tier) - rank(ladder, before.loyalty.tier)
    if step == 0:
        return Moved((), after)
    leaves: list[Document] = [
        _interaction(after, "tier_upgrade" if step > 0 else "tier_downgrade", order_id, now)
    ]
    told = after
    if step > 0 and ladder.upgrade_template is not None:
        composed = _message(org, after, order_id, ladder.upgrade_template, now)
        leaves.append(composed.message)
        told = composed.customer
    known = yield from get_all(*(Get(type(doc), doc.id, presumed_missing=True) for doc in leaves))
    new = tuple(doc for doc, left_before in zip(leaves, known, strict=True) if left_before is None)
    return Moved(new, told if len(new) == len(leaves) else after)


def _interaction(customer: Customer, kind: str, order_id: str, now: datetime) -> Interaction:
    return Interaction(
        id=f"{order_id}:{kind}:{customer.loyalty.tier}:{customer.id}",
        interaction_type=kind,
        interaction_source="system",
        customer_id=customer.id,
        transaction=TransactionRef(id=order_id, ref_table="orders"),
        performed_by="system",
        performed_at=now,
        outcome=customer.loyalty.tier,
        automation_id=RULE,
    )


def _message(org: Org, customer: Customer, order_id: str, template: str, now: datetime) -> Composed:
    return compose(
        org,
        customer,
        id=f"{order_id}:tier_upgrade:{customer.id}",
        cause=order_id,
        rule=RULE,
        template=template,
        variables={"tier": customer.loyalty.tier, "points": customer.loyalty.points},
        now=now,
    )


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
