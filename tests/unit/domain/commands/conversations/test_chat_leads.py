"""A lead that a chat has become, as the one who answers it reports: one a cycle, the assistant's own among them."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.commands.settle import settle_command
from functions.domain.staff.members import Member
from tests.builders import PHONE, a_command
from tests.chats import Chats
from tests.memory import Billed, a_store, run

CODE = "UMR_MAR_2025_HEMAT"
NEXT = "UMR_MEI_2025_PLUS_TURKI"
BODY = {
    "phone": PHONE.removeprefix("+"),
    "name": "From WhatsApp",
    "phase": "booking",
    "interested_package": CODE,
    "conversation_summary": "Customer interested in March package, asking about payment",
    "source": "meta_ads_campaign_123",
    "ai_confidence": 0.85,
}


def with_chatbot(*texts: str) -> Chats:
    chats = Chats()
    chats.backend.put(Member(id="bot", roles=("agent",)))
    chats.backend.put(Member(id="rep", roles=("sales_rep",)))
    for text in texts:
        chats.asks(text)
    return chats


def reported(chats: Chats, id: str = "c", uid: str = "bot", **changes: Any) -> Any:
    path = f"orgs/kopi/commands/{id}"
    command = a_command("capture_chat_lead", BODY | changes)
    given = {"by_uid": uid, "made_at": chats.now, "created_at": chats.now}
    chats.backend.client_writes(path, **command | given)
    run(a_store(chats.backend), lambda: settle_command(chats.org, id, chats.now))
    return chats.backend.documents[path]


def leads(chats: Chats) -> list[dict[str, Any]]:
    return list(chats.backend.all("leads").values())


def posts(chats: Chats) -> list[dict[str, Any]]:
    interactions = chats.backend.all("interactions").values()
    return [each for each in interactions if each["interaction_type"] == "lead_captured"]


def deals(chats: Chats) -> list[dict[str, Any]]:
    return list(chats.backend.all("opportunities").values())


@pytest.mark.item("S003-29")
def test_a_chat_s_lead_has_all_that_was_reported_and_its_conversation() -> None:
    chats = with_chatbot(CODE, "ya")
    done = reported(chats)
    assert done["status"] == "done", done.get("problems")
    (lead,) = leads(chats)
    assert (lead["source"], lead["source_method"], lead["ai_confidence"]) == (
        "meta_ads_campaign_123",
        "assistant",
        0.85,
    )
    assert (lead["conversation_id"], lead["campaign_id"]) == (chats.place, CODE)
    assert (lead["contact"]["phone"], lead["contact"]["name"]) == (PHONE, "A pilgrim")
    assert (lead["interest_product_ids"], lead["estimated_value_minor"]) == ([CODE], 2_500_000_000)
    (post,) = posts(chats)
    assert (post["notes"], post["performed_by"]) == (BODY["conversation_summary"], "bot")
    conversation = chats.conversation
    assert (conversation["phase"], conversation["owner"]) == ("booking", "assistant")
    assert conversation["lead_ids"] == {"1": done["result"]["lead_id"]}
    assert done["result"]["conversation_id"] == chats.place
    assert len(deals(chats)) == 1


@pytest.mark.item("S003-29")
def test_the_assistant_s_own_lead_of_the_cycle_is_the_same_whichever_comes_first() -> None:
    reported_first, booked_first = with_chatbot(CODE, "ya"), with_chatbot(CODE, "ya", "cara bayar?")
    reported(reported_first)
    reported_first.asks("cara bayar?")
    reported(booked_first)
    for chats in (reported_first, booked_first):
        (lead,) = leads(chats)
        assert chats.conversation["lead_ids"] == {"1": lead["lead_id"]}
        assert "leads_due" not in chats.conversation
        assert (lead["ai_confidence"], lead["conversation_id"]) == (0.85, chats.place)
        assert len(deals(chats)) == 1


def test_a_lead_that_was_due_is_made_by_the_report_and_not_once_more() -> None:
    chats = with_chatbot(CODE, "ya")
    conversation = chats.backend.documents[f"orgs/kopi/conversations/{chats.place}"]
    conversation["leads_due"] = [{"cycle": 1, "at": chats.now}]
    reported(chats)
    assert "leads_due" not in chats.conversation
    chats.turn()
    assert len(leads(chats)) == 1


@pytest.mark.item("S003-29")
def test_the_same_again_changes_nothing_and_what_is_new_is_kept() -> None:
    chats = with_chatbot(CODE, "ya")
    first = reported(chats)
    before = {p: dict(f) for p, f in chats.backend.documents.items() if "/commands/" not in p}
    again = reported(chats, "d")
    assert {p: f for p, f in chats.backend.documents.items() if "/commands/" not in p} == before
    assert (again["result"]["lead_id"], again["result"]["replayed"]) == (first["result"]["lead_id"], True)
    other = reported(chats, "e", ai_confidence=0.95, conversation_summary="Wants two seats")
    assert (other["result"]["lead_id"], other["result"]["replayed"]) == (first["result"]["lead_id"], False)
    (lead,) = leads(chats)
    assert (lead["ai_confidence"], lead["posts"]) == (0.95, 2)
    assert {each["notes"] for each in posts(chats)} == {BODY["conversation_summary"], "Wants two seats"}


def test_without_a_confidence_the_one_that_is_known_stays() -> None:
    chats = with_chatbot(CODE, "ya")
    reported(chats)
    reported(chats, "d", ai_confidence=None)
    assert leads(chats)[0]["ai_confidence"] == 0.85


@pytest.mark.item("S003-09", "S003-29")
@pytest.mark.parametrize(
    ("phase", "reached"), [("leads", "interest"), ("interest", "interest"), ("booking", "booking")]
)
def test_a_chat_comes_as_far_as_is_reported_and_never_backward(phase: str, reached: str) -> None:
    chats = with_chatbot(CODE, "ya")
    reported(chats, phase=phase)
    assert chats.conversation["phase"] == reached
    in_figures = chats.conversation["journeys"]["1"]["reached"]
    assert list(in_figures) == (["interest", "booking"] if reached == "booking" else ["interest"])
    reported(chats, id="again", phase=phase, ai_confidence=0.9)
    assert chats.conversation["journeys"]["1"]["reached"] == in_figures


@pytest.mark.item("S003-29", "S003-46")
def test_a_new_season_is_another_lead() -> None:
    chats = with_chatbot(CODE, "ya")
    reported(chats)
    chats.asks(NEXT)
    assert chats.conversation["cycle"] == 2
    reported(chats, "d", interested_package=NEXT)
    assert sorted(chats.conversation["lead_ids"]) == ["1", "2"]
    assert {p for each in leads(chats) for p in each["interest_product_ids"]} == {CODE, NEXT}


def test_a_phone_without_a_chat_is_a_lead_like_any_other_once_a_day() -> None:
    chats = with_chatbot()
    for id in ("c", "d"):
        done = reported(chats, id)
    (lead,) = leads(chats)
    assert done["result"]["replayed"]
    assert (lead["contact"]["name"], lead["status"], lead["ai_confidence"]) == ("From WhatsApp", "open", 0.85)
    assert "conversation_id" not in lead
    chats.now += timedelta(days=1)
    reported(chats, "e")
    assert (len(leads(chats)), leads(chats)[0]["posts"]) == (1, 2)


def test_a_lead_that_is_gone_is_made_anew() -> None:
    chats = with_chatbot(CODE, "ya")
    first = reported(chats)["result"]["lead_id"]
    for path in [path for path in chats.backend.documents if path.endswith(first)]:
        del chats.backend.documents[path]
    second = reported(chats, "d", conversation_summary="Again")["result"]["lead_id"]
    assert chats.conversation["lead_ids"] == {"1": second}
    assert f"orgs/kopi/leads/{second}" in chats.backend.documents


@pytest.mark.item("S003-29")
@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"phone": "12"}, ["phone"]),
        ({"phone": None}, ["phone"]),
        ({"interested_package": "UMR_JAN_1999_X"}, ["interested_package"]),
        ({"phone": "12", "interested_package": "?"}, ["phone", "interested_package"]),
        ({"phase": "paid"}, ["phase"]),
        ({"phase": "won"}, ["phase"]),
        ({"ai_confidence": 1.1}, ["ai_confidence"]),
        ({"ai_confidence": "sure"}, ["ai_confidence"]),
        ({"conversation_summary": 7, "source": 7}, ["conversation_summary", "source"]),
    ],
)
def test_what_is_wrong_is_named_and_leaves_nothing(changes: dict[str, Any], paths: list[str]) -> None:
    chats = with_chatbot(CODE)
    refused = reported(chats, **changes)
    assert (refused["status"], [each["path"] for each in refused["problems"]]) == ("refused", paths)
    assert leads(chats) == []
    assert chats.conversation["phase"] == "leads"


@pytest.mark.parametrize("code", [f" {CODE.lower()} ", ""])
def test_a_package_is_named_in_any_case_or_not_at_all(code: str) -> None:
    chats = with_chatbot(CODE)
    assert reported(chats, interested_package=code)["status"] == "done"


def test_a_rep_reports_nothing_of_another_s_customer() -> None:
    chats = with_chatbot(CODE)
    (path,) = [path for path in chats.backend.documents if "/customers/" in path]
    chats.backend.documents[path]["owner_uid"] = "somebody-else"
    refused = reported(chats, uid="rep")
    assert [each["path"] for each in refused["problems"]] == ["customer_id"]
    assert leads(chats) == []


def test_what_it_bills() -> None:
    chats = with_chatbot(CODE, "ya")
    reported(chats)
    chats.backend.billed = Billed()
    reported(chats, "d", ai_confidence=0.9)
    # Beside the command and its giver.
    assert (chats.backend.billed.reads, chats.backend.billed.writes) == (2 + 4, 1 + 2)
