"""An agency that begins today with the preset of a travel agency, whose packages departed in 2025."""

import re
from datetime import UTC, date, datetime

import pytest

from clients.sample_business import package
from functions import presets
from functions.domain.settings.packages import Package
from functions.provision import departed
from tests.chats import Chats

CODE = "UMR_MAR_2025_HEMAT"
TODAY = datetime(2026, 11, 29, 3, 30, tzinfo=UTC)


def quoted(chats: Chats, question: str) -> str:
    """What the answer says that the customer may answer."""
    (words,) = re.findall('"(.+)"', chats.asks(question)["text"])
    return str(words)


@pytest.mark.item("S003-12")
@pytest.mark.parametrize(
    ("greeting", "question"),
    [
        ("Assalamualaikum", "ada paket apa saja?"),
        ("Hello, good morning", "which packages do you have?"),
        ("السلام عليكم", "ما هي الباقات المتوفرة؟"),
    ],
)
def test_where_no_journey_is_open_the_answer_says_how_to_reach_a_person(greeting: str, question: str) -> None:
    chats = Chats(now=TODAY)
    chats.asks(greeting)
    assert chats.asks(quoted(chats, question))["handover"] == "asked_for"


@pytest.mark.item("S003-13")
def test_who_asks_how_far_the_hotel_is_gets_the_details_with_the_word_that_is_told() -> None:
    chats = Chats()
    chats.asks(CODE)
    assert "600 m dari Masjidil Haram" in chats.asks(quoted(chats, "Hotel dekat Haram?"))["text"]


@pytest.mark.parametrize(
    ("today", "count"),
    [(date(2025, 1, 25), 0), (date(2025, 3, 15), 1), (date(2025, 4, 20), 2), (TODAY.date(), 3)],
)
def test_provisioning_tells_which_packages_of_the_preset_have_departed(today: date, count: int) -> None:
    created = (
        "packages.umr_apr_2025_reguler",
        "packages.umr_mar_2025_hemat",
        "packages.umr_mei_2025_plus_turki",
    )
    found = departed(presets.load("umrah"), (*created, "faqs.visa", "settings"), today)
    assert len(found) == count
    assert departed(presets.load("umrah"), ("faqs.visa",), today) == []


@pytest.mark.parametrize("month", range(1, 13))
def test_the_sample_agency_has_a_journey_that_is_still_to_come(month: int) -> None:
    today = datetime(2026, month, 28, tzinfo=UTC)
    found = Package.model_validate(package("sample", today).data["content"])
    assert 80 < (found.departs_on - today.date()).days < 100
