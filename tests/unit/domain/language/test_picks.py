"""Which line of a list a text picks, and which texts with numbers pick none."""

import pytest

from functions.domain.language.folding import words_in
from functions.domain.language.picks import LAST, line_of, pick_in
from tests.chats import Chats

FILLER = ("kak", "min", "ya", "first")
IDS = ("umr_mar_2025_hemat", "umr_apr_2025_reguler", "umr_mei_2025_plus_turki")
CODES = ("UMR_MAR_2025_HEMAT", "UMR_APR_2025_REGULER", "UMR_MEI_2025_PLUS_TURKI")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("nomor 2", 2),
        ("No. 2 kak", 2),
        ("nomer loro", 2),
        ("yang kedua aja", 2),
        ("yg pertama", 1),
        ("sing katelu", None),
        ("ketiga", 3),
        ("pilihan 3 detailnya", 3),
        ("yang ke-2", 2),
        ("the second one", 2),
        ("first one please", 1),
        ("option two please", 2),
        ("رقم ٢", 2),
        ("الثانية", 2),
        ("yang terakhir", LAST),
        ("paket 2 orang berapa", None),
        ("paket 9 hari", None),
        ("2 orang", None),
        ("yang pertama kali umroh", None),
        ("dp 2 juta", None),
        ("2", None),
        ("kamar dua orang", None),
        ("", None),
    ],
)
def test_a_line_is_picked_by_its_number_or_place(text: str, number: int | None) -> None:
    assert pick_in(words_in(text), FILLER, has_list=False) == number


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("2 kak", 2), ("yang 3 aja", 3), ("2 orang", None), ("12", 12)]
)
def test_a_number_alone_is_a_line_where_a_list_was_asked_about(text: str, number: int | None) -> None:
    assert pick_in(words_in(text), FILLER, has_list=True) == number


def test_a_line_past_the_end_is_none() -> None:
    assert [line_of(IDS, number) for number in (1, 3, LAST, 4, 0)] == [IDS[0], IDS[2], IDS[2], None, None]
    assert line_of((), LAST) is None


def test_the_lines_are_those_of_the_list_that_was_told() -> None:
    """Of two packages that have a word of the text the list is of these: its second line is the third of all."""
    chats = Chats()
    chats.asks("halo")
    chats.asks("yang maret atau mei")
    assert chats.conversation["asked"] == f"packages:{IDS[0]},{IDS[2]}"
    assert chats.asks("nomor 2")["package_code"] == CODES[2]


def test_a_line_that_is_not_sold_any_more_is_answered_by_the_list() -> None:
    chats = Chats()
    chats.asks("halo")
    chats.asks("daftar paket")
    closed = chats.org.packages[IDS[0]].model_copy(update={"is_open": False})
    chats.org = chats.org.model_copy(update={"packages": {**chats.org.packages, IDS[0]: closed}})
    turn = chats.asks("nomor 1")
    assert (turn.get("package_code"), turn["phase_after"]) == (None, "leads")
    assert chats.asks("nomor 1")["package_code"] == CODES[1]


def test_a_line_that_is_picked_holds_though_a_person_gets_the_chat() -> None:
    turn = Chats().asks("mau bicara dengan admin soal paket nomor 3")
    assert (turn["package_code"], turn["handover"]) == (CODES[2], "asked_for")
