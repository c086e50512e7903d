"""Common questions: grouped by the words that they share, and shown in words that several customers have used."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.conversations.journeys import AskedQuestion
from functions.domain.marketing import questions
from functions.domain.marketing.questions import QuestionTally, common_questions, with_questions
from tests.chats import Chats
from tests.examples import examples
from tests.unit.domain.marketing.agencies import CODE, asks, counted, journey

WORDS = ("hotel", "dekat", "haram", "visa", "vaksin", "kursi", "roda", "makan", "zamzam")


def tallied(*asked: tuple[str, str, bool]) -> dict[str, QuestionTally]:
    """Of each question the chat, its pattern and whether the assistant answered."""
    known: dict[str, QuestionTally] = {}
    for chat, pattern, is_answered in asked:
        known, _ = with_questions(known, chat, [AskedQuestion(pattern=pattern, is_answered=is_answered)])
    return known


def shown(known: dict[str, QuestionTally]) -> list[tuple[str, int, int]]:
    return [
        (each.faq_id or " ".join(each.words), each.asked, each.answered)
        for each in common_questions(known, 20)
    ]


@pytest.mark.item("S003-35")
def test_questions_that_share_their_telling_words_are_one_pattern_with_its_success() -> None:
    known = tallied(
        ("a", "hotel dekat haram", True),
        ("b", "hotel dekat haram", True),
        ("c", "hotel haram", True),
        ("d", "dekat haram hotelnya", False),
        ("e", "kursi roda", False),
    )
    assert shown(known) == [("hotel dekat haram", 4, 3)]


@pytest.mark.item("S003-35")
def test_what_fewer_than_three_customers_ask_is_not_common() -> None:
    twice = [("a", "kursi roda", False), ("b", "kursi roda", False), ("a", "kursi roda", False)]
    assert shown(tallied(*twice)) == []
    assert shown(tallied(*twice, ("c", "kursi roda", True))) == [("kursi roda", 4, 1)]


@pytest.mark.item("S003-35")
def test_a_word_that_fewer_than_three_customers_used_is_not_shown() -> None:
    known = tallied(
        ("a", "hotel rahmawati", True),
        ("a", "hotel rahmawati", True),
        ("b", "hotel", True),
        ("c", "hotel", True),
        ("d", "hotel", True),
    )
    assert shown(known) == [("hotel", 5, 5)]


def test_an_faq_is_counted_by_its_id() -> None:
    known = tallied(("a", "faq:visa", True), ("b", "faq:visa", True), ("c", "faq:visa", False))
    assert shown(known) == [("visa", 3, 2)]


def test_of_too_many_patterns_the_rarest_go_and_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_KEPT", 3)
    monkeypatch.setattr(questions, "KEPT_AFTER", 2)
    known = tallied(("a", "visa", True), ("b", "visa", True), ("c", "hotel", True), ("d", "faq:x", True))
    after, gone = with_questions(known, "e", [AskedQuestion(pattern="makan")])
    assert (sorted(after), gone) == (["faq:x", "words:visa"], 2)


@given(
    some.lists(
        some.tuples(
            some.integers(0, 9), some.lists(some.sampled_from(WORDS), min_size=1, max_size=3), some.booleans()
        ),
        max_size=40,
    ),
    some.randoms(use_true_random=False),
)
@settings(max_examples=examples(120), deadline=None)
def test_the_order_of_chats_changes_nothing_and_every_shown_word_is_of_three_chats(
    asked: list[tuple[int, list[str], bool]], chance: random.Random
) -> None:
    given_ones = [(f"chat{chat}", " ".join(words), is_answered) for chat, words, is_answered in asked]
    groups = common_questions(tallied(*given_ones), 50)
    chance.shuffle(given_ones)
    assert common_questions(tallied(*given_ones), 50) == groups
    for group in groups:
        for word in group.words:
            assert len({chat for chat, pattern, _ in given_ones if word in pattern.split()}) >= 3
        assert group.answered <= group.asked


@pytest.mark.item("S003-35")
@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Halo kak, hotelnya dekat haram?", "faq:hotel_distance"),
        ("Apakah ada kolam renang di penginapan?", "kolam renang penginapan"),
        ("kolam renang? hubungi 0812 3456 7890 atau siti@example.com", "kolam renang hubungi atau"),
        ("kolam renang https://example.com/siti @siti A1234567", "kolam renang"),
        ("kolam renang untuk Pilgrim", "kolam renang"),
        (f"{CODE} kolam renang", "kolam renang"),
        ("Halo", None),
        ("terima kasih ya", None),
        (CODE, None),
    ],
)
def test_a_pattern_has_what_is_asked_and_nobody_s_name_number_or_address(text: str, pattern: Any) -> None:
    chats = Chats()
    asks(chats, 1, "Halo")  # the customer is called `A pilgrim`
    asks(chats, 1, text)
    assert chats.turns[-1].get("question") == pattern


@pytest.mark.item("S003-35")
def test_a_question_is_answered_where_no_person_was_needed() -> None:
    chats = Chats()
    for number in range(4):
        place = asks(chats, number, "Halo", "Apakah ada kolam renang penginapan khusus?")
    for number in range(4, 7):
        asks(chats, number, "Halo", "Apakah perlu vaksin meningitis?")
    assert journey(chats, place)["questions"][0]["pattern"] == "kolam renang penginapan khusus"
    rows = {row["question_pattern"]: row for row in counted(chats)["common_questions"]}
    assert rows["kolam renang penginapan khusus"]["frequency"] == 4
    topics = {faq.topic: id for id, faq in chats.org.faqs.items()}
    vaccine = next(row for row in rows.values() if row["faq_id"] is not None)
    assert (vaccine["frequency"], vaccine["ai_success_rate"]) == (3, "100%")
    assert topics[vaccine["question_pattern"]] == vaccine["faq_id"]
