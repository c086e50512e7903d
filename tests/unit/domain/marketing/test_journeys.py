"""What a turn adds to its cycle's journey, and how long answers took."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from functions.domain.conversations.answer_times import MS, percentile_s, step_of
from functions.domain.conversations.journeys import (
    MOST_JOURNEYS,
    MOST_QUESTIONS,
    Journey,
    journey_at,
    with_journey,
)
from tests.chats import MORNING, SECOND, Chats
from tests.memory import Billed
from tests.unit.domain.marketing.agencies import CODE, asks, gives_back, journey


@pytest.mark.item("S003-34")
def test_an_answer_s_time_is_told_from_the_last_message_of_its_burst() -> None:
    chats = Chats()
    due = chats.says("Halo")
    chats.wait(1.5)
    due = chats.says(CODE)
    chats.wait(2.25)
    assert due is not None
    chats.turn()
    (turn,) = chats.turns
    assert turn["answered_in_s"] == 2.25
    found = journey(chats, chats.place)
    assert (found["turns"], found["answers"], found["answer_ms"]) == (1, 1, 2250)
    assert found["answered_in"] == {"2200": 1}
    assert found["began_at"] == MORNING


def test_a_message_of_a_slow_gateway_is_counted_from_when_it_came_in() -> None:
    chats = Chats()
    chats.says(CODE, age=600)
    chats.wait(2)
    chats.turn()
    assert chats.turns[0]["answered_in_s"] == 2.0


@pytest.mark.item("S003-17")
def test_a_journey_has_where_its_chat_came_from() -> None:
    chats = Chats()
    chats.says(CODE, extra={"referral": {"source_id": "ad-7"}})
    chats.wait(2)
    chats.turn()
    found = journey(chats, chats.place)
    assert (found["campaign_code"], found["package_code"], found["ad_id"]) == (CODE, CODE, "ad-7")
    assert chats.conversation["journey_months"] == ["2025-01"]


def test_what_a_person_is_asked_is_no_turn_of_the_assistant() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE, "bisa bicara dengan admin?")
    before = journey(chats, place)
    asks(chats, 1, "kolam renang?")
    assert journey(chats, place) == before
    assert chats.conversations[place]["last_text"] == "kolam renang?"
    assert "answered_in_s" not in chats.turns[-1]


def test_a_chat_that_a_person_has_since_the_assistant_could_not_go_on_is_escalated_until_it_is_given_back() -> (
    None
):
    chats = Chats()
    place = asks(chats, 1, CODE, "bisa bicara dengan admin?")
    assert chats.conversations[place]["is_escalated"] is True
    gives_back(chats, place)
    assert "is_escalated" not in chats.conversations[place]
    paying = asks(chats, 2, CODE, "ya", "DP berapa?")
    assert "is_escalated" not in chats.conversations[paying]


def test_a_turn_bills_nothing_for_its_journey() -> None:
    chats = Chats()
    chats.says("Halo")
    chats.wait(2)
    chats.backend.billed = Billed()
    chats.turn()
    assert chats.backend.billed.writes == 4


def test_questions_and_journeys_of_a_chat_are_bounded() -> None:
    chats = Chats()
    place = ""
    for number in range(MOST_QUESTIONS + 3):
        place = asks(chats, 1, f"Apakah perlu vaksin{'?' * (number % 3)}")
    found = journey(chats, place)
    assert len(found["questions"]) == MOST_QUESTIONS
    assert found["turns"] == MOST_QUESTIONS + 3
    known: dict[str, Journey] = {}
    for cycle in range(1, MOST_JOURNEYS + 5):
        known = with_journey(known, cycle, Journey())
    assert list(known) == [str(cycle) for cycle in range(5, MOST_JOURNEYS + 5)]


def test_the_journey_of_an_instant_is_the_last_one_that_had_begun() -> None:
    known = {"1": Journey(began_at=MORNING), "2": Journey(began_at=MORNING + 9 * SECOND)}
    assert journey_at(known, MORNING - SECOND) == "1"
    assert journey_at(known, MORNING + 8 * SECOND) == "1"
    assert journey_at(known, MORNING + 9 * SECOND) == "2"
    assert journey_at({}, MORNING) is None


@pytest.mark.item("S003-34")
@given(some.lists(some.integers(0, 90_000_000), min_size=1, max_size=40), some.sampled_from([0.5, 0.9]))
def test_a_percentile_is_within_a_step_of_the_true_one(times: list[int], share: float) -> None:
    counted: dict[str, int] = {}
    for ms in times:
        counted[step_of(ms)] = counted.get(step_of(ms), 0) + 1
    found = percentile_s(counted, share)
    true = sorted(times)[-(-int(share * 10) * len(times) // 10) - 1]
    assert found is not None
    within = min(true, 24 * 3600 * MS)
    assert found * MS <= within
    assert within - found * MS < max(100, within / 2)
    assert int(step_of(within)) == found * MS


def test_of_no_answer_and_of_what_was_made_by_hand_there_is_no_percentile() -> None:
    assert percentile_s({}, 0.5) is None
    assert percentile_s({"soon": 3, "-5": 1, "1000": 0}, 0.5) is None
