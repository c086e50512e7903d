"""A customer's tier moved: the interaction that says why, and the message that tells them of an upgrade."""

from datetime import datetime
from decimal import Decimal

from functions.domain.customers.customer import Customer, Stats
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Document, Get, Reading, get, get_all
from functions.domain.messages.outbox import ComposedAll, Message, compose_all, is_recent
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.loyalty import LoyaltySettings, Metric, Threshold, Tier

RULE = "loyalty.tiers"


def tier_change(
    org: Org, before: Customer | None, after: Customer, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """The customer on the tier that their figures satisfy: with an interaction where it moved, and a message where it
    rose for the first time (`upgrade_message` may say: each time), lately.

    A customer's first tier is a move only if it ranks above the lowest. Bills nothing while the tier stays.
    """
    customer = _with_tier(org, before, after, facts=facts, now=now)
    ladder = org.settings.loyalty
    step = rank(ladder, customer.loyalty.tier) - rank(ladder, before.loyalty.tier if before else None)
    if step == 0:
        return Reaction(customer)
    if step < 0:
        return Reaction(customer, (yield from _new(_interaction(customer, "tier_downgrade", facts, now=now))))
    interaction = _interaction(customer, "tier_upgrade", facts, now=now)
    left = yield from _new(interaction)
    told = yield from _told(org, customer, facts, now=now)
    return Reaction(customer, left) if told is None else Reaction(told.customer, (*left, *told.messages))


def _new(*documents: Document) -> Reading[tuple[Document, ...]]:
    """Those of the documents that are not stored yet."""
    stored = yield from get_all(*(Get(type(each), each.id, presumed_missing=True) for each in documents))
    return tuple(each for each, known in zip(documents, stored, strict=True) if known is None)


def _told(org: Org, customer: Customer, facts: Facts, *, now: datetime) -> Reading[ComposedAll | None]:
    """The messages of a rise, where the business has a template for it, it is recent, and the customer was not told.

    Who left the tier before they were told of it (`cause_over`), and is back, is told by the cause that brought them
    back. Bills 1 read for each message that is there already.
    """
    template = org.settings.loyalty.upgrade_template
    if template is None or not is_recent(org, facts.at, now=now):
        return None
    for occasion in dict.fromkeys((_occasion(org, customer, facts), facts.cause_id)):
        id = f"{occasion}:tier_upgrade:{customer.id}"
        told = _messages(org, customer, facts, id=id, template=template, now=now)
        known = yield from get(Message, told.messages[0].id, presumed_missing=True)
        if known is None:
            return told
        if known.reason != "cause_over":
            return None
    return None


def _occasion(org: Org, customer: Customer, facts: Facts) -> str:
    is_each_rise = org.settings.loyalty.upgrade_message == "each_rise"
    return facts.cause_id if is_each_rise else str(customer.loyalty.tier)


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


def _messages(
    org: Org, customer: Customer, facts: Facts, *, id: str, template: str, now: datetime
) -> ComposedAll:
    return compose_all(
        org,
        customer,
        org.settings.loyalty.upgrade_channels,
        id=id,
        cause=facts.cause_id,
        rule=RULE,
        template=template,
        variables={"tier": customer.loyalty.tier, "points": customer.loyalty.points},
        now=now,
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
