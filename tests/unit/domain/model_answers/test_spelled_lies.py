"""What a model says in words, in disguise or of things that it did not do; and what is true, and goes out."""

import pytest

from functions.domain.model_answers.plans import plan_of
from tests.models import MARCH, a_modelled_agency, a_question, an_answer

ORG = a_modelled_agency(languages=("id", "en", "ar"))
LIES = (
    ("id", "Harganya turun jadi separuh kak.", "price"),
    ("id", "Jadinya terbang tanggal dua puluh kak.", "date"),
    ("id", "Berangkat sebulan lagi kak.", "date"),
    ("id", "Berangkat awal bulan ya kak.", "date"),
    ("id", "Programnya selusin hari kak.", "days"),
    ("id", "Perjalanannya seminggu kak.", "days"),
    ("id", "Sisa sedikit kursinya kak.", "seats"),
    ("id", "Hubungi nol delapan satu dua tiga empat ya kak.", "number"),
    ("id", "Hotelnya lima puluh meter dari Haram kak.", "number"),
    ("id", "Hotelnya 300 m dari Masjidil Haram kak.", "number"),  # so far it is from the other one
    ("id", "Hotelnya bintang lima kak.", "number"),
    ("id", "Silakan buka umrohmurah dot com ya kak.", "link"),
    ("id", "Silakan buka umrohmurah . com ya kak.", "link"),
    ("id", "Silakan buka umroh-murah(.)com ya kak.", "link"),
    ("id", "Seatnya sudah saya amankan untuk kakak.", "promise"),
    ("id", "Pembayaran kakak sudah kami terima.", "promise"),
    ("en", "It costs half of that.", "price"),
    ("en", "It departs on the twentieth.", "date"),
    ("en", "It departs on the twenty-first of March.", "date"),
    ("en", "It departs March twentieth.", "date"),
    ("en", "It departs in a fortnight.", "date"),
    ("en", "There are a dozen seats left.", "seats"),
    ("en", "Only a few seats left.", "seats"),
    ("en", "Your seat is reserved.", "promise"),
    ("ar", "السعر مليونان فقط.", "price"),
    ("ar", "السعر ألفا دولار.", "price"),
    ("ar", "نسافر يوم عشرين مارس.", "date"),
    ("ar", "نسافر بعد شهر.", "date"),
    ("ar", "المدة أسبوعان.", "days"),
    ("ar", "المقعد محجوز لك.", "promise"),
)
TRUTHS = (
    ("id", "Berangkatnya tanggal lima belas kak."),
    ("id", "Berangkatnya tanggal lima belas Maret 2025 kak."),
    ("id", "Hotelnya 600 m dari Masjidil Haram kak."),
    ("id", "Hotelnya enam ratus meter dari Masjidil Haram kak."),
    ("id", "Harganya dua puluh lima juta kak."),
    ("id", "Salah satu hotel kami dekat kak, titik kumpulnya di bandara."),
    ("id", "Setengah hari kita city tour kak."),
    ("id", "Kakak bisa ajak dua atau tiga orang kak."),
    ("id", "Masih ada beberapa hal yang perlu disiapkan kak."),
    ("en", "It departs on the fifteenth of March."),
    ("en", "It departs on the 15th."),
    ("en", "The meeting is on the first floor."),
    ("en", "One of the hotels has a lift."),
    ("ar", "نسافر في الخامس عشر من مارس."),
    ("ar", "يوم واحد في جدة."),
)


@pytest.mark.item("S003-19")
@pytest.mark.parametrize(("language", "text", "check"), LIES)
def test_what_is_not_so_leaves_in_no_words(language: str, text: str, check: str) -> None:
    plan = plan_of(a_question(ORG, language=language), an_answer(text))
    assert all(part.kind != "model" for part in plan.parts)
    assert check in plan.checks


@pytest.mark.item("S003-19")
@pytest.mark.parametrize(("language", "text"), TRUTHS)
def test_what_is_so_leaves(language: str, text: str) -> None:
    plan = plan_of(a_question(ORG, language=language), an_answer(text))
    assert [part.text for part in plan.parts if part.kind == "model"] == [text]


@pytest.mark.item("S003-19")
def test_few_seats_are_called_few() -> None:
    text = "Tinggal beberapa seat kak."
    plan = plan_of(a_question(ORG, seats={MARCH: 4}), an_answer(text))
    assert [part.text for part in plan.parts] == [text]
