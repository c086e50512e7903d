"""A café owner's days: each thing that the café asks for, over the real till, staff API, rules and providers.

One café for all tests; each has customers of its own, by the number of their phone. Ticks are run by the tests.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition

from functions.domain.customers.customer import Customer
from local.client import LocalFirebase
from tests.rules.wall import Person, Wall
from tests.scenarios.cafe import Cafe, phone_of
from tests.scenarios.provider_contracts import WORDS
from tests.scenarios.provider_fixtures import connect, open_line
from tests.scenarios.shop import Shop
from tests.scenarios.test_indexes import DECLARED

_numbers = count(1)
ACROSS = "COLLECTION_GROUP"
pytestmark = pytest.mark.begins(ticks=False)


@pytest.fixture(scope="module")
def cafe(firebase: LocalFirebase) -> Cafe:
    return Cafe(firebase)


@pytest.fixture(scope="module")
def wall(firebase: LocalFirebase) -> Iterator[Wall]:
    """Firestore as apps meet it: under rules."""
    with closing(Wall(firebase.emulator_host, firebase.project)) as opened:
        yield opened


@pytest.fixture
def number() -> int:
    """Of a phone that no other test's customer has."""
    return next(_numbers)


@pytest.mark.item("S004-01")
def test_a_regular_is_known_whole_by_visits_spend_points_and_words(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "250.00", "350.00")
    cafe.gives(f"customers/{id}/notes", note="Prefers less sugar")
    cafe.gives(f"customers/{id}/feedback", rating=4)
    profile = cafe.profile(id)
    stats = profile["stats"]
    assert (stats["visits"], stats["spend_minor"], profile["loyalty"]["points"]) == (2, 60_000, 5)
    assert "first_time" not in profile["segment_ids"]
    kinds = sorted(entry["kind"] for entry in cafe.items(f"customers/{id}/timeline?limit=50"))
    assert kinds == ["feedback", "ledger", "ledger", "notes", "orders", "orders"]


@pytest.mark.item("S004-02")
def test_a_profile_has_every_field_that_the_cafe_names(cafe: Cafe, number: int) -> None:
    person = {"name": "A regular", "email": f"r{number}@example.com", "birthday": "04-21", "gender": "F"}
    tags = ["VIP", "Regular", "Corporate"]
    id = cafe.gives("customers", phone=phone_of(number), tags=tags, **person)["customer_id"]
    at = cafe.now()
    assert cafe.regular(number, "100.00", "201.00") == id
    profile = cafe.profile(id)
    known = {"phone": phone_of(number), "tags": tags, **person, "gender": "female"}
    assert {name: profile[name] for name in known} == known
    assert (profile["id"], profile["organization_id"]) == (id, cafe.id)
    stats = profile["stats"]
    assert (stats["visits"], stats["spend_minor"], stats["aov_minor"]) == (2, 30_100, 15_050)
    assert (
        datetime.fromisoformat(profile["created_at"]) <= at <= datetime.fromisoformat(stats["last_visit_at"])
    )
    refused = cafe.ask("PATCH", f"customers/{id}", {"gender": "purple"})
    assert (refused.status, refused.json["fields"][0]["path"]) == (400, "gender")
    assert cafe.ask("PATCH", f"customers/{id}", {"gender": None}).json["gender"] is None


@pytest.mark.item("S004-03")
def test_a_phone_names_a_customer_without_an_email_and_their_tag_a_segment(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "100.00")
    local = f"+1 (202) 555-{phone_of(number)[-4:]}"
    assert cafe.bill("100.00", customer={"phone": local})["customer_id"] == id
    assert cafe.profile(id)["email"] is None
    vip = {"name": "Very important", "filterJson": {"in": ["vip-03", {"var": "tags"}]}}
    assert cafe.ask("POST", "segments", vip).status == 201
    cafe.pass_time("2m")  # by then every instance knows the segment
    assert cafe.ask("PATCH", f"customers/{id}", {"tags": ["vip-03"]}).status == 200
    assert cafe.found("segment=very_important") == {id}
    assert cafe.ask("PATCH", f"customers/{id}", {"tags": []}).status == 200
    assert cafe.found("segment=very_important") == set()


