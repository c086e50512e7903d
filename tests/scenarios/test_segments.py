"""Segments over the wire: the café's own, those that are saved, and who is in them as days pass."""

import pytest

from functions import privacy
from tests.builders import OTHER_PHONE
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask, billing
from tests.scenarios.test_time import buy, leap

BIG = {"name": "Big bills", "filterJson": {">=": [{"var": "stats.spend_minor"}, 30000]}}


def sizes(shop: Shop) -> dict[str, int]:
    found = ask(shop, "GET", "segments")
    assert found.status == 200
    return {each["id"]: each["member_count"] for each in found.json["items"] if each["member_count"]}


def members(shop: Shop, segment: str) -> list[str]:
    answer = ask(shop, "GET", f"customers?segment={segment}")
    assert answer.status == 200, answer.json
    return [row["id"] for row in answer.json["items"]]


@pytest.mark.item("S004-16", "S004-30", "S002-16")
def test_who_does_not_come_is_inactive_on_the_thirtieth_day_and_not_the_day_before(shop: Shop) -> None:
    customer_id = buy(shop, "1")
    shop.firebase.idle()
    assert sizes(shop) == {"first_time": 1}
    leap(shop, 29)
    assert (sizes(shop), members(shop, "inactive_30")) == ({"first_time": 1}, [])
    shop.firebase.advance("25h")
    shop.firebase.idle()
    assert sizes(shop) == {"first_time": 1, "inactive_30": 1}
    assert members(shop, "inactive_30") == [customer_id]
    leap(shop, 30)
    assert sizes(shop) == {"first_time": 1, "inactive_30": 1, "inactive_60": 1}
    buy(shop, "2")
    shop.firebase.idle()
    assert (sizes(shop), members(shop, "inactive_30")) == ({}, [])


@pytest.mark.item("S004-17")
def test_a_segment_is_saved_by_its_name_filled_page_by_page_changed_and_removed(shop: Shop) -> None:
    customer_id = buy(shop, "1")
    buy(shop, "2", customer={"phone": OTHER_PHONE, "name": "Another"}, total="100.00")
    key = {"Idempotency-Key": "one"}
    saved = ask(shop, "POST", "segments", BIG, headers=key, role="marketing")
    assert (saved.status, saved.json) == (201, {"id": "big_bills", "revision": 1})
    assert ask(shop, "POST", "segments", BIG, headers=key, role="marketing").json == saved.json
    other = ask(shop, "POST", "segments", {**BIG, "filterJson": True})
    assert (other.status, other.json["code"]) == (409, "outdated")
    (row,) = [each for each in ask(shop, "GET", "segments").json["items"] if each["id"] == "big_bills"]
    assert (row["progress"], row["built_at"], row["member_count"]) == (0.0, None, 0)
    shop.firebase.advance("4m")  # by itself, long before the next tick
    shop.firebase.idle()
    (row,) = [each for each in ask(shop, "GET", "segments").json["items"] if each["id"] == "big_bills"]
    assert (row["progress"], row["member_count"], row["filter"]) == (1.0, 1, BIG["filterJson"])
    assert (row["segment_type"], row["revision"], row["updated_by"]) == ("behavior", 1, "marketing")
    assert members(shop, "big_bills") == [customer_id]
    smaller = {">=": [{"var": "stats.spend_minor"}, 1]}
    changed = ask(shop, "PATCH", "segments/big_bills", {"filter": smaller, "segment_type": "value"})
    assert (changed.status, changed.json["revision"], changed.json["name"]) == (200, 2, "Big bills")
    stale = ask(shop, "PATCH", "segments/big_bills", {"name": "Mine", "revision": 1})
    assert (stale.status, stale.json["revision"]) == (409, 2)
    shop.firebase.advance("2h")
    shop.firebase.idle()
    assert len(members(shop, "big_bills")) == 2
    assert ask(shop, "DELETE", "segments/big_bills").status == 200
    shop.firebase.advance("2h")
    shop.firebase.idle()
    assert "big_bills" not in shop.read(f"customers/{customer_id}")["segment_ids"]
    assert ask(shop, "PATCH", "segments/big_bills", {"name": "Mine"}).status == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "X"}, "filter"),
        ({"name": "X", "filter": {"==": [{"var": "stats.visit"}, 1]}}, "filter"),
        ({"name": "X", "filterJson": "{"}, "filter"),
        ({"name": "X", "filter": True, "filterJson": True}, "filter"),
        ({"name": "X", "filter": True, "colour": "red"}, "colour"),
        ({"name": "★", "filter": True}, "id"),
        ({"name": "X", "id": "No Id", "filter": True}, "id"),
        ({"filter": True}, "id"),
        ({"name": "X", "filter": True, "segment_type": "mood"}, "segment_type"),
    ],
)
def test_a_segment_that_is_wrong_is_refused_by_field_and_nothing_is_saved(
    shop: Shop, body: object, path: str
) -> None:
    answer = ask(shop, "POST", "segments", body)
    assert (answer.status, answer.json["code"]) == (400, "invalid_configuration")
    assert path in {each["path"].rpartition(".")[2] for each in answer.json["fields"]}
    assert set(shop.all("segments")) == {
        *("first_time", "high_spenders", "inactive_30", "inactive_60", "regulars")
    }


