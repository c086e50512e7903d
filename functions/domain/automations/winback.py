"""Win-back: a customer who has not bought for so many days hears from us, once for each silence and step (S004-16,
S004-21).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from functions.domain.customers.customer import Customer
from functions.domain.messages.outbox import Composed, Message, compose
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.winback import WinbackStep

PREFIX = "winback"


def winback_times(org: Org, customer: Customer, now: datetime) -> dict[str, datetime]:
    """When each win-back step is due after the customer's last order.

    Steps that are overdue by more than the organisation's patience are left out: an order of last year that is
    imported today wakes no customer.
    """
    last = customer.stats.last_order_at
    if last is None or not is_on(org, "crm"):
        return {}
    patience = timedelta(days=org.settings.winback.late_by_days)
    steps = {_reason(step): last + timedelta(days=step.days) for step in org.settings.winback.steps}
    return {reason: at for reason, at in steps.items() if at + patience > now}


def step_to_take(org: Org, due: Mapping[str, datetime], now: datetime) -> WinbackStep | None:
    """Of the win-back steps that are due, the one with the most days: no customer gets two at once after an outage."""
    patience = timedelta(days=org.settings.winback.late_by_days)
    steps = [
        step
        for step in org.settings.winback.steps
        if (at := due.get(_reason(step))) is not None and at <= now < at + patience
    ]
    return max(steps, key=lambda step: step.days, default=None)


def compose_winback(
    org: Org, customer: Customer, step: WinbackStep, *, now: datetime, batch_id: str | None = None
) -> Composed:
    """The message of a step. Its id holds the instant of the last order: one silence, one message."""
    last = customer.stats.last_order_at
    assert last is not None, "a win-back is due only after an order"
    cause = f"{customer.id}:{_reason(step)}:{last:%Y%m%dT%H%M%S}"
    return compose(
        org,
        customer,
        id=cause,
        cause=cause,
        rule=_reason(step),
        template=step.template,
        variables={"days": step.days, **step.variables},
        now=now,
        batch_id=batch_id,
    )


def is_over(org: Org, customer: Customer, message: Message) -> bool:
    """Whether the silence that a win-back is about had ended when it was made, or has ended since."""
    last, days = customer.stats.last_order_at, message.rule.partition(":")[2]
    if last is None or not days.isdecimal():
        return False
    return last + timedelta(days=int(days)) > message.created_at


def _reason(step: WinbackStep) -> str:
    return f"{PREFIX}:{step.days}"
