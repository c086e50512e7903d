"""Figures of chats, worked out by hand."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.marketing.clicks import AdClicks, DayOfClicks
from functions.domain.marketing.documents import Analytics
from functions.domain.marketing.figures import Beside, analytics_of, seconds_text, share_text
from functions.domain.marketing.periods import month
from functions.domain.marketing.tallies import Counting, Tallies
from tests.chats import MORNING, Chats
from tests.unit.domain.marketing.agencies import (
    CODE,
    JANUARY,
    PRICE,
    asks,
    books,
    cancels,
    counted,
    gives_back,
    journey,
    pays,
)

DAY = timedelta(days=1)


def four_chats() -> Chats:
    """One pays, one is interested, one asks for a person, one only greets."""
    chats = Chats()
    buyer = asks(chats, 1, CODE, "ya", "DP berapa?")
    books(chats, buyer, seats=2)
    pays(chats)
    asks(chats, 2, CODE, "ya")
    asks(chats, 3, "Halo", "bisa bicara dengan admin?")
    asks(chats, 4, "Halo", after=4)
    return chats


def of_seed(**more: int) -> Analytics:
    """The figures of S003's own example."""
    counts = {"leads": 500, "interest": 150, "booking": 45, "paid": 40, **more}
    by = Counting(MORNING, MORNING + DAY, MORNING, "IDR")
    beside = Beside(by, MORNING, {}, None)
    return analytics_of(Chats().org, month("2025-01"), Tallies(counts=counts), beside=beside)


@pytest.mark.item("S003-32")
def test_conversion_is_what_paid_of_all_leads_as_in_the_seed() -> None:
    assert of_seed().conversion_metrics.model_dump() == {
        "total_leads": 500,
        "leads_to_interest": 150,
        "interest_to_booking": 45,
        "booking_to_paid": 40,
        "conversion_rate": "8%",
    }


@pytest.mark.item("S003-36")
def test_each_row_of_the_drop_off_is_what_was_lost_and_not_what_went_on() -> None:
    assert of_seed().drop_off_analysis.model_dump() == {
        "leads_to_interest": "70%",
        "interest_to_booking": "70%",
        "booking_to_payment": "11.1%",
    }


@pytest.mark.item("S003-17", "S003-32", "S003-34", "S003-36")
def test_four_chats_in_figures() -> None:
    found = counted(four_chats())
    assert found["conversion_metrics"] == {
        "total_leads": 4,
        "leads_to_interest": 2,
        "interest_to_booking": 1,
        "booking_to_paid": 1,
        "conversion_rate": "25%",
    }
    assert found["drop_off_analysis"] == {
        "leads_to_interest": "50%",
        "interest_to_booking": "50%",
        "booking_to_payment": "0%",
    }
    performance = found["ai_performance"]
    # Eight answers: seven after 2 s, one after 4 s.
    assert (performance["turns"], performance["answers"]) == (8, 8)
    assert (performance["avg_response_time"], performance["avg_response_s"]) == ("2.3 seconds", 2.25)
    assert (performance["median_response_s"], performance["p90_response_s"]) == (2.0, 4.0)
    assert (performance["successful_conversations"], performance["escalation_rate"]) == ("75%", "25%")
    assert performance["handovers"] == {"payment": 1, "asked_for": 1}
    assert (performance["satisfaction_score"], performance["satisfaction_count"]) == (None, 0)


@pytest.mark.item("S003-33")
def test_of_a_campaign_code_bookings_are_divided_by_the_clicks_that_were_posted() -> None:
    chats = four_chats()
    days = {"2025-01-24": DayOfClicks(clicks=150), "2025-02-01": DayOfClicks(clicks=999)}
    chats.backend.put(AdClicks(id=f"2025-01:{CODE}", month="2025-01", campaign_code=CODE, days=days))
    (row,) = counted(chats)["campaign_performance"]
    assert {
        name: row[name] for name in ("campaign_code", "clicks", "conversations", "bookings", "conversion")
    } == {
        "campaign_code": CODE,
        "clicks": 150,
        "conversations": 2,
        "bookings": 1,
        "conversion": "0.7%",
    }
    assert counted(chats)["without_code"] == 2


