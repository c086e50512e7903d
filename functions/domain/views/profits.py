"""What a customer is worth after the cost of what they bought, where costs of products are known."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, find, get_all
from functions.domain.orders.documents import BilledOrder, OrderLine
from functions.domain.orgs.org import Org
from functions.domain.shop.line_costs import costed
from functions.domain.shop.products import ProductCost
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.staff.readership import LEADERS, Roles
from functions.domain.views.of_customer import customer_with_reader

MOST_ORDERS = 100
MOST_PRODUCTS = 200
MAY: Roles = LEADERS | {"finance"}


def customer_profit(org: Org, uid: str, customer_id: str) -> Decision[dict[str, Any]]:
    """The profit of the customer's last orders that count. Bills 2 reads, 1 an order (100 at the most) and 1 for each
    product of their lines (200 at the most). Raises Forbidden to those who neither lead nor bill, NotFound, FeatureOff.

    `other_currency`: how many orders are in another currency than the business's, and no part of the rest.
    `revenue_minor`: what stands of the bills; `cost_minor`: of lines whose product has a cost now; `uncosted_minor`:
    what the other lines came to, with their share of what is given off the whole bill. `profit_minor` is the first
    without the other two: what is given off the products that have a cost lowers it.
    """
    rows = [readers_of("customers"), readers_of("orders")]
    member, customer = yield from customer_with_reader(org, uid, customer_id, rows=rows)
    if MAY.isdisjoint(member.roles):
        raise denied(member)
    orders: list[BilledOrder] = []
    for id in customer.ids:
        where = (("counted_for", id),)
        orders += yield from find(Find(BilledOrder, where, "counted_at", "DESCENDING", MOST_ORDERS))
    costs = yield from _costs(line for order in orders for line in order.lines)
    currency = org.settings.currency
    return NOTHING, {"id": customer.id, "currency": currency, **_summed(orders, costs, currency=currency)}


def _costs(lines: Iterable[OrderLine]) -> Reading[Mapping[str, int]]:
    ids = list(dict.fromkeys(line.product_id for line in lines if line.product_id))[:MOST_PRODUCTS]
    if not ids:
        return {}
    found = yield from get_all(*(Get(ProductCost, id) for id in ids if "/" not in id))
    return {each.id: each.cost_minor for each in found if each is not None and each.cost_minor is not None}


def _summed(orders: Iterable[BilledOrder], costs: Mapping[str, int], *, currency: str) -> dict[str, int]:
    revenue, cost, uncosted, count, others = 0, Decimal(0), Decimal(0), 0, 0
    for order in orders:
        if order.currency not in (None, currency):
            others += 1
            continue
        count += 1
        revenue += order.total_minor - order.refunded_minor
        of_costs, of_others = costed(order.lines, costs)
        cost += of_costs
        uncosted += of_others
    rounded = [int(each.to_integral_value(ROUND_HALF_EVEN)) for each in (cost, uncosted)]
    names = ("orders", "other_currency", "revenue_minor", "cost_minor", "uncosted_minor", "profit_minor")
    return dict(zip(names, (count, others, revenue, *rounded, revenue - sum(rounded)), strict=True))
