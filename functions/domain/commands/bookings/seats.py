"""`reserve_seats`, `confirm_booking`, `cancel_booking`, `change_booking`: seats of a package, by staff."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field

from functions.domain.accounts.invoices import Invoice
from functions.domain.bookings.documents import Booking
from functions.domain.bookings.holding import (
    Payment,
    WantedSeats,
    cancel,
    change,
    confirm,
    read_booking,
    reserve,
)
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse, require_owner
from functions.domain.commands.requests import Request, read_customer
from functions.domain.conversations.documents import Conversation
from functions.domain.customers.addresses import normal_phone
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, Get, Reading, get, get_all
from functions.domain.kernel.validation import DocumentId, Faults, Form, OptionalId, OptionalText
from functions.domain.orgs.org import Org
from functions.domain.settings.packages import MOST_SEATS
from functions.domain.staff.readership import LEADERS
from functions.domain.staff.roles import Role

# Those whose word is enough for a payment.
BILLING: Final[frozenset[Role]] = LEADERS | {"finance"}
FIELDS: Final = ("seats", "name", "phone")
Seats = Annotated[int, Field(strict=True, ge=1, le=MOST_SEATS)]


class ReservationForm(Form):
    """Seats of a package, for a customer or for the one of a conversation. `name` as the passport has it, `phone`: the
    customer's where they are absent.
    """

    booking_id: OptionalId = None
    package_id: DocumentId
    seats: Seats
    customer_id: OptionalId = None
    conversation_id: OptionalId = None
    name: OptionalText = None
    phone: OptionalText = None


class ConfirmationForm(Form):
    """By which payment: of an invoice that is paid, or as those who bill have seen it."""

    booking_id: DocumentId
    invoice_id: OptionalId = None
    payment_reference: OptionalText = None


class CancellationForm(Form):
    booking_id: DocumentId
    reason: OptionalText = None


class BookingForm(Form):
    """Fields of a booking. One that is absent stays; name and phone go where they are null."""

    booking_id: DocumentId
    seats: Seats = 1
    name: OptionalText = None
    phone: OptionalText = None


def reserve_seats(org: Org, request: Request[ReservationForm], now: datetime) -> Decision[Result]:
    """Seats held for a customer for as long as the settings say. Bills 4 reads and 3 writes, 1 read more for a
    conversation.

    One that is late takes what is left when it arrives, and holds it from then. The same booking again answers as it
    stands. Malformed where the package is not sold or has too few seats left.
    """
    form = request.data
    of_conversation = yield from _of_conversation(form.conversation_id)
    customer = yield from read_customer(request.giver, form.customer_id or of_conversation)
    require_owner(of_conversation, customer, path="conversation_id")
    wanted = WantedSeats(
        booking_id=form.booking_id or request.command_id,
        package_id=form.package_id,
        seats=form.seats,
        customer_id=customer.id,
        by=request.giver.uid,
        conversation_id=form.conversation_id,
        name=form.name or customer.name,
        phone=_phone(org, form.phone) or customer.phone,
    )
    changes, booking = yield from reserve(org, wanted, now)
    return changes, told(booking)


def confirm_booking(org: Org, request: Request[ConfirmationForm], now: datetime) -> Decision[Result]:
    """A booking that is paid keeps its seats. Bills 4 reads and 3 writes, 1 read and 1 write more for an invoice, 1
    read for each other booking that it has confirmed, 1 for one that has expired; 1 read and 1 write more where it
    names a chat; of one that is confirmed no write.

    It counts when it arrives: one that has expired takes its seats again where they are left. Malformed where it was
    cancelled, and at `invoice_id` where that is not paid, is used up by other bookings, or is needed from those who do
    not bill.
    """
    form = request.data
    booking, customer = yield from _readable(request, form.booking_id)
    invoice: Invoice | None = None
    if form.invoice_id is not None:
        invoice = yield from _paid_invoice(form.invoice_id, customer, booking)
    elif not request.giver.has_role(BILLING) and booking.status != "confirmed":
        raise refuse("invoice_id", "is needed from those who do not bill: an invoice that is paid")
    payment = Payment(request.giver.uid, form.invoice_id, form.payment_reference)
    changes, after = yield from confirm(booking.id, payment, now)
    if invoice is not None and changes != NOTHING:
        changes = replace(changes, put=(*changes.put, invoice))
    return changes, told(after)


def cancel_booking(org: Org, request: Request[CancellationForm], now: datetime) -> Decision[Result]:
    """A booking that gives its seats back, for good. Bills 4 reads and 3 writes; of one that was cancelled no write; 1
    read and 1 write more of one that was paid and names a chat. It counts when it arrives.
    """
    form = request.data
    booking, _ = yield from _readable(request, form.booking_id)
    changes, after = yield from cancel(booking.id, by=request.giver.uid, reason=form.reason, now=now)
    return changes, told(after)


def change_booking(org: Org, request: Request[BookingForm], now: datetime) -> Decision[Result]:
    """A booking with other seats, name or phone. Bills 4 reads and 3 writes, 1 read more for more seats.

    Of a field the change that was made last holds. Malformed at `seats` where it is not reserved, and for
    more where too few are left or the package is not sold any more.
    """
    form = request.data
    booking, _ = yield from _readable(request, form.booking_id)
    saved = edited(booking, request, FIELDS, phone=_phone(org, form.phone))
    if saved.document == booking:
        return NOTHING, saved.result(**told(booking))
    changes = yield from change(org, booking, saved.document, now=now)
    after = next(each for each in changes.put if isinstance(each, Booking))
    return changes, saved.result(**told(after))


def told(booking: Booking) -> dict[str, Any]:
    """What the answer says of a booking."""
    expires_at = booking.expires_at if booking.status == "reserved" else None
    return {
        "booking_id": booking.id,
        "customer_id": booking.customer_id,
        "package_id": booking.package_id,
        "status": booking.status,
        "seats": booking.seats,
        "total_minor": booking.total_minor,
        "expires_at": expires_at.isoformat() if expires_at is not None else None,
    }


def _readable(request: Request[Any], id: str) -> Reading[tuple[Booking, Customer]]:
    """A booking with its customer. Forbidden where that is assigned to others."""
    booking = yield from read_booking(id)
    customer = yield from read_customer(request.giver, booking.customer_id)
    return booking, customer


def _of_conversation(id: str | None) -> Reading[str | None]:
    if id is None:
        return None
    conversation = yield from get(Conversation, id)
    if conversation is None:
        raise refuse("conversation_id", "names no conversation")
    return conversation.customer_id


def _paid_invoice(id: str, customer: Customer, booking: Booking) -> Reading[Invoice]:
    """The invoice with the booking that it confirms. A down payment confirms one booking; beside others it has to be of
    all that they come to.
    """
    invoice = yield from get(Invoice, id)
    if invoice is None:
        raise refuse("invoice_id", "names no invoice")
    require_owner(invoice.customer_id, customer, path="invoice_id")
    if invoice.status != "paid":
        raise refuse("invoice_id", "is not paid")
    others = tuple(each for each in invoice.booking_ids if each != booking.id)
    paid = yield from _paid_for(others)
    if paid and paid + booking.total_minor > invoice.total_minor:
        raise refuse("invoice_id", "has paid for other bookings")
    return invoice.with_changes(booking_ids=(*others, booking.id))


def _paid_for(ids: tuple[str, ...]) -> Reading[int]:
    """What the bookings come to that are confirmed. Bills 1 read each."""
    found = (yield from get_all(*(Get(Booking, each) for each in ids))) if ids else ()
    return sum(each.total_minor for each in found if each is not None and each.status == "confirmed")


def _phone(org: Org, text: str | None) -> str | None:
    if text is None:
        return None
    faults = Faults("command")
    phone = faults.checked("phone", lambda: normal_phone(text, org.settings.country), None)
    faults.raise_any()
    return phone