@pytest.mark.item("S003-33")
def test_clicks_that_nobody_posted_are_not_known() -> None:
    (row,) = counted(four_chats())["campaign_performance"]
    assert (row["clicks"], row["conversion"], row["cost_minor"], row["roi"]) == (None, None, None, None)


@pytest.mark.item("S003-50")
def test_what_came_in_is_held_against_what_the_ads_cost() -> None:
    chats = four_chats()
    days = {
        "2025-01-24": DayOfClicks(clicks=100, cost_minor=1_500_000_000),
        "2025-01-25": DayOfClicks(clicks=100, cost_minor=500_000_000),
    }
    chats.backend.put(AdClicks(id=f"2025-01:{CODE}", month="2025-01", campaign_code=CODE, days=days))
    unsold = {"2025-01-03": DayOfClicks(clicks=7, cost_minor=3_000_000_000)}
    chats.backend.put(AdClicks(id="2025-01:OTHER", month="2025-01", campaign_code="OTHER", days=unsold))
    found = counted(chats)
    first, second = found["campaign_performance"]
    assert (first["revenue_minor"], first["cost_minor"], first["roi"]) == (2 * PRICE, 2_000_000_000, "150%")
    assert first["cost_per_booking_minor"] == 2_000_000_000
    assert (second["campaign_code"], second["conversations"], second["roi"]) == ("OTHER", 0, "-100%")
    assert found["roi"] == {
        "revenue_minor": 2 * PRICE,
        "cost_minor": 5_000_000_000,
        "roi": "0%",
        "currency": "IDR",
    }


@pytest.mark.item("S003-52")
def test_a_month_is_compared_with_the_one_before() -> None:
    chats = four_chats()
    chats.now += timedelta(days=10)
    asks(chats, 5, CODE, "ya")
    second = asks(chats, 6, CODE, "ya", "mau daftar")
    gives_back(chats, second, "paid")
    later = chats.now + 2 * DAY
    counted(chats, JANUARY, later)
    found = counted(chats, month("2025-02"), later)
    # January: 1 of 4 paid and 1 of 4 escalated; February: 1 of 2 and none.
    assert found["success_metrics"] == {
        "escalation_reduction": "25 points",
        "conversion_improvement": "25 points",
        "completion_improvement": "25 points",
        "compared_with": "2025-01",
    }


@pytest.mark.item("S003-52")
def test_a_chat_that_ended_is_complete_if_what_was_asked_last_has_an_answer() -> None:
    chats = four_chats()
    performance = counted(chats, at=chats.now + timedelta(hours=2))["ai_performance"]
    assert (performance["ended"], performance["conversation_completion"]) == (0, None)
    performance = counted(chats, at=chats.now + 2 * DAY)["ai_performance"]
    # Three of four: one of those who asked for a person got none.
    assert (performance["ended"], performance["completed"]) == (4, 3)
    assert performance["conversation_completion"] == "75%"


def test_a_period_that_had_no_chats_has_no_shares() -> None:
    found = counted(Chats())
    assert found["conversion_metrics"]["conversion_rate"] is None
    assert found["drop_off_analysis"] == dict.fromkeys(
        ("leads_to_interest", "interest_to_booking", "booking_to_payment")
    )
    assert found["success_metrics"]["compared_with"] is None


def test_a_journey_counts_in_the_month_in_which_its_first_message_came_by_the_business_s_clock() -> None:
    chats = Chats()
    chats.now = MORNING.replace(
        day=31, hour=16, minute=59, second=58
    )  # two seconds before February in Jakarta
    place = asks(chats, 1, CODE)
    assert chats.turns[0]["at"].astimezone().isoformat() > "2025-01-31"
    assert journey(chats, place)["began_at"] == MORNING.replace(day=31, hour=16, minute=59, second=58)
    gives_back(chats, place, "paid")
    later = chats.now + 40 * DAY
    assert counted(chats, JANUARY, later)["conversion_metrics"]["booking_to_paid"] == 1
    assert counted(chats, month("2025-02"), later)["conversion_metrics"]["total_leads"] == 0


