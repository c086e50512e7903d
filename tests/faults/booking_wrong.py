"""Mistakes in bookings: seats counted beside the commit, counted twice, given away, or held for ever."""

from datetime import datetime
from typing import Any

import pytest

from functions.domain.bookings import holding
from functions.domain.bookings.availability import Availability
from functions.domain.bookings.documents import Booking, PackageSeats
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.wake_ups import table
from tests.faults.world import World

assert table  # loaded here, so that the mistake is made where it is looked up


def sells_seats_without_their_count(world: World, patch: pytest.MonkeyPatch) -> None:
    """A reservation looks at the count, and does not write it: two at once do not meet."""

    def after(self: PackageSeats, before: Any, booking: Booking, now: datetime) -> PackageSeats:
        return self if before is None else count(self, before, booking, now)

    count = PackageSeats.after
    patch.setattr(PackageSeats, "after", after)


def gives_seats_back_with_each_cancellation(world: World, patch: pytest.MonkeyPatch) -> None:
    """What has expired gives its seats back once more where it is cancelled."""

    def held(self: Booking, *statuses: Any) -> int:
        counts = {*statuses, "expired"} if "reserved" in statuses else set(statuses)
        return self.seats if self.status in counts else 0

    patch.setattr(Booking, "held", held)


def takes_a_late_payment_whatever_is_left(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who pays after the time is over has the seats, and so has who got them since."""
    patch.setattr(Availability, "seats_left", property(lambda self: 10_000))
    patch.setattr(holding, "_require_left", _asks_at_once)


def _asks_at_once(found: Availability, seats: int, *, path: str) -> None:
    if found.seats.taken + seats > found.package.quota:
        raise holding.refused(path, "has too few seats left")


def expires_what_is_paid(world: World, patch: pytest.MonkeyPatch) -> None:
    """A wake-up asks for the time alone."""

    def wake_booking(id: str, now: datetime) -> Decision[None]:
        known = yield from get(Booking, id)
        if known is None or known.expires_at is None or known.expires_at > now:
            return NOTHING, None
        expired = known.stepped("expired", by=holding.BY_TIME, at=now)
        return (yield from holding._stepped(known, expired, now)), None

    def stepped(self: Booking, status: Any, *, by: str, at: datetime, **changes: Any) -> Booking:
        after = walk(self, status, by=by, at=at, **changes)
        return after.with_changes(wake_at=self.expires_at) if status == "confirmed" else after

    walk = Booking.stepped
    patch.setattr(holding, "wake_booking", wake_booking)
    patch.setattr(Booking, "stepped", stepped)


def holds_seats_for_ever(world: World, patch: pytest.MonkeyPatch) -> None:
    """A wake-up rests, and gives nothing back."""

    def wake_booking(id: str, now: datetime) -> Decision[None]:
        known = yield from get(Booking, id)
        return (NOTHING if known is None else Changes(put=(known.with_changes(wake_at=None),))), None

    patch.setattr(holding, "wake_booking", wake_booking)
