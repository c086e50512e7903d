"""The steps of a booking: seats are reserved, confirmed by a payment, cancelled, or given back when their time is over.

Each step writes the booking, its pilgrim and the package's seats in one commit, so that two at once never take the last
seat. A step that was taken already changes nothing. One that was cancelled stays so, in whatever order the steps come.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.domain.bookings.availability import Availability, read_availability
from functions.domain.bookings.documents import Booking, PackageSeats, Pilgrim, pilgrim_of
from functions.domain.conversations.documents import standing_conversation
from functions.domain.conversations.journeys import Paid
from functions.domain.conversations.payments import with_payment, without_payment
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_both,
)
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.jobs import get_due
from functions.domain.orgs.org import Org

BY_TIME = "system"


@dataclass(frozen=True)
class WantedSeats:
    """Seats that somebody wants. `booking_id` derives from the cause, so that the same wish twice is one booking."""

    booking_id: str
    package_id: str
    seats: int
    customer_id: str
    by: str
    conversation_id: str | None = None
    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Payment:
    """What a booking is confirmed by."""

    by: str
    invoice_id: str | None = None
    reference: str | None = None


def refused(path: str, message: str) -> Malformed:
    return Malformed("booking", [FieldFault(path, message)])


def reserve(org: Org, wanted: WantedSeats, now: datetime) -> Decision[Booking]:
    """Seats held for a customer, for `bookings.hold_hours`. The same again gives the booking as it stands.

    Bills 3 reads and 3 writes; the same again 3 reads. Malformed at `package_id` or `seats` where the package is not
    sold or has too few seats left, and at `booking_id` where that is a booking of something else.
    """
    # Not presumed missing: what it took itself could be why there are too few left.
    known = yield from get(Booking, wanted.booking_id)
    found = yield from read_availability(wanted.package_id)
    if known is not None:
        if not _is_of(known, wanted):
            raise refused("booking_id", "names another booking")
        return NOTHING, known
    found = _on_sale(org, found, now)
    price = found.package.price_minor
    expires_at = now + timedelta(hours=org.settings.bookings.hold_hours)
    new = Booking(
        id=wanted.booking_id,
        package_id=wanted.package_id,
        package_code=found.package.code,
        customer_id=wanted.customer_id,
        conversation_id=wanted.conversation_id,
        name=wanted.name,
        phone=wanted.phone,
        seats=wanted.seats,
        status="reserved",
        price_minor=price,
        total_minor=price * wanted.seats,
        currency=org.settings.currency,
        expires_at=expires_at,
        created_at=now,
    )
    booking = new.stepped("reserved", by=wanted.by, at=now)
    _require_left(found, wanted.seats, path="seats")
    yield from get(Pilgrim, booking.id, presumed_missing=True)
    seats = found.seats.after(None, booking, now)
    return Changes(put=(booking, seats, pilgrim_of(booking))), booking


def confirm(id: str, payment: Payment, now: datetime) -> Decision[Booking]:
    """A booking that is paid keeps its seats for good. One that has expired takes them again, if they are left.

    Bills 3 reads and 3 writes, 1 read more of one that has expired, 1 read and 1 write more where it names a chat,
    which is paid then; of one that is confirmed 1 read. Malformed at `booking_id` where there is none, it was
    cancelled, or its seats are gone.
    """
    known = yield from read_booking(id)
    if known.status == "confirmed":
        return NOTHING, known
    if known.status == "cancelled":
        raise refused("booking_id", "was cancelled")
    if known.status == "expired":
        found = yield from read_availability(known.package_id)
        if found is None or found.seats_left < known.seats:
            left = found.seats_left if found is not None else 0
            raise refused("booking_id", f"has expired, and {left} seats are left")
    after = known.stepped(
        "confirmed", by=payment.by, at=now, invoice_id=payment.invoice_id, payment_reference=payment.reference
    )
    changes = yield from _stepped(known, after, now)
    return (yield from _with_chat(known, after, changes, now=now)), after


def cancel(id: str, *, by: str, reason: str | None, now: datetime) -> Decision[Booking]:
    """A booking whose seats go back; also one that is paid. Bills 3 reads and 3 writes, of one that was cancelled 1
    read; 1 read and 1 write more of one that was paid and names a chat. Malformed at `booking_id` where there is none.
    """
    known = yield from read_booking(id)
    if known.status == "cancelled":
        return NOTHING, known
    after = known.stepped("cancelled", by=by, at=now, reason=reason)
    changes = yield from _stepped(known, after, now)
    return (yield from _with_chat(known, after, changes, now=now)), after


def change(org: Org, known: Booking, after: Booking, *, now: datetime) -> Reading[Changes]:
    """The changes of a booking whose fields were edited. Bills 2 reads and 3 writes, 1 read more for more seats.

    Malformed at `seats` where it is not reserved any more, and for more seats where the package is not sold or has too
    few left.
    """
    if after.seats != known.seats:
        if known.status != "reserved":
            raise refused("seats", f"may not change: it is {known.status}")
        after = after.with_changes(total_minor=after.price_minor * after.seats)
    if after.seats > known.seats:
        found = yield from read_availability(known.package_id)
        reason = "is not there any more" if found is None else _why_unsold(org, found, now)
        if found is None or reason is not None:
            raise refused("seats", f"may not rise: the package {reason}")
        _require_left(found, after.seats - known.seats, path="seats")
    return (yield from _stepped(known, after.with_changes(updated_at=now), now))


def wake_booking(id: str, now: datetime) -> Decision[None]:
    """A reservation whose time is over gives its seats back. Bills 3 reads and 3 writes; of any other 1 read, and 1
    write where it still wakes.
    """
    known = yield from get_due(Booking, id, now)
    if known is None:
        return NOTHING, None
    if known.status != "reserved":
        return Changes(put=(known.with_changes(wake_at=None),)), None
    if known.expires_at is not None and known.expires_at > now:
        return Changes(put=(known.with_changes(wake_at=known.expires_at),)), None
    return (yield from _stepped(known, known.stepped("expired", by=BY_TIME, at=now), now)), None


def read_booking(id: str) -> Reading[Booking]:
    """A booking. Bills 1 read. Malformed at `booking_id` where there is none."""
    known = yield from get(Booking, id)
    if known is None:
        raise refused("booking_id", "names no booking")
    return known


def _is_of(known: Booking, wanted: WantedSeats) -> bool:
    """Whether a booking is what is wanted again; how many seats it has may have changed since."""
    first = (known.package_id, known.customer_id)
    return first == (wanted.package_id, wanted.customer_id)


def _on_sale(org: Org, found: Availability | None, now: datetime) -> Availability:
    if found is None:
        raise refused("package_id", "names no package")
    if (reason := _why_unsold(org, found, now)) is not None:
        raise refused("package_id", reason)
    return found


def _why_unsold(org: Org, found: Availability, now: datetime) -> str | None:
    if not found.package.is_open:
        return "is not open"
    return None if found.is_on_sale(org.day_of(now)) else "has departed"


def _require_left(found: Availability, seats: int, *, path: str) -> None:
    if seats > found.seats_left:
        raise refused(path, f"has {found.seats_left} seats left")


def _stepped(before: Booking, after: Booking, now: datetime) -> Reading[Changes]:
    """The changes of a step: the booking, the seats where they move, and the pilgrim where there is one."""
    seats, pilgrim = yield from get_both(Get(PackageSeats, after.package_id), Get(Pilgrim, after.id))
    known = seats or PackageSeats(id=after.package_id)
    moved = known.after(before, after, now)
    put: list[Document] = [after]
    if moved is not known:
        put.append(moved)
    if pilgrim is not None:
        put.append(pilgrim_of(after, pilgrim))
    return Changes(put=tuple(put))


def _with_chat(before: Booking, after: Booking, changes: Changes, *, now: datetime) -> Reading[Changes]:
    """The changes of a step with what a payment, or the end of one, brings to the chat that the booking names, or to
    the one in which that one goes on.
    """
    if after.conversation_id is None or "confirmed" not in (before.status, after.status):
        return changes
    conversation = yield from standing_conversation(after.conversation_id)
    if conversation is None:
        return changes
    if after.status == "confirmed":
        paid = Paid(amount_minor=after.total_minor, currency=after.currency)
        moved = with_payment(conversation, after.id, paid, booked_at=after.created_at, at=now)
    else:
        moved = without_payment(conversation, after.id)
    return changes if moved == conversation else replace(changes, put=(*changes.put, moved))
