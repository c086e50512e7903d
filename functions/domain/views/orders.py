"""An order as staff see it, and how it goes out to the order system."""

from datetime import datetime
from typing import Any, ClassVar

from functions.domain.kernel.decisions import NOTHING, Decision, Document, Get, get, get_both
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.orders.documents import OrderLine
from functions.domain.orders.posts import OrderPost
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import only
from functions.domain.views.of_customer import readable_customer


class ShownOrder(Document):
    """Of a stored order, what staff see."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    customer_id: str | None = None
    status: str | None = None
    ordered_at: datetime | None = None
    updated_at: datetime | None = None
    delivered_at: datetime | None = None
    currency: str | None = None
    total_minor: int | None = None
    refunded_minor: int | None = None
    points_earned: int | None = None
    lines: tuple[OrderLine, ...] = ()
    outlet_id: str | None = None
    visit_type: str | None = None
    channel: str | None = None
    warnings: tuple[Warned, ...] = ()
    wanted_on: str | None = None
    requirements: tuple[str, ...] = ()


class CountedLines(Document):
    """Of a stored order that counts, what was bought when."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    counted_at: datetime | None = None
    lines: tuple[OrderLine, ...] = ()


SHOWN = tuple(name for name in ShownOrder.model_fields if name not in Document.model_fields)
SENDING = ("status", "event", "key", "attempts", "reason", "queued_at", "send_at", "sent_at")
_ORDER, _SENDING = only(*SHOWN), only(*SENDING)


def order_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """One order; `sending` says how its latest state that was made here goes out, without what was sent. Bills 3 reads,
    2 more for a rep. Raises Forbidden, NotFound.
    """
    row = readers_of(ShownOrder.collection)
    member, order = yield from get_both(Get(Member, uid), Get(ShownOrder, id))
    if member is None or not row.may_be_read_by(member.roles):
        raise denied(member)
    if order is None:
        raise NotFound("order")
    if not row.all.intersection(member.roles):
        if order.customer_id is None:
            raise NotFound("order")
        yield from readable_customer(org, uid, order.customer_id, collection=ShownOrder.collection)
    post = yield from get(OrderPost, id)
    sending = _SENDING(post) if post is not None else None
    return NOTHING, {**(_ORDER(order) or {}), "sending": sending}