@pytest.mark.item("S004-04")
@pytest.mark.parametrize("visit_type", ["DINE_IN", "TAKEAWAY", "DELIVERY"])
def test_a_checkout_is_a_visit_of_its_type(cafe: Cafe, number: int, visit_type: str) -> None:
    id = cafe.regular(number, "120.00", visit_type=visit_type)
    (visit,) = cafe.items(f"customers/{id}/visits")
    assert (visit["total_minor"], visit["outlet_id"], visit["visit_type"]) == (
        12_000,
        "east",
        visit_type.lower(),
    )
    order = cafe.read(f"orders/{visit['id']}")
    assert (order["customer_id"], order["ordered_at"]) == (id, datetime.fromisoformat(visit["ordered_at"]))


@pytest.mark.item("S004-05")
def test_a_note_has_its_writer_and_time(cafe: Cafe, number: int) -> None:
    id, at = cafe.regular(number, "100.00"), cafe.now()
    cafe.gives(f"customers/{id}/notes", note="Frequent weekend visitor")
    (note,) = cafe.items(f"customers/{id}/notes")
    assert (note["note"], note["created_by_uid"]) == ("Frequent weekend visitor", "agent")
    assert datetime.fromisoformat(note["created_at"]) >= at


@pytest.mark.item("S004-06")
def test_a_customer_has_points_and_climbs_from_silver_to_platinum(cafe: Cafe, number: int) -> None:
    tiers = [cafe.bill(total, number) for total in ("4999.00", "1.00", "100.00", "9900.00")]
    assert [(each["points_balance"], each["tier"]) for each in tiers] == [
        (49, "silver"),
        (49, "silver"),
        (50, "gold"),
        (149, "gold"),
    ]
    assert cafe.bill("100.00", number)["tier"] == "platinum"


@pytest.mark.item("S004-07")
def test_points_of_one_bill_pay_a_part_of_a_later_one(cafe: Cafe, number: int) -> None:
    cafe.bill("2000.00", number)
    line = {"product_id": "latte", "quantity": "1", "unit_price": "100.00"}
    paid = cafe.bill("85.00", number, lines=[line], redeem_points=15)
    assert (paid["redeemed"], paid["points_balance"]) == ({"points": 15, "points_value": "15.00"}, 5)
    assert cafe.bill("80.00", number, lines=[line], redeem_points=20)["points_balance"] == 5


@pytest.mark.item("S004-08")
def test_feedback_is_open_until_it_is_resolved_and_a_low_one_is_the_manager_s_task(
    cafe: Cafe, number: int
) -> None:
    id = cafe.regular(number, "100.00")
    order_id = cafe.items(f"customers/{id}/orders")[0]["id"]
    given = cafe.gives(f"customers/{id}/feedback", rating=2, comment="Slow service", order_id=order_id)
    (feedback,) = cafe.items(f"customers/{id}/feedback")
    shown = [feedback[name] for name in ("customer_id", "order_id", "rating", "comment", "status")]
    assert shown == [id, order_id, 2, "Slow service", "open"]
    assert cafe.read(f"tasks/{given['task_id']}")["assignee_uid"] == "manager"
    resolved = cafe.ask("PATCH", f"feedback/{given['feedback_id']}", {"resolution": "A coffee on us"})
    assert resolved.status == 200
    assert cafe.items(f"customers/{id}/feedback")[0]["status"] == "resolved"
    for rating in (0, 6, 4.5):
        refused = cafe.ask("POST", f"customers/{id}/feedback", {"rating": rating})
        assert (refused.status, refused.json["fields"][0]["path"]) == (400, "rating")


OF_AN_ORGANISATION = ("customers", "orders", "notes", "loyalty_transactions", "feedback")


@pytest.mark.item("S004-09", "S004-25")
@pytest.mark.parametrize("collection", OF_AN_ORGANISATION)
def test_every_record_lies_in_its_organisation_and_in_none_other(
    cafe: Cafe, number: int, collection: str
) -> None:
    id = cafe.regular(number, "100.00")
    cafe.gives(f"customers/{id}/notes", note="A note")
    cafe.gives(f"customers/{id}/feedback", rating=5)
    everywhere = [*cafe.client.collection_group(collection).stream()]
    assert {document.reference.path.split("/")[0] for document in everywhere} == {"orgs"}
    theirs = [each for each in everywhere if id in (each.id, (each.to_dict() or {}).get("customer_id"))]
    assert {document.reference.path.split("/")[1] for document in theirs} == {cafe.id}
    assert list(cafe.client.collection(collection).stream()) == []


