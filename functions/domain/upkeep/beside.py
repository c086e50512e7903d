"""Documents that move with a customer: recommendations that are met, and deals."""

from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.orgs.org import Org


def moved_beside(
    org: Org,
    before: Customer | None,
    after: Customer,
    *,
    others: tuple[Document, ...],
    facts: Facts,
    now: datetime,
) -> Reading[tuple[Document, ...]]:
    """The documents that move with the customer, beside `others`: recommendations that an order met with a purchase, or
    meets no more, and deals. Where settings changed, deals follow in pages of their own.
    """
    if before is None:
        return others
    if facts.kind == "order_recorded" and after.recommendations is not None:
        from functions.domain.recommendations.success import successes

        others = (*others, *(yield from successes(before.recommendations, after.recommendations)))
    if facts.kind == "settings_changed" or after.account is None:
        return others
    from functions.domain.sales.inheriting import deals_inheriting

    moves = yield from deals_inheriting(before, after)
    if not moves:
        return others
    from functions.domain.insights.forecasts import pages_of_deals

    pages = yield from seeing(others, pages_of_deals(org, moves, now=now))
    moved = (*(deal for _, deal in moves), *pages)
    return (*not_among(moved, others), *moved)
