"""What customers reply to the assistant's own questions, in the few words that people write."""

from typing import Any

import pytest

from tests.chats import Chats

CODE = "UMR_MAR_2025_HEMAT"


def after(*said: str) -> Chats:
    chats = Chats()
    for text in said:
        chats.asks(text)
    return chats


@pytest.mark.item("S003-14", "S003-45")
@pytest.mark.parametrize("text", ["ya", "mau", "ya mau kak", "boleh", "yes please"])
def test_a_yes_to_the_question_after_the_details_is_booking(text: str) -> None:
    turn = after(CODE, "ya").asks(text)
    assert (turn["phase_after"], turn["handover"], turn["triggers"]) == (
        "booking",
        "payment",
        ["payment", "yes"],
    )
    assert turn["text"].startswith("Alhamdulillah! ")


@pytest.mark.item("S003-14")
@pytest.mark.parametrize("text", ["ya makasih", "tidak", "oke kak", "belum"])
def test_thanks_or_a_no_after_the_details_is_no_booking(text: str) -> None:
    turn = after(CODE, "ya").asks(text)
    assert (turn["phase_after"], turn.get("handover")) == ("interest", None)


def test_a_yes_that_comes_with_another_code_is_to_no_question() -> None:
    turn = after(CODE, "ya").asks("UMR_APR_2025_REGULER ya")
    assert (turn["phase_after"], turn.get("handover")) == ("interest", None)


@pytest.mark.item("S003-47")
def test_the_details_of_a_full_package_say_so_and_ask_nobody_to_register() -> None:
    chats = after(CODE)
    chats.backend.client_writes("orgs/kopi/package_seats/umr_mar_2025_hemat", reserved=45, confirmed=0)
    text: Any = chats.asks("ya")["text"]
    assert "kuota paket ini sudah penuh" in text
    assert "mau daftar" not in text


@pytest.mark.item("S003-12")
@pytest.mark.parametrize(
    "text",
    ["2 orang", "4", "dua orang kak", "kami berempat", "berdua sama istri", "2 adults and 1 child", "5 pax"],
)
def test_how_many_will_travel_is_an_answer_to_the_welcome(text: str) -> None:
    turn = after("Halo").asks(text)
    assert turn["triggers"] == ["party"]
    assert "Paket Umroh Maret 2025 Hemat" in turn["text"] or "Economy Umrah" in turn["text"]


@pytest.mark.item("S003-12")
@pytest.mark.parametrize("text", ["orang", "kami sama istri", "2 orang sakit jantung boleh?", "nomor 2"])
def test_what_says_more_than_how_many_is_no_such_answer(text: str) -> None:
    assert "party" not in after("Halo").asks(text)["triggers"]


@pytest.mark.item("S003-12")
@pytest.mark.parametrize(
    "text", ["may I know the price?", "May I ask the price please", "may Allah bless you, price?"]
)
def test_may_i_asks_for_no_package_of_may(text: str) -> None:
    turn = after().asks(text)
    assert (turn.get("package_code"), turn["triggers"]) == (None, ["price:price"])
    assert after().asks("price in May?")["package_code"] == "UMR_MEI_2025_PLUS_TURKI"


@pytest.mark.item("S003-10")
def test_the_end_of_a_month_is_no_word_of_stop() -> None:
    turn = after().asks("do you have packages at the end of March?")
    assert (turn["package_code"], turn.get("handover")) == (CODE, None)
    assert after().asks("end this, no more of these")["handover"] == "opt_out_unclear"


@pytest.mark.parametrize("text", ["🙏", "👍🏽👍🏽", "❤️"])
def test_emoji_alone_want_no_answer(text: str) -> None:
    chats = after(CODE)
    for _ in range(2):
        turn = chats.asks(text)
        assert (turn["unanswered"], turn.get("handover")) == ("nothing_asked", None)
    assert chats.asks("?")["triggers"] == ["unknown"]


@pytest.mark.item("S003-14")
def test_what_is_paid_for_beside_the_journey_is_no_booking() -> None:
    turn = after(CODE, "ya").asks("berapa lama bayar parkir?")
    assert (turn["phase_after"], turn.get("handover")) == ("interest", "low_confidence")


@pytest.mark.item("S003-13", "S003-47")
def test_a_yes_to_a_package_that_was_closed_meanwhile_is_none_to_the_one_that_is_left() -> None:
    chats = after(CODE)
    left = {id: each for id, each in chats.org.packages.items() if each.code != "UMR_MEI_2025_PLUS_TURKI"}
    closed = left["umr_mar_2025_hemat"].model_copy(update={"is_open": False})
    chats.org = chats.org.model_copy(update={"packages": {**left, "umr_mar_2025_hemat": closed}})
    turn = chats.asks("ya")
    assert turn["package_code"] == CODE
    assert turn["text"].startswith("Berikut paket umroh kami:\n1. Paket Umroh April 2025 Reguler")


@pytest.mark.item("S003-14", "S003-15")
@pytest.mark.parametrize(
    "text",
    [
        *(
            "tidak jadi daftar ya kak",
            "ga jadi bayar",
            "belum mau bayar dulu, tanya ortu dulu",
            "batal daftar kak",
        ),
        *("I don't want to pay", "not going to pay"),
    ],
)
def test_a_payment_that_is_refused_is_no_booking_and_goes_to_a_person(text: str) -> None:
    chats = after(CODE, "ya")
    turn = chats.asks(text)
    assert (turn["phase_after"], turn["handover"]) == ("interest", "low_confidence")
    assert (chats.backend.all("leads"), "no_payment" in turn["triggers"]) == ({}, True)


@pytest.mark.item("S003-14")
@pytest.mark.parametrize(
    "text",
    [
        "belum bisa lunas, boleh dicicil?",
        "kalau tidak bisa transfer, bayar cash?",
        "belum bayar DP, rekeningnya?",
    ],
)
def test_a_no_to_one_way_to_pay_is_none_to_all(text: str) -> None:
    turn = after(CODE, "ya").asks(text)
    assert (turn["phase_after"], turn["handover"]) == ("booking", "payment")


def test_a_question_beside_a_payment_that_is_refused_is_answered() -> None:
    turn = after(CODE).asks("ga usah daftar dulu, harganya berapa?")
    assert (turn["triggers"], turn.get("handover")) == (["price:harga"], None)


@pytest.mark.item("S003-12")
def test_of_two_months_the_packages_of_both_are_listed() -> None:
    text = after("Halo").asks("Maret atau April kak")["text"]
    assert "Paket Umroh Maret 2025 Hemat" in text
    assert "Paket Umroh April 2025 Reguler" in text
    assert "Turki" not in text


@pytest.mark.item("S003-14")
def test_a_yes_after_a_list_is_none_to_what_was_asked_before_it() -> None:
    turn = after(CODE, "ya", "ada paket lain?").asks("ya")
    assert (turn["phase_after"], turn.get("handover")) == ("interest", None)
