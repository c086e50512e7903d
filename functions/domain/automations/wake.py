"""A customer wakes up: what is due is acted on, and the next time is set."""

from datetime import datetime
from typing import Literal

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.occasions.expiries import aged
from functions.domain.orgs.org import Org, is_on
from functions.domain.upkeep.recommendations import recommended
from functions.domain.upkeep.reminders import reminded
from functions.domain.upkeep.scores import rescored
from functions.domain.upkeep.segments import segmented

Woken = Literal["early", "idle", "messaged"]


def wake_customer(
    org: Org, customer_id: str, now: datetime, *, batch_id: str | None = None
) -> Decision[Woken]:
    """Act on the reasons that are due for a customer. Each occurrence of a reason acts at most once.

    With the CRM off what is due is let go, and comes to no message.

    `batch_id`: the page that wakes, whose worker has the messages of its customers delivered together.
    Bills 1 read and 1 write, and 2 writes more where a message is due (the message, and the interaction that says which
    rule acted), 1 more for each further channel that its automation names. Where points expire, what
    loyalty/expiry.py says. A recommendation adds 1 write.
    """
    customer = yield from get(Customer, customer_id)
    if customer is None or customer.wake_at is None or customer.wake_at > now:
        return NOTHING, "early"
    told, expired = yield from aged(org, reminded(org, customer, now), now)
    offered = yield from recommended(org, rescored(org, told, told, now=now), now)
    run = Reaction(offered.customer)
    if is_on(org, "crm") and org.automations:
        run = Reaction(segmented(org, run.customer, now))  # what is due goes by those of now
        run = yield from _ran(org, run.customer, now, batch_id=batch_id)
    facts = Facts(
        "customer_woken", Customer.collection, f"{customer.id}:{customer.wake_at:%Y%m%dT%H%M%S}", now
    )
    reacting = react(org, customer, run.customer.rested(now), facts=facts, now=now)
    reaction = yield from seeing((*run.create, *run.others), reacting)
    put = (*not_among(reaction.put, run.others), *reaction.put)
    create = (*expired, *offered.create, *run.create, *reaction.create)
    return Changes(create=create, put=put), "messaged" if run.create else "idle"


def _ran(org: Org, customer: Customer, now: datetime, *, batch_id: str | None) -> Reading[Reaction]:
    from functions.domain.automations.running import run_due
    from functions.domain.occasions.asking import State

    state = yield from run_due(org, State.of_customer(customer), now, batch_id=batch_id)
    assert isinstance(state.subject, Customer), "a customer stays one"
    return Reaction(state.subject, state.create, state.others)
