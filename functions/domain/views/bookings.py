"""Bookings as staff see them: all, of a package or in a status, and those of a customer."""

from collections.abc import Mapping
from typing import Any, get_args

from functions.domain.bookings.documents import Booking, BookingStatus
from functions.domain.kernel.decisions import NOTHING, Decision, Find, get
from functions.domain.kernel.errors import FieldFault, Malformed, NotFound
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.views.lists import Listed, listed, only
from functions.domain.views.of_customer import readable_customer
from functions.domain.views.pages import Wanted, page

SHOWN = (
    *("package_id", "package_code", "customer_id", "conversation_id", "name", "phone", "seats", "status"),
    *("price_minor", "total_minor", "currency", "expires_at", "invoice_id", "payment_reference", "reason"),
    *("history", "created_at", "updated_at"),
)
BOOKINGS = Listed(Booking, "updated_at", only(*SHOWN))
_BY = ("customer_id", "package_id", "status")


def bookings_listed(
    org: Org, uid: str, query: Mapping[str, str], *, wanted: Wanted
) -> Decision[dict[str, Any]]:
    """A page of bookings, the last changed first: a customer's to those who read the customer, all, those of a package
    or in a status to those who read all. Bills 1 read and 1 a row, 1 more for the customer. Raises Forbidden,
    FeatureOff, NotFound, and Malformed where it asks by two things at once.
    """
    asked = {name: query[name] for name in _BY if query.get(name)}
    if len(asked) > 1:
        raise Malformed("query", [FieldFault(max(asked), "goes without the others")])
    status = asked.get("status")
    if status is not None and status not in get_args(BookingStatus):
        raise Malformed("query", [FieldFault("status", f"is one of {', '.join(get_args(BookingStatus))}")])
    if (customer_id := asked.get("customer_id")) is None:
        return (yield from listed(org, uid, BOOKINGS, wanted=wanted, where=tuple(asked.items())))
    customer = yield from readable_customer(org, uid, customer_id, collection=Booking.collection)
    rows = Find(Booking, (("customer_id", customer.id),), BOOKINGS.order_by, "DESCENDING", wanted.limit)
    return NOTHING, (yield from page(org, rows, wanted, show=BOOKINGS.show))


def booking_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """One booking. Bills 3 reads. Raises Forbidden, FeatureOff, NotFound."""
    require(org, "crm")
    booking = yield from get(Booking, id)
    if booking is None or booking.customer_id is None:
        raise NotFound("booking")
    yield from readable_customer(org, uid, booking.customer_id, collection=Booking.collection)
    return NOTHING, dict(BOOKINGS.show(booking) or {})
