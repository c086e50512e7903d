"""What an order counts for its customer, and how their figures follow when that changes.

A correction, a cancellation or another buyer is the same step: what the known state counted for is taken back and
what the new state counts for is added, so the figures are those of the latest states in whatever order they came.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from functions.domain.customers.customer import Customer, LoyaltyAccount, Stats
from functions.domain.customers.visits import visits_at, with_visits
from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.loyalty.points import (
    CashbackRule,
    EarnedBy,
    GivenByOrders,
    Movement,
    credited,
    points_by_rule,
    points_under,
    rule_now,
)
from functions.domain.orders.documents import (
    CountedOrder,
    KnownOrder,
    Order,
    OrderContribution,
    OrderFacts,
    RecordedOrder,
    RecordedState,
)
from functions.domain.orgs.org import Org, is_on
from functions.domain.redemptions.documents import NOTHING_REDEEMED, Redeemed


@dataclass(frozen=True)
class Earning:
    """What an order earns: by which rule, for the whole bill, and for what stands of it; the same of wallet credit."""

    rule: EarnedBy | None
    full_points: int
    points: int
    cashback_by: CashbackRule | None = None
    wallet_minor: int = 0


def earning_of(org: Org, facts: OrderFacts, known: RecordedState | None, *, tier: str | None) -> Earning:
    """A later state of the same bill keeps the rule that it was bought under; with loyalty off, no state earns more
    than the one before. An order keeps its percentage of cashback whatever its bill says later. `tier`: in which the
    customer buys.
    """
    standing_minor = facts.total_minor - facts.refunded_minor
    if known is not None and known.facts.total_minor == facts.total_minor:
        rule, full_points = known.earned_by, known.full_points
    elif is_on(org, "loyalty"):
        rule, full_points = rule_now(org), points_by_rule(org, facts.total_minor)
    else:
        most = known.full_points if known is not None else 0
        rule, full_points = rule_now(org), min(most, points_by_rule(org, facts.total_minor))
    points = min(full_points, points_under(org, rule, standing_minor))
    earning = Earning(rule if full_points else None, full_points, points)
    if org.settings.loyalty.wallet is None and (known is None or known.cashback_by is None):
        return earning
    return _with_cashback(org, earning, facts, known=known, tier=tier)


def _with_cashback(
    org: Org, earning: Earning, facts: OrderFacts, *, known: RecordedState | None, tier: str | None
) -> Earning:
    """An instance whose organisations give no wallet credit never loads its rule."""
    from functions.domain.loyalty.wallets import cashback_now, cashback_under

    rule = known.cashback_by if known is not None else None
    if rule is None and (known is None or known.facts.total_minor != facts.total_minor):
        rule = cashback_now(org, tier)
    credit = cashback_under(rule, facts.total_minor - facts.refunded_minor)
    return replace(earning, cashback_by=rule, wallet_minor=credit)


MOST_LOOKED_AT = 10


def contribution_of(facts: OrderFacts, customer_id: str | None, *, earning: Earning) -> OrderContribution:
    """What an order in this state counts for. `earning`: what it earns if it counts."""
    if customer_id is None or not _is_counted(facts):
        return OrderContribution(customer_id=customer_id, ordered_at=facts.ordered_at)
    return OrderContribution(
        customer_id=customer_id,
        ordered_at=facts.ordered_at,
        orders=1,
        visits=1 if facts.outlet_id or facts.visit_type else 0,
        outlet_id=facts.outlet_id,
        spend_minor=facts.total_minor - facts.refunded_minor,
        points=earning.points,
        wallet_minor=earning.wallet_minor,
    )


def contribution_now(
    org: Org, facts: OrderFacts, customer_id: str | None, *, before: OrderContribution, earning: Earning
) -> OrderContribution:
    """The same; with the CRM off an order counts for whom it counted, and no further: its next state after that says
    the rest.
    """
    if is_on(org, "crm"):
        return contribution_of(facts, customer_id, earning=earning)
    return before if before.orders else before.with_changes(ordered_at=facts.ordered_at)


def _is_counted(facts: OrderFacts) -> bool:
    """It was paid, and not all of it was given back."""
    is_kept_in_part = facts.status == "refunded" and facts.refunded_minor < facts.total_minor
    return facts.status in ("paid", "delivered") or is_kept_in_part


@dataclass(frozen=True)
class AppliedContribution:
    """A customer after an order's change, what moved in their ledger, and what the order counts for now."""

    customer: Customer
    movements: tuple[Movement, ...]
    after: OrderContribution


