"""Who comes back to it later wants no answer now; who asks for something in the same breath does."""

import pytest

from tests.chats import Chats

CODE = "UMR_MAR_2025_HEMAT"


@pytest.mark.parametrize(
    "text",
    [
        "saya tanya istri dulu ya",
        "nanti saya diskusikan sama keluarga besar dulu kak",
        "tak rembugan karo bojoku sik",
        "saya mikir-mikir dulu deh",
        "I'd like to talk it through with my family first",
        "insya Allah tahun depan",
        "belum dulu kak",
        "makasih atas informasinya",
    ],
)
def test_who_comes_back_later_is_left_in_peace(text: str) -> None:
    chats = Chats()
    chats.asks(CODE)
    turn = chats.asks(text)
    assert (turn["unanswered"], turn["phase_after"], turn.get("handover")) == ("nothing_asked", "leads", None)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("saya tanya istri dulu ya, visanya sudah termasuk?", "faq:visa"),
        ("saya tanya dulu kak", "greeting"),
        ("sebelum diskusi sama suami dulu, harganya berapa?", "price:harga"),
        ("saya diskusi dulu, kantornya di mana?", "unknown"),
    ],
)
def test_a_question_in_the_same_breath_is_no_goodbye(text: str, trigger: str) -> None:
    chats = Chats()
    chats.asks(CODE)
    assert chats.asks(text)["triggers"][0] == trigger


def test_what_comes_first_of_all_is_welcomed() -> None:
    assert Chats().asks("mau tanya istri dulu")["triggers"] == ["first"]
