"""What a model says becomes a plan: what it may decide, what it may not, and what stands in for what is wrong."""

from typing import Any

import pytest

from functions.domain.model_answers.plans import plan_of
from functions.domain.replies.plans import Chat, Plan
from tests.models import MARCH, OPEN_QUESTION, a_modelled_agency, a_question, an_answer

APRIL = "umr_apr_2025_reguler"
DEAR = "Baik kak."


def planned(
    text: str, *, org: Any = None, chat: Chat | None = None, language: str = "id", **answer: Any
) -> Plan:
    return plan_of(a_question(org, chat=chat, language=language), an_answer(text, **answer))


def said(plan: Plan) -> list[Any]:
    return [part.text or part.kind for part in plan.parts]


@pytest.mark.parametrize(
    "text",
    [
        "Harganya Rp 25.000.000 per orang, kak.",
        "Harganya 25jt, kak.",
        "Biayanya 25 juta rupiah.",
        "Harganya Rp25.000.000,- saja.",
        "Harganya dua puluh lima juta, kak.",
        "Berangkat 15 Maret 2025, kak.",
        "Berangkat Sabtu, 15/03/2025.",
        "Keberangkatan bulan Maret, kak.",
        "Durasinya 9 hari.",
        "Sisa 45 kursi, kak.",
        "Kursinya masih tersedia, kak.",
        "Uang mukanya Rp 5.000.000 saat mendaftar, kak.",
        "Hotelnya 600 m dari Masjidil Haram.",
        "Pelunasan paling lambat 30 hari sebelum keberangkatan.",
        "Brosurnya di https://example.com/umroh/umr_mar_2025_hemat.jpg",
        "Paket Umroh April 2025 Reguler harganya Rp 31.500.000, berangkat 19 April 2025.",
        "Salah satu hotelnya dekat sekali, kak.",
    ],
)
def test_what_is_the_package_s_is_said_as_the_model_writes_it(text: str) -> None:
    plan = planned(text)
    assert (said(plan), plan.checks, plan.handover) == ([text], (), None)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Harganya Rp 24.999.999.", "price"),
        ("Harganya 2,5 juta.", "price"),
        ("Cuma lima juta.", "price"),
        ("Harganya Rp 5.000.000.", "price"),
        ("Biayanya US$ 1,600.", "price"),
        ("Totalnya untuk empat orang 100 juta.", "price"),
        ("Setengahnya saja, 50%.", "price"),
        ("Kirim ke rekening 1234567890.", "price"),
        ("Berangkat 19 April 2025.", "date"),
        ("Berangkat 15 Maret 2026.", "date"),
        ("Berangkat 03/16/2025.", "date"),
        ("Keberangkatan bulan Juni.", "date"),
        ("Berangkat besok.", "date"),
        ("Berangkat saat Ramadhan.", "date"),
        ("Durasinya 12 hari.", "days"),
        ("Sisa 3 kursi.", "seats"),
        ("Tinggal tiga seat.", "seats"),
        ("Kursinya sudah penuh.", "seats"),
        ("Klik https://evil.example.com ya.", "link"),
        ("Hubungi wa.me/628123456789.", "link"),
        ("Tulis ke admin@evil.example.com.", "link"),
        ("Kodenya UMR_JAN_2027_GRATISAN.", "code"),
        ("Paket Umroh April 2025 Reguler dan Paket Umroh Maret 2025 Hemat harganya Rp 25.000.000.", "price"),
    ],
)
def test_what_is_not_is_left_out_and_the_facts_stand_in_its_place(text: str, check: str) -> None:
    plan = planned(f"{DEAR} {text}")
    assert plan.checks == (check,)
    assert said(plan)[0] == DEAR
    assert said(plan)[-1] in ("offer", "packages")
    assert plan.handover is None


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Visa dijamin terbit.", "promise"),
        ("Ada diskon khusus.", "promise"),
        ("Nomor kamarnya 712.", "number"),
    ],
)
def test_a_promise_and_a_strange_number_are_left_out(text: str, check: str) -> None:
    plan = planned(f"{DEAR}\n{text}")
    assert (said(plan), plan.checks) == ([DEAR], (check,))


def test_a_piece_of_the_prompt_is_left_out() -> None:
    plan = planned("Sure.\nWhere you are not sure, say that a person is needed.", language="en")
    assert (said(plan), plan.checks) == (["Sure."], ("prompt",))


