"""What hangs on a customer, in pages: visits, ledger, messages, interactions, notes, feedback."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions.domain.customers.customer import Customer, followed
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.notes import Note
from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.messages.outbox import Message
from functions.domain.orders.documents import RecordedOrder
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.staff.readership import Readers
from functions.domain.views.lists import Listed, Shown, only
from functions.domain.views.messages import SHOWN as SHOWN_OF_MESSAGES
from functions.domain.views.pages import Wanted, page
from functions.domain.views.visits import FEEDBACK

_ORDER = only(
    *("status", "ordered_at", "currency", "total_minor", "refunded_minor", "points_earned", "lines"),
    *("outlet_id", "visit_type", "channel"),
)


def _visit(order: RecordedOrder) -> Shown:
    return _ORDER(order) if order.outlet_id or order.visit_type else None


LISTS: Mapping[str, Listed] = {
    "orders": Listed(RecordedOrder, "ordered_at", _ORDER),
    "visits": Listed(RecordedOrder, "ordered_at", _visit),
    "ledger": Listed(LedgerEntry, "at", only("unit", "kind", "amount", "cause", "at")),
    "messages": Listed(Message, "created_at", only(*SHOWN_OF_MESSAGES)),
    "notes": Listed(Note, "created_at", only("note", "created_by_uid", "created_at")),
    "feedback": FEEDBACK,
    "interactions": Listed(
        Interaction,
        "performed_at",
        only(
            *("interaction_type", "interaction_source", "performed_by", "performed_at", "duration_minutes"),
            *("outcome", "next_action", "next_action_on", "notes", "transaction", "automation_id"),
            *("location_id", "opportunity_id", "contact_id", "summary", "sentiment", "ticket_id"),
            *("related_ids", "follow_up_on", "follow_up_task_id", "attachments"),
        ),
    ),
}


def listed_of_customer(
    org: Org, uid: str, customer_id: str, *, what: str, wanted: Wanted
) -> Decision[dict[str, Any]]:
    """A page of a customer's list, the newest first. Bills 2 reads and 1 a row.

    Raises Forbidden to those whose role does not read the customer or the list; FeatureOff, NotFound, and Malformed at
    `cursor`.
    """
    listed = LISTS[what]
    customer = yield from readable_customer(org, uid, customer_id, collection=listed.model.collection)
    query = Find(listed.model, (("customer_id", customer.id),), listed.order_by, "DESCENDING", wanted.limit)
    return NOTHING, (yield from page(org, query, wanted, show=listed.show))


def readable_customer(org: Org, uid: str, customer_id: str, *, collection: str) -> Reading[Customer]:
    """A customer whose documents of a collection the member reads. Bills 2 reads, 1 more for each join on the way."""
    rows = [readers_of(name) for name in {Customer.collection, collection}]
    _, customer = yield from customer_with_reader(org, uid, customer_id, rows=rows)
    return customer


def customer_with_reader(
    org: Org, uid: str, customer_id: str, *, rows: Sequence[Readers]
) -> Reading[tuple[Member, Customer]]:
    """The member who asks, and a customer whom they read by each row of the table. Bills as above."""
    member, named = yield from get_both(Get(Member, uid), Get(Customer, customer_id))
    if member is None or not all(row.may_be_read_by(member.roles) for row in rows):
        raise denied(member)
    for row in rows:
        if row.feature is not None:
            require(org, row.feature)
    customer = yield from followed(named)
    if customer is None:
        raise NotFound("customer")
    for row in rows:
        if not member.may_read(row, owner_uid=customer.owner_uid, territory_id=customer.territory_id):
            raise Forbidden("is not assigned to you")
    return member, customer
