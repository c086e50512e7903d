"""What deals have of their account, when that changes: group, segment and territory."""

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.sales.opportunities import Opportunity

MOST_DEALS = 200


def deals_inheriting(before: Customer | None, after: Customer) -> Reading[tuple[Opportunity, ...]]:
    """The deals of an account that have not what it has now. Bills nothing where none of it changed or it has no deal,
    else 1 read for each deal; of more than MOST_DEALS the others have it with their own next change.
    """
    has_deals = after.account is not None and bool(after.account.deals.by_stage)
    if before is None or not has_deals or _of(before) == _of(after):
        return ()
    found: list[Opportunity] = []
    for id in after.ids:
        query = Find(Opportunity, (("customer_id", id),), "customer_id", "ASCENDING", MOST_DEALS - len(found))
        found += (yield from find(query)) if len(found) < MOST_DEALS else ()
    group, segment, territory = _of(after)
    changed = [
        deal.with_changes(customer_group=group, industry_segment=segment, territory_id=territory)
        for deal in found
    ]
    return tuple(deal for deal, was in zip(changed, found, strict=True) if deal != was)


def _of(customer: Customer) -> tuple[str, str | None, str | None]:
    return customer.customer_group, customer.segment, customer.territory_id