def apply_contribution(
    org: Org,
    customer: Customer,
    *,
    before: OrderContribution,
    after: OrderContribution,
    did_count: int,
    order_id: str,
    now: datetime,
) -> Reading[AppliedContribution]:
    """The customer as if the order had always counted for `after` and never for `before`. `did_count`: whether it was
    one of their orders, 1 or 0, which `before` does not say where the order's state was lost.

    Bills nothing, unless the customer's first or last order stops counting: then at most 2 reads for each end, and
    where the last visit does and the order before it was none, at most MOST_LOOKED_AT.
    """
    stats = yield from _stats_after(customer, before, after, order_id=order_id)
    others = customer.stats.orders - before.orders
    account = customer.loyalty
    given = GivenByOrders(
        points=after.points - before.points,
        bonus_points=_bonus_change(org, account, before=others + did_count, after=others + after.orders),
        wallet_minor=after.wallet_minor - before.wallet_minor,
    )
    applied = credited(account, given)
    customer = customer.with_changes(stats=stats, loyalty=applied.account, updated_at=now)
    return AppliedContribution(customer, applied.movements, after)


def _bonus_change(org: Org, account: LoyaltyAccount, *, before: int, after: int) -> int:
    if org.settings.loyalty.frequency is None:
        return 0
    from functions.domain.loyalty.frequency import bonus_change

    return bonus_change(org, account, before=before, after=after)


def _stats_after(
    customer: Customer, before: OrderContribution, after: OrderContribution, *, order_id: str
) -> Reading[Stats]:
    old = customer.stats
    first, _ = yield from _end(customer, before, after, order_id=order_id, is_last=False)
    last, next_to_last = yield from _end(customer, before, after, order_id=order_id, is_last=True)
    last_visit = yield from _last_visit(customer, before, after, order_id=order_id, next_to_last=next_to_last)
    orders = old.orders + after.orders - before.orders
    spend = old.spend_minor + after.spend_minor - before.spend_minor
    return old.with_changes(
        orders=orders,
        visits=old.visits + after.visits - before.visits,
        outlets=_outlets_after(old, before, after),
        spend_minor=spend,
        aov_minor=(2 * spend + orders) // (2 * orders) if orders else 0,
        first_order_at=first,
        last_order_at=last,
        last_visit_at=last_visit,
        last_activity_at=max(filter(None, (last, old.last_interaction_at)), default=None),
    )


def _outlets_after(old: Stats, before: OrderContribution, after: OrderContribution) -> dict[str, int]:
    """Visits by outlet. One more at a known outlet is all that most orders are."""
    if (before.outlet_id, before.visits) == (after.outlet_id, after.visits):
        return old.outlets
    if not before.visits and after.outlet_id in old.outlets:
        return old.outlets | {after.outlet_id: old.outlets[after.outlet_id] + after.visits}
    left, come = (visits_at(each.outlet_id, each.visits) for each in (before, after))
    return with_visits(with_visits(old.outlets, {id: -count for id, count in left.items()}), come)


