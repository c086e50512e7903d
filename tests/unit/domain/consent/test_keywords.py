"""STOP and its kin in several languages, as all that a message says; never in passing, never from the business."""

from typing import Any

import pytest

from functions.domain.consent.keywords import (
    POLITE_WORDS,
    START_WORDS,
    STOP_ALL_WORDS,
    STOP_PROMOTIONS_WORDS,
    STOP_WORDS,
    Keyword,
    is_for_person,
    keyword_in,
    plain_words,
)
from tests.builders import an_org
from tests.provider_events import an_inbound

ORG = an_org()


@pytest.mark.parametrize("language", ["en", "id", "hi", "mr", "bn", "ar"])
def test_every_language_has_words_of_both_kinds_and_none_that_means_both(language: str) -> None:
    assert STOP_ALL_WORDS[language]
    assert STOP_PROMOTIONS_WORDS[language]
    assert POLITE_WORDS[language]
    stops, starts = set(map(plain_words, STOP_WORDS[language])), set(map(plain_words, START_WORDS[language]))
    assert stops
    assert starts
    assert not stops & starts
    assert "" not in stops | starts


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("STOP", "stop"),
        ("  stop.  ", "stop"),
        ("Stop!!!", "stop"),
        ("«STOP»", "stop"),
        ("ＳＴＯＰ", "stop"),
        ("stop ✋\ufe0f", "stop"),
        ("\u200estop\u200f", "stop"),
        ("Opt-Out", "opt out"),
        ("unsubscribe\n", "unsubscribe"),
        ("Berhenti", "berhenti"),
        ("BERHENTI berlangganan.", "berhenti berlangganan"),
        ("बंद करो।", "बंद करो"),
        ("थांबा", "थांबा"),
        ("বন্ধ করুন।", "বন্ধ করুন"),
        ("إلغاء الاشتراك", "إلغاء الاشتراك"),
        ("توقـــف", "توقف"),
    ],
)
def test_a_word_that_is_all_of_the_message_opts_out(text: str, word: str) -> None:
    assert keyword_in(ORG, an_inbound(text=text)) == Keyword(False, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("please stop", "stop"),
        ("Stop, please!", "stop"),
        ("ok stop thanks", "stop"),
        ("STOP STOP STOP", "stop"),
        ("Kindly unsubscribe. Thank you", "unsubscribe"),
        ("Tolong berhenti ya", "berhenti"),
        ("कृपया बंद करें।", "बंद करें"),
        ("कृपया थांबवा", "थांबवा"),
        ("দয়া করে বন্ধ করুন, ধন্যবাদ", "বন্ধ করুন"),
        ("من فضلك توقف", "توقف"),
        ("please", None),
        ("thanks", None),
        ("no thanks", None),
        ("please cancel my order", None),
    ],
)
def test_politeness_around_a_word_changes_nothing(text: str, word: str | None) -> None:
    assert keyword_in(ORG, an_inbound(text=text)) == (None if word is None else Keyword(False, word))


@pytest.mark.parametrize("text", ["START", "unstop", "Mulai", "शुरू करें", "सुरू", "শুরু", "ابدأ"])
def test_a_word_of_the_other_kind_opts_in(text: str) -> None:
    found = keyword_in(ORG, an_inbound(text=text))
    assert found == Keyword(True, plain_words(text))


@pytest.mark.parametrize(
    "text",
    [
        "stop by at five?",
        "s t o p",
        "nonstop",
        "yes",
        "",
        "...",
        None,
        "do not stop",
        "बंद है क्या?",
    ],
)
def test_what_says_more_or_something_else_means_nothing(text: str | None) -> None:
    assert keyword_in(ORG, an_inbound(text=text)) is None


@pytest.mark.parametrize("kind", ["text", "button"])
def test_a_text_and_a_button_can_be_a_word(kind: str) -> None:
    assert keyword_in(ORG, an_inbound(kind=kind, text="STOP")) == Keyword(False, "stop")


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "echo"},
        {"origin": "staff"},
        {"kind": "media"},
        {"kind": "reaction"},
        {"kind": "edit", "target_id": "in-0"},
        {"origin": "echo", "extra": {"keyword": "stop"}},
    ],
)
def test_only_the_customer_in_a_message_of_their_own_can_use_a_keyword(changes: dict[str, Any]) -> None:
    assert keyword_in(ORG, an_inbound(text="STOP", **changes)) is None


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("ARRET", "stop", Keyword(False, "arret")),
        (None, "stop", Keyword(False, "stop")),
        ("yes", "start", Keyword(True, "yes")),
        ("HELP", "help", None),
    ],
)
def test_what_the_provider_made_of_a_word_counts(
    text: str | None, told: str, expected: Keyword | None
) -> None:
    assert keyword_in(ORG, an_inbound(text=text, extra={"keyword": told})) == expected


def test_a_business_has_words_of_its_own_and_another_has_not() -> None:
    own = an_org(messages={"stop_words": ["No más", "!!!"], "start_words": ["Venga"]})
    assert keyword_in(own, an_inbound(text="NO MÁS")) == Keyword(False, "no más")
    assert keyword_in(own, an_inbound(text="venga!")) == Keyword(True, "venga")
    assert keyword_in(own, an_inbound(text="?")) is None
    assert keyword_in(ORG, an_inbound(text="no más")) is None


@pytest.mark.parametrize(
    ("text", "is_for_one"),
    [
        ("stop by tomorrow", True),
        ("do not stop", True),
        ("बंद है क्या?", True),
        ("nonstop service", False),
        ("Do you have oat milk?", False),
        ("STOP", False),  # a keyword is understood
        ("please stop", False),
        (None, False),
    ],
)
def test_a_word_among_others_is_for_a_person_to_read(text: str | None, is_for_one: bool) -> None:
    assert is_for_person(ORG, an_inbound(text=text)) is is_for_one
    assert is_for_person(ORG, an_inbound(text=text, origin="staff")) is False
