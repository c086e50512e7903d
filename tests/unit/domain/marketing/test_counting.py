"""The count of chats: each once, through repeated pages, workers that race, and what changes beside it."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.conversations.journeys import AskedQuestion, Journey, Paid
from functions.domain.kernel.decisions import LARGEST
from functions.domain.kernel.jobs import PageDone
from functions.domain.marketing.counting import MarketingJob, asked_for
from functions.domain.marketing.periods import days, month
from functions.domain.marketing.tallies import MOST_CODES, ChatJourneys, Counting, Tallies
from functions.domain.marketing.tallies import counted as counted_on
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.chats import MORNING, Chats, an_agency, replace_settings
from tests.examples import examples
from tests.memory import Billed, a_store, run
from tests.unit.domain.marketing.agencies import (
    CODE,
    JANUARY,
    PRICE,
    a_page,
    asks,
    beside,
    books,
    counted,
    figures,
    gives_back,
    pages_of,
    pays,
    wants,
)

HOUR = timedelta(hours=1)
TEXTS = (
    *("Halo", CODE, "ya", "detail dong", "DP berapa?", "mau daftar", "hotelnya dekat haram?", "makasih"),
    *("bisa bicara dengan admin?", "asdf qwer zxcv", "UMR_APR_2025_REGULER", "apakah perlu vaksin?"),
)


def job(chats: Chats) -> dict[str, Any]:
    return chats.backend.all("rebuilds")["marketing"]


def many(number: int) -> Chats:
    chats = Chats()
    for each in range(number):
        asks(chats, each, CODE)
    return chats


@pytest.mark.item("S003-32")
def test_the_chats_of_a_period_are_counted_once_each_in_pages() -> None:
    chats = many(5)
    with pages_of(2):
        wants(chats)
        pages = 1
        while a_page(chats) is not None:
            pages += 1
    # Three pages of January, and one each of the months before it that are followed.
    assert pages == 5
    assert figures(chats.backend)["conversion_metrics"]["total_leads"] == 5
    assert sorted(chats.backend.all("marketing")) == [
        "analytics:2024-11",
        "analytics:2024-12",
        "analytics:2025-01",
    ]


def test_the_job_rests_until_the_time_that_the_business_has_set() -> None:
    chats = many(1)
    counted(chats)
    began = chats.now + timedelta(minutes=1)
    assert job(chats)["wake_at"] == began + 24 * HOUR
    assert a_page(chats, began + 23 * HOUR) is None
    asks(chats, 7, CODE)
    assert figures(chats.backend)["conversion_metrics"]["total_leads"] == 1
    while a_page(chats, began + 24 * HOUR) is not None:
        pass
    assert figures(chats.backend)["conversion_metrics"]["total_leads"] == 2


def test_a_thousand_chats_bill_a_read_each_and_a_write_a_page() -> None:
    chats = many(7)
    counted(chats)
    with pages_of(3):
        wants(chats)
        chats.backend.billed = Billed()
        while a_page(chats) is not None:
            pass
    # Three pages of 3, 3 and 1: 7 chats, the job three times, its two documents and the month's clicks.
    assert chats.backend.billed == Billed(reads=7 + 3 + 2 + 1, writes=4)


def test_a_period_that_is_asked_for_twice_waits_once() -> None:
    chats = many(1)
    wants(chats)
    before = job(chats)
    wants(chats)
    assert job(chats) == before
    first = MarketingJob(id="marketing", queue=("2025-01",), started_at=chats.now, wake_at=chats.now)
    again = asked_for(first, JANUARY, chats.now)
    assert again is not None
    assert again.queue == ("2025-01", "2025-01")  # what it has counted of it may be old by now
    assert asked_for(again, JANUARY, chats.now) is None


def test_days_are_counted_as_they_are_asked_for() -> None:
    chats = many(2)
    chats.now += timedelta(days=2)
    asks(chats, 9, CODE)
    first = chats.now.date() - timedelta(days=2)
    assert counted(chats, days(first, first))["conversion_metrics"]["total_leads"] == 2
    assert counted(chats, days(first, first + timedelta(days=2)))["conversion_metrics"]["total_leads"] == 3
    # By months none is further than those that are followed.
    assert "analytics:2025-01-25..2025-01-27" in chats.backend.all("marketing")


def test_what_a_page_has_counted_goes_on_after_a_restart_and_a_spoilt_job_begins_anew() -> None:
    chats = many(4)
    with pages_of(2):
        wants(chats)
        a_page(chats)
        a_page(chats)  # the months before are done with a page each
        chats.backend.client_writes("orgs/kopi/rebuilds/marketing", tallies="lost")
        while a_page(chats) is not None:
            pass
    assert figures(chats.backend)["conversion_metrics"]["total_leads"] == 4


@pytest.mark.parametrize("spoilt", [{"after_id": 7}, {"chats": "some"}, {"basis": 3}, {"tallies": None}])
def test_a_job_whose_place_was_spoilt_begins_anew_once_and_counts_no_chat_twice(
    spoilt: dict[str, Any],
) -> None:
    chats = many(5)
    with pages_of(2):
        wants(chats)
        while job(chats)["queue"][:1] != ["2025-01"] or not job(chats).get("chats"):
            a_page(chats)
        chats.backend.client_writes("orgs/kopi/rebuilds/marketing", **spoilt)
        pages = 1
        while a_page(chats) is not None:
            pages += 1
            assert pages < 9
    assert figures(chats.backend)["conversion_metrics"]["total_leads"] == 5


def test_a_sum_beyond_what_a_document_takes_stays_at_that_and_begins_nothing_anew() -> None:
    by = Counting(MORNING, MORNING + HOUR, MORNING, "IDR")
    paid = {"b": Paid(amount_minor=LARGEST, currency="IDR")}
    journey = Journey(began_at=MORNING, campaign_code=CODE, paid=paid, answered_in={"4": LARGEST})
    page = [ChatJourneys(id=f"{number}", journeys={"1": journey}) for number in range(3)]
    tallies = counted_on(counted_on(Tallies(), page, by), page, by)
    assert tallies.counts[f"code:{CODE}:revenue_minor"] == tallies.answered_in["4"] == LARGEST
    assert Tallies.model_validate(tallies.model_dump()) == tallies
    assert tallies.counts["leads"] == 6


def test_another_clock_or_currency_begins_it_anew() -> None:
    chats = many(3)
    with pages_of(2):
        wants(chats)
        while "chats" not in (known := job(chats)) or not known["chats"]:
            a_page(chats)
        usual = chats.org.settings
        moved = usual.model_copy(update={"timezone": "Asia/Tokyo"})
        chats.org = chats.org.model_copy(update={"settings": moved})
        while a_page(chats) is not None:
            pass
    assert figures(chats.backend)["conversion_metrics"]["total_leads"] == 3


@pytest.mark.parametrize("queue", [("yesterday",), ("2025-13", "2025-01"), ("2025-01-02..2025-01-01",)])
def test_a_period_that_was_made_by_hand_is_passed_over(queue: tuple[str, ...]) -> None:
    chats = many(1)
    counted(chats)
    later = chats.now + HOUR
    chats.backend.client_writes("orgs/kopi/rebuilds/marketing", queue=list(queue), wake_at=later)
    while a_page(chats, later) is not None:
        pass
    assert job(chats)["queue"] == []


def test_switched_off_it_stops_and_keeps_what_was_counted() -> None:
    chats = many(1)
    counted(chats)
    before = figures(chats.backend)
    chats.org = replace_settings(an_agency(), enabled=False)
    assert a_page(chats, chats.now + timedelta(days=3)) is None
    assert "wake_at" not in job(chats)
    assert figures(chats.backend) == before


def test_a_customer_who_was_erased_is_in_no_figure_that_is_counted_afterwards() -> None:
    chats = many(3)
    place = sorted(chats.conversations)[0]
    del chats.backend.documents[f"orgs/kopi/conversations/{place}"]
    assert counted(chats)["conversion_metrics"]["total_leads"] == 2


def test_the_tick_wakes_it_like_any_rebuild() -> None:
    chats = many(1)
    wants(chats)
    at = chats.now + timedelta(minutes=1)
    woken = run(
        a_store(chats.backend), lambda: WAKE_UPS["rebuilds"].wake(chats.org, Waking("marketing", at, None))
    )
    assert woken == PageDone(has_more=True)


@given(
    some.lists(some.tuples(some.integers(0, 4), some.sampled_from(TEXTS)), max_size=24),
    some.integers(1, 3),
    some.data(),
)
@settings(max_examples=examples(90), deadline=None)
def test_pages_that_crash_repeat_and_race_count_what_the_turns_say(
    said: list[tuple[int, str]], size: int, data: some.DataObject
) -> None:
    chats = Chats()
    bookings = 0
    for number, text in said:
        place = asks(chats, number, text, after=data.draw(some.sampled_from([2, 2.5, 7.9])))
        what = data.draw(some.sampled_from(["nothing", "nothing", "back", "paid", "books"]))
        if what in ("back", "paid"):
            gives_back(chats, place, "paid" if what == "paid" else None)
        elif what == "books":
            bookings += 1
            books(chats, place, f"b{bookings}")
            pays(chats, f"b{bookings}")
            pays(chats, f"b{bookings}")
    with pages_of(size):
        wants(chats)
        raced(chats, data)
    assert_as_the_turns_say(chats, figures(chats.backend), bookings)


def raced(chats: Chats, data: some.DataObject) -> None:
    """Pages until the month is there. Of some the worker dies before its commit; others meet one who was faster."""
    for _ in range(200):
        if "analytics:2025-01" in chats.backend.all("marketing"):
            break
        what = data.draw(some.sampled_from(["page", "page", "dies_before", "meets_another", "asks_again"]))
        if what == "asks_again":
            wants(chats)
        elif what == "meets_another":
            beside(chats, lambda: a_page(chats))
        elif what == "page":
            a_page(chats)


def assert_as_the_turns_say(chats: Chats, found: dict[str, Any], bookings: int) -> None:
    """Held against a count over the turns, the bookings and the handovers, which no journey had a part in."""
    turns = [
        each for each in chats.turns if each.get("unanswered") not in ("owned_by_person", "assistant_off")
    ]
    journeys: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for turn in turns:
        journeys.setdefault((turn["id"].split("/")[0], turn["cycle"]), []).append(turn)
    performance = found["ai_performance"]
    assert found["conversion_metrics"]["total_leads"] == len(journeys)
    assert performance["turns"] == len(turns)
    took = [each["answered_in_s"] for each in turns if each.get("message_id")]
    assert performance["answers"] == len(took)
    if took:
        assert performance["avg_response_s"] == round(sum(took) / len(took), 3)
        assert performance["median_response_s"] == sorted(took)[(len(took) + 1) // 2 - 1]
    reasons = Counter(each["handover"] for each in turns if each.get("handover"))
    assert performance["handovers"] == dict(reasons)
    escalated = [
        key for key, each in journeys.items() if any(t.get("handover") not in (None, "payment") for t in each)
    ]
    assert performance["escalated"] == len(escalated)
    by_code = Counter(
        code
        for each in journeys.values()
        if (code := ([t["campaign_code"] for t in each if t.get("campaign_code")] or [None])[-1])
    )
    assert {row["campaign_code"]: row["conversations"] for row in found["campaign_performance"]} == dict(
        by_code
    )
    phases = ("leads", "interest", "booking", "paid")
    reached = Counter(
        name
        for (place, cycle), each in journeys.items()
        for name in phases[: 1 + max(phases.index(p) for p in reached_by(chats, place, cycle, each))]
    )
    metrics = found["conversion_metrics"]
    assert (
        metrics["total_leads"],
        metrics["leads_to_interest"],
        metrics["interest_to_booking"],
        metrics["booking_to_paid"],
    ) == tuple(reached[name] for name in phases)


def reached_by(chats: Chats, place: str, cycle: int, turns: list[dict[str, Any]]) -> list[str]:
    """The phases of a journey's turns, and what the conversation came to after the last one of them."""
    found = [turn["phase_after"] for turn in turns]
    conversation = chats.conversations[place]
    if conversation["cycle"] == cycle:
        return [*found, conversation["phase"]]
    later = [t for t in chats.turns if t["id"].startswith(place) and t["cycle"] == cycle + 1]
    return [*found, *([later[0]["phase_before"]] if later else [])]


