"""What texts mean, rule by rule, each with what it does and what it does not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from functions.domain.language.codes import codes_in
from functions.domain.language.faqs import best_faq
from functions.domain.language.folding import is_nearly, stems_in, words_in
from functions.domain.language.languages import language_of
from functions.domain.language.signals import signals_in
from functions.domain.replies.phases import PHASES, Phase, after_payment_phrase, begins_cycle, later
from functions.domain.replies.sentences import price_text
from functions.domain.settings.assistant import AssistantSettings
from tests.chats import an_agency, replace_settings

ORG = an_agency()
SETTINGS = ORG.settings.assistant
TODAY = date(2025, 1, 25)
HEMAT = "UMR_MAR_2025_HEMAT"


@pytest.mark.item("S003-16")
@pytest.mark.parametrize(
    "text",
    [
        HEMAT,
        "umr_mar_2025_hemat",
        "UMR MAR 2025 HEMAT",
        "umr-mar-2025-hemat",
        f'"{HEMAT}"',
        f"'{HEMAT}'.",
        f"Halo kak, saya tertarik {HEMAT} dong",
        "ＵＭＲ_ＭＡＲ_２０２５_ＨＥＭＡＴ",
        f"({HEMAT})",
    ],
)
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    codes = codes_in(ORG.packages, text, TODAY)
    assert (codes.package_id, codes.code, codes.unknown) == ("umr_mar_2025_hemat", HEMAT, ())


@pytest.mark.item("S003-07")
@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("UMR_JUN_2025_VIP", ("UMR_JUN_2025_VIP",)),
        (f"{HEMAT}X", (f"{HEMAT}X",)),
        ("UMR MAR", ()),
        ("umroh maret 2025 hemat", ()),
        ("", ()),
    ],
)
def test_what_is_no_code_of_a_package_leads_nowhere(text: str, unknown: tuple[str, ...]) -> None:
    codes = codes_in(ORG.packages, text, TODAY)
    assert (codes.package_id, codes.unknown) == (None, unknown)


@pytest.mark.item("S003-39")
def test_of_several_codes_the_first_valid_one_holds_and_the_others_are_kept() -> None:
    text = f"UMR_JUN_2025_VIP, UMR_APR_2025_REGULER, {HEMAT} dan UMR_APR_2025_REGULER lagi"
    codes = codes_in(ORG.packages, text, TODAY)
    assert codes.code == "UMR_APR_2025_REGULER"
    assert (codes.left_out, codes.unknown) == ((HEMAT,), ("UMR_JUN_2025_VIP",))


@pytest.mark.parametrize("today", [date(2025, 3, 15), date(2026, 1, 1)])
def test_a_code_of_what_has_departed_leads_nowhere(today: date) -> None:
    codes = codes_in(ORG.packages, HEMAT, today)
    assert (codes.package_id, codes.unknown) == (None, (HEMAT,))


@pytest.mark.item("S003-09")
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("other", PHASES)
def test_no_phase_goes_backward(phase: Phase, other: Phase) -> None:
    assert PHASES.index(later(phase, other)) == max(PHASES.index(phase), PHASES.index(other))


@pytest.mark.item("S003-45")
@pytest.mark.parametrize(
    ("phase", "after"),
    [("leads", "interest"), ("interest", "booking"), ("booking", "booking"), ("paid", "paid")],
)
def test_the_same_payment_words_mean_another_thing_in_each_phase(phase: Phase, after: Phase) -> None:
    assert after_payment_phrase(phase) == after


@pytest.mark.item("S003-46")
@pytest.mark.parametrize(
    ("phase", "package", "begins"),
    [
        ("leads", "b", False),
        ("interest", "b", False),
        ("booking", "b", True),
        ("paid", "b", True),
        ("booking", "a", False),
        ("paid", "a", False),
    ],
)
def test_a_code_of_another_package_begins_a_cycle_once_the_one_before_is_settled(
    phase: Phase, package: str, begins: bool
) -> None:
    assert begins_cycle(phase, "a", package) is begins


@pytest.mark.item("S003-14")
@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Cara bayar?", True),
        ("DP berapa?", True),
        ("Mau daftar", True),
        ("cara bayra gmn", True),
        ("How can I pay?", True),
        ("كيف أدفع", True),
        ("daftar paket", False),
        ("daftar harga dong", False),
        ("what are the payment terms", False),
        ("paling murah yang mana", False),
    ],
)
def test_payment_phrases_are_told_from_what_only_looks_like_them(text: str, means: bool) -> None:
    assert signals_in(SETTINGS, text).says("payment") is means


@pytest.mark.parametrize(
    ("text", "meaning", "means"),
    [
        ("bisa bicara dengan admin", "human", True),
        ("halo admin", "human", False),
        ("umroh sama orang tua", "human", False),
        ("saya kecewa", "anger", True),
        ("murah sekali", "anger", False),
        ("penipu!!!", "anger", True),
    ],
)
def test_persons_and_anger(text: str, meaning: Any, means: bool) -> None:
    assert signals_in(SETTINGS, text).says(meaning) is means


def test_a_business_s_own_words_stand_in_the_place_of_ours() -> None:
    own = replace_settings(ORG, words={"id": {"payment": ["ambil paket"]}}).settings.assistant
    assert signals_in(own, "saya ambil paket ini").says("payment")
    assert not signals_in(own, "cara bayar").says("payment")
    assert signals_in(own, "how to pay").says("payment")


@pytest.mark.parametrize(
    ("text", "yes"),
    [("ya", True), ("iya makasih", True), ("oke boleh", True), ("makasih ya", False), ("tidak", False)],
)
def test_a_friendly_ya_is_no_yes(text: str, yes: bool) -> None:
    assert signals_in(SETTINGS, text).is_yes is yes


@pytest.mark.item("S003-43")
@pytest.mark.parametrize(
    ("text", "before", "language"),
    [
        ("Halo, ada paket apa?", None, "id"),
        ("Hello, what do you have?", None, "en"),
        ("السلام عليكم", None, "id"),
        ("السلام عليكم", "en", "en"),
        ("Assalamualaikum, how much is it?", None, "en"),
        ("yes", "id", "id"),
        ("thanks ya kak", "id", "id"),
        ("can you tell me the price please", "id", "en"),
        ("berapa harganya kak", "en", "id"),
        ("👍", "en", "en"),
        ("", None, "id"),
        ("Grüß Gott", None, "id"),
    ],
)
def test_the_language_is_that_of_the_text_and_steady(text: str, before: str | None, language: str) -> None:
    assert language_of(SETTINGS, text, before) == language


def test_arabic_is_answered_in_arabic_where_the_business_writes_it() -> None:
    settings = replace_settings(ORG, languages=["id", "ar"]).settings.assistant
    assert language_of(settings, "كم سعر العمرة في شهر رمضان", None) == "ar"
    assert language_of(settings, "السلام عليكم ورحمة الله وبركاته", "id") == "id"


def test_words_are_folded_by_case_accents_particles_and_what_is_stretched() -> None:
    assert words_in("HALOOO, Hotelnya?") == ("halo", "hotel")
    assert words_in("أدفع") == words_in("ادفع")
    assert set(stems_in("bayar membayar pembayaran dibayar")) == {"bayar"}


@pytest.mark.parametrize(
    ("word", "wanted", "is_near"),
    [
        ("bayra", "bayar", True),
        ("fasiltas", "fasilitas", True),
        ("byr", "bayar", False),
        ("murah", "marah", True),
    ],
)
def test_a_slip_of_one_letter_is_near(word: str, wanted: str, is_near: bool) -> None:
    assert is_nearly(word, wanted) is is_near


@given(some.text(max_size=60))
def test_any_text_is_read_and_none_raises(text: str) -> None:
    signals_in(SETTINGS, text)
    language_of(SETTINGS, text, "id")
    codes = codes_in(ORG.packages, text, TODAY)
    codes.removed_from(ORG.packages, text)
    match = best_faq(ORG.faqs, text)
    assert match is None or 0 < match.score <= 1


@given(
    some.text(alphabet="abcdefgh", min_size=1, max_size=9),
    some.text(alphabet="abcdefgh", min_size=1, max_size=9),
)
def test_being_near_goes_both_ways(first: str, second: str) -> None:
    assert is_nearly(first, second) == is_nearly(second, first)


@pytest.mark.parametrize(
    ("text", "faq"),
    [
        ("Hotelnya dekat Haram?", "hotel_distance"),
        ("apakah sudah termasuk visa", "visa"),
        ("vaksinnya wajib?", "vaccination"),
        ("is the visa included", "visa"),
        ("apa kabar", None),
    ],
)
def test_an_faq_is_found_by_the_words_that_it_shares(text: str, faq: str | None) -> None:
    match = best_faq(ORG.faqs, text)
    assert (match.id if match and match.score >= 0.5 else None) == faq


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (2_500_000_000, "IDR", "id", "Rp 25.000.000"),
        (2_500_000_050, "IDR", "id", "Rp 25.000.000,50"),
        (2_500_000_000, "IDR", "en", "Rp 25,000,000"),
        (38_700, "INR", "en", "₹387"),
    ],
)
def test_prices_are_written_as_the_readers_of_a_language_do(
    minor: int, currency: str, language: str, text: str
) -> None:
    assert price_text(minor, currency, language).replace("\xa0", " ") == text


def test_an_assistant_without_templates_or_with_an_endless_wait_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="templates: is missing"):
        AssistantSettings.model_validate({"enabled": True})
    with pytest.raises(ValueError, match="longest_wait_seconds"):
        AssistantSettings.model_validate({"debounce_seconds": 9})
