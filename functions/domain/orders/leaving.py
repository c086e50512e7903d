"""The interaction that an order leaves with its customer, where the business wants one (`activities.of_orders`)."""

from collections.abc import Mapping

from functions.domain.customers.identities import is_erased
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.kernel.decisions import Changes, Reading, get
from functions.domain.orders.documents import OrderContribution, RecordedOrder
from functions.domain.orgs.org import Org, is_on

ORDER_PLACED = "order_placed"
# How S000-20 calls where orders of a source are.
_TABLES: Mapping[str, str] = {"ecommerce": "ecommerce_orders", "pos": "pos_transactions", "b2b": "b2b_orders"}


def with_interaction(
    org: Org, changes: Changes, order: RecordedOrder, *, before: OrderContribution
) -> Reading[Changes]:
    """The changes with an interaction of who has the order now and had it not before. Bills 1 write; 1 read more where
    it had left one with another customer, with whom it stays no longer.
    """
    owner = order.customer_id
    if owner is None or owner == before.customer_id or is_erased(owner) or not is_on(org, "crm"):
        return changes
    source = order.id.partition(":")[0]
    if source not in org.settings.activities.of_orders:
        return changes
    placed = _placed(order, ref_table=_TABLES[source])
    known = yield from get(Interaction, placed.id, presumed_missing=True)
    left = placed if known is None else known.with_changes(customer_id=owner)
    return Changes(create=changes.create, put=(*changes.put, left), remove=changes.remove)


def _placed(order: RecordedOrder, *, ref_table: str) -> Interaction:
    return Interaction(
        id=f"{order.id}:placed",
        customer_id=order.customer_id,
        interaction_type=ORDER_PLACED,
        performed_at=order.ordered_at,
        performed_by="customer",
        transaction=TransactionRef(
            id=order.id, ref_table=ref_table, channel=order.channel, amount_minor=order.total_minor
        ),
    )