def test_a_year_is_asked_of_the_store_in_one_query() -> None:
    whole = days(date(2025, 1, 1), date(2025, 12, 31))
    chats = many(2)
    assert counted(chats, whole)["conversion_metrics"]["total_leads"] == 2
    assert len(whole.utc_months(ZoneInfo("Asia/Jakarta"))) == 13
    assert month("2025-01").before() == month("2024-12")


def test_what_is_counted_stays_a_document_with_as_many_questions_codes_and_variants_as_there_may_be() -> None:
    by = Counting(MORNING, MORNING + HOUR, MORNING, "IDR")
    letters = "\u0627\u0628\u062a\u062b\u062c\u062d\u062e\u062f\u0630\u0631"

    def chat(number: int) -> ChatJourneys:
        word = "".join(letters[int(digit)] for digit in f"{number:020}")
        journey = Journey(
            began_at=MORNING,
            campaign_code=f"UMR_MAR_2025_{number:09}",
            paid={"b": Paid(amount_minor=PRICE, currency="IDR")},
            questions=tuple(AskedQuestion(pattern=f"{word} " * 5 + word[:each]) for each in range(1, 6)),
        )
        arms = {f"{number:050}": f"{number:050}"}
        return ChatJourneys(id=f"{number}", journeys={"1": journey}, arms=arms)

    tallies = counted_on(Tallies(), map(chat, range(2_000)), by)
    assert len(tallies.model_dump_json().encode()) < 900_000
    assert (tallies.counts["leads"], tallies.counts["other_codes"]) == (2_000, 2_000 - MOST_CODES)
    assert tallies.questions_left_out > 0


@pytest.mark.parametrize("id", ["9999-12-30..9999-12-31", "2999-12", "2000-01", "2000-01-01..2000-01-01"])
def test_the_first_and_the_last_days_there_are_keep_no_other_period_from_being_counted(id: str) -> None:
    chats = many(1)
    wants(chats)
    chats.backend.client_writes("orgs/kopi/rebuilds/marketing", queue=[id, JANUARY.id])
    for _ in range(9):
        a_page(chats)
    assert figures(chats.backend)["conversion_metrics"]["total_leads"] == 1
    assert job(chats)["queue"] == []
