"""Figures that were lost by hand, of an order or its customer: worked out again before the order counts. Entered only
then.
"""

from typing import TYPE_CHECKING

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Found
from functions.domain.kernel.decisions import Reading
from functions.domain.loyalty.figures import refigured
from functions.domain.orders.documents import NO_CONTRIBUTION, KnownOrder, OrderContribution
from functions.domain.orders.states import ledger_of
from functions.domain.redemptions.documents import Redemption

if TYPE_CHECKING:
    from functions.domain.orders.order_changes import OrderChanges


def restored(book: "OrderChanges", found: Found, before: OrderContribution) -> Reading[tuple[Customer, int]]:
    """The customer with figures that are the sums of their orders and ledger, and whether the order was one of these
    orders, 1 or 0. Bills what `refigured` does.
    """
    lost = before if book.is_state_lost else NO_CONTRIBUTION
    customer = yield from refigured(
        book.org,
        found.customer,
        uncounted_points=lost.points,
        uncounted_wallet_minor=lost.wallet_minor,
    )
    return customer, _did_count(book, before)


def _did_count(book: "OrderChanges", before: OrderContribution) -> int:
    """Of a lost state the document's own field says it."""
    if not book.is_state_lost or book.stored is None or before.customer_id is None:
        return before.orders
    return int(book.stored.counted_for is not None)


def lost_redemption(book: "OrderChanges", stored: KnownOrder) -> Reading[Redemption | None]:
    """What an order redeems whose state was spoilt, by the ledger. Of one that lost its state, what it counts for too.
    Bills the reads of `ledger_of`.
    """
    before, redemption, entry_counts = yield from ledger_of(stored)
    book.entry_counts = entry_counts
    if book.known is None:
        book.is_state_lost, book.before = True, before
    return redemption
