"""Figures that were lost by hand, of an order or its customer: worked out again before the order counts. Entered only
then.
"""

from typing import TYPE_CHECKING

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Found
from functions.domain.kernel.decisions import Reading
from functions.domain.loyalty.figures import refigured
from functions.domain.orders.documents import NO_CONTRIBUTION, OrderContribution

if TYPE_CHECKING:
    from functions.domain.orders.recording import OrderChanges


def with_figures(book: "OrderChanges", found: Found, before: OrderContribution) -> Reading[Customer]:
    """The customer with figures that are the sums of their orders and ledger. Bills what `refigured` does."""
    lost = before if book.is_state_lost else NO_CONTRIBUTION
    return (
        yield from refigured(
            book.org,
            found.customer,
            uncounted_points=lost.points,
            uncounted_wallet_minor=lost.wallet_minor,
        )
    )


def did_count(book: "OrderChanges", before: OrderContribution) -> int:
    """Whether the order was one of the customer's orders, 1 or 0; of a lost state the document's own field says it."""
    if book.stored is None or before.customer_id is None:
        return before.orders
    return int(book.stored.counted_for is not None)
