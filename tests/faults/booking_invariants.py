"""What always holds of bookings: the seats that are counted are those that are held, there are as many, each step was
taken from where it may be, and a reservation does not outlive its time.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from functions.domain.bookings.documents import OF_BOOKING
from tests.faults.booking_flows import AGENCY, JOURNEY
from tests.faults.world import World

SEEN_BY = timedelta(hours=2)
# From which statuses a step leads to one.
FROM: Mapping[str, frozenset[str | None]] = {
    "reserved": frozenset({None}),
    "confirmed": frozenset({"reserved", "expired"}),
    "cancelled": frozenset({"reserved", "confirmed", "expired"}),
    "expired": frozenset({"reserved"}),
}


def broken_bookings(world: World) -> Iterator[str]:
    """What does not hold of the bookings of a world that came to rest."""
    if world.org is not AGENCY:
        return
    bookings = world.backend.all("bookings")
    yield from _seats(world, bookings)
    pilgrims = world.backend.all("pilgrims")
    if pilgrims.keys() != bookings.keys():
        yield f"pilgrims of {sorted(pilgrims)} and bookings {sorted(bookings)}"
        return
    for id, booking in bookings.items():
        yield from _steps(id, booking)
        if booking["status"] == "reserved" and booking["expires_at"] + SEEN_BY < world.now:
            yield f"booking {id} holds its seats after its time"
        pilgrim = pilgrims[id]
        told = (OF_BOOKING[booking["status"]], booking["seats"])
        if (pilgrim["status"], pilgrim["seats"]) != told:
            yield f"the pilgrim of booking {id} is {pilgrim['status']} with {pilgrim['seats']}, not {told}"


def _seats(world: World, bookings: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    counted = world.backend.all("package_seats").get(JOURNEY, {"reserved": 0, "confirmed": 0})
    quota = world.backend.all("packages")[JOURNEY]["quota"]
    taken = 0
    for status in ("reserved", "confirmed"):
        held = sum(each["seats"] for each in bookings.values() if each["status"] == status)
        taken += held
        if counted[status] != held:
            yield f"{counted[status]} seats are counted as {status}, and bookings hold {held}"
    if taken > quota:
        yield f"{taken} seats are taken of {quota}"


def _steps(id: str, booking: Mapping[str, Any]) -> Iterator[str]:
    status: str | None = None
    for each in booking["history"]:
        if status not in FROM[each["status"]]:
            yield f"booking {id} was {each['status']} while it was {status}"
            return
        status = each["status"]
    if status != booking["status"]:
        yield f"booking {id} is {booking['status']}, and its history ends at {status}"
