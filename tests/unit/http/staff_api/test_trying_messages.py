"""A message is tried against the prompt by the seed's bodies (S003-28), and nothing at all is written."""

from typing import Any

import pytest

from functions.domain.bookings.documents import PackageSeats
from functions.domain.conversations.documents import Conversation, conversation_id
from functions.domain.customers.identities import Identity
from functions.domain.kernel.errors import Misconfigured
from functions.http.staff_api import ai
from functions.http.staff_api.rate_limits import RateLimits
from tests.builders import NOON
from tests.journeys import a_journey
from tests.memory import Billed
from tests.prompting import Agency, Said

PHONE = "6281234567890"
BODY = {
    "phone": PHONE,
    "message": "UMR_MAR_2030_HEMAT",
    "conversation_id": "conv_123",
    "current_phase": "leads",
}
NAMES = {"response_text", "media_to_send", "new_phase", "confidence", "should_escalate"}


def with_package(agency: Agency) -> None:
    content = a_journey(code="UMR_MAR_2030_HEMAT", departs_on="2030-03-15", quota=45)
    content["brochure_image_url"] = "https://example.com/package_image.jpg"
    agency.ask("PUT", "packages/march", content)


def tried(agency: Agency, query: str = "", **changes: Any) -> Any:
    before, billed = dict(agency.backend.documents), agency.backend.billed
    writes = (billed.writes, billed.deletes)
    answer = agency.ask("POST", f"ai/process-message{query}", BODY | changes)
    assert agency.backend.documents == before
    assert (billed.writes, billed.deletes) == writes, "nothing is written"
    return answer


def a_conversation(agency: Agency, **changes: Any) -> Conversation:
    id = conversation_id(agency.org, "whatsapp", Identity("phone", f"+{PHONE}"))
    known = {"phase": "interest", "cycle": 1, "owner": "assistant", "package_code": "UMR_MAR_2030_HEMAT"}
    conversation = Conversation(
        id=id,
        channel="whatsapp",
        customer_id="somebody",
        provider="sandbox",
        created_at=NOON,
        last_message_at=NOON,
        language="id",
        **(known | changes),
    )
    agency.backend.put(conversation)
    return conversation


@pytest.mark.item("S003-28")
def test_the_seed_s_message_gets_the_seed_s_answer(agency: Agency) -> None:
    with_package(agency)
    answer = tried(agency)
    assert answer.keys() == NAMES
    assert answer["response_text"].startswith("Assalamualaikum! Terima kasih telah tertarik dengan")
    assert "Rp 25.000.000" in answer["response_text"]
    assert answer["media_to_send"] == [{"type": "image", "url": "https://example.com/package_image.jpg"}]
    assert (answer["new_phase"], answer["confidence"], answer["should_escalate"]) == ("leads", 1.0, False)


@pytest.mark.item("S003-28")
@pytest.mark.parametrize(
    ("message", "phase", "new_phase", "escalates"),
    [
        ("Cara bayar?", "leads", "interest", False),
        ("Cara bayar?", "interest", "booking", True),
        ("bisa bicara dengan admin?", "leads", "leads", True),
        ("terima kasih", "booking", "booking", False),
    ],
)
def test_the_phase_is_the_one_that_is_given(
    agency: Agency, message: str, phase: str, new_phase: str, escalates: bool
) -> None:
    answer = tried(agency, message=message, current_phase=phase)
    assert (answer["new_phase"], answer["should_escalate"]) == (new_phase, escalates)


def test_nothing_to_say_is_an_empty_text(agency: Agency) -> None:
    assert tried(agency, message="terima kasih", current_phase="interest")["response_text"] == ""


def test_a_chat_that_there_is_is_gone_on_with(agency: Agency) -> None:
    with_package(agency)
    known = a_conversation(agency)
    agency.backend.put(PackageSeats(id="march", reserved=43))
    by_phone = tried(agency, message="masih ada kursi?", current_phase=None, conversation_id=None)
    assert "Sisa kursi: 2" in by_phone["response_text"]
    assert by_phone["new_phase"] == "interest"
    by_id = tried(
        agency,
        message="masih ada kursi?",
        current_phase=None,
        conversation_id=known.id,
        phone="+6281200000000",
    )
    assert by_id == by_phone


def test_it_bills_the_member_the_chat_and_a_read_for_each_package(agency: Agency) -> None:
    with_package(agency)
    assert "march" in agency.org.packages  # this instance knows it
    agency.backend.billed = Billed()
    tried(agency)
    assert agency.backend.billed == Billed(reads=1 + 2 + 1)


@pytest.mark.item("S003-28")
def test_a_version_is_tried_before_anybody_gets_it(agency: Agency) -> None:
    said = agency.has_model(Said("Baik, kami cek dulu."))
    agency.give("2.0", base="You are kind.")
    strange = "kopernya merek tertentu ukuran besar warna hitam"
    answer = tried(agency, "?version=2.0", message=strange)
    assert (answer["response_text"], answer["confidence"]) == ("Baik, kami cek dulu.", 0.9)
    tried(agency, message=strange)
    assert [question.prompt.version for question in said.asked] == ["2.0", "1.0"]
    agency.ask("POST", "ai/process-message?version=9", BODY, status=404)


def test_what_is_wrong_with_the_model_s_settings_is_told_and_not_called_our_fault(agency: Agency) -> None:
    agency.has_model(Said(fails=[Misconfigured("model", "no_key")]))
    strange = "kopernya merek tertentu ukuran besar warna hitam"
    answer = agency.ask("POST", "ai/process-message", BODY | {"message": strange}, status=409)
    assert answer["detail"] == "model is not set up: no_key"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"phone": "many"}, "phone"),
        ({"message": ""}, "message"),
        ({"message": "x" * 2001}, "message"),
        ({"current_phase": "won"}, "current_phase"),
        ({"conversation_id": "a/b"}, "conversation_id"),
    ],
)
def test_what_is_wrong_is_named(agency: Agency, wrong: dict[str, Any], path: str) -> None:
    answer = agency.ask("POST", "ai/process-message", BODY | wrong, status=400)
    assert [each["path"] for each in answer["fields"]] == [path]
    assert PHONE not in str(answer)


def test_with_a_model_so_many_may_be_tried_at_once(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    """No budget counts them, since nothing is written."""
    monkeypatch.setattr(ai, "_tries", RateLimits(lambda: 1000.0, at_once=2, a_second=0.5))
    said = agency.has_model(Said("Baik."))
    for _ in range(2):
        tried(agency, message="Apakah jendelanya menghadap taman bunga mawar?")
    refused = agency.api.ask("POST", "ai/process-message", BODY, uid="marketing")
    assert (refused.status_code, refused.headers["Retry-After"], len(said.asked)) == (429, "2", 2)
