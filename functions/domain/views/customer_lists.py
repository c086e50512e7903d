"""Customers in lists, in pages that cost their rows (customer_filters.py)."""

from typing import Any

from functions.domain.configuration.documents import SegmentDocument
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, Reading, get
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org, is_on
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.customer_filters import Filters
from functions.domain.views.pages import Wanted, page

_READERS = readers_of(Customer.collection)
LISTING = _READERS.all | _READERS.assigned
SHOWN = ("name", "phone", "tags", "stats", "owner_uid", "created_at", "updated_at")


def customer_list(org: Org, uid: str, filters: Filters, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of customers (S004-11, S004-12, S004-30). Those who read assigned customers alone have those whose
    `owner_uid` they are. A row that was read and does not fit is left out, so a page may be short, or empty, and still
    have a `next`.

    Bills 1 read and 1 for each row that was read, 2 at the least. Raises Forbidden to those whose role lists no
    customers, FeatureOff, and Malformed at `cursor`, and at `segment` where there is none of this id.
    """
    member = yield from get(Member, uid)
    if member is None or LISTING.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    yield from _require_segment(org, filters.segment)
    if filters.is_searched and filters.search is None:
        return NOTHING, {"items": [], "next": None}
    sees_all = bool(_READERS.all.intersection(member.roles))
    query = filters.query(wanted.limit, owner_uid=None if sees_all else uid)
    has_loyalty = is_on(org, "loyalty")

    def show(customer: Customer) -> dict[str, Any] | None:
        return _row(customer, has_loyalty=has_loyalty) if filters.fits(customer) else None

    return NOTHING, (yield from page(org, query, wanted, show=show))


def _require_segment(org: Org, id: str | None) -> Reading[None]:
    """Bills 1 read where this instance does not know the segment: another one may have saved it a moment ago."""
    if id is None or id in org.segments:
        return
    if (yield from get(SegmentDocument, id)) is None:
        raise Malformed("query", [FieldFault("segment", "names no segment")])


def _row(customer: Customer, *, has_loyalty: bool) -> dict[str, Any]:
    shown = customer.model_dump(mode="json", include=set(SHOWN))
    account = customer.loyalty
    loyalty = {"loyalty": {"tier": account.tier, "points": account.points}} if has_loyalty else {}
    return {"id": customer.id, **shown, **loyalty, "last_visit_at": shown["stats"]["last_visit_at"]}
