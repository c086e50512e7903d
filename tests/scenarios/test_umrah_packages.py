"""A travel agency as the preset has it: its packages, and the last seats of one, over the wire."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from local.client import LocalFirebase
from tests.scenarios.staff import ask
from tests.scenarios.travel import HEMAT, NOON, TravelDesk

pytestmark = pytest.mark.begins(NOON, ticks=False)


@pytest.fixture
def agency(firebase: LocalFirebase) -> TravelDesk:
    return TravelDesk(firebase)


@pytest.mark.item("S003-16", "S003-18")
def test_packages_are_listed_by_their_day_with_the_seats_that_are_left(agency: TravelDesk) -> None:
    rows = agency.asks("GET", "packages")["items"]
    assert [row["code"] for row in rows] == [
        "UMR_MAR_2025_HEMAT",
        "UMR_APR_2025_REGULER",
        "UMR_MEI_2025_PLUS_TURKI",
    ]
    first = rows[0]
    assert (first["price_minor"], first["departs_on"], first["duration_days"]) == (
        2_500_000_000,
        "2025-03-15",
        9,
    )
    assert (first["quota_status"], first["seats_left"]) == ("available", 45)
    agency.reserves("b", 42)
    assert (agency.hemat()["quota_status"], agency.hemat()["seats_left"]) == ("limited", 3)


@pytest.mark.item("S003-16")
def test_a_code_of_another_package_is_refused_with_its_field(agency: TravelDesk) -> None:
    twin = {
        name: agency.hemat()[name] for name in ("code", "name", "price_minor", "departs_on", "duration_days")
    }
    answer = ask(agency, "PUT", "packages/twin", twin | {"quota": 1}, role="owner")
    assert answer.status == 400, answer.text
    said = {each["path"]: each["message"] for each in answer.json["fields"]}
    assert said["code"] == f"is the code of {HEMAT} too"


@pytest.mark.item("S003-47")
def test_eight_chats_at_once_sell_the_last_three_seats_and_no_more(agency: TravelDesk) -> None:
    agency.left_at(3)
    with ThreadPoolExecutor(8) as chats:
        answers = list(chats.map(lambda number: agency.reserves(f"b{number}", 1), range(8)))
    assert sorted(answer.status for answer in answers) == [201] * 3 + [400] * 5, [
        each.text for each in answers
    ]
    refused = next(answer for answer in answers if answer.status == 400)
    assert refused.json["fields"] == [{"path": "seats", "message": "has 0 seats left"}]
    assert (agency.hemat()["quota_status"], agency.hemat()["seats_reserved"]) == ("full", 3)
    assert len(agency.all("bookings")) == len(agency.all("pilgrims")) == 3


@pytest.mark.item("S003-47", "S003-48")
def test_a_reservation_is_paid_or_gives_its_seats_back_after_two_days(agency: TravelDesk) -> None:
    for id in ("paid", "forgotten"):
        assert agency.reserves(id, 2).status == 201
    assert agency.all("pilgrims")["paid"]["status"] == "preliminary"
    refused = ask(agency, "POST", "bookings/paid/confirmation", {}, role="agent")
    assert (refused.status, refused.json["fields"][0]["path"]) == (400, "invoice_id")
    body = {"payment_reference": "BCA 1"}
    for _ in range(2):
        assert (
            agency.asks("POST", "bookings/paid/confirmation", body, role="finance")["status"] == "confirmed"
        )
    agency.pass_time("49h")
    shown = {row["id"]: row["status"] for row in agency.asks("GET", f"bookings?package_id={HEMAT}")["items"]}
    assert shown == {"paid": "confirmed", "forgotten": "expired"}
    assert (agency.hemat()["seats_reserved"], agency.hemat()["seats_confirmed"]) == (0, 2)
    one = agency.asks("GET", "bookings/forgotten")
    assert [each["status"] for each in one["history"]] == ["reserved", "expired"]
    assert agency.asks("GET", f"bookings?customer_id={agency.buyer_id}")["items"][0]["name"] == "Siti"
    assert agency.asks("POST", "bookings/paid/cancellation", {"reason": "Ill"})["status"] == "cancelled"
    assert agency.hemat()["seats_left"] == 45


@pytest.mark.item("S003-47")
def test_a_quota_below_what_is_taken_is_said_and_loses_nobody_a_seat(agency: TravelDesk) -> None:
    agency.reserves("b", 5)
    saved = agency.left_at(2)
    assert (saved["quota"], saved["overbooked"], saved["seats_left"], saved["quota_status"]) == (
        2,
        3,
        0,
        "full",
    )
    assert agency.reserves("c", 1).status == 400
    assert agency.asks("PATCH", "bookings/b", {"seats": 2})["seats"] == 2
    assert (agency.hemat()["overbooked"], agency.all("bookings")["b"]["status"]) == (0, "reserved")


@pytest.mark.item("S003-47")
def test_a_new_price_is_that_of_the_next_booking(agency: TravelDesk) -> None:
    agency.reserves("before", 1)
    agency.asks("PUT", f"packages/{HEMAT}", agency.hemat() | {"price_minor": 2_600_000_000}, role="owner")
    agency.reserves("after", 1)
    prices = {id: each["total_minor"] for id, each in agency.all("bookings").items()}
    assert prices == {"before": 2_500_000_000, "after": 2_600_000_000}
