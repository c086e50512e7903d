"""`/bookings`: seats of packages, from the reservation to the payment."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from functions.domain.bookings.documents import Booking, BookingStatus
from functions.domain.views.bookings import booking_shown, bookings_listed
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shown
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


def _show(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: booking_shown(asked.org, asked.uid, asked.path["id"])))


def _reserve(asked: Asked) -> Reply:
    result = given(asked, "reserve_seats", body_of(asked)).value
    return Reply(result, 201, {"Location": f"bookings/{result['booking_id']}"})


def _giving(kind: str) -> Callable[[Asked], Any]:
    def give(asked: Asked) -> Reply:
        """A booking that is not there cannot be found."""
        id = asked.path["id"]

        def seen() -> Any:
            return booking_shown(asked.org, asked.uid, id)

        data = body_of(asked, booking_id=id)
        read(asked, seen)
        return Reply(given(asked, kind, data, seen=seen).value)

    return give


def _step(word: str, kind: str, summary: str, *, method: str = "POST") -> Operation:
    """A step of a booking's: `POST /bookings/{id}/{word}`."""
    path = f"{_ONE}/{word}" if word else _ONE
    return Operation(method, path, summary, _giving(kind), CommandAnswer, kind=kind, given=("booking_id",))


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
        "POST", "/bookings", "Reserve seats", _reserve, CommandAnswer, status=201, kind="reserve_seats"
    ),
    Operation("GET", _ONE, "A booking with its history", _show, DocumentAnswer, reads=Booking.collection),
    _step("", "change_booking", "Change seats, name or phone of a booking", method="PATCH"),
    _step("confirmation", "confirm_booking", "Confirm a booking that is paid"),
    _step("cancellation", "cancel_booking", "Cancel a booking: its seats go back"),
)
