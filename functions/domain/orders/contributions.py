"""What an order counts for its customer, and how their figures follow when that changes.

A correction, a cancellation or another buyer is the same step: what the known state counted for is taken back and
what the new state counts for is added, so the figures are those of the latest states in whatever order they came.
"""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.customers.customer import Customer, Stats
from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.loyalty.points import PointsMoved, moved
from functions.domain.orders.documents import CountedOrder, OrderContribution, OrderFacts


def contribution_of(facts: OrderFacts, customer_id: str | None, *, points: int) -> OrderContribution:
    """What an order in this state counts for. `points`: what it earns if it counts."""
    if customer_id is None or not _is_counted(facts):
        return OrderContribution(customer_id=customer_id, ordered_at=facts.ordered_at)
    return OrderContribution(
        customer_id=customer_id,
        ordered_at=facts.ordered_at,
        orders=1,
        visits=1 if facts.outlet_id or facts.visit_type else 0,
        spend_minor=facts.total_minor - facts.refunded_minor,
        points=points,
    )


def _is_counted(facts: OrderFacts) -> bool:
    """It was paid, and not all of it was given back."""
    is_kept_in_part = facts.status == "refunded" and facts.refunded_minor < facts.total_minor
    return facts.status in ("paid", "delivered") or is_kept_in_part


@dataclass(frozen=True)
class AppliedContribution:
    """A customer after an order's change, and the points that moved."""

    customer: Customer
    points: PointsMoved


def apply_contribution(
    customer: Customer,
    *,
    before: OrderContribution,
    after: OrderContribution,
    order_id: str,
    now: datetime,
) -> Reading[AppliedContribution]:
    """The customer as if the order had always counted for `after` and never for `before`.

    Bills nothing, unless the customer's first or last order stops counting: then at most 2 reads for each end.
    """
    stats = yield from _stats_after(customer, before, after, order_id=order_id)
    change = after.points - before.points
    points = moved(customer.loyalty, change)
    lifetime_points = max(0, customer.loyalty.lifetime_points + change)
    loyalty = points.account.with_changes(lifetime_points=lifetime_points)
    return AppliedContribution(customer.with_changes(stats=stats, loyalty=loyalty, updated_at=now), points)


def _stats_after(
    customer: Customer, before: OrderContribution, after: OrderContribution, *, order_id: str
) -> Reading[Stats]:
    old = customer.stats
    first = yield from _end(customer, before, after, order_id=order_id, is_last=False)
    last = yield from _end(customer, before, after, order_id=order_id, is_last=True)
    orders = old.orders + after.orders - before.orders
    spend = old.spend_minor + after.spend_minor - before.spend_minor
    return old.with_changes(
        orders=orders,
        visits=old.visits + after.visits - before.visits,
        spend_minor=spend,
        aov_minor=(2 * spend + orders) // (2 * orders) if orders else 0,
        first_order_at=first,
        last_order_at=last,
        last_activity_at=max(filter(None, (last, old.last_interaction_at)), default=None),
    )


def _end(
    customer: Customer, before: OrderContribution, after: OrderContribution, *, order_id: str, is_last: bool
) -> Reading[datetime | None]:
    """When the customer's first or last order was. Asked of the orders only where the known one stops being it."""
    known = customer.stats.last_order_at if is_last else customer.stats.first_order_at
    was_the_end = before.orders > 0 and before.ordered_at == known
    moved_inward = after.orders == 0 or after.ordered_at != before.ordered_at
    if was_the_end and moved_inward:
        known = yield from _end_of_others(customer.id, order_id, is_last=is_last)
    candidates = [at for at in (known, after.ordered_at if after.orders else None) if at is not None]
    return (max if is_last else min)(candidates, default=None)


def _end_of_others(customer_id: str, order_id: str, *, is_last: bool) -> Reading[datetime | None]:
    orders = yield from find(
        Find(
            CountedOrder,
            where=(("counted_for", customer_id),),
            order_by="counted_at",
            direction="DESCENDING" if is_last else "ASCENDING",
            limit=2,
        )
    )
    return next((order.counted_at for order in orders if order.id != order_id), None)
