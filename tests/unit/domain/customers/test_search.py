"""Customers are found by the beginnings of their names' words, in any script, and by the end of their phone."""

from datetime import timedelta

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.customers.search import search_keys, search_of
from functions.domain.kernel.decisions import NOTHING, Decision
from tests.builders import NOON, a_customer, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.reactions import reacted

# Each name as people write it in two scripts.
SAME_NAMES = [
    ("মোহাম্মদ রহমান", "Mohammad Rahman"),
    ("আব্দুল করিম", "Abdul Karim"),
    ("ফাতেমা বেগম", "Fatema Begum"),
    ("মোঃ শফিকুল", "Md. Shafiqul"),
    ("মোঃ শফিকুল", "Muhammad Shafiqul"),
    ("শেখ হাসিনা", "Sk. Hasina"),
    ("ওয়াহিদ চৌধুরী", "Wahid Chowdhury"),
    ("ফারহানা ইয়াসমিন", "Farhana Yasmin"),
    ("জাহাঙ্গীর বড়ুয়া", "Zahangir Barua"),
    ("যোসেফ রায়", "Joseph Roy"),
    ("ঐশ্বর্য ভট্টাচার্য", "Aishwarya Bhattacharya"),
    ("सुनीता शर्मा", "Sunita Sharma"),
    ("विजय सिंह", "Vijay Singh"),
    ("ज़ोया गुप्ता", "Zoya Gupta"),
    ("लक्ष्मी पटेल", "লক্ষ্মী পটেল"),
    ("रहमान", "রহমান"),
    ("محمد علي", "Mohammad Ali"),
    ("Иванов", "Ivanov"),
    ("Łukasz Müller", "lukasz MULLER"),
    ("O’Brien", "obrien"),
    ("Ｒａｈｉｍ", "rahim"),
]


def is_found(text: str, name: str | None, phone: str | None = None) -> bool:
    """Whether a search finds a customer: the index by its first word, the rows by the others."""
    search = search_of(text)
    assert search is not None, text
    customer = a_customer(name=name, phone=phone)
    return not set(search.words[0]).isdisjoint(search_keys(name, phone)) and search.finds(customer)


@pytest.mark.item("S004-12")
@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_a_name_is_found_in_another_script_either_way_round(one: str, other: str) -> None:
    assert is_found(one, other)
    assert is_found(other, one)


@pytest.mark.parametrize(
    "text", ["r", "ra", "rah", "RAHMAN", "rahman moh", "karim", "r k", "রহ", "রহমান", "moh"]
)
def test_the_beginnings_of_words_find_a_name(text: str) -> None:
    assert is_found(text, "Mohammad Rahman Karim")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rahim", "Rahman"),
        ("ahman", "Rahman"),
        ("rahman karim", "Rahman"),
        ("mona", "Mohammad"),
        ("রহিম", "Karim"),
        ("करीम", "रहीम"),
        ("rahim", "করিম"),
    ],
)
def test_another_name_is_not_found(text: str, name: str) -> None:
    assert not is_found(text, name)


@pytest.mark.item("S004-12")
@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("0123", True),
        ("5550123", True),
        ("+1 (202) 555-0123", True),
        ("12025550123", True),
        ("0012025550123", True),
        ("০১২৩", True),
        ("regular 0123", True),
        ("0124", False),
        ("12025", False),
        ("123", False),
        ("other 0123", False),
    ],
)
def test_the_end_of_the_phone_finds_a_customer(text: str, finds: bool) -> None:
    assert is_found(text, "A regular", "+12025550123") is finds


def test_a_number_without_its_country_finds_the_phone() -> None:
    assert is_found("07700 900123", None, "+447700900123")
    assert is_found("01700-000123", None, "+8801700000123")


@pytest.mark.parametrize("text", ["", "  ", "🎉", "!?", "'"])
def test_a_text_without_a_letter_or_digit_looks_for_nothing(text: str) -> None:
    assert search_of(text) is None


def test_a_long_name_has_bounded_keys_and_its_last_word_still_counts() -> None:
    words = [f"{sign}{'abcdefghijklmnop'}" for sign in "bcdfghjklm"]
    name = " ".join(words)
    assert len(search_keys(name, "+12025550123")) <= 8 * 20 + 7
    assert is_found(f"{words[0]}xxx"[:8], name)
    assert is_found(f"{words[0]} m", name)


def test_an_order_of_a_new_customer_makes_them_findable_in_the_same_commit() -> None:
    store = a_store(backend := DictBackend())
    take_in(store, an_order(customer={"phone": "+12025550123", "name": "রহিম"}))
    assert backend.one("customers")["search"] == list(search_keys("রহিম", "+12025550123"))


def reaction(before: Customer | None, after: Customer) -> Customer:
    """The customer after a change."""
    backend = DictBackend()

    def decide() -> Decision[Customer]:
        return NOTHING, (yield from reacted(an_org(), before, after, NOON))

    return run(a_store(backend), decide)


def test_another_name_or_phone_changes_what_finds_the_customer() -> None:
    before = reaction(None, a_customer(name="Rahim", phone="+12025550123"))
    renamed = reaction(before, before.with_changes(name="Karim"))
    assert renamed.search == search_keys("Karim", "+12025550123")
    moved = reaction(before, before.with_changes(phone="+12025550156"))
    assert moved.search == search_keys("Rahim", "+12025550156")
    nameless = reaction(before, before.with_changes(name=None, phone=None))
    assert nameless.search == ()


def test_a_change_of_anything_else_leaves_it_alone() -> None:
    before = a_customer(name="Rahim", search=("kept",))
    assert reaction(before, before.with_changes(city="Dhaka", updated_at=NOON + timedelta(1))).search == (
        "kept",
    )


def test_who_was_joined_into_another_is_found_no_more_and_again_once_apart() -> None:
    before = reaction(None, a_customer(name="Rahim"))
    joined = reaction(before, before.with_changes(joined_into="other"))
    assert joined.search == ()
    assert reaction(joined, joined.with_changes(joined_into=None)).search == search_keys(
        "Rahim", before.phone
    )