@pytest.mark.item("S004-10")
def test_a_new_phone_at_the_checkout_makes_a_customer_with_the_order_linked(cafe: Cafe, number: int) -> None:
    before = set(cafe.all("customers"))
    answer = cafe.bill("100.00", number)
    assert set(cafe.all("customers")) - before == {answer["customer_id"]}
    assert cafe.bill("100.00", number)["customer_id"] == answer["customer_id"]
    assert len(cafe.items(f"customers/{answer['customer_id']}/orders")) == 2


@pytest.mark.item("S004-11")
def test_the_list_is_filtered_by_last_visit_spend_visits_and_tags(cafe: Cafe) -> None:
    one, two = next(_numbers), next(_numbers)
    old, rich = cafe.regular(one, "100.00", days_ago=9), cafe.regular(two, "400.00", "600.00", "1.00")
    assert cafe.ask("PATCH", f"customers/{rich}", {"tags": ["listed"]}).status == 200
    both = {old, rich}
    before = f"{cafe.now() - timedelta(days=8):%Y-%m-%d}"
    assert cafe.among(both, f"last_visit_before={before}") == {old}
    assert cafe.among(both, "min_spend=1001.00") == {rich}
    assert cafe.among(both, "min_spend=1001.01") == set()
    assert cafe.among(both, "min_visits=3") == {rich}
    assert cafe.found("tag=listed") == {rich}
    assert cafe.found("tag=listed&min_spend=1001.01") == set()


@pytest.mark.item("S004-12")
def test_a_customer_is_found_by_a_part_of_the_name_and_of_the_phone(cafe: Cafe, number: int) -> None:
    id = cafe.gives("customers", name="सुनीता Deshpande", phone=phone_of(number))["customer_id"]
    for text in ("desh", "Deshpande", "sunita", phone_of(number)[-4:], phone_of(number)[1:]):
        assert cafe.found(f"search={text}") == {id}, text
    assert cafe.found("search=despande-x") == set()


@pytest.mark.item("S004-14")
def test_one_checkout_links_the_order_and_moves_visit_spend_and_points(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "150.00")
    paid = cafe.bill("250.00", number)
    stats = cafe.read(f"customers/{id}")["stats"]
    assert (paid["customer_id"], paid["points_earned"], paid["points_balance"]) == (id, 2, 3)
    assert (stats["visits"], stats["spend_minor"], stats["orders"]) == (2, 40_000, 2)
    assert sum(entry["amount"] for entry in cafe.items(f"customers/{id}/ledger")) == 3


@pytest.mark.item("S004-15")
@pytest.mark.parametrize("customer", [None, {}, {"phone": ""}, {"phone": "none"}, {"phone": "12"}])
def test_a_bill_without_a_right_phone_is_recorded_without_a_customer(cafe: Cafe, customer: Any) -> None:
    before = set(cafe.all("customers"))
    paid = cafe.bill("100.00", customer=customer)
    order = cafe.read(f"orders/pos:{paid['order_id']}")
    assert (paid["customer_id"], order["customer_id"], order["total_minor"]) == (None, None, 10_000)
    assert set(cafe.all("customers")) == before


@pytest.mark.item("S004-16")
def test_customers_are_in_the_prebuilt_segments_from_the_day_that_they_fit(cafe: Cafe) -> None:
    first, regular, rich = (next(_numbers) for _ in range(3))
    ids = {
        "first": cafe.regular(first, "100.00"),
        "regular": cafe.regular(regular, *["100.00"] * 5),
        "rich": cafe.regular(rich, "2500.00", "2500.00"),
    }
    by_id = {id: name for name, id in ids.items()}

    def within(segment: str) -> set[str]:
        return {by_id[id] for id in cafe.among(by_id, f"segment={segment}")}

    assert [within(name) for name in ("first_time", "regulars", "high_spenders")] == [
        {"first"},
        {"regular"},
        {"rich"},
    ]
    cafe.pass_time("719h")
    assert within("inactive_30") == set()
    cafe.pass_time("2h")
    assert (within("inactive_30"), within("inactive_60")) == ({"first", "regular", "rich"}, set())
    cafe.bill("100.00", first)
    assert within("inactive_30") == {"regular", "rich"}
    cafe.pass_time("720h")
    assert within("inactive_60") == {"regular", "rich"}


