"""Packages as staff see them: what each says, and how many of its seats are left at this moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.bookings.availability import Availability, package_in
from functions.domain.bookings.documents import PackageSeats
from functions.domain.configuration.by_staff import shown
from functions.domain.configuration.documents import PackageDocument
from functions.domain.configuration.loading import revisions_of
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import Saved, saved_of
from functions.domain.configuration.stored import read_stored
from functions.domain.kernel.decisions import NOTHING, Decision, Get, Reading, get, get_all, get_both
from functions.domain.kernel.errors import NotFound
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of

COLLECTION = PackageDocument.collection


def packages_listed(org: Org, uid: str, *, now: datetime) -> Decision[list[dict[str, Any]]]:
    """Every package with its seats, the next departure first. Bills 2 reads, and 2 a package. Raises Forbidden to those
    whose role does not read packages, FeatureOff.
    """
    yield from _require_reader(org, uid)
    stored = yield from read_stored(
        org.id, lambda document: (ref for ref in revisions_of(document) if ref.collection == COLLECTION)
    )
    documents = [each for each in stored.documents.values() if isinstance(each, PackageDocument)]
    seats = yield from get_all(*(Get(PackageSeats, each.id) for each in documents))
    rows = []
    for document, taken in zip(documents, seats, strict=True):
        figures = _figures(org, document, taken, now=now)
        rows.append({**shown(saved_of(Ref(COLLECTION, document.id), document)), **figures})
    return NOTHING, sorted(rows, key=lambda row: (str(row.get("departs_on")), row["id"]))


def package_shown(org: Org, uid: str, id: str, *, now: datetime) -> Decision[tuple[Saved, Mapping[str, Any]]]:
    """One package, and the figures of its seats. Bills 3 reads. Raises Forbidden, FeatureOff, NotFound."""
    yield from _require_reader(org, uid)
    document, seats = yield from get_both(Get(PackageDocument, id), Get(PackageSeats, id))
    if document is None:
        raise NotFound("package")
    return NOTHING, (saved_of(Ref(COLLECTION, id), document), _figures(org, document, seats, now=now))


def _figures(
    org: Org, document: PackageDocument, seats: PackageSeats | None, *, now: datetime
) -> dict[str, Any]:
    """What is shown beside a package; of one that was broken by hand what is taken."""
    taken, package = seats or PackageSeats(id=document.id), package_in(document)
    figures: dict[str, Any] = {"seats_reserved": taken.reserved, "seats_confirmed": taken.confirmed}
    if package is None:
        return figures
    found = Availability(document.id, package, taken)
    status = found.status(org, now)
    return {**figures, "seats_left": found.seats_left, "overbooked": found.overbooked, "quota_status": status}


def _require_reader(org: Org, uid: str) -> Reading[None]:
    member = yield from get(Member, uid)
    if member is None or readers_of(COLLECTION).all.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
