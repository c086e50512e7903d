"""Marketing's prompt over local Firebase: tried, live, and taken back; an experiment whose chats are counted."""

from typing import Any

import pytest

from tests.scenarios.agency import CODE, Agency
from tests.scenarios.staff import ask
from tests.scenarios.test_umrah import agency as agency_of_a_wire

agency = agency_of_a_wire
pytestmark = pytest.mark.parametrize("agency", ["waha"], indirect=True)


def asked(agency: Agency, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
    content = {} if body is None and method == "POST" else body
    answer = ask(agency.shop, method, path, content, role="marketing")
    assert answer.status == status, answer.json
    return answer.json


def give(agency: Agency, version: str, content: str) -> Any:
    body = {"prompt_type": "base", "content": content, "version": version, "updated_by": "marketing_admin"}
    return asked(agency, "PUT", "ai/prompts", body)


@pytest.mark.item("S003-22", "S003-31")
def test_a_prompt_is_tried_and_goes_live_and_is_taken_back(agency: Agency) -> None:
    give(agency, "2.0", "You are kind.")
    assert asked(agency, "POST", "ai/prompts/2.0/live", status=409)["code"] == "cannot_be_done"
    report = asked(agency, "POST", "ai/prompts/2.0/trial")
    assert (report["status"], report["passed"]) == ("passed", report["count"])
    assert asked(agency, "GET", "ai/prompts/2.0/trials/1")["results"] == report["results"]
    assert asked(agency, "POST", "ai/prompts/2.0/live")["status"] == "live"
    listed = asked(agency, "GET", "ai/prompts")
    assert (listed["live"], {each["version"]: each["status"] for each in listed["items"]}) == (
        "2.0",
        {"2.0": "live", "1.0": "replaced"},
    )
    asked(agency, "POST", "ai/prompts/2.0/rollback")
    assert asked(agency, "GET", "ai/prompts")["live"] == "1.0"


@pytest.mark.item("S003-28")
def test_a_message_that_is_tried_writes_and_sends_nothing(agency: Agency) -> None:
    agency.asks(CODE)
    (chat,) = [id for id in agency.shop.all("conversations") if "/" not in id]
    before = agency.shop.all("conversations")
    body = {"phone": "6281234567890", "message": "masih ada kursi?", "conversation_id": chat}
    asked(agency, "GET", "ai/settings")  # the role is there
    agency.shop.firebase.reset_meter()
    answer = asked(agency, "POST", "ai/process-message", body | {"current_phase": "leads"})
    assert "Sisa kursi: 45" in answer["response_text"]
    assert agency.shop.firebase.meter()["by_function"]["api"]["writes"] == 0
    agency.shop.firebase.idle()
    assert agency.shop.all("conversations") == before
    assert len(agency.stub.asked) == 1


@pytest.mark.item("S003-53", "S003-54")
def test_an_experiment_answers_its_chats_by_their_arms_and_counts_them(agency: Agency) -> None:
    arms = {"with": {"share": 1}, "without": {"share": 99, "medium": "none"}}
    experiment = {"arms": arms, "starts_at": "2025-01-01T00:00:00Z"}
    asked(agency, "PATCH", "ai/settings", {"experiments": {"image": experiment}})
    agency.shop.firebase.advance("2m")  # instances see it within a minute
    agency.asks(CODE)
    arm = agency.chat["arms"]["image"]
    (turn,) = agency.turns
    assert turn["arms"] == {"image": arm}
    assert (turn.get("attachment_url") is None) is (arm == "without")
    (shown,) = asked(agency, "GET", "ai/experiments")["items"]
    assert {name: each["reached"]["leads"]["chats"] for name, each in shown["arms"].items()} == {
        "with": int(arm == "with"),
        "without": int(arm == "without"),
    }
