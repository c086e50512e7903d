"""A customer's tier moved, and the interaction that says why. What tells them of it is an automation."""

from datetime import datetime
from decimal import Decimal

from functions.domain.customers.customer import Customer, Stats
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Document, Get, Reading, get_all
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.events import TIER_EVENTS
from functions.domain.settings.loyalty import LoyaltySettings, Metric, Threshold, Tier

RULE = "loyalty.tiers"


def tier_change(
    org: Org, before: Customer | None, after: Customer, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """The customer on the tier that their figures satisfy, with an interaction where it moved.

    A customer's first tier is a move only if it ranks above the lowest. Bills nothing while the tier stays.
    """
    customer = _with_tier(org, before, after, facts=facts, now=now)
    ladder = org.settings.loyalty
    step = rank(ladder, customer.loyalty.tier) - rank(ladder, before.loyalty.tier if before else None)
    if step == 0:
        return Reaction(customer)
    kind = "tier_upgrade" if step > 0 else "tier_downgrade"
    return Reaction(customer, (yield from _new(_interaction(customer, kind, facts, now=now))))


def one_record(org: Org, moved: tuple[Document, ...], acted: tuple[Document, ...]) -> tuple[Document, ...]:
    """What is to be created after a tier's move and the automations that it set off. The move and the first of them
    leave one interaction: it has the automation's id, says what moved and why, and names the automation.
    """
    (move,) = (each for each in moved if isinstance(each, Interaction))
    for number, ran in enumerate(acted):
        if isinstance(ran, Interaction) and _is_of_move(org, ran):
            both = move.with_changes(id=ran.id, automation_id=ran.automation_id)
            return (*acted[:number], both, *acted[number + 1 :])
    return (*moved, *acted)


def _is_of_move(org: Org, ran: Interaction) -> bool:
    automation = org.automations.get(ran.automation_id or "")
    return (
        automation is not None
        and automation.on in TIER_EVENTS
        and automation.interaction_type is None
        and not automation.dry_run
    )


def _new(*documents: Document) -> Reading[tuple[Document, ...]]:
    """Those of the documents that are not stored yet."""
    stored = yield from get_all(*(Get(type(each), each.id, presumed_missing=True) for each in documents))
    return tuple(each for each, known in zip(documents, stored, strict=True) if known is None)


def _with_tier(
    org: Org, before: Customer | None, after: Customer, *, facts: Facts, now: datetime
) -> Customer:
    """Where the figures stay, only an order looks at the ladder again, which the business may have changed since."""
    has_moved = _figures(before) != _figures(after) or facts.kind == "order_recorded"
    if not is_on(org, "loyalty") or not has_moved:
        return after
    tier = _kept(org, after, tier_for(org, after.stats, after.loyalty.lifetime_points))
    if tier == after.loyalty.tier:
        return after
    return after.with_changes(loyalty=after.loyalty.with_changes(tier=tier, tier_since=now))


def _kept(org: Org, customer: Customer, tier: str | None) -> str | None:
    """The tier, or the highest one that keeps and that the customer has reached, where that is above it."""
    ladder = org.settings.loyalty
    reached = ladder.tiers[: rank(ladder, customer.loyalty.tier) + 1]
    keeping = [each.name for each in reached if each.keeps]
    return keeping[-1] if keeping and rank(ladder, keeping[-1]) > rank(ladder, tier) else tier


def _figures(customer: Customer | None) -> tuple[int, int, int]:
    """What thresholds are compared with."""
    if customer is None:
        return 0, 0, 0
    return customer.stats.orders, customer.stats.spend_minor, customer.loyalty.lifetime_points


def _interaction(customer: Customer, kind: str, facts: Facts, *, now: datetime) -> Interaction:
    return Interaction(
        id=f"{facts.cause_id}:{kind}:{customer.loyalty.tier}:{customer.id}",
        interaction_type=kind,
        interaction_source="ai_automation",
        customer_id=customer.id,
        transaction=TransactionRef(id=facts.cause_id, ref_table=facts.collection),
        performed_by="system",
        performed_at=now,
        outcome=customer.loyalty.tier,
        automation_id=RULE,
    )


def is_over(customer: Customer, message: Message) -> bool:
    """Whether the customer has left the tier that a message tells them of, for a higher one or a lower one."""
    return "tier" in message.variables and customer.loyalty.tier != message.variables["tier"]


def tier_for(org: Org, stats: Stats, lifetime_points: int) -> str | None:
    """The highest tier whose thresholds are met, or None where there is none."""
    figures = figures_of(org, stats, lifetime_points)
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
        return any(is_met(threshold, figures[metric]) for metric, threshold in tier.any.items())
    return all(is_met(threshold, figures[metric]) for metric, threshold in tier.all.items())


def figures_of(org: Org, stats: Stats, lifetime_points: int) -> dict[Metric, Decimal]:
    """What thresholds are compared with, money in the major unit."""
    return {
        "orders": Decimal(stats.orders),
        "spend": org.in_major(stats.spend_minor),
        "lifetime_points": Decimal(lifetime_points),
    }


def is_met(threshold: Threshold, figure: Decimal) -> bool:
    if threshold.more_than is not None:
        return figure > threshold.more_than
    return threshold.at_least is not None and figure >= threshold.at_least
