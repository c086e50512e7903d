"""What a customer is worth after the cost of what they bought, where costs of products are known."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, find, get_all
from functions.domain.orders.documents import OrderLine, RecordedOrder
from functions.domain.orgs.org import Org
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

    `revenue_minor`: what stands of the bills; `cost_minor`: of lines whose product has a cost now; `uncosted_minor`:
    what the other lines came to. `profit_minor` is the first without the other two.
    """
    rows = [readers_of("customers"), readers_of("orders")]
    member, customer = yield from customer_with_reader(org, uid, customer_id, rows=rows)
    if MAY.isdisjoint(member.roles):
        raise denied(member)
    orders: list[RecordedOrder] = []
    for id in customer.ids:
        where = (("counted_for", id),)
        orders += yield from find(Find(RecordedOrder, where, "counted_at", "DESCENDING", MOST_ORDERS))
    costs = yield from _costs(line for order in orders for line in order.lines)
    return NOTHING, {"id": customer.id, "currency": org.settings.currency, **_summed(orders, costs)}


def _costs(lines: Iterable[OrderLine]) -> Reading[Mapping[str, int]]:
    ids = list(dict.fromkeys(line.product_id for line in lines if line.product_id))[:MOST_PRODUCTS]
    if not ids:
        return {}
    found = yield from get_all(*(Get(ProductCost, id) for id in ids if "/" not in id))
    return {each.id: each.cost_minor for each in found if each is not None and each.cost_minor is not None}


def _summed(orders: Iterable[RecordedOrder], costs: Mapping[str, int]) -> dict[str, int]:
    revenue, cost, uncosted, count = 0, Decimal(0), Decimal(0), 0
    for order in orders:
        count += 1
        revenue += order.total_minor - order.refunded_minor
        for line in order.lines:
            quantity = Decimal(line.quantity or "1")
            known = costs.get(line.product_id or "")
            if known is None:
                uncosted += quantity * (line.unit_price_minor or 0)
            else:
                cost += quantity * known
    rounded = [int(each.to_integral_value(ROUND_HALF_EVEN)) for each in (cost, uncosted)]
    names = ("orders", "revenue_minor", "cost_minor", "uncosted_minor", "profit_minor")
    return dict(zip(names, (count, revenue, *rounded, revenue - sum(rounded)), strict=True))
