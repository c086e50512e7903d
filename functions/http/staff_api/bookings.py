"""`/bookings`: seats of packages, from the reservation to the payment."""

from typing import Annotated

from pydantic import Field

from functions.domain.bookings.documents import Booking, BookingStatus
from functions.domain.views.bookings import booking_shown, bookings_listed
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import changes, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shows
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

_ONE = "/bookings/<string(maxlength=400):id>"


class BookingsQuery(PageQuery):
    """By one of these, or none."""

    customer_id: Annotated[str | None, Field(description="the bookings of a customer")] = None
    package_id: Annotated[str | None, Field(description="those of a package")] = None
    status: Annotated[BookingStatus | None, Field(description="those that stand so")] = None


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    return Reply(read(asked, lambda: bookings_listed(asked.org, asked.uid, asked.query, wanted=wanted)))


def _step(word: str, kind: str, summary: str, *, method: str = "POST") -> Operation:
    """A step of a booking's: `POST /bookings/{id}/{word}`."""
    path = f"{_ONE}/{word}" if word else _ONE
    change = changes(kind, "booking_id", booking_shown)
    return Operation(
        method, path, summary, change, CommandAnswer, kind=kind, given=("booking_id",), compares=True
    )


OPERATIONS = (
    Operation(
        "GET",
        "/bookings",
        "Bookings, the last changed first",
        _list,
        ListAnswer,
        query=BookingsQuery,
        reads=Booking.collection,
    ),
    Operation(
        "POST",
        "/bookings",
        "Reserve seats",
        makes("reserve_seats", "bookings", "booking_id"),
        CommandAnswer,
        status=201,
        kind="reserve_seats",
    ),
    Operation(
        "GET",
        _ONE,
        "A booking with its history",
        shows(booking_shown),
        DocumentAnswer,
        reads=Booking.collection,
    ),
    _step("", "change_booking", "Change seats, name or phone of a booking", method="PATCH"),
    _step("confirmation", "confirm_booking", "Confirm a booking that is paid"),
    _step("cancellation", "cancel_booking", "Cancel a booking: its seats go back"),
)