def test_who_may_not_save_segments_may_read_them_or_not_by_the_table_of_readers(shop: Shop) -> None:
    assert ask(shop, "POST", "segments", BIG, role="agent").status == 403
    assert ask(shop, "GET", "segments", role="agent").status == 200
    assert ask(shop, "GET", "segments", role="delivery").status == 403
    assert ask(shop, "PATCH", "segments/regulars", {"name": "Mine"}, role="agent").status == 403


@pytest.mark.item("S004-20")
def test_a_campaign_is_tracked_with_its_segment_s_size_and_what_was_redeemed(shop: Shop) -> None:
    order = shop.post_now(order_id="1").json
    shop.firebase.idle()
    offer = {"name": "Monsoon", "offer": "A second cup", "segment_ids": ["first_time"]}
    made = ask(shop, "POST", "campaigns", offer, role="marketing")
    id = made.json["campaign_id"]
    assert (made.status, made.header("Location")) == (201, f"campaigns/{id}")
    taken = {"customer_id": order["customer_id"], "order_id": next(iter(shop.all("orders")))}
    for _ in range(2):
        assert ask(shop, "POST", f"campaigns/{id}/redemptions", taken, role="agent").status == 201
    shown = ask(shop, "GET", f"campaigns/{id}").json
    assert (shown["offer"], shown["segments"], shown["redemption_count"]) == (
        "A second cup",
        {"first_time": 1},
        1,
    )
    coupon = {"name": "Cup", "status": "redeemed", "customer_id": order["customer_id"]}
    shop.write("coupons/CUP", coupon)
    shop.write("coupons/OPEN", {**coupon, "status": "open"})
    assert ask(shop, "PATCH", f"campaigns/{id}", {"coupon_name": "Cup"}).status == 200
    (row,) = ask(shop, "GET", "campaigns").json["items"]
    assert (row["coupon_name"], row["redemption_count"]) == ("Cup", 1)
    assert ask(shop, "POST", f"campaigns/{id}/redemptions", taken).status == 400
    assert ask(shop, "GET", "campaigns/ghost").status == 404
    assert ask(shop, "POST", "campaigns", offer, role="agent").status == 403


@pytest.mark.item("S002-08")
def test_a_segment_tells_its_members_campaigns_and_purchases_over_the_wire(shop: Shop) -> None:
    buy(shop, "1")
    buy(shop, "2", customer={"phone": OTHER_PHONE, "name": "Another"}, total="100.00")
    saved = ask(shop, "PUT", "segments/everyone", {"name": "Everyone", "filter": True, "revision": 0})
    assert saved.status == 200, saved.text
    renamed = ask(shop, "PATCH", "segments/everyone", {"name": "All"})
    assert (renamed.status, renamed.json["revision"]) == (200, 2)
    shop.firebase.advance("2h")
    shop.firebase.idle()
    offer = {"name": "Cup", "offer": "A second cup", "segment_ids": ["everyone"]}
    campaign_id = ask(shop, "POST", "campaigns", offer).json["campaign_id"]
    path = "segments/everyone/performance"
    ask(shop, "GET", path)
    with billing(shop, reads=1 + 4 + 1 + 6):  # version 1, a campaign, six figures
        answer = ask(shop, "GET", f"{path}?days=7")
    shown = answer.json
    assert (answer.status, shown["name"], shown["member_count"], shown["progress"]) == (200, "All", 2, 1.0)
    assert shown["created_at"] < shown["updated_at"]
    assert [(each["id"], each["redemption_count"]) for each in shown["campaigns"]] == [(campaign_id, 0)]
    performance = shown["performance"]
    assert (performance["orders"], performance["spend_minor"]) == (2, 48_700)
    assert performance["buyers"]["count"] == 2
    assert ask(shop, "GET", "segments/nothing/performance").status == 404
    assert ask(shop, "GET", f"{path}?days=0").json["fields"][0]["path"] == "days"
    assert ask(shop, "GET", path, role="delivery").status == 403