def _end(
    customer: Customer, before: OrderContribution, after: OrderContribution, *, order_id: str, is_last: bool
) -> Reading[tuple[datetime | None, CountedOrder | None]]:
    """When the customer's first or last order was, and the order next to it where it was asked for: only where the
    known one stops being it.
    """
    known = customer.stats.last_order_at if is_last else customer.stats.first_order_at
    was_the_end = before.orders > 0 and before.ordered_at == known
    moved_inward = after.orders == 0 or after.ordered_at != before.ordered_at
    other = None
    if was_the_end and moved_inward:
        other = yield from _end_of_others(customer, order_id, is_last=is_last)
        known = None if other is None else other.counted_at
    candidates = filter(None, (known, after.ordered_at if after.orders else None))
    return (max if is_last else min)(candidates, default=None), other


def _last_visit(
    customer: Customer,
    before: OrderContribution,
    after: OrderContribution,
    *,
    order_id: str,
    next_to_last: CountedOrder | None,
) -> Reading[datetime | None]:
    """When the customer's last visit was. Asked of the latest orders only where the known one stops being it and the
    order next to it is no visit.
    """
    known = customer.stats.last_visit_at
    was_it = before.visits > 0 and before.ordered_at == known
    if was_it and (after.visits == 0 or after.ordered_at != before.ordered_at):
        is_alone = next_to_last is None and before.ordered_at == customer.stats.last_order_at
        known = None if is_alone else (yield from _visit_of_others(customer, order_id, next_to_last))
    return max(filter(None, (known, after.ordered_at if after.visits else None)), default=None)


def _visit_of_others(
    customer: Customer, order_id: str, next_to_last: CountedOrder | None
) -> Reading[datetime | None]:
    if next_to_last is not None and next_to_last.is_visit:
        return next_to_last.counted_at
    latest = yield from _others(customer, order_id, is_last=True, limit=MOST_LOOKED_AT)
    return next((order.counted_at for order in latest if order.is_visit), None)


def _end_of_others(customer: Customer, order_id: str, *, is_last: bool) -> Reading[CountedOrder | None]:
    others = yield from _others(customer, order_id, is_last=is_last, limit=2)
    return next(iter(others), None)


def _others(customer: Customer, order_id: str, *, is_last: bool, limit: int) -> Reading[list[CountedOrder]]:
    """The customer's last orders but this one, the last of all first; or their first ones, the first of all first."""
    direction: Literal["ASCENDING", "DESCENDING"] = "DESCENDING" if is_last else "ASCENDING"
    dated: list[tuple[datetime, CountedOrder]] = []
    for id in customer.ids:
        query = Find(CountedOrder, (("counted_for", id),), "counted_at", direction, limit)
        found = yield from find(query)
        dated += [(each.counted_at, each) for each in found if each.counted_at and each.id != order_id]
    dated.sort(key=lambda each: each[0], reverse=is_last)
    return [order for _, order in dated]


def answered_account(org: Org, known: RecordedState | None) -> LoyaltyAccount:
    """What a sale without a customer is answered; with the CRM off, what was answered before."""
    if known is None or is_on(org, "crm"):
        return LoyaltyAccount()
    return LoyaltyAccount(points=known.points_balance, tier=known.tier)


def recorded(order: Order, state: RecordedState, stored: KnownOrder | None) -> RecordedOrder:
    """An order's document in a state, with what automations have noted on the stored one."""
    contribution = state.contribution
    noted = {name: getattr(stored, name) for name in ("runs", "met", "due", "wake_at")} if stored else {}
    return RecordedOrder(
        id=order.id,
        **dict(order.facts),
        **noted,
        lines=order.lines,
        warnings=order.warnings,
        customer_id=contribution.customer_id,
        points_earned=contribution.points,
        counted_for=contribution.customer_id if contribution.orders else None,
        counted_at=contribution.ordered_at if contribution.orders else None,
        delivered_at=state.delivered_at,
        redeemed=redeemed_in(state),
        wanted_on=order.wanted_on,
        requirements=order.requirements,
        recorded_state=state,
    )


def redeemed_in(state: RecordedState) -> Redeemed | None:
    """What an order redeems in a state; None where it is nothing."""
    redemption = state.redemption
    return redemption.redeemed if redemption and redemption.redeemed != NOTHING_REDEEMED else None
