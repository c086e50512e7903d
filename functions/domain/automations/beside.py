"""Documents that move with a customer: recommendations that are met, and deals."""

from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.kernel.pending import not_among


def moved_beside(
    before: Customer | None, after: Customer, others: tuple[Document, ...], *, facts: Facts
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

    return (*others, *not_among(others, (yield from deals_inheriting(before, after))))
