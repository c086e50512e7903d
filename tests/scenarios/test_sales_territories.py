"""Territories over the wire: who has whom, a territory that is handed over in pages, and a manager's team."""

from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask, billing

NORTH = {"name": "North", "member_uid": "ann", "rules": {"provinces": ["Maharashtra"]}}
PUNE = {"name": "Pune", "member_uid": "ben", "rules": {"postal_prefixes": ["411"], "cities": ["Pune"]}}
MOST_DEALS = 230


@pytest.fixture
def sales(shop: Shop) -> Shop:
    """A business with two reps and two territories that overlap."""
    for uid in ("ann", "ben"):
        shop.write(f"members/{uid}", {"roles": ["sales_rep"], "name": uid, "manager_uid": "manager"})
    for id, content in (("north", NORTH), ("pune", PUNE)):
        saved = ask(shop, "PUT", f"territories/{id}", content)
        assert saved.status == 200, saved.text
    settle(shop)
    return shop


def settle(shop: Shop) -> None:
    """A change of territories goes through customers by itself, long before the next tick."""
    shop.firebase.idle()
    shop.firebase.advance("4m")
    shop.firebase.idle()


def of(shop: Shop, path: str) -> tuple[Any, Any]:
    found = shop.read(path)
    return found.get("territory_id"), found.get("owner_uid")


@pytest.mark.item("S002-28")
def test_where_two_territories_overlap_the_more_exact_has_the_customer_and_a_hand_has_the_last_word(
    sales: Shop,
) -> None:
    address = {"name": "Fox", "province": "MAHARASHTRA", "city": "Mumbai", "phone": "+12025550143"}
    made = ask(sales, "POST", "customers", address)
    assert made.status == 201, made.text
    fox = f"customers/{made.json['customer_id']}"
    assert of(sales, fox) == ("north", "ann")
    assert ask(sales, "PATCH", fox, {"postal_code": "411 038"}).status == 200
    assert of(sales, fox) == ("pune", "ben")
    sales.write("members/boss", {"roles": ["owner"]})
    late = sales.settled(
        "late",
        "change_customer",
        {"customer_id": made.json["customer_id"], "postal_code": "400 001"},
        by_uid="boss",
        made_at=sales.now() - timedelta(hours=2),
    )
    assert (late["result"]["outdated"], of(sales, fox)) == (["postal_code"], ("pune", "ben"))
    assert ask(sales, "PATCH", fox, {"territory_id": "north"}).status == 200
    refused = ask(sales, "PATCH", fox, {"territory_id": "nowhere"})
    assert (refused.status, refused.json["fields"][0]["path"]) == (400, "territory_id")
    assert of(sales, fox) == ("north", "ann")
    saved = ask(sales, "PUT", "territories/pune", {**PUNE, "priority": 9})
    assert saved.status == 200
    settle(sales)
    assert of(sales, fox) == ("north", "ann")
    assert ask(sales, "PATCH", fox, {"territory_id": None}).status == 200
    assert of(sales, fox) == ("pune", "ben")
    shown = ask(sales, "GET", fox).json
    assert (shown["territory_by"], shown["owner_by"]) == ("rules", "territory")


@pytest.mark.item("S002-28", "S002-60")
def test_a_territory_is_handed_over_in_pages_that_processes_die_in_and_its_manager_sees_the_team(
    sales: Shop,
) -> None:
    place = {"city": "Pune", "due": {}, "territory_id": "pune", "territory_by": "rules"}
    for number in range(3):
        sales.write(f"customers/c{number}", {**place, "owner_uid": "ben", "owner_by": "territory"})
    batch = sales.client.batch()
    for number in range(MOST_DEALS):
        deal: dict[str, Any] = {
            "stage": "lead",
            "territory_id": "pune",
            "customer_id": f"c{number % 3}",
            "due": {},
        }
        deal |= {"status": "open", "owner_uid": "ben", "currency": "INR", "estimated_value_minor": 100}
        batch.set(sales.client.document(f"orgs/{sales.id}/opportunities/d{number:03}"), deal)
    closed = {
        "stage": "won",
        "status": "won",
        "territory_id": "pune",
        "customer_id": "c0",
        "owner_uid": "ben",
    }
    batch.set(sales.client.document(f"orgs/{sales.id}/opportunities/closed"), closed)
    batch.commit()
    assert ask(sales, "POST", "territories/pune/reassign", {"to_uid": "ann"}, role="sales_rep").status == 403
    handed = ask(sales, "POST", "territories/pune/reassign", {"to_uid": "ann"})
    assert (handed.status, handed.json["territory_id"]) == (200, "pune"), handed.text
    progress = ask(sales, "GET", "territories/pune/progress").json
    assert (progress["is_running"], progress["customers"]) == (True, {"done": 0, "moved": 0, "of": 3})
    assert progress["deals"] == {"done": 0, "moved": 0, "of": MOST_DEALS}
    sales.firebase.control("POST", "/faults", {"crash_after_commit": 0.4, "seed": 3})
    settle(sales)
    sales.firebase.control("DELETE", "/faults")
    sales.firebase.advance("2h")
    sales.firebase.idle()
    progress = ask(sales, "GET", "territories/pune/progress").json
    assert (progress["is_running"], progress["to_uid"]) == (False, "ann")
    assert progress["customers"] == {"done": 3, "moved": 3, "of": 3}
    assert progress["deals"] == {"done": MOST_DEALS, "moved": MOST_DEALS, "of": MOST_DEALS}
    assert {each["owner_uid"] for each in sales.all("customers").values()} == {"ann"}
    owners = {id: each["owner_uid"] for id, each in sales.all("opportunities").items()}
    assert owners.pop("closed") == "ben"
    assert set(owners.values()) == {"ann"}
    members = [sales.read(f"members/{uid}")["territory_ids"] for uid in ("ann", "ben")]
    assert members == [["north", "pune"], []]
    (entry,) = (each for each in sales.all("audit").values() if each["what"] == "reassign_territory")
    assert (entry["who"], entry["before"], entry["after"]["member_uid"]) == (
        "manager",
        {"member_uid": "ben"},
        "ann",
    )
    with billing(sales, 1 + 2 * 2 + 2 * 5):
        team = ask(sales, "GET", "team").json["items"]
    assert [row["id"] for row in team] == ["ann", "ben"]
    assert [row["open_deals"] for row in team] == [
        {"count": MOST_DEALS, "value_minor": 100 * MOST_DEALS, "currency": "INR", "other_currency": 0},
        {"count": 0, "value_minor": 0, "currency": "INR", "other_currency": 0},
    ]
    assert [row["tasks"]["due"] for row in team] == [0, 0]
    assert ask(sales, "GET", "team", role="sales_rep").status == 403
