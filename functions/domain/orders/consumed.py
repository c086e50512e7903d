"""What a customer uses up follows an order's change. An instance without profiles never loads it."""

from functions.domain.consumption.purchases import Purchase, with_purchase, worked_out
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading
from functions.domain.orders.documents import Order, OrderContribution
from functions.domain.orgs.org import Org


def with_consumption(
    org: Org,
    customer: Customer,
    order: Order,
    *,
    before: OrderContribution,
    after: OrderContribution,
    is_back: bool,
) -> Reading[Customer]:
    """The customer with what they use up now that the order counts for `after`, and no more for `before`. `is_back`:
    their document was lost.

    Bills what `with_purchase` does; where the list was lost or spoilt, 1 read for each of the last 50 orders.
    """
    at = after.ordered_at if after.orders else None
    purchase = Purchase(order.id, at, order.lines, did_count=before.orders > 0)
    if is_back or "consumption" in customer.odd_fields:
        return (yield from worked_out(org, customer, purchase))
    return (yield from with_purchase(org, customer, purchase))