@pytest.mark.item("S003-17", "S003-50")
def test_a_new_cycle_is_a_journey_of_its_own() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE, "ya", "mau daftar")
    gives_back(chats, place, "paid")
    asks(chats, 1, "UMR_APR_2025_REGULER")
    found = counted(chats)
    assert found["conversion_metrics"]["total_leads"] == 2
    assert found["conversion_metrics"]["booking_to_paid"] == 1
    by_code = {row["campaign_code"]: row for row in found["campaign_performance"]}
    assert by_code[CODE]["paid"] == 1
    assert by_code["UMR_APR_2025_REGULER"]["paid"] == 0


@pytest.mark.item("S003-50")
def test_a_booking_that_was_cancelled_brings_nothing_in_and_was_a_booking_all_the_same() -> None:
    chats = four_chats()
    cancels(chats)
    (row,) = counted(chats)["campaign_performance"]
    assert (row["revenue_minor"], row["paid"], row["bookings"]) == (0, 1, 1)


def test_a_booking_in_another_currency_is_counted_beside_the_revenue() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE)
    books(chats, place)
    chats.backend.client_writes("orgs/kopi/bookings/b", currency="USD")
    pays(chats)
    (row,) = counted(chats)["campaign_performance"]
    assert (row["revenue_minor"], row["other_currency"], row["paid"]) == (0, 1, 1)


@pytest.mark.item("S003-53")
def test_of_each_variant_of_an_experiment_it_is_counted_how_far_its_chats_came() -> None:
    chats = Chats()
    for number, (arm, texts) in enumerate(
        [("a", (CODE, "ya", "mau daftar")), ("a", (CODE,)), ("b", (CODE, "ya"))], start=1
    ):
        place = asks(chats, number, *texts)
        chats.backend.client_writes(f"orgs/kopi/conversations/{place}", arms={"greeting": arm})
    rows = counted(chats)["experiments"]
    assert [
        (row["arm"], row["leads"], row["interest"], row["booking"], row["booking_rate"]) for row in rows
    ] == [
        ("a", 2, 1, 1, "50%"),
        ("b", 1, 1, 0, "0%"),
    ]


@pytest.mark.parametrize(
    ("spoilt", "leads"),
    [
        ({"journeys": 7}, 3),
        ({"journeys": {"1": "no"}}, 3),
        ({"journeys": {"1": {"began_at": "soon"}}}, 3),
        ({"arms": ["a"]}, 4),
        ({"last_message_at": "yesterday"}, 4),
    ],
)
def test_a_chat_that_was_spoilt_by_hand_keeps_no_other_from_being_counted(spoilt: Any, leads: int) -> None:
    chats = four_chats()
    (place,) = (id for id, each in chats.conversations.items() if each["phase"] == "paid")
    chats.backend.client_writes(f"orgs/kopi/conversations/{place}", **spoilt)
    assert counted(chats)["conversion_metrics"]["total_leads"] == leads


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(40, 500, "8%"), (15, 200, "7.5%"), (5, 45, "11.1%"), (0, 3, "0%"), (3, 3, "100%"), (1, 0, None)],
)
def test_a_share_is_written_as_people_read_it(part: int, whole: int, text: str | None) -> None:
    assert share_text(part, whole) == text


@pytest.mark.parametrize(
    ("ms", "count", "text"),
    [(9_000, 3, "3 seconds"), (1_000, 1, "1 second"), (2_250, 1, "2.3 seconds"), (5, 0, None)],
)
def test_a_time_is_written_as_people_read_it(ms: int, count: int, text: str | None) -> None:
    assert seconds_text(ms, count) == text
