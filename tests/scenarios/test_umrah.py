"""An agency's chats over real wires: what a customer writes comes in by a signed callback, the answer goes out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.client import LocalFirebase
from tests.scenarios.agency import CALLBACKS, CODE, Agency, an_agency
from tests.scenarios.provider_fixtures import post
from tests.scenarios.staff import ask

OTHER_CODE = "UMR_APR_2025_REGULER"
ONLY_META = pytest.mark.parametrize("agency", ["whatsapp_cloud"], indirect=True)
ONLY_WAHA = pytest.mark.parametrize("agency", ["waha"], indirect=True)


@pytest.fixture(params=sorted(CALLBACKS))
def agency(request: pytest.FixtureRequest, firebase: LocalFirebase, tmp_path: Path) -> Iterator[Agency]:
    with an_agency(firebase, request.param, tmp_path / "channels.yaml") as running:
        yield running


@pytest.mark.item("S003-05", "S003-11", "S003-24")
def test_a_code_is_answered_with_the_package_s_image_and_facts(agency: Agency) -> None:
    (text,) = agency.asks(CODE)
    assert text.startswith("Assalamualaikum! Terima kasih telah tertarik dengan Paket Umroh Maret 2025 Hemat")
    assert "Harga: Rp 25.000.000\nKeberangkatan: 15 Maret 2025\nDurasi: 9 hari" in text
    assert text.endswith("Apakah Bapak/Ibu ingin mengetahui detail fasilitasnya?")
    assert "umr_mar_2025_hemat.jpg" in agency.stub.asked[-1].body.decode()
    assert (agency.chat["phase"], agency.chat["campaign_code"]) == ("leads", CODE)


@pytest.mark.item("S003-02")
def test_who_clicked_an_ad_is_a_lead_of_its_campaign(agency: Agency) -> None:
    (text,) = agency.asks(f"Halo, saya lihat iklan {CODE}")
    assert "Paket Umroh Maret 2025 Hemat" in text
    (turn,) = agency.turns
    assert (turn["phase_after"], turn["campaign_code"], turn["triggers"]) == ("leads", CODE, [f"code:{CODE}"])


@ONLY_META
@pytest.mark.item("S003-17")
def test_the_ad_and_the_instant_of_the_click_stay_with_the_chat_and_its_lead(agency: Agency) -> None:
    """WAHA tells of no ad: there the code alone says where a chat comes from."""
    agency.hears(CODE, ad="ad-120210")
    agency.until("3s")
    agency.asks("ya")
    agency.asks("mau daftar")
    assert (agency.chat["ad_id"], agency.chat["campaign_code"]) == ("ad-120210", CODE)
    (lead,) = agency.shop.all("leads").values()
    assert (lead["source_app"], lead["campaign_id"]) == ("ad-120210", CODE)
    first = agency.turns[0]["messages"][0]
    assert first["ad_id"] == "ad-120210"
    assert abs((first["at"] - first["received_at"]).total_seconds()) < 5


@pytest.mark.item("S003-06", "S003-12")
def test_without_a_code_two_questions_are_asked_and_the_packages_listed(agency: Agency) -> None:
    (text,) = agency.asks("Assalamualaikum")
    assert "Selamat datang di Al Hijrah" in text
    assert "1. Berapa orang yang akan berangkat?\n2. Bulan apa yang Bapak/Ibu inginkan?" in text
    assert "2. Paket Umroh April 2025 Reguler: Rp 31.500.000, 19 April 2025, 9 hari" in text
    (offer,) = agency.asks("nomor 2")
    assert "Harga: Rp 31.500.000" in offer


@pytest.mark.item("S003-07")
def test_an_invalid_code_falls_back_to_the_general_reply(agency: Agency) -> None:
    (text,) = agency.asks("UMR_JUN_2025_VIP")
    assert "Selamat datang di Al Hijrah" in text
    (turn,) = agency.turns
    assert (turn["unknown_codes"], turn.get("package_code")) == (["UMR_JUN_2025_VIP"], None)


@pytest.mark.item("S003-03", "S003-08", "S003-14", "S003-15")
def test_a_chat_goes_from_the_code_to_the_booking_and_to_a_person(agency: Agency) -> None:
    agency.shop.has_member("desk", "agent")
    agency.asks(CODE)
    (details,) = agency.asks("ya")
    assert "Termasuk:" in details
    (handover,) = agency.asks("DP berapa?")
    assert "akan segera menghubungi" in handover
    assert [turn["phase_after"] for turn in agency.turns] == ["leads", "interest", "booking"]
    (lead,) = agency.shop.all("leads").values()
    assert (lead["campaign_id"], lead["source"]) == (CODE, "whatsapp")
    agency.until("2m")
    assert agency.asks("halo?") == []
    assert agency.turns[-1]["unanswered"] == "owned_by_person"
    (task,) = agency.shop.all("tasks").values()
    assert (task["task_type"], task["reason"]) == ("chat_handover", "payment")


@pytest.mark.item("S003-13", "S003-24")
def test_who_asks_for_details_gets_the_brochure_the_itinerary_the_hotel_and_the_terms(agency: Agency) -> None:
    agency.asks(CODE)
    (text,) = agency.asks("minta detailnya")
    for part in ("Hotel bintang 3 di Makkah", "Termasuk:", "Belum termasuk:", "Pembayaran: Uang muka"):
        assert part in text
    assert "https://example.com/umroh/umr_mar_2025_hemat.jpg" in text
    assert "umr_mar_2025_hemat.pdf" in agency.stub.asked[-1].body.decode()
    assert agency.chat["phase"] == "interest"


@pytest.mark.item("S003-09")
def test_no_phase_goes_backward_whatever_is_written(agency: Agency) -> None:
    agency.asks(CODE)
    agency.asks("ya")
    for text in ("halo", OTHER_CODE, "harganya berapa?", "UMR_JUN_2025_VIP"):
        agency.asks(text)
        assert agency.chat["phase"] == "interest"
    agency.asks("mau daftar")
    agency.gives_back("interest")
    assert agency.chat["phase"] == "booking"


@pytest.mark.item("S003-10")
def test_payment_a_wish_for_a_person_anger_and_doubt_bring_a_person(agency: Agency) -> None:
    agency.asks(CODE, "minta detailnya")
    for text in (
        "DP berapa?",
        "bisa bicara dengan admin?",
        "saya kecewa",
        "ada haji furoda?",
        "tidak jadi daftar",
    ):
        assert len(agency.asks(text)) == 1
        assert agency.asks("halo?") == []
        agency.gives_back()
    reasons = [each["because"] for each in agency.chat["handovers"]]
    assert reasons == ["payment", "asked_for", "anger", "reserved_topic", "low_confidence"]


@pytest.mark.item("S003-04", "S003-41")
def test_what_is_not_understood_twice_goes_to_a_member_who_is_told(agency: Agency) -> None:
    agency.shop.write("members/desk", {"roles": ["agent"], "name": "The desk", "email": "desk@example.com"})
    agency.asks("halo")
    (again,) = agency.asks("apakah burung merpati ikut?")
    assert "belum memahami" in again
    (handover,) = agency.asks("qwerty asdf")
    assert "kami teruskan ke admin" in handover
    assert (agency.chat["needs_human"], agency.turns[-1]["confidence"]) == (True, 0.0)
    agency.until("26h")  # the desk has hours
    (task,) = agency.shop.all("tasks").values()
    assert (task["reason"], task["assignee_uid"], agency.chat["owner"]) == ("unknown_twice", "desk", "desk")
    told = [one for one in agency.shop.messages() if one.get("member_uid") == "desk"]
    assert {one["template"] for one in told} == {"assistant_notice"}


@pytest.mark.parametrize(
    "text", ["umr mar 2025 hemat", '"UMR-MAR-2025-HEMAT"', f"halo kak {CODE.lower()} ya"]
)
@pytest.mark.item("S003-16")
def test_a_code_leads_to_its_package_however_it_is_typed(agency: Agency, text: str) -> None:
    agency.asks(text)
    assert (agency.chat["package_code"], agency.chat["campaign_code"]) == (CODE, CODE)


@pytest.mark.item("S003-18", "S003-19", "S003-47")
def test_what_is_told_is_what_the_package_says_at_that_moment(agency: Agency) -> None:
    path = "packages/umr_mar_2025_hemat"
    package = ask(agency.shop, "GET", path, role="owner").json
    told = {"code", "name", "price_minor", "departs_on", "quota_status", "brochure_image_url"}
    assert told | {"itinerary_document_url", "key_features"} <= package.keys()
    agency.asks(CODE)
    cheaper = package | {"price_minor": 2_400_000_000, "quota": 2}
    assert ask(agency.shop, "PUT", path, cheaper, role="owner").status == 200
    agency.until("4m")
    (text,) = agency.asks("harganya berapa?")
    assert "Harga: Rp 24.000.000" in text
    assert "Sisa kursi: 2" in text


@pytest.mark.item("S003-47", "S003-48")
def test_seats_that_are_reserved_are_gone_for_the_next_answer_and_have_a_pilgrim(agency: Agency) -> None:
    agency.asks(CODE)
    wanted = {"booking_id": "b", "package_id": "umr_mar_2025_hemat", "seats": 45}
    answer = ask(agency.shop, "POST", "bookings", wanted | {"conversation_id": agency.chat_id}, role="agent")
    assert answer.status == 201, answer.text
    (text,) = agency.asks("masih ada kursi?")
    assert "kuota paket ini sudah penuh" in text
    (pilgrim,) = agency.shop.all("pilgrims").values()
    assert (pilgrim["status"], pilgrim["conversation_id"]) == ("preliminary", agency.chat_id)


@pytest.mark.item("S003-25")
def test_an_answer_is_queued_sent_and_known_to_be_delivered(agency: Agency) -> None:
    agency.asks(CODE)
    agency.reports("delivered")
    (message,) = agency.shop.messages()
    assert [step["status"] for step in message["history"]] == ["queued", "sending", "sent", "delivered"]
    assert (
        message["id"] if "id" in message else message["attachment"]["url"].endswith("umr_mar_2025_hemat.jpg")
    )


@pytest.mark.item("S003-27")
def test_a_message_keeps_the_id_of_the_provider_that_brought_it(agency: Agency) -> None:
    agency.asks("halo")
    (heard,) = agency.shop.all(f"conversations/{agency.chat_id}/messages").values()
    beginning = {"waha": "false_", "whatsapp_cloud": "wamid."}[agency.wire.provider]
    assert heard["provider_message_id"].startswith(beginning)


@pytest.mark.item("S003-38", "S003-46")
def test_after_the_payment_a_new_package_is_a_new_season(agency: Agency) -> None:
    for text in (CODE, "ya", "mau daftar"):
        agency.asks(text)
    agency.gives_back("paid")
    assert agency.chat["phase"] == "paid"
    agency.asks("terima kasih")
    assert (agency.chat["phase"], agency.chat["cycle"]) == ("paid", 1)
    agency.asks(OTHER_CODE)
    assert (agency.chat["phase"], agency.chat["cycle"]) == ("leads", 2)


@pytest.mark.item("S003-39")
def test_of_several_codes_the_first_valid_one_holds_and_the_rest_is_logged(agency: Agency) -> None:
    agency.asks(f"UMR_JUN_2025_VIP atau {OTHER_CODE} atau {CODE}")
    (turn,) = agency.turns
    assert turn["package_code"] == OTHER_CODE
    assert (turn["left_out"], turn["unknown_codes"]) == ([CODE], ["UMR_JUN_2025_VIP"])


@pytest.mark.item("S003-40")
def test_who_comes_back_goes_on_where_they_were_with_one_lead(agency: Agency) -> None:
    agency.asks(CODE, "minta detailnya")
    agency.until("72h")
    (text,) = agency.asks("Assalamualaikum")
    assert "Paket Umroh Maret 2025 Hemat" in text
    assert agency.chat["phase"] == "interest"
    for _ in range(2):
        agency.asks("mau daftar")
        agency.gives_back()
    assert (len(agency.shop.all("leads")), len(agency.shop.all("customers"))) == (1, 1)


@pytest.mark.item("S003-42")
def test_three_quick_messages_have_one_answer_even_where_every_event_comes_twice(agency: Agency) -> None:
    agency.shop.firebase.faults(duplicate_events=1.0, seed=7)
    (text,) = agency.asks("Assalamualaikum", CODE, "hotelnya dekat haram?")
    assert "Rp 25.000.000" in text
    assert "Jarak hotel" in text
    (turn,) = agency.turns
    assert len(turn["messages"]) == 3


@pytest.mark.item("S003-42")
def test_a_callback_that_comes_again_after_its_answer_changes_nothing(agency: Agency) -> None:
    callback = CALLBACKS[agency.wire.provider](agency.shop, CODE)
    for _ in range(2):
        assert post(agency.shop, callback) == 200
        agency.until("3s")
    assert (len(agency.turns), len(agency.stub.asked)) == (1, 1)


@pytest.mark.item("S003-43")
def test_each_is_answered_in_their_language_and_bahasa_is_the_usual_one(agency: Agency) -> None:
    (bahasa,) = agency.asks("السلام عليكم ورحمة الله")
    assert "Selamat datang" in bahasa
    (english,) = agency.asks("Could you please tell me the price of the package in March?")
    assert "Price: Rp 25,000,000\nDeparture: March 15, 2025" in english
    assert [turn["language"] for turn in agency.turns] == ["id", "en"]


@pytest.mark.item("S003-44", "S003-45")
def test_the_same_payment_words_are_interest_first_and_booking_then(agency: Agency) -> None:
    (text,) = agency.asks(f"{CODE} cara bayar?")
    assert "Rp 25.000.000" in text
    assert "boleh kami kirimkan detail fasilitasnya?" in text
    (task,) = agency.shop.all("tasks").values()
    assert (task["reason"], agency.chat["owner"]) == ("payment_early", "assistant")
    assert agency.turns[-1]["is_high_intent"]
    agency.asks("cara bayar?")
    assert [turn["phase_after"] for turn in agency.turns] == ["interest", "booking"]
    assert agency.turns[-1]["handover"] == "payment"


def test_a_turn_bills_6_reads_and_6_writes_at_the_most(agency: Agency) -> None:
    for text in ("Halo", CODE, "bisa bicara dengan admin?"):
        agency.shop.firebase.reset_meter()
        agency.asks(text)
        billed = agency.shop.firebase.meter()["by_function"]["taketurn"]
        assert billed["reads"] <= 6
        assert billed["writes"] <= 6


@ONLY_WAHA
def test_a_person_who_writes_on_the_phone_itself_is_not_talked_over(agency: Agency) -> None:
    """Of Meta's own webhooks none tells of it."""
    agency.asks(CODE)
    agency.hears("Saya bantu ya", mine=True)
    assert agency.asks("ya") == []
    assert agency.chat["owner"] == "staff"
