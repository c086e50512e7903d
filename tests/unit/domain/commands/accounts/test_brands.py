"""A brand counts each of its active locations once, and an account's coffee is that of its active locations."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.accounts.brands import Brand, PicRole
from functions.domain.accounts.locations import RoastingProfile
from functions.domain.commands.accounts.brands import OF_KIND
from functions.domain.field_work.geohashes import geohash_of
from tests.builders import NOON, a_customer, give, problems, with_staff
from tests.command_samples import BESIDE, a_legal_entity
from tests.memory import Billed, DictBackend

PLAIN = {"location_id": "l", "brand_id": "b", "location_name": "North"}


def office() -> DictBackend:
    return with_staff(
        a_customer(),
        a_customer(id="other", phone=None, email=None),
        a_legal_entity(),
        Brand(id="b", customer_id="somebody", brand_name="B"),
        Brand(id="c", customer_id="other", brand_name="C"),
        role="owner",
    )


def save(backend: DictBackend, minutes: int = 0, **changes: Any) -> dict[str, Any]:
    at = NOON - timedelta(minutes=600 - minutes)
    return give(backend, "save_location", PLAIN | changes, made_at=at)


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


def totals(backend: DictBackend) -> dict[str, int]:
    return {id: brand["total_locations"] for id, brand in backend.all("brands").items()}


def coffee(backend: DictBackend) -> dict[str, float]:
    accounts = {id: each.get("account") for id, each in backend.all("customers").items()}
    return {id: account["monthly_coffee_kg"] if account else 0 for id, account in accounts.items()}


@pytest.mark.item("S000-59", "S000-56")
def test_a_brand_is_its_account_s_and_its_legal_entity_s() -> None:
    backend = office()
    backend.billed = Billed()
    assert give(backend, "save_brand", BESIDE["save_brand"])["result"] == {"brand_id": "kopi-satu"}
    assert backend.billed == Billed(reads=1 + 4, writes=1 + 1)
    stored = backend.all("brands")["kopi-satu"]
    asked = {name: value for name, value in BESIDE["save_brand"].items() if name != "brand_id"}
    assert {name: stored[name] for name in asked} == asked
    assert stored["total_locations"] == 0


@pytest.mark.item("S000-60", "S000-61", "S000-62", "S000-63", "S000-66")
def test_a_location_keeps_its_fields_is_found_on_the_map_and_verified_by_three_photos() -> None:
    backend = office()
    asked = BESIDE["save_location"] | {"brand_id": "b"}
    backend.billed = Billed()
    assert give(backend, "save_location", asked)["result"] == {"location_id": "north"}
    assert backend.billed == Billed(reads=1 + 4, writes=1 + 3)
    stored = backend.one("locations")
    for name in asked.keys() - {"location_id", "extension"}:
        assert stored[name] == asked[name]
    assert stored["extension"].items() >= asked["extension"].items()
    assert (stored["verified"], stored["geohash"], stored["customer_id"]) == (True, "qquj0tfhq", "somebody")
    give(backend, "save_location", {"location_id": "north", "photos": asked["photos"][:2]})
    assert backend.one("locations")["verified"] is False


def test_a_geohash_is_the_one_of_the_published_example() -> None:
    assert geohash_of(57.64911, 10.40744) == "u4pruydqq"


@pytest.mark.item("S000-69")
def test_a_location_is_counted_once_however_often_it_is_saved_closed_and_opened() -> None:
    backend = office()
    save(backend, extension={"kind": "cafe", "monthly_coffee_kg": 12.5})
    save(backend, 1)
    assert (totals(backend), coffee(backend)) == ({"b": 1, "c": 0}, {"somebody": 12.5, "other": 0})
    save(backend, 2, is_active=False)
    save(backend, 3, is_active=False)
    assert (totals(backend), coffee(backend)) == ({"b": 0, "c": 0}, {"somebody": 0, "other": 0})
    save(backend, 4, is_active=True)
    assert (totals(backend), coffee(backend)) == ({"b": 1, "c": 0}, {"somebody": 12.5, "other": 0})


def test_a_location_that_moves_takes_its_count_and_coffee_to_the_other_brand() -> None:
    backend = office()
    save(backend, extension={"kind": "office", "monthly_coffee_kg": 3})
    save(backend, 1, brand_id="c")
    assert (totals(backend), coffee(backend)) == ({"b": 0, "c": 1}, {"somebody": 0, "other": 3})


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    some.lists(
        some.tuples(
            some.sampled_from("xyz"),
            some.integers(0, 500),
            some.sampled_from("bc"),
            some.booleans(),
            some.sampled_from([None, 0, 0.1, 0.2, 7.375]),
        ),
        max_size=14,
    )
)
def test_counts_and_coffee_equal_a_recomputation_after_any_history(
    history: list[tuple[str, int, str, bool, float | None]],
) -> None:
    backend = office()
    for id, minutes, brand_id, is_active, kg in history:
        extension = {"kind": "hotel", "monthly_coffee_kg": kg}
        save(backend, minutes, location_id=id, brand_id=brand_id, is_active=is_active, extension=extension)
    active = [each for each in backend.all("locations").values() if each["is_active"]]
    assert totals(backend) == {id: sum(each["brand_id"] == id for each in active) for id in "bc"}
    account = {"b": "somebody", "c": "other"}
    assert coffee(backend) == {
        id: pytest.approx(
            sum(
                each["extension"]["monthly_coffee_kg"] or 0
                for each in active
                if account[each["brand_id"]] == id
            )
        )
        for id in ("somebody", "other")
    }


@pytest.mark.item("S000-66", "S000-67", "S000-68", "S000-70", "S000-71")
def test_each_kind_of_location_has_the_fields_of_its_kind() -> None:
    shared = {"kind", "monthly_coffee_kg", "monthly_coffee_budget_minor", "existing_machine_brand"}
    assert {kind: fields - shared for kind, fields in OF_KIND.items()} == {
        "cafe": {"coffee_notes_preference", "roasting_profile", "sample_available", "seating_capacity"},
        "restaurant": {"coffee_notes_preference", "roasting_profile", "sample_available", "seating_capacity"},
        "hotel": {"number_of_rooms", "breakfast_volume", "banquet_event_usage"},
        "office": {"employee_count", "pantry_model"},
    }
    assert get_args(PicRole) == ("owner", "manager", "staff")
    assert get_args(RoastingProfile) == ("light", "medium", "medium_dark", "dark")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"brand_id": "none"}, "brand_id"),
        ({"brand_id": None}, "brand_id"),
        ({"location_name": None}, "location_name"),
        ({"phone": "12"}, "phone"),
        ({"pic_role": "boss"}, "pic_role"),
        ({"address": {"lat": 91}}, "address.lat"),
        ({"photos": [{"kind": "roof", "ref": "r"}]}, "photos.0.kind"),
        ({"extension": {"kind": "hotel", "seating_capacity": 4}}, "extension"),
        ({"extension": {"kind": "cafe", "monthly_coffee_kg": -1}}, "extension.monthly_coffee_kg"),
        ({"extension": {"kind": "cafe", "roasting_profile": "burnt"}}, "extension.roasting_profile"),
    ],
)
def test_a_wrong_location_is_refused_by_its_path_and_nothing_is_written(
    changes: dict[str, Any], path: str
) -> None:
    backend = office()
    before = untouched(backend)
    assert list(problems(save(backend, **changes))) == [path]
    assert untouched(backend) == before