@pytest.mark.item("S004-17")
def test_a_segment_is_a_name_and_a_filter_in_json(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "777.00")
    asked = {"==": [{"var": "stats.spend_minor"}, 77_700]}
    made = cafe.ask("POST", "segments", {"name": "Lucky sevens", "filterJson": asked})
    assert (made.status, made.json["id"]) == (201, "lucky_sevens")
    cafe.pass_time("2h")
    (row,) = [each for each in cafe.items("segments") if each["id"] == "lucky_sevens"]
    assert (row["name"], row["filter"], row["member_count"]) == ("Lucky sevens", asked, 1)
    assert cafe.found("segment=lucky_sevens") == {id}


@pytest.mark.item("S004-18")
def test_points_follow_rupees_lift_the_tier_and_are_given_for_a_reward(cafe: Cafe, number: int) -> None:
    paid = cafe.bill("5050.00", number)
    assert (paid["points_earned"], paid["tier"]) == (50, "gold")
    redeemed = cafe.gives(f"customers/{paid['customer_id']}/redemptions", reward_id="coffee")
    assert redeemed["balance"] == 30
    much = cafe.ask("POST", f"customers/{paid['customer_id']}/redemptions", {"reward_id": "dessert"})
    assert (much.status, cafe.profile(paid["customer_id"])["loyalty"]["points"]) == (400, 30)
    assert cafe.profile(paid["customer_id"])["loyalty"]["tier"] == "gold"


@pytest.mark.item("S004-19")
@pytest.mark.parametrize(
    ("total", "points"), [("99.99", 0), ("100.00", 1), ("199.99", 1), ("387.00", 3), ("0.00", 0)]
)
def test_a_bill_earns_a_point_for_each_full_hundred(cafe: Cafe, number: int, total: str, points: int) -> None:
    assert cafe.bill(total, number)["points_earned"] == points


@pytest.mark.item("S004-20")
def test_an_offer_to_a_segment_is_tracked_and_its_redemptions_counted_once(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "100.00")
    offer = {"name": "Monsoon", "offer": "A second cup", "segment_ids": ["first_time"]}
    campaign = cafe.ask("POST", "campaigns", offer, role="owner").json["campaign_id"]
    order_id = cafe.items(f"customers/{id}/orders")[0]["id"]
    for _ in range(2):
        cafe.gives(f"campaigns/{campaign}/redemptions", customer_id=id, order_id=order_id)
    shown = cafe.got(f"campaigns/{campaign}")
    assert (shown["name"], shown["redemption_count"], list(shown["segments"])) == (
        "Monsoon",
        1,
        ["first_time"],
    )
    assert cafe.messages_by("campaign") == []


@pytest.mark.item("S004-21")
def test_who_is_away_for_thirty_days_is_offered_ten_percent_once(cafe: Cafe, number: int) -> None:
    buyer = {"phone": phone_of(number), "consents": {"whatsapp": True}}
    id = cafe.bill("100.00", customer=buyer)["customer_id"]

    def offers() -> list[str]:
        return [each["body"] for each in cafe.messages_by("winback_30") if each["customer_id"] == id]

    cafe.pass_time("719h")
    assert offers() == []
    cafe.pass_time("25h")  # nothing is sent at night
    words = "We have missed you at The Café. Show this message for 10% off your next visit."
    assert offers() == [words]
    cafe.pass_time("48h")
    assert offers() == [words]


@pytest.mark.item("S004-22")
def test_the_tenth_visit_brings_a_free_dessert_that_one_bill_takes(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, *["100.00"] * 9)
    assert [each for each in cafe.all("coupons").values() if each["customer_id"] == id] == []
    cafe.bill("100.00", number)
    cafe.firebase.idle()
    ((code, coupon),) = [(c, each) for c, each in cafe.all("coupons").items() if each["customer_id"] == id]
    assert (coupon["name"], coupon["item"], coupon["status"]) == ("Dessert", "dessert", "open")
    lines = [
        {"product_id": name, "quantity": "1", "unit_price": price}
        for name, price in (("latte", "100.00"), ("dessert", "80.00"))
    ]
    paid = cafe.bill("100.00", number, lines=lines, coupon_code=code)
    assert paid["redeemed"] == {"coupon_code": code, "discount": "80.00"}
    assert "redeemed" not in cafe.bill("100.00", number, lines=lines, coupon_code=code)