def test_a_word_of_another_package_s_name_names_it_not() -> None:
    org = a_modelled_agency()
    short = org.packages[APRIL].model_copy(update={"name": "Umroh Reguler", "called": {}})
    org = org.model_copy(update={"packages": {**org.packages, APRIL: short}})
    assert planned(f"{DEAR} Kelas reguler ini Rp 31.500.000.", org=org).checks == ("price",)
    assert planned(f"{DEAR} Umroh Reguler harganya Rp 31.500.000.", org=org).checks == ()


def test_promises_are_those_that_the_settings_forbid() -> None:
    org = a_modelled_agency(forbidden=["oleh oleh"])
    assert planned("Ada diskon khusus.", org=org).checks == ()
    assert planned(f"{DEAR} Kami beri oleh-oleh.", org=org).checks == ("promise",)


@pytest.mark.item("S003-08")
@pytest.mark.parametrize(
    ("before", "suggested", "after", "checks"),
    [
        ("leads", "interest", "interest", ()),
        ("leads", None, "leads", ()),
        ("interest", "leads", "interest", ()),
        ("leads", "booking", "leads", ("phase",)),
        ("interest", "paid", "interest", ("phase",)),
        ("booking", "paid", "booking", ("phase",)),
    ],
)
def test_a_phase_goes_forward_to_interest_and_no_further_by_a_model(
    before: Any, suggested: Any, after: str, checks: tuple[str, ...]
) -> None:
    plan = planned(DEAR, chat=Chat(before, 1, is_first=False, package_id=MARCH), phase=suggested)
    assert (plan.chat.phase, plan.checks) == (after, checks)


def test_media_are_those_of_the_package_that_are_files() -> None:
    plan = planned(DEAR, media_ids=["testimonial", "hotel_map", "passports", "../other/brochure"])
    assert (plan.parts[0].about, plan.checks) == (("testimonial",), ("media",))
    none = planned(DEAR, chat=Chat("leads", 1, is_first=False), media_ids=["brochure"])
    assert (none.parts[0].about, none.checks) == ((), ("media",))


def test_a_long_answer_ends_with_a_sentence_that_fits() -> None:
    org = a_modelled_agency(longest_answer=60)
    plan = planned("Baik kak, kami bantu. Kamarnya nyaman dan dekat dengan masjid. Makanannya enak.", org=org)
    assert (said(plan), plan.checks) == (["Baik kak, kami bantu."], ("length",))
    assert len(said(planned("kata " * 40, org=org))[0]) <= 60


@pytest.mark.item("S003-43")
@pytest.mark.parametrize(
    ("language", "text", "is_right"),
    [
        ("id", "Ada, kak, silakan bertanya lagi.", True),
        ("id", "Yes, there is one and you can see it from the room.", False),
        ("id", "نعم، يوجد ذلك في الفندق.", False),
        ("en", "Yes, there is one and you can see it.", True),
        ("en", "Ada, kak, silakan bertanya lagi apa saja.", False),
        ("ar", "نعم، يوجد ذلك في الفندق.", True),
        ("ar", "Yes, there is one.", False),
        ("ar", "Waalaikumsalam, kak.", False),
    ],
)
def test_an_answer_is_in_the_language_of_the_question(language: str, text: str, is_right: bool) -> None:
    plan = planned(text, org=a_modelled_agency(languages=("id", "en", "ar")), language=language)
    assert (plan.checks == ()) is is_right
    assert ("model" in [part.kind for part in plan.parts]) is is_right


def test_without_a_package_wrong_figures_are_followed_by_no_more_than_two_packages() -> None:
    plan = planned("Harganya Rp 1.000.000.", chat=Chat("leads", 1, is_first=False))
    assert [(part.kind, part.about) for part in plan.parts] == [("packages", (MARCH, APRIL))]


def test_seats_that_are_not_known_are_not_told() -> None:
    plan = plan_of(a_question(seats={}), an_answer(f"{DEAR} Sisa 45 kursi."))
    assert plan.checks == ("seats",)


def test_what_the_rules_found_in_the_burst_holds_beside_a_model_s_words() -> None:
    question = a_question(None, f"UMR_APR_2025_REGULER {OPEN_QUESTION}", chat=Chat())
    plan = plan_of(question, an_answer("Harganya Rp 31.500.000, kak."))
    assert (plan.chat.package_id, plan.chat.campaign_code) == (APRIL, "UMR_APR_2025_REGULER")
    assert plan.checks == ()
    assert "code:UMR_APR_2025_REGULER" in plan.triggers
