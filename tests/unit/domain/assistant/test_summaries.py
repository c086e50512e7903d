"""What the person who takes over gets to read, made by the rules: what was asked and answered, who travels and when."""

from typing import Any

import pytest

from functions.domain.language.parties import travellers_in
from tests.chats import Chats
from tests.unit.domain.assistant.test_handovers import CODE


def summary_of(*texts: str | None, **changes: Any) -> dict[str, str]:
    chats = Chats()
    for text in texts:
        chats.asks(text, **(changes if text is texts[-1] else {}))
    (task,) = chats.tasks.values()
    assert chats.conversation["handovers"][-1]["notes"] == task["script"]
    return dict(line.split(": ", 1) for line in task["script"].split("\n"))


@pytest.mark.item("S003-04", "S003-10", "S003-15")
def test_who_takes_over_reads_what_was_asked_and_answered_and_what_is_wanted() -> None:
    assert summary_of(
        "Assalamualaikum, kami 4 orang mau berangkat bulan maret",
        CODE,
        "hotelnya dekat haram?",
        "ya",
        "bisa bicara dengan admin? DP berapa",
    ) == {
        "reason": "asked_for",
        "package": CODE,
        "prices told": "Rp 25.000.000",
        "phase": "interest",
        "travellers": "4 orang",
        "months": "March",
        "campaign": CODE,
        "language": "id",
        "asked before": "hotelnya dekat haram? (answered by faq:hotel_distance)",
        "last words": "bisa bicara dengan admin? DP berapa",
    }


def test_before_a_package_is_chosen_it_has_the_prices_that_were_listed() -> None:
    found = summary_of("ada paket apa saja?", "saya kecewa")
    assert found["prices told"].startswith("Rp 25.000.000 (UMR_MAR_2025_HEMAT), ")
    assert "package" not in found


@pytest.mark.item("S003-41")
def test_it_names_the_faq_that_was_nearly_one() -> None:
    found = summary_of("halo", "kopernya merek tertentu ukuran besar warna hitam")
    assert found["reason"] == "low_confidence"
    assert found["FAQ tried"].startswith("luggage (0.")


@pytest.mark.item("S003-04", "S003-24")
def test_it_names_the_files_that_came() -> None:
    media = [{"kind": "image", "mime_type": "image/jpeg"}]
    found = summary_of("halo", "asdf qwer", None, kind="media", media=media)
    assert (found["reason"], found["files"]) == ("unknown_twice", "image")


@pytest.mark.parametrize(
    ("text", "travellers"),
    [
        ("4", "4"),
        ("berdua", "berdua"),
        ("2 dewasa 1 anak", "2 dewasa 1 anak"),
        ("kami 5 orang dari Surabaya mau umroh", "5 orang"),
        ("2 adults and 3 kids want to go in march 2025", "2 adults 3 kids"),
        ("harga 25 juta ya?", None),
        ("maret 2025", None),
    ],
)
def test_who_travels_is_found_among_other_words(text: str, travellers: str | None) -> None:
    assert travellers_in(text.casefold().split()) == travellers