@pytest.mark.item("S004-23")
@pytest.mark.parametrize("provider", ["twilio-whatsapp", "twilio-sms", "gupshup", "interakt"])
def test_the_tier_message_goes_by_whichever_provider_is_plugged_in(
    firebase: LocalFirebase, tmp_path: Path, provider: str
) -> None:
    shop = Shop(firebase)
    with open_line(provider) as line:
        connect(shop, line, folder=tmp_path, order=(line.channel,))
        shop.post_now(
            order_id="1", total="9000.00", customer={"phone": phone_of(23), "consents": {line.channel: True}}
        )
        firebase.idle()
        (message,) = shop.messages()
        assert (message["status"], message["provider"], line.count) == ("sent", line.provider, 1)
    assert message["body"] == WORDS.replace("93", "90")


@pytest.mark.item("S004-24")
def test_a_customer_s_worth_is_order_value_times_visits_a_month_times_lifespan(
    cafe: Cafe, number: int
) -> None:
    id = cafe.regular(number, "200.00", "400.00", days_ago=1)
    figures = cafe.profile(id)["figures"]
    assert (figures["visits_per_month"], figures["window"]["lifespan_months"]) == (2.0, 36)
    assert figures["lifetime_value_minor"] == 30_000 * 2 * 36
    new = cafe.gives("customers", name="New", phone=phone_of(next(_numbers)))["customer_id"]
    assert cafe.profile(new)["figures"]["lifetime_value_minor"] is None


@pytest.mark.item("S004-26")
def test_a_phone_and_the_longest_silence_are_looked_up_by_indexes_at_the_price_of_their_rows(
    cafe: Cafe,
) -> None:
    for _ in range(3):
        cafe.regular(next(_numbers), "100.00")
    digits = phone_of(next(_numbers) - 1)[1:]
    cafe.found("")
    for query, rows in ((f"search={digits}", 1), ("order=last_visit&limit=2", 2)):
        cafe.firebase.idle()
        cafe.firebase.control("POST", "/meter/reset")
        assert len(cafe.items(f"customers?{query}")) == rows
        billed = cafe.firebase.control("GET", "/meter")["by_function"]["api"]
        assert billed["reads"] == 1 + rows


@pytest.mark.item("S004-27")
def test_a_phone_names_one_customer_however_they_come(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "100.00")
    assert cafe.gives("customers", name="The same", phone=phone_of(number))["customer_id"] == id
    other = cafe.gives("customers", name="Another", phone=phone_of(next(_numbers)))["customer_id"]
    taken = cafe.ask("PATCH", f"customers/{other}", {"phone": phone_of(number)})
    assert (taken.status, taken.json["fields"][0]["path"]) == (400, "phone")
    assert [each for each, row in cafe.all("customers").items() if row["phone"] == phone_of(number)] == [id]


@pytest.mark.item("S004-28")
def test_no_index_of_the_last_visit_goes_across_organisations(cafe: Cafe, number: int) -> None:
    visits = [
        each["queryScope"]
        for each in DECLARED["indexes"]
        if each["collectionGroup"] == Customer.collection
        and any(field["fieldPath"] == "stats.last_visit_at" for field in each["fields"])
    ]
    assert set(visits) == {"COLLECTION"}
    wide = {
        each["fieldPath"]
        for each in DECLARED["fieldOverrides"]
        if each["collectionGroup"] == Customer.collection
        and any(index["queryScope"] == ACROSS for index in each["indexes"])
    }
    assert wide == {"wake_at"}
    with pytest.raises(FailedPrecondition):
        cafe.client.collection_group(Customer.collection).order_by("stats.last_visit_at").get()
    other = Cafe(cafe.firebase)
    theirs, ours = other.regular(number, "100.00"), cafe.regular(number, "100.00")
    assert other.found("order=last_visit") == {theirs}
    assert theirs not in cafe.found("order=last_visit") >= {ours}


