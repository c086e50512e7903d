"""What a customer is recommended, beside other changes. An instance without recommendation rules never loads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Reaction
from functions.domain.kernel.decisions import Reading, get
from functions.domain.orgs.org import Org, is_on

REASON: Final = "recommendation"  # why a customer wakes: something goes with what they bought
EVENT: Final = "recommendation_due"


def recommended(org: Org, customer: Customer, now: datetime) -> Reading[Reaction]:
    """The customer with the recommendation that is due now: an event for automations; as they are where nothing is due,
    or no automation waits for it; with what was left out where nothing suits them.

    Bills 1 write where one comes, what the conditions of automations look up, and 1 read for each product that a rule
    names and 1 to 20 for each category, of 10 rules at most.
    """
    if not _has_any(org, customer):
        return Reaction(customer)
    from functions.domain.customers.recommendations import Recommendations
    from functions.domain.recommendations.documents import Recommendation
    from functions.domain.recommendations.fitting import first_fitting
    from functions.domain.recommendations.planning import due_candidates, made_of

    candidates = due_candidates(org, customer, now)
    if not candidates or not (yield from _is_awaited(org, customer, now)):
        return Reaction(customer)
    found = yield from first_fitting(org, customer, candidates, now=now)
    known = (customer.recommendations or Recommendations()).with_left_out(found.left_out)
    candidate, fit = found.candidate, found.fit
    if candidate is None or fit is None:
        return Reaction(customer.with_changes(recommendations=known))
    made = made_of(org, customer, candidate, called=fit.name, product_ids=fit.product_ids, now=now)
    stored = yield from get(Recommendation, made.recommendation, presumed_missing=True)
    after = customer.with_changes(recommendations=known.with_made((*known.made, made)))
    new = Recommendation(
        id=made.recommendation,
        customer_id=customer.id,
        rule_id=made.rule_id,
        order_id=made.order_id,
        made_at=now,
    )
    return Reaction(after, (new,) if stored is None else ())


def recommendation_times(org: Org, customer: Customer, now: datetime) -> Mapping[str, datetime]:
    """When the customer is next recommended something."""
    if not _has_any(org, customer):
        return {}
    from functions.domain.recommendations.planning import next_recommendation_at

    at = next_recommendation_at(org, customer, now)
    return {} if at is None else {REASON: at}


def worked_out(org: Org, customer: Customer) -> Reading[Customer]:
    """The customer with what their orders say that rules ask for. Bills nothing without rules, else 1 read for each of
    the last 50 orders.
    """
    if not org.recommends or not is_on(org, "crm"):
        return customer
    from functions.domain.recommendations import purchases

    return (yield from purchases.worked_out(org, customer))


def _is_awaited(org: Org, customer: Customer, now: datetime) -> Reading[bool]:
    """Whether an automation would run: what is sent to no customer is not made, and lowers no rule's success."""
    from functions.domain.occasions.asking import Situation, State
    from functions.domain.occasions.lookups import looked_up

    asked = Situation(org, State.of_customer(customer), now)
    for _, automation in asked.automations():
        if automation.on == EVENT:
            more = yield from looked_up(asked, automation.condition)
            if more.holds(automation.condition):
                return True
    return False


def _has_any(org: Org, customer: Customer) -> bool:
    return org.recommends and customer.recommendations is not None and is_on(org, "crm")
