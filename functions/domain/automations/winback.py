"""Win-back: who has not bought for so many days hears from us, once for each silence and step (S004-16, S004-21)."""

from datetime import datetime, timedelta

from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org
from functions.domain.settings.winback import WinbackStep

REASON = "winback:"


def winbacks_due(org: Org, customer: Customer, now: datetime) -> dict[str, datetime]:
    """The customer's `due`, with the win-back steps that their last order calls for and no other ones.

    Steps that are overdue by more than the organisation's patience are left out: an order of last year that is
    imported today wakes nobody.
    """
    others = {reason: at for reason, at in customer.due.items() if not reason.startswith(REASON)}
    last = customer.stats.last_order_at
    if last is None or not org.settings.features.crm:
        return others
    patience = timedelta(days=org.settings.winback.late_by_days)
    steps = {f"{REASON}{step.days}": last + timedelta(days=step.days) for step in org.settings.winback.steps}
    return others | {reason: at for reason, at in steps.items() if at + patience > now}


def step_to_take(org: Org, due: dict[str, datetime], now: datetime) -> WinbackStep | None:
    """Of the win-back steps that are due, the one furthest on: nobody gets two at once after an outage."""
    patience = timedelta(days=org.settings.winback.late_by_days)
    steps = [
        step
        for step in org.settings.winback.steps
        if (at := due.get(f"{REASON}{step.days}")) is not None and at <= now < at + patience
    ]
    return max(steps, key=lambda step: step.days, default=None)
