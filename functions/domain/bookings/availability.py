"""A package as it can be had at this moment: its price, its day, and how many seats are left."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from functions.domain.bookings.documents import PackageSeats
from functions.domain.configuration.documents import PackageDocument
from functions.domain.configuration.loading import content_in
from functions.domain.configuration.references import Ref
from functions.domain.kernel.decisions import Get, Reading, get_both
from functions.domain.kernel.errors import Damaged
from functions.domain.orgs.org import Org
from functions.domain.settings.packages import Package

# `limited`: few are left. `closed`: none is sold, whatever is left.
QuotaStatus = Literal["available", "limited", "full", "closed"]


@dataclass(frozen=True)
class Availability:
    """A package as it stands, with what is taken of it."""

    id: str
    package: Package
    seats: PackageSeats

    @property
    def seats_left(self) -> int:
        return max(0, self.package.quota - self.seats.taken)

    @property
    def overbooked(self) -> int:
        """How many seats more are taken than the quota allows since it was lowered."""
        return max(0, self.seats.taken - self.package.quota)

    def is_on_sale(self, today: date) -> bool:
        """Whether seats of it are sold: it is open, and its day has not come."""
        return self.package.is_open and today < self.package.departs_on

    def status(self, org: Org, now: datetime) -> QuotaStatus:
        if not self.is_on_sale(org.day_of(now)):
            return "closed"
        if self.seats_left == 0:
            return "full"
        return "limited" if self.seats_left <= org.settings.bookings.few_seats else "available"


def read_availability(id: str) -> Reading[Availability | None]:
    """A package with its seats, both as they are now. None where there is none, or it was broken by hand. Bills 2
    reads.
    """
    document, seats = yield from get_both(Get(PackageDocument, id), Get(PackageSeats, id))
    package = package_in(document)
    return None if package is None else Availability(id, package, seats or PackageSeats(id=id))


def package_in(document: PackageDocument | None) -> Package | None:
    """What a stored package says; None where it says nothing right."""
    if document is None:
        return None
    try:
        content = content_in(Ref(PackageDocument.collection, document.id), document.model_extra or {})
    except Damaged:
        return None
    return content if isinstance(content, Package) else None
