"""An order document that a client wrote, a till that was offline perhaps: taken in as any other order."""

from datetime import datetime

from functions.domain.kernel.client_documents import ClientOrder
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.orders.parsing import parse_order_document
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org


def record_client_order(org: Org, id: str, now: datetime) -> Decision[None]:
    """Take in the order document that a client wrote, as it is when it is read. Malformed where it is no order.

    Bills 1 read and 3 writes as an order by webhook does: the document comes with the event that brought it.
    """
    document = yield from get(ClientOrder, id)
    if document is None or document.recorded:
        return NOTHING, None
    order = parse_order_document(org, id, document.written, now)
    changes, _ = yield from record_order(org, order, now)
    return changes, None
