"""A customer's stage of life and type, and the instants at which time moves them."""

from collections.abc import Iterator
from datetime import datetime

from functions.domain.scoring.asked import ScoredCustomer
from functions.domain.scoring.days import after_days, have_passed
from functions.domain.settings.scoring import CustomerType, LifecycleStage


def lifecycle_stage(asked: ScoredCustomer, now: datetime) -> LifecycleStage:
    stats, lifecycle = asked.customer.stats, asked.scoring.lifecycle
    if stats.orders == 0:
        return "prospect"
    last = asked.last(lifecycle.since)
    if have_passed(last, lifecycle.churned_days, zone=asked.zone, now=now):
        return "churned"
    if have_passed(last, lifecycle.at_risk_days, zone=asked.zone, now=now):
        return "at_risk"
    first = stats.first_order_at
    is_new = first is not None and not have_passed(first, lifecycle.new_days, zone=asked.zone, now=now)
    return "new" if is_new else "active"


def customer_type(asked: ScoredCustomer, now: datetime) -> CustomerType:
    """Who never ordered is new. Who stays away is inactive, whatever they bought before."""
    types = asked.scoring.customer_types
    stats = asked.customer.stats
    is_away = have_passed(stats.last_order_at, types.inactive_days, zone=asked.zone, now=now)
    if is_away and stats.orders > 0:
        return "inactive"
    if asked.meets_any(types.vip) or asked.is_from(types.vip_from_tier):
        return "vip"
    is_repeat = asked.meets_any(types.repeat) or asked.is_from(types.repeat_from_tier)
    return "repeat" if is_repeat else "new"


def threshold_times(asked: ScoredCustomer) -> Iterator[datetime]:
    """When each number of days is over, in no order, also in the past."""
    lifecycle, stats = asked.scoring.lifecycle, asked.customer.stats
    last = asked.last(lifecycle.since)
    times = (
        after_days(stats.first_order_at, lifecycle.new_days, asked.zone),
        after_days(last, lifecycle.at_risk_days, asked.zone),
        after_days(last, lifecycle.churned_days, asked.zone),
        after_days(stats.last_order_at, asked.scoring.customer_types.inactive_days, asked.zone),
    )
    return (at for at in times if at is not None)
