"""An order turns out to be another customer's than it counted for. Entered only where one changes hands."""

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.identities import Found
from functions.domain.kernel.decisions import Reading
from functions.domain.orders.documents import NO_CONTRIBUTION, OrderContribution

if TYPE_CHECKING:
    from functions.domain.orders.order_changes import OrderChanges


def of_former_buyer(
    book: "OrderChanges", found: Found | None, before: OrderContribution, *, after: OrderContribution
) -> Reading[tuple[Found | None, OrderContribution]]:
    """What the order counted for, of this buyer and who was joined into them; from anyone else it is taken back, with
    what it redeemed: they stand as if it had never been theirs. And the buyer, with what that changed of them.
    """
    former_id = str(before.customer_id)
    is_joined = found is not None and former_id in found.customer.joined_ids
    former = None if is_joined else (yield from standing_customer(former_id))
    if is_joined or (former is not None and former.id == after.customer_id):
        return found, before.with_changes(customer_id=after.customer_id)
    if former is not None:
        found = yield from _taken_from(book, former, found, before=before)
    if book.redeeming is not None:
        book.redeeming.has_left_buyer = True
    return found, NO_CONTRIBUTION


def _taken_from(
    book: "OrderChanges", former: Customer, found: Found | None, *, before: OrderContribution
) -> Reading[Found | None]:
    """The buyer after the order left its former one: that one may be a friend whom they brought."""
    book.put.extend([found.customer] if found is not None else [])
    yield from book.apply_contribution(Found(former, (), former), before, NO_CONTRIBUTION)
    if found is None:
        return None
    (buyer,) = (each for each in book.put if isinstance(each, Customer) and each.id == found.customer.id)
    book.put.remove(buyer)
    return replace(found, customer=buyer)
