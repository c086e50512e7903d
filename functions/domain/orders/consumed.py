"""What a customer uses up, and what goes with what they bought, follow an order's change. An instance without profiles
and rules never loads it.
"""

from functions.domain.consumption import purchases as consumption
from functions.domain.consumption.purchases import Purchase
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
    """The customer with what they use up, and what rules go by, now that the order counts for `after`, and no more for
    `before`. `is_back`: their document was lost.

    Bills what `with_purchase` of both rooms does; where a list was lost or spoilt, 1 read for each of the last 50
    orders.
    """
    at = after.ordered_at if after.orders else None
    purchase = Purchase(order.id, at, order.lines, did_count=before.orders > 0, spend_minor=after.spend_minor)
    if org.consumption_profiles or customer.consumption is not None:
        is_lost = is_back or "consumption" in customer.odd_fields
        change = consumption.worked_out if is_lost else consumption.with_purchase
        customer = yield from change(org, customer, purchase)
    if org.recommends or customer.recommendations is not None:
        from functions.domain.recommendations import purchases as recommendations

        is_lost = is_back or "recommendations" in customer.odd_fields
        recall = recommendations.worked_out if is_lost else recommendations.with_purchase
        customer = yield from recall(org, customer, purchase)
    return customer
