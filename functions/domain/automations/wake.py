"""A customer wakes up: what is due is acted on, and the next time is set."""

from datetime import datetime
from typing import Literal

from functions.domain.automations.winback import step_to_take
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.messages.outbox import Composed, Message, compose
from functions.domain.orgs.org import Org
from functions.domain.settings.winback import WinbackStep

Woken = Literal["early", "idle", "messaged"]


def wake_customer(org: Org, customer_id: str, now: datetime, batch_id: str | None = None) -> Decision[Woken]:
    """Act on the reasons that are due for a customer. Each occurrence of a reason acts at most once.

    `batch_id`: the page that wakes, whose worker has the messages of its customers delivered together.
    Bills 1 read and 1 write, and 1 write more where a message is due.
    """
    customer = yield from get(Customer, customer_id)
    if customer is None or customer.wake_at is None or customer.wake_at > now:
        return NOTHING, "early"
    rested = customer.due_at({reason: at for reason, at in customer.due.items() if at > now})
    step = step_to_take(org, customer.due, now)
    if step is None:
        return Changes(put=(rested,)), "idle"
    winback = _winback(org, rested, step, now, batch_id)
    if (yield from get(Message, winback.message.id, presumed_missing=True)) is not None:
        return Changes(put=(rested,)), "idle"
    return Changes(create=(winback.message,), put=(winback.customer,)), "messaged"


def _winback(
    org: Org, customer: Customer, step: WinbackStep, now: datetime, batch_id: str | None
) -> Composed:
    """The occurrence is the silence since one order: its instant is part of the message's id."""
    last = customer.stats.last_order_at
    assert last is not None, "a win-back is due only after an order"
    rule = f"winback:{step.days}"
    cause = f"{customer.id}:{rule}:{last:%Y%m%dT%H%M%S}"
    return compose(
        org,
        customer,
        id=cause,
        cause=cause,
        rule=rule,
        template=step.template,
        variables={"days": step.days, **step.variables},
        now=now,
        batch_id=batch_id,
    )
