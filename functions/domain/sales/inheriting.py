"""What deals have of their account, when that changes: group, segment and territory, and the territory's member."""

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.sales.opportunities import Opportunity

MOST_DEALS = 200


def deals_inheriting(
    before: Customer | None, after: Customer
) -> Reading[tuple[tuple[Opportunity, Opportunity], ...]]:
    """The deals of an account that have not what it has now, as they were and as they are. Bills nothing where none of
    it changed or it has no deal, else 1 read for each deal; of more than MOST_DEALS the others have it with their own
    next change.

    An open deal of the member whom the territory gave the account goes with it to the next one; others keep theirs.
    """
    has_deals = after.account is not None and bool(after.account.deals.by_stage)
    if before is None or not has_deals or _of(before) == _of(after):
        return ()
    found: list[Opportunity] = []
    for id in after.ids:
        query = Find(Opportunity, (("customer_id", id),), "customer_id", "ASCENDING", MOST_DEALS - len(found))
        found += (yield from find(query)) if len(found) < MOST_DEALS else ()
    changed = [_inheriting(deal, before, after) for deal in found]
    return tuple((was, deal) for was, deal in zip(found, changed, strict=True) if deal != was)


def with_account(deal: Opportunity, customer: Customer) -> Opportunity:
    """The deal with what it has of its account."""
    return deal.with_changes(
        customer_group=customer.customer_group,
        industry_segment=customer.segment,
        territory_id=customer.territory_id,
    )


def _inheriting(deal: Opportunity, before: Customer, after: Customer) -> Opportunity:
    inherits_owner = before.owner_by is not None and after.owner_by is not None
    if inherits_owner and deal.status == "open" and deal.owner_uid == before.owner_uid:
        deal = deal.with_changes(owner_uid=after.owner_uid)
    return with_account(deal, after)


def _of(customer: Customer) -> tuple[str | None, ...]:
    owner_uid = customer.owner_uid if customer.owner_by is not None else None
    return customer.customer_group, customer.segment, customer.territory_id, owner_uid