@pytest.mark.item("S004-29")
def test_a_customer_is_posted_once_for_a_key(cafe: Cafe, number: int) -> None:
    body, key = {"name": "Posted", "phone": phone_of(number)}, {"Idempotency-Key": f"k-{number}"}
    made = [cafe.ask("POST", "customers", body, role="agent", headers=key) for _ in range(2)]
    assert [each.status for each in made] == [201, 201]
    assert made[0].json == made[1].json
    assert made[0].header("Location") == f"customers/{made[0].json['customer_id']}"
    wrong = cafe.ask("POST", "customers", {"name": "X", "phone": "12"}, role="agent")
    assert (wrong.status, wrong.json["fields"][0]["path"]) == (400, "phone")


@pytest.mark.item("S004-30")
def test_customers_are_listed_by_search_and_segment_together(cafe: Cafe) -> None:
    ids = []
    for totals in (("100.00",), ("100.00", "100.00")):
        number = next(_numbers)
        ids.append(cafe.gives("customers", name="Quillan Both", phone=phone_of(number))["customer_id"])
        cafe.regular(number, *totals)
    assert cafe.found("search=quillan") == set(ids)
    assert cafe.found("search=quillan&segment=first_time") == {ids[0]}


@pytest.mark.item("S004-31")
def test_a_customer_is_read_by_those_who_work_with_them_alone(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "100.00")
    assert cafe.got(f"customers/{id}", role="agent")["phone"] == phone_of(number)
    assert cafe.ask("GET", f"customers/{id}", role="executive").status == 403
    assert cafe.ask("GET", "customers/ghost").status == 404


@pytest.mark.item("S004-32")
def test_a_note_is_posted_and_an_empty_one_refused(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "100.00")
    made = cafe.gives(f"customers/{id}/notes", note="Window seat")
    assert cafe.read(f"notes/{made['note_id']}")["customer_id"] == id
    assert cafe.ask("POST", f"customers/{id}/notes", {"note": ""}).status == 400
    assert len(cafe.items(f"customers/{id}/notes")) == 1


@pytest.mark.item("S004-33")
def test_visits_are_paged_and_an_order_from_the_web_is_none(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "1.00", "2.00", "3.00")
    cafe.bill("4.00", number, outlet_id=None, visit_type=None)
    page = cafe.got(f"customers/{id}/visits?limit=3")
    rest = cafe.items(f"customers/{id}/visits?limit=3&cursor={page['next']}")
    assert sorted(each["total_minor"] for each in [*page["items"], *rest]) == [100, 200, 300]


@pytest.mark.item("S004-34")
def test_the_dashboard_counts_all_new_and_returning_customers_and_visits(firebase: LocalFirebase) -> None:
    other = Cafe(firebase)
    for number, bills in enumerate((3, 1, 1, 1)):
        other.regular(number, *["100.00"] * bills)
    other.gives("customers", name="Never bought", phone=phone_of(50))
    figures = other.got("dashboard", role="owner")
    assert (figures["customers"], figures["new_customers"]) == (5, 5)
    assert (figures["repeat_rate"], figures["average_visits"]) == (0.25, 1.2)


@pytest.mark.item("S004-37")
def test_one_customer_of_two_outlets_is_told_apart_by_where_they_come(cafe: Cafe, number: int) -> None:
    id = cafe.regular(number, "100.00", "100.00")
    assert cafe.bill("100.00", number, outlet_id="west")["customer_id"] == id
    assert cafe.profile(id)["stats"]["outlets"] == {"east": 2, "west": 1}
    west = {"name": "West again", "filterJson": {">=": [{"var": "stats.outlets.west"}, 2]}}
    assert cafe.ask("POST", "segments", west).status == 201
    cafe.pass_time("2h")
    assert cafe.found("segment=west_again") == set()
    again = cafe.bill("100.00", number, outlet_id="west")
    assert cafe.found("segment=west_again") == {id}
    at = cafe.now().isoformat()
    order = {"order_id": again["order_id"], "status": "cancelled", "updated_at": at, "outlet_id": "west"}
    assert cafe.post(**order, total="100.00", customer={"phone": phone_of(number)}).status == 201
    assert cafe.profile(id)["stats"]["outlets"] == {"east": 2, "west": 1}
    assert cafe.found("segment=west_again") == set()


