"""Which locations of customers lie near a place: ranges of their geohashes, then the metres to each."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from functions.domain.accounts.locations import Location, pin_of
from functions.domain.customers.customer import Customer
from functions.domain.field_work.geohashes import ranges_around
from functions.domain.field_work.places import Place, metres_between
from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, get, get_all
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import only

NEAR_M, MOST_METRES = 1_000, 50_000
MOST_IN_A_RANGE = 100
MOST_CUSTOMERS = 100
_READERS = readers_of(Location.collection)
SHOWN = only(
    *("customer_id", "brand_id", "location_name", "address", "phone", "pic_name", "pic_role", "verified"),
    "geohash",
)


@dataclass(frozen=True)
class Near:
    """A circle on the map; `limit`: how many of the nearest are shown."""

    place: Place
    within_m: int = NEAR_M
    limit: int = 25


@dataclass(frozen=True)
class _Found:
    metres: float
    location: Location


def nearby_locations(org: Org, uid: str, what: Near) -> Decision[dict[str, Any]]:
    """Active locations within the circle, the nearest first, each with `distance_m`. `is_complete`: whether all of them
    were looked at; where false, fewer metres show more.

    Bills 1 read, 1 for each location of the ranges and 1 for each empty range: on an evenly filled map 2.5 locations
    for 1 in the circle, of about 6 ranges, 16 at the most with 100 each. Of who reads assigned customers alone 1 read
    more for each customer in the circle, the 100 nearest. Raises Forbidden, FeatureOff.
    """
    member = yield from get(Member, uid)
    if member is None or (_READERS.all | _READERS.assigned).isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    rows, is_complete = yield from _in_ranges(what)
    found = sorted(_within(rows, what), key=lambda each: (each.metres, each.location.id))
    if _READERS.all.isdisjoint(member.roles):
        found, is_each = yield from _of_theirs(member, found)
        is_complete = is_complete and is_each
    items = [{**(SHOWN(each.location) or {}), "distance_m": round(each.metres)} for each in found]
    return NOTHING, {"items": items[: what.limit], "is_complete": is_complete and len(items) <= what.limit}


def _in_ranges(what: Near) -> Reading[tuple[Iterable[Location], bool]]:
    """The locations of all ranges, and whether each was read to its end."""
    found: tuple[tuple[Location, ...], ...] = yield tuple(
        Find(
            Location,
            (),
            "geohash",
            "ASCENDING",
            MOST_IN_A_RANGE,
            at_least=("geohash", low),
            at_most=("geohash", high),
        )
        for low, high in ranges_around(what.place, what.within_m)
    )
    return chain.from_iterable(found), all(len(rows) < MOST_IN_A_RANGE for rows in found)


def _within(rows: Iterable[Location], what: Near) -> Iterable[_Found]:
    for location in rows:
        pin = pin_of(location)
        if location.is_active and pin is not None:
            metres = metres_between(what.place, pin)
            if metres <= what.within_m:
                yield _Found(metres, location)


def _of_theirs(member: Member, found: list[_Found]) -> Reading[tuple[list[_Found], bool]]:
    """Those of customers whom the member may read."""
    named = list(dict.fromkeys(each.location.customer_id for each in found if each.location.customer_id))
    ids = named[:MOST_CUSTOMERS]
    customers = (yield from get_all(*(Get(Customer, id) for id in ids))) if ids else ()
    theirs = {
        customer.id
        for customer in customers
        if customer is not None
        and member.may_read(_READERS, owner_uid=customer.owner_uid, territory_id=customer.territory_id)
    }
    return [each for each in found if each.location.customer_id in theirs], len(named) <= MOST_CUSTOMERS
