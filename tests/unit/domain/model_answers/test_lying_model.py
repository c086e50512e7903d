"""No price, day or quota leaves that is not the package's: random packages, and a model that lies in every form."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.language.choosing import sold
from functions.domain.model_answers.plans import plan_of
from functions.domain.model_answers.questions import Question
from functions.domain.replies.plans import Chat
from functions.domain.replies.sentences import Writing, packages_to_tell, written
from functions.domain.settings.packages import Package
from tests.chats import an_agency
from tests.examples import examples
from tests.models import MODEL, TODAY, a_question, an_answer

MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "ar": [
        "يناير",
        "فبراير",
        "مارس",
        "ابريل",
        "مايو",
        "يونيو",
        "يوليو",
        "اغسطس",
        "سبتمبر",
        "اكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
}
CODES = ["JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGU", "SEP", "OKT", "NOV", "DES"]
KINDS = ("HEMAT", "REGULER", "VIP", "KELUARGA")
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Lie:
    """What a model says, and whether it is true of the package of the chat."""

    text: str
    is_true: bool


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Package]:
    found = {}
    for kind in draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True)):
        day = TODAY + timedelta(days=draw(st.integers(1, 600)))
        code = f"UMR_{CODES[day.month - 1]}_{day.year}_{kind}"
        found[kind.lower()] = Package.model_validate(
            {
                "code": code,
                "name": f"Paket Umroh {MONTHS['id'][day.month - 1]} {day.year} {kind.title()}",
                "price_minor": draw(st.integers(100, 800)) * 10_000_000,
                "departs_on": day.isoformat(),
                "duration_days": draw(st.integers(5, 20)),
                "quota": draw(st.integers(0, 60)),
                "payment_terms": {"id": "Uang muka Rp 5.000.000 saat mendaftar."},
            }
        )
    return found


def amounts(major: int, language: str) -> list[str]:
    """An amount as people write it."""
    million = Decimal(major) / 1_000_000
    short = f"{million.normalize():f}"
    dotted = f"{major:,}".replace(",", ".")
    if language == "ar":
        return [f"{dotted.translate(EASTERN)} روبية", f"{short.replace('.', ',').translate(EASTERN)} مليون"]
    if language == "en":
        return [f"Rp {major:,}", f"IDR {major}", f"{short} million", f"Rp{dotted}"]
    comma = short.replace(".", ",")
    return [f"Rp {dotted}", f"{comma} juta", f"{comma}jt", f"Rp. {dotted},-", f"{dotted} rupiah", f"{major}"]


def days(day: date, language: str) -> list[str]:
    month = MONTHS[language][day.month - 1]
    if language == "ar":
        return [f"{day.day} {month} {day.year}".translate(EASTERN)]
    if language == "en":
        return [
            f"{month} {day.day}, {day.year}",
            f"{day.day} {month} {day.year}",
            day.isoformat(),
            f"{day.day}th of {month}",
        ]
    return [
        f"{day.day} {month} {day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day} {month}",
    ]


FRAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "id": {
        "price": (
            "Harganya {}, kak.",
            "Cuma {} saja per orang!",
            "Biayanya jadi {} ya kak.",
            "Khusus kakak: {}.",
        ),
        "date": ("Berangkat {} ya kak.", "Keberangkatannya tanggal {}.", "Jadwalnya {}."),
        "seats": ("Tinggal {} seat lagi kak.", "Sisa kursi {}.", "Kuotanya masih {} orang, kak."),
        "days": ("Durasinya {} hari.", "Perjalanan {} hari ya kak."),
        "link": ("Lihat di https://{}.example.org ya kak.",),
    },
    "en": {
        "price": ("The price is {}.", "It will cost you {} for each person.", "You pay {} and that is all."),
        "date": ("You will leave on {}.", "The departure is {}.", "We fly on {}."),
        "seats": ("Only {} seats left.", "There are {} seats for you.", "We have {} left for this trip."),
        "days": ("The trip is {} days.", "You will be there for {} days."),
        "link": ("You can see it at https://{}.example.org today.",),
    },
    "ar": {
        "price": ("السعر {}.", "التكلفة {} للشخص."),
        "date": ("المغادرة {}.", "موعد السفر {}."),
        "seats": ("متبقي {} مقاعد.",),
        "days": ("المدة {} يوم.",),
        "link": ("الرابط https://{}.example.org",),
    },
}


@st.composite
def lies(draw: st.DrawFn, package: Package, seats: int, language: str) -> Lie:
    kind = draw(st.sampled_from(["price", "date", "seats", "days", "link"]))
    is_true = kind != "link" and draw(st.booleans())
    frame = draw(st.sampled_from(FRAMES[language][kind]))
    said = _SAYS[kind](draw, package, seats, language, is_true)
    return Lie(frame.format(said), is_true)


def _price(draw: Any, package: Package, seats: int, language: str, is_true: bool) -> str:
    real = package.price_minor // 100
    wrong = (
        st.integers(10, 8000)
        .map(lambda each: each * 100_000)
        .filter(lambda each: each not in (real, 5_000_000))
    )
    return str(draw(st.sampled_from(amounts(real if is_true else draw(wrong), language))))


def _date(draw: Any, package: Package, seats: int, language: str, is_true: bool) -> str:
    real = package.departs_on
    wrong = st.dates(date(2025, 1, 1), date(2027, 12, 28)).filter(
        lambda each: (each.day, each.month) != (real.day, real.month)
    )
    return str(draw(st.sampled_from(days(real if is_true else draw(wrong), language))))


def _count(real: int, least: int, draw: Any, language: str, is_true: bool) -> str:
    value = real if is_true else draw(st.integers(least, 90).filter(lambda each: each != real))
    return str(value).translate(EASTERN) if language == "ar" else str(value)


_SAYS: dict[str, Callable[..., str]] = {
    "price": _price,
    "date": _date,
    "seats": lambda draw, package, seats, language, is_true: _count(seats, 0, draw, language, is_true),
    "days": lambda draw, package, seats, language, is_true: _count(
        package.duration_days, 2, draw, language, is_true
    ),
    "link": lambda draw, *given: draw(st.sampled_from(["murah", "promo", "bayar"])),
}
AGENCY = an_agency(model=dict(MODEL), languages=["id", "en", "ar"])


def leaves(question: Question, text: str) -> str:
    """What the customer gets where a model says so."""
    plan = plan_of(question, an_answer(text))
    told = packages_to_tell(question.org, plan, sold(question.org.packages, question.today))
    seats = {id: question.seats[id] for id in told}
    return written(Writing(question.org, question.language, "A pilgrim", seats, told), plan).text


@pytest.mark.item("S003-19", "S003-47")
@given(st.data(), catalogues(), st.sampled_from(["id", "en", "ar"]))
@settings(max_examples=examples(150), deadline=None)
def test_of_all_that_a_model_says_only_what_is_true_of_the_package_leaves(
    data: st.DataObject, packages: dict[str, Package], language: str
) -> None:
    org = AGENCY.model_copy(update={"packages": packages, "faqs": {}})
    about = data.draw(st.sampled_from(sorted(packages)))
    seats = {id: max(0, each.quota - 3) for id, each in packages.items()}
    said = data.draw(st.lists(lies(packages[about], seats[about], language), min_size=1, max_size=5))
    chat = Chat("leads", 1, is_first=False, package_id=about)
    question = a_question(org, "boleh dijelaskan semuanya?", chat=chat, language=language, seats=seats)
    text = leaves(question, data.draw(st.sampled_from([" ", "\n"])).join(each.text for each in said))
    for each in said:
        assert (each.text in text) <= each.is_true, each.text
    # By another count than the checks': each amount is the package's price, or the deposit of its own terms.
    real = packages[about].price_minor // 100
    for amount in re.findall(r"(?:Rp\.? ?|IDR )([\d.,]*\d)", text):
        assert int(re.sub(r"\D", "", amount)) in (real, 5_000_000)


@given(st.data(), catalogues())
@settings(max_examples=examples(60), deadline=None)
def test_what_is_true_and_plainly_said_is_left_as_it_is(
    data: st.DataObject, packages: dict[str, Package]
) -> None:
    org = AGENCY.model_copy(update={"packages": packages, "faqs": {}})
    about = data.draw(st.sampled_from(sorted(packages)))
    seats = {id: max(0, each.quota - 3) for id, each in packages.items()}
    package = packages[about]
    price, day = (
        data.draw(st.sampled_from(amounts(package.price_minor // 100, "id"))),
        days(package.departs_on, "id"),
    )
    sentences = (
        f"Baik kak, harganya {price}.",
        f"Berangkat {data.draw(st.sampled_from(day))}, {package.duration_days} hari, sisa {seats[about]} kursi.",
    )
    text = "\n".join(sentences)
    question = a_question(org, chat=Chat("leads", 1, is_first=False, package_id=about), seats=seats)
    plan = plan_of(question, an_answer(text))
    assert (plan.checks, [part.text for part in plan.parts]) == ((), [text])
