"""A check-in says how far from the location's pin it was, as the server measures it."""

from typing import Any

import pytest

from functions.domain.accounts.locations import Location, PlaceAddress
from tests.builders import NOON, a_customer, an_org, give, with_staff
from tests.memory import Billed, DictBackend

STRICT = an_org(sales={"check_in_within_m": 300})
PIN = PlaceAddress(lat=-6.2, lng=106.8)
HERE, FAR = {"lat": -6.2001, "lng": 106.8}, {"lat": -6.21, "lng": 106.8}


def a_town() -> DictBackend:
    backend = with_staff(a_customer())
    backend.put(Location(id="cafe", customer_id="somebody", address=PIN))
    backend.put(Location(id="no pin", customer_id="somebody"))
    backend.put(Location(id="theirs", customer_id="another", address=PIN))
    return backend


def visit(backend: DictBackend, **changes: Any) -> dict[str, Any]:
    data = {
        "interaction_type": "visit",
        "interaction_source": "b2b_sales",
        "customer_id": "somebody",
        "location_id": "cafe",
        "performed_at": NOON,
        "coordinates": HERE,
    }
    return give(backend, "record_interaction", data | changes, org=STRICT)


@pytest.mark.item("S002-58")
def test_a_visit_has_its_distance_from_the_pin_and_not_the_one_that_a_phone_says() -> None:
    backend = a_town()
    backend.billed = Billed()
    result = visit(backend, distance_m=0, is_far=True)["result"]
    assert result == {"interaction_id": "command:c0:interaction", "distance_m": 11, "is_far": False}
    kept = backend.one("interactions")
    assert (kept["distance_m"], kept["coordinates"]) == (11, {**HERE, "accuracy_m": None})
    assert "is_far" not in kept
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 2)


@pytest.mark.parametrize(
    ("where", "is_far"), [(FAR, True), ({**FAR, "accuracy_m": 900}, False), ({**FAR, "accuracy_m": 5}, True)]
)
def test_one_beyond_the_setting_is_kept_and_marked(where: dict[str, float], is_far: bool) -> None:
    backend = a_town()
    result = visit(backend, coordinates=where)["result"]
    assert (result["distance_m"], result["is_far"]) == (1112, is_far)
    assert backend.one("interactions").get("is_far", False) is is_far


def test_a_visit_to_a_location_is_its_account_s_where_no_customer_is_named() -> None:
    backend = a_town()
    visit(backend, customer_id=None)
    assert backend.one("interactions")["customer_id"] == "somebody"
    assert backend.one("customers")["stats"]["last_interaction_at"] == NOON


@pytest.mark.parametrize("location_id", ["no pin", None])
def test_without_a_pin_the_coordinates_are_kept_alone(location_id: str | None) -> None:
    backend = a_town()
    assert visit(backend, location_id=location_id)["result"] == {"interaction_id": "command:c0:interaction"}
    assert backend.one("interactions")["coordinates"]["lat"] == HERE["lat"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"location_id": "none"}, "location_id"),
        ({"location_id": "theirs"}, "location_id"),
        ({"coordinates": {"lat": 91, "lng": 0}}, "coordinates.lat"),
        ({"coordinates": {"lat": 1}}, "coordinates.lng"),
    ],
)
def test_a_wrong_place_is_refused_at_its_field_and_nothing_is_kept(
    changes: dict[str, Any], path: str
) -> None:
    backend = a_town()
    command = visit(backend, **changes)
    assert command["status"] == "refused"
    assert [each["path"] for each in command["problems"]] == [path]
    assert backend.all("interactions") == {}
