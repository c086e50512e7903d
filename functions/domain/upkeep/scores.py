"""The customer's score beside other changes. An instance whose organisations keep no scores never loads them."""

from collections.abc import Mapping
from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org, is_on

REASON = "score"  # why a customer wakes: a band, a stage or a type moves then


def rescored(org: Org, before: Customer | None, after: Customer, *, now: datetime) -> Customer:
    """The customer with the engagement of now; with the CRM off, or without scores, as they are. Bills nothing."""
    is_scored = org.settings.scoring is not None or after.engagement.scored_at is not None
    if not is_scored or not is_on(org, "crm"):
        return after
    from functions.domain.scoring.engagement import with_engagement

    return with_engagement(org, before, after, now=now)


def score_times(org: Org, customer: Customer, now: datetime) -> Mapping[str, datetime]:
    """When the score, the stage or the type next moves by itself."""
    if org.settings.scoring is None or not is_on(org, "crm"):
        return {}
    from functions.domain.scoring.engagement import next_change

    at = next_change(org, customer, now)
    return {} if at is None else {REASON: at}
