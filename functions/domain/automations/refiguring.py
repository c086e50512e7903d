"""A customer's figures and score worked out again on request, and all that follows (functions/recompute.py)."""

from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.customers.search import with_search_keys
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.loyalty.figures import refigured
from functions.domain.orgs.org import Org
from functions.domain.upkeep import recommendations, reminders
from functions.domain.upkeep.scores import rescored
from functions.domain.upkeep.segments import segmented

_WORKED_OUT = (
    "stats",
    "loyalty",
    "engagement",
    "consumption",
    "recommendations",
    "search",
    "segment_ids",
)


def refigure_customer(org: Org, customer_id: str, now: datetime) -> Decision[Customer | None]:
    """The customer with the figures that their orders and ledger give, the score of these, and what lists find
    them by, where the stored ones differ.

    None, and nothing written, where they agree, and for one who was joined into another. Bills 1 read, those of
    `refigured` and `worked_out`, and 1 write where they differ.
    """
    customer = yield from get(Customer, customer_id)
    if customer is None or customer.joined_into is not None:
        return NOTHING, None
    after = yield from reminders.worked_out(org, (yield from refigured(org, customer)))
    after = yield from recommendations.worked_out(org, after)
    after = with_search_keys(segmented(org, rescored(org, after, after, now=now), now))
    is_same = all(getattr(after, name) == getattr(customer, name) for name in _WORKED_OUT)
    if is_same and customer.odd_fields.isdisjoint(Customer.complete):
        return NOTHING, None
    facts = Facts("customer_changed", Customer.collection, f"{customer_id}:{now:%Y%m%dT%H%M%S}", now)
    reaction = yield from react(org, customer, after.with_changes(updated_at=now), facts=facts, now=now)
    return Changes(create=reaction.create, put=reaction.put), reaction.customer
