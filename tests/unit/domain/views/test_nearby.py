"""Which locations are shown as near a place, to whom, and what that bills."""

from typing import Any

import pytest

from functions.domain.accounts.locations import Location, PlaceAddress, with_derived
from functions.domain.customers.customer import Customer
from functions.domain.field_work.places import Place
from functions.domain.kernel.errors import FeatureOff, Forbidden
from functions.domain.staff.members import Member
from functions.domain.views.nearby import MOST_IN_A_RANGE, Near, nearby_locations
from tests.builders import an_org
from tests.memory import DictBackend, a_store, run

SQUARE = Place(-6.2, 106.8)


def a_location(id: str, place: Place, customer_id: str | None = "hers", **fields: Any) -> Location:
    address = PlaceAddress(lat=place.lat, lng=place.lng, city="Jakarta")
    return with_derived(Location(id=id, customer_id=customer_id, address=address, location_name=id, **fields))


def a_town(*locations: Location) -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="lead", roles=("manager",)))
    backend.put(Member(id="rep", roles=("sales_rep",), territory_ids=("north",)))
    backend.put(Member(id="driver", roles=("delivery",)))
    backend.put(Customer(id="hers", owner_uid="rep"))
    backend.put(Customer(id="north", territory_id="north"))
    backend.put(Customer(id="others", owner_uid="else"))
    for location in locations:
        backend.put(location)
    return backend


def near(backend: DictBackend, uid: str = "lead", place: Place = SQUARE, **more: Any) -> dict[str, Any]:
    return run(a_store(backend), lambda: nearby_locations(an_org(), uid, Near(place, **more)))


def shown(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return [(row["id"], row["distance_m"]) for row in answer["items"]]


@pytest.mark.item("S002-58")
def test_active_locations_with_a_pin_are_shown_the_nearest_first_and_others_are_not() -> None:
    backend = a_town(
        a_location("next street", Place(-6.203, 106.8)),
        a_location("here", SQUARE),
        a_location("closed", SQUARE, is_active=False),
        a_location("far", Place(-6.3, 106.8)),
        Location(id="nowhere", customer_id="hers", location_name="No pin"),
    )
    answer = near(backend)
    assert shown(answer) == [("here", 0), ("next street", 334)]
    assert answer["is_complete"] is True
    assert answer["items"][0]["address"]["city"] == "Jakarta"
    assert shown(near(backend, within_m=300)) == [("here", 0)]


@pytest.mark.parametrize(
    ("place", "other"),
    [
        (Place(-17, 180), Place(-17, -179.999)),
        (Place(-17, -180), Place(-17, 179.999)),
        (Place(89.9999, 10), Place(89.9999, -170)),
        (Place(-90, 0), Place(-89.9999, 77)),
    ],
)
def test_the_180th_meridian_and_the_poles_are_no_edges(place: Place, other: Place) -> None:
    assert [id for id, _ in shown(near(a_town(a_location("there", other)), place=place))] == ["there"]


def test_a_rep_is_shown_those_of_their_customers_and_a_driver_and_a_business_without_crm_none() -> None:
    ids = ("hers", "north", "others", None)
    backend = a_town(*(a_location(f"of {id}", SQUARE, id) for id in ids))
    assert [id for id, _ in shown(near(backend, "rep"))] == ["of hers", "of north"]
    for uid in ("driver", "stranger"):
        with pytest.raises(Forbidden):
            near(backend, uid)
    off = an_org(features={"crm": False})
    with pytest.raises(FeatureOff):
        run(a_store(backend), lambda: nearby_locations(off, "lead", Near(SQUARE)))


def test_it_bills_the_locations_of_the_ranges_and_1_for_each_empty_range() -> None:
    backend = a_town(a_location("here", SQUARE), a_location("next street", Place(-6.203, 106.8)))
    near(backend)
    assert backend.billed.reads == 1 + 5
    backend.billed.reads = 0
    near(backend, "rep")
    assert backend.billed.reads == 1 + 5 + 1


def test_where_more_lie_than_are_shown_or_read_the_answer_says_so() -> None:
    few = a_town(*(a_location(f"l{number}", SQUARE) for number in range(3)))
    assert near(few, limit=2)["is_complete"] is False
    assert near(few, limit=3)["is_complete"] is True
    many = a_town(*(a_location(f"l{number:03}", SQUARE) for number in range(MOST_IN_A_RANGE + 1)))
    assert near(many)["is_complete"] is False
