"""A booking, what of a package is taken by all of them, and the pilgrim whom one is for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Value

BookingStatus = Literal["reserved", "confirmed", "cancelled", "expired"]
PilgrimStatus = Literal["preliminary", "confirmed", "withdrawn"]
OF_BOOKING: Mapping[BookingStatus, PilgrimStatus] = {
    "reserved": "preliminary",
    "confirmed": "confirmed",
    "cancelled": "withdrawn",
    "expired": "withdrawn",
}


class BookingStep(Value):
    """What became of a booking, by whom; `system` where its time ran out."""

    status: BookingStatus
    at: datetime
    by: str


class Booking(Document):
    """`bookings/{id}`: so many seats of a package for a customer. `price_minor`: of one seat when they were reserved,
    `total_minor` of all. `reserved` until `expires_at`, then `expired` unless it was `confirmed` (paid). `invoice_id`,
    `payment_reference`: what it was confirmed by. `wake_at`: when it expires.
    """

    collection: ClassVar[str] = "bookings"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "package_id": "unknown",
        "status": "cancelled",
        "seats": 0,
        "created_at": UNKNOWN_AT,
    }
    package_id: str
    package_code: str | None = None
    customer_id: str | None = None
    conversation_id: str | None = None
    name: str | None = None
    phone: str | None = None
    seats: int = Field(ge=0)
    status: BookingStatus
    price_minor: int = 0
    total_minor: int = 0
    currency: str | None = None
    expires_at: datetime | None = None
    invoice_id: str | None = None
    payment_reference: str | None = None
    reason: str | None = None
    history: tuple[BookingStep, ...] = ()
    edits: Edits = Field(default_factory=dict)
    created_at: datetime
    updated_at: datetime | None = None
    wake_at: datetime | None = None

    def held(self, *statuses: BookingStatus) -> int:
        """How many seats it takes as one of these."""
        return self.seats if self.status in statuses else 0

    def stepped(self, status: BookingStatus, *, by: str, at: datetime, **changes: Any) -> "Booking":
        """The booking after a step. One that is reserved wakes when it expires."""
        after = self.with_changes(**changes, status=status, updated_at=at)
        step = BookingStep(status=status, at=at, by=by)
        wake_at = after.expires_at if status == "reserved" else None
        return after.with_changes(history=(*self.history, step), wake_at=wake_at)


class PackageSeats(Document):
    """`package_seats/{package}`: how many seats are reserved and how many confirmed. Each commit that moves a booking's
    seats writes it, so that two at once meet here. The quota is the package's own.
    """

    collection: ClassVar[str] = "package_seats"
    reserved: int = 0
    confirmed: int = 0
    updated_at: datetime | None = None

    @property
    def taken(self) -> int:
        return self.reserved + self.confirmed

    def after(self, before: Booking | None, after: Booking, now: datetime) -> "PackageSeats":
        """The seats once a booking has changed; the same where it takes what it took."""
        reserved, confirmed = _moved(before, after, "reserved"), _moved(before, after, "confirmed")
        if not reserved and not confirmed:
            return self
        return self.with_changes(
            reserved=self.reserved + reserved, confirmed=self.confirmed + confirmed, updated_at=now
        )


class Pilgrim(Document):
    """`pilgrims/{booking}`: whom a booking is for, as far as the chat told it; `preliminary` until it is confirmed."""

    collection: ClassVar[str] = "pilgrims"
    fallbacks: ClassVar[Mapping[str, Any]] = {"booking_id": "unknown", "package_id": "unknown"}
    booking_id: str
    package_id: str
    customer_id: str | None = None
    conversation_id: str | None = None
    name: str | None = None
    phone: str | None = None
    seats: int = 0
    status: PilgrimStatus = "preliminary"
    created_at: datetime | None = None
    updated_at: datetime | None = None


def pilgrim_of(booking: Booking, known: Pilgrim | None = None) -> Pilgrim:
    """The pilgrim as their booking has them."""
    pilgrim = known or Pilgrim(id=booking.id, booking_id=booking.id, package_id=booking.package_id)
    return pilgrim.with_changes(
        customer_id=booking.customer_id,
        conversation_id=booking.conversation_id,
        name=booking.name,
        phone=booking.phone,
        seats=booking.seats,
        status=OF_BOOKING[booking.status],
        created_at=booking.created_at,
        updated_at=booking.updated_at,
    )


def _moved(before: Booking | None, after: Booking, status: BookingStatus) -> int:
    return after.held(status) - (before.held(status) if before is not None else 0)
