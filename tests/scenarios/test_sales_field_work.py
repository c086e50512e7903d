"""Field work over the wire: who is near, in which order to visit, and a visit kept with its distance."""

import pytest

from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask, billing

PLACES = {"square": 106.8, "next street": 106.803, "station": 106.81, "airport": 106.9}


@pytest.fixture
def town(shop: Shop) -> Shop:
    """A business with a brand of four locations, entered by the API."""
    shop.write("customers/cafe", {"name": "Fox Coffee", "customer_group": "b2b", "due": {}})
    shop.write("brands/fox", {"brand_name": "Fox", "customer_id": "cafe"})
    for name, lng in PLACES.items():
        entered = {"location_id": name, "brand_id": "fox", "location_name": name}
        saved = ask(shop, "POST", "locations", entered | {"address": {"lat": -6.2, "lng": lng}})
        assert saved.status == 201, saved.text
    return shop


@pytest.mark.item("S002-58")
def test_those_near_are_found_by_ranges_the_nearest_first(town: Shop) -> None:
    answer = ask(town, "GET", "locations?near=-6.2,106.8&within_m=2000").json
    shown = [(row["id"], row["distance_m"]) for row in answer["items"]]
    assert (shown, answer["is_complete"]) == ([("square", 0), ("next street", 332), ("station", 1105)], True)
    with billing(town, reads=10):
        ask(town, "GET", "locations?near=-6.2,106.8&within_m=2000")
    for wrong, path in (("near=north", "near"), ("near=0,0&within_m=50001", "within_m"), ("", "near")):
        refused = ask(town, "GET", f"locations?{wrong}")
        assert (refused.status, [each["path"] for each in refused.json["fields"]]) == (400, [path])


def test_the_day_s_visits_are_in_a_short_order_and_a_visit_has_its_distance(town: Shop) -> None:
    for name in ("airport", "square", "station"):
        visit = {"task_type": "visit", "customer_id": "cafe", "location_id": name, "due_on": "2025-01-20"}
        assert ask(town, "POST", "tasks", visit).status == 201
    answer = ask(town, "GET", "visits/route?date=2025-01-25&begins_at=-6.2,106.79").json
    assert [stop["location_id"] for stop in answer["stops"]] == ["square", "station", "airport"]
    assert [stop["leg_m"] for stop in answer["stops"]] == [1105, 1105, 9949]
    assert ask(town, "GET", "visits/route?date=2025-01-19").json["stops"] == []
    kept = ask(
        town,
        "POST",
        "customers/cafe/interactions",
        {
            "interaction_type": "visit",
            "interaction_source": "b2b_sales",
            "location_id": "station",
            "coordinates": {"lat": -6.2, "lng": 106.8},
        },
    )
    assert (kept.status, kept.json["distance_m"]) == (201, 1105), kept.text
