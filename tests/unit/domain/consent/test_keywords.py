"""STOP and its kin in several languages, as all that a message says; never in passing, never from the business."""

from typing import Any

import pytest

from functions.domain.consent.keywords import START_WORDS, STOP_WORDS, Keyword, keyword_in, plain_words
from tests.builders import an_org
from tests.provider_events import an_inbound

ORG = an_org()


@pytest.mark.parametrize("language", ["en", "id", "hi", "mr", "bn", "ar"])
def test_every_language_has_words_of_both_kinds_and_none_that_means_both(language: str) -> None:
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


@pytest.mark.parametrize("text", ["START", "unstop", "Mulai", "शुरू करें", "सुरू", "শুরু", "ابدأ"])
def test_a_word_of_the_other_kind_opts_in(text: str) -> None:
    found = keyword_in(ORG, an_inbound(text=text))
    assert found == Keyword(True, plain_words(text))


@pytest.mark.parametrize(
    "text",
    [
        "please stop",
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
