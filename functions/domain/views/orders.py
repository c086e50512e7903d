"""An order as staff see it, and how it goes out to the order system."""

from typing import Any

from functions.domain.kernel.decisions import NOTHING, Decision, Get, get, get_both
from functions.domain.kernel.errors import NotFound
from functions.domain.orders.documents import RecordedOrder
from functions.domain.orders.posts import OrderPost
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import only
from functions.domain.views.of_customer import readable_customer

SHOWN = (
    *("customer_id", "status", "ordered_at", "updated_at", "delivered_at", "currency", "total_minor"),
    *("refunded_minor", "points_earned", "lines", "outlet_id", "visit_type", "channel", "warnings"),
)
SENDING = ("status", "event", "key", "attempts", "reason", "queued_at", "send_at", "sent_at")
_ORDER, _SENDING = only(*SHOWN), only(*SENDING)


def order_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """One order; `sending` says how its latest state that was made here goes out, without what was sent. Bills 3 reads,
    2 more for a rep. Raises Forbidden, NotFound.
    """
    row = readers_of(RecordedOrder.collection)
    member, order = yield from get_both(Get(Member, uid), Get(RecordedOrder, id))
    if member is None or not row.may_be_read_by(member.roles):
        raise denied(member)
    if order is None:
        raise NotFound("order")
    if not row.all.intersection(member.roles):
        if order.customer_id is None:
            raise NotFound("order")
        yield from readable_customer(org, uid, order.customer_id, collection=RecordedOrder.collection)
    post = yield from get(OrderPost, id)
    sending = _SENDING(post) if post is not None else None
    return NOTHING, {**(_ORDER(order) or {}), "sending": sending}