def test_the_customer_s_app_reads_the_outlets_and_what_is_wrong_with_one_is_named(
    cafe: Cafe, wall: Wall
) -> None:
    hours = [{"days": ["sat", "sun"], "opens": "08:00", "closes": "23:30"}]
    facts = {"address": "1 Station Road", "city": "Dombivli", "phone": "+1 202-555-0199", "hours": hours}
    assert cafe.ask("PATCH", "outlets/east", facts).status == 200
    guest, path = Person("a guest", "guest"), f"orgs/{cafe.id}/outlets"
    assert (wall.get(guest, f"{path}/east"), wall.list(guest, path, {})) == (True, True)
    assert not wall.list(Person("not signed in"), path, {})
    (shown,) = [each for each in cafe.items("outlets") if each["id"] == "east"]
    assert {name: shown[name] for name in facts} == {**facts, "phone": "+12025550199"}
    before = cafe.read("outlets/east")
    wrong: dict[str, tuple[object, str]] = {
        "phone": ("12", "phone"),
        "manager_uid": ("ghost", "manager_uid"),
        "hours": ([{"days": ["sat"], "opens": "8", "closes": "23:30"}], "hours.0.opens"),
    }
    for name, (value, place) in wrong.items():
        refused = cafe.ask("PATCH", "outlets/east", {name: value})
        assert (refused.status, refused.json["fields"][0]["path"]) == (400, place)
    assert cafe.read("outlets/east") == before


@pytest.mark.item("S004-38")
def test_another_cafe_s_customer_with_the_same_phone_is_another(cafe: Cafe, number: int) -> None:
    other = Cafe(cafe.firebase)
    ours, theirs = cafe.regular(number, "500.00"), other.regular(number, "100.00")
    assert ours != theirs
    assert (cafe.profile(ours)["stats"]["spend_minor"], other.profile(theirs)["stats"]["spend_minor"]) == (
        50_000,
        10_000,
    )
    assert cafe.ask("GET", f"customers/{theirs}").status == 404


@pytest.mark.item("S004-39")
@pytest.mark.parametrize(
    ("switch", "is_linked", "points"), [("enable_loyalty", True, 0), ("enable_crm", False, 0)]
)
def test_a_bill_is_recorded_while_a_feature_is_off_and_only_that_feature_rests(
    firebase: LocalFirebase, wall: Wall, number: int, *, switch: str, is_linked: bool, points: int
) -> None:
    other = Cafe(firebase)
    assert other.ask("PATCH", "organisation", {switch: False}, role="owner").status == 200
    firebase.advance("2m")  # by then every instance knows it
    paid = other.bill("500.00", number)
    assert (paid["customer_id"] is not None, paid["points_earned"]) == (is_linked, points)
    assert other.ask("GET", "customers").status == (200 if is_linked else 403)
    owner = Person("owner", "owner", {other.id: "owner"})
    root = f"orgs/{other.id}"
    read = (wall.list(owner, f"{root}/customers", {}), wall.list(owner, f"{root}/loyalty_transactions", {}))
    assert read == (is_linked, False)
    assert other.ask("PATCH", "organisation", {switch: True}, role="owner").status == 200
    firebase.advance("2m")
    assert other.bill("500.00", number)["points_earned"] == 5


@pytest.mark.item("S004-41")
def test_a_platform_s_customer_is_known_by_the_platform_s_id_until_a_phone_joins_them(
    cafe: Cafe, number: int
) -> None:
    of_platform: dict[str, Any] = {"source": "ecommerce", "channel": "marketplace", "outlet_id": "east"}
    buyer = {"card": f"zomato:{number}", "name": "By Zomato"}
    first = cafe.bill("300.00", customer=buyer, visit_type="delivery", **of_platform)["customer_id"]
    assert cafe.bill("200.00", customer=buyer, **of_platform)["customer_id"] == first
    assert (cafe.profile(first)["phone"], cafe.profile(first)["loyalty"]["points"]) == (None, 5)
    elsewhere = cafe.bill("100.00", customer={"card": f"swiggy:{number}"}, **of_platform)["customer_id"]
    assert elsewhere != first
    walk_in = cafe.regular(number, "100.00")
    told = cafe.bill("100.00", customer={**buyer, "phone": phone_of(number)})["customer_id"]
    assert told in {first, walk_in}
    stats = cafe.profile(told)["stats"]
    assert (stats["visits"], stats["spend_minor"]) == (4, 70_000)
    assert cafe.bill("100.00", customer=buyer, **of_platform)["customer_id"] == told
