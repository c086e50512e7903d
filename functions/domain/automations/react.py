"""The one seam after a decision: what follows from any change of a customer follows here, in the same commit."""

from datetime import datetime

from functions.domain.automations.due import with_due
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Reading
from functions.domain.loyalty.tiers import tier_change
from functions.domain.orgs.org import Org, is_on


def react(
    org: Org, before: Customer | None, after: Customer, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """The customer and the documents that follow from a change; `before` is as it was read, None where it is new.

    A decision that puts a customer puts the reaction's, and creates what the reaction creates. Bills nothing, unless
    the tier moves: then at most 2 reads, and 2 writes (the interaction, the message of an upgrade). With the CRM off
    nothing follows: what is due later stays as it is.
    """
    if not is_on(org, "crm"):
        return Reaction(after)
    moved = yield from tier_change(org, before, after, facts=facts, now=now)
    return Reaction(with_due(org, before, moved.customer, now=now), moved.create)
