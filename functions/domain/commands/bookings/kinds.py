"""Commands about bookings: a part of the table in commands/kinds.py."""

from collections.abc import Callable, Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import DESK
from functions.domain.staff.roles import Role

# Those who speak with customers; finance takes the money.
_SELLERS: frozenset[Role] = DESK | {"sales_rep"}
_BY_ARRIVAL = "it counts when it arrives; a step that was taken already changes nothing"


def _reserve_seats() -> Act[Any]:
    from functions.domain.commands.bookings.seats import ReservationForm, reserve_seats

    return by_form(ReservationForm, reserve_seats)


def _confirm_booking() -> Act[Any]:
    from functions.domain.commands.bookings.seats import ConfirmationForm, confirm_booking

    return by_form(ConfirmationForm, confirm_booking)


def _cancel_booking() -> Act[Any]:
    from functions.domain.commands.bookings.seats import CancellationForm, cancel_booking

    return by_form(CancellationForm, cancel_booking)


def _change_booking() -> Act[Any]:
    from functions.domain.commands.bookings.seats import BookingForm, change_booking

    return by_form(BookingForm, change_booking)


def _kind(act: Callable[[], Act[Any]], late: str, roles: frozenset[Role]) -> Kind:
    return Kind(roles=roles, by_customers=False, act=act, late=late, feature="crm")


BOOKING_KINDS: Mapping[str, Kind] = {
    "reserve_seats": _kind(
        _reserve_seats,
        "it takes what is left when it arrives, and holds it from then; the same booking again changes nothing",
        _SELLERS,
    ),
    "confirm_booking": _kind(
        _confirm_booking,
        "it counts when it arrives: one that has expired takes its seats again where they are left; refused where it"
        " was cancelled",
        _SELLERS | {"finance"},
    ),
    "cancel_booking": _kind(_cancel_booking, _BY_ARRIVAL, _SELLERS | {"finance"}),
    "change_booking": _kind(
        _change_booking,
        "of each field the change that was made last holds, by `made_at`; `outdated` names the others. Refused for"
        " seats where it is not reserved by then",
        _SELLERS,
    ),
}