@pytest.mark.item("S002-12")
def test_a_membership_is_read_over_the_wire(shop: Shop) -> None:
    customer_id = buy(shop, "1")
    shown = ask(shop, "GET", f"customers/{customer_id}/loyalty")
    assert (shown.status, shown.json["points"], shown.json["tier"]) == (200, 3, "silver")
    assert [each["amount"] for each in shown.json["history"]] == [3]
    assert ask(shop, "GET", f"customers/{customer_id}/loyalty", role="executive").status == 403


def named(id: str) -> dict[str, object]:
    return {"in": [id, {"var": "segment_ids"}]}


def later(shop: Shop, by: str = "4m") -> None:
    shop.firebase.advance(by)
    shop.firebase.idle()


@pytest.mark.item("S002-16", "S004-17")
def test_a_snapshot_keeps_whom_it_took_and_is_taken_off_them_when_it_is_removed(shop: Shop) -> None:
    first = buy(shop, "1")
    other = buy(shop, "2", customer={"phone": OTHER_PHONE, "name": "Another"}, total="100.00")
    third = buy(shop, "3", customer={"phone": "+12025550143", "name": "A third"}, total="900.00")
    shop.firebase.idle()
    big = {"and": [named("first_time"), {">=": [{"var": "stats.spend_minor"}, 30000]}]}
    taken = {"name": "First and big", "membership": "snapshot", "filter": big}
    assert ask(shop, "POST", "segments", taken, role="marketing").status == 201
    rest = {"name": "The rest", "filter": {"and": [named("first_time"), {"!": named("first_and_big")}]}}
    assert ask(shop, "POST", "segments", rest, role="marketing").status == 201
    given = {"name": "Guests", "customer_ids": [other, third, "ghost"]}
    key = {"Idempotency-Key": "guests"}
    for _ in range(2):
        answer = ask(shop, "POST", "segments/guests/snapshot", given, headers=key, role="marketing")
        assert (answer.status, answer.json) == (201, {"segment_id": "guests", "revision": 1})
    assert ask(shop, "POST", "segments/guests/snapshot", given).status == 409
    assert ask(shop, "POST", "segments/guests/snapshot", given, role="agent").status == 403
    row = ask(shop, "GET", "segments/first_and_big").json
    assert (row["progress"], row["member_count"], row["snapshot"]["taken"]) == (0.0, 0, 0)
    later(shop)
    row = ask(shop, "GET", "segments/first_and_big").json
    assert (row["progress"], row["member_count"], row["membership"]) == (1.0, 2, "snapshot")
    guests = ask(shop, "GET", "segments/guests").json["snapshot"]
    assert (guests["given"], guests["missing"], guests["taken"]) == (3, 1, 2)
    assert set(members(shop, "first_and_big")) == {first, third}
    assert members(shop, "the_rest") == [other]
    buy(shop, "4")
    buy(shop, "5", customer={"phone": OTHER_PHONE}, total="900.00")
    later(shop, "2h")
    assert set(members(shop, "first_and_big")) == {first, third}
    assert members(shop, "the_rest") == []
    changed = ask(shop, "PATCH", "segments/first_and_big", {"filter": True})
    assert (changed.status, changed.json["fields"][0]["path"]) == (400, "filter")
    merged = ask(shop, "POST", "customers/merge", {"from": other, "into": first})
    assert merged.status == 200, merged.json
    assert privacy.main([shop.id, "erase", third, "--yes"]) == 0
    shop.firebase.idle()
    assert members(shop, "guests") == members(shop, "first_and_big") == [first]
    assert ask(shop, "DELETE", "segments/first_and_big").status == 400
    assert ask(shop, "DELETE", "segments/the_rest").status == 200
    assert ask(shop, "DELETE", "segments/first_and_big").status == 200
    later(shop)
    assert shop.read(f"customers/{first}")["snapshots"] == ["guests"]
    assert "first_and_big" not in shop.read(f"customers/{first}")["segment_ids"]
    assert [id for id in shop.all("rebuilds") if id.startswith("snapshot:")] == ["snapshot:guests"]
