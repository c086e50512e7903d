"""What marketing changes of the assistant by itself (S003-20): personality, FAQs, the flow of a chat, escalation."""

from typing import Any

import pytest

from functions.domain.staff.roles import ROLES
from tests.prompting import Agency

FAQ = {
    "topic": "Koper",
    "questions": {"id": ["Koper ukuran apa yang dapat?"]},
    "answer": {"id": "Koper bagasi 24 inci."},
}


def answer(agency: Agency, message: str, phase: str = "leads") -> Any:
    body = {"phone": "6281234567890", "message": message, "conversation_id": "", "current_phase": phase}
    return agency.ask("POST", "ai/process-message", body)


@pytest.mark.item("S003-20")
def test_marketing_updates_the_personality(agency: Agency) -> None:
    agency.give("2.0", base="You are a helpful umroh travel consultant...")
    agency.try_it("2.0")
    agency.go_live("2.0")
    assert agency.org.prompts["2_0"].base == "You are a helpful umroh travel consultant..."


@pytest.mark.item("S003-20")
def test_marketing_adds_an_faq_that_is_answered_from_then_on(agency: Agency) -> None:
    agency.ask("PUT", "faqs/suitcase", FAQ)
    assert answer(agency, "Koper ukuran apa yang dapat?")["response_text"] == "Koper bagasi 24 inci."


@pytest.mark.item("S003-20")
def test_marketing_changes_the_flow_of_a_chat(agency: Agency) -> None:
    template = agency.ask("GET", "templates/assistant_welcome")
    agency.ask(
        "PUT",
        "templates/greeting",
        {**template, "bodies": {"id": "Selamat datang!", "en": "Welcome!"}, "revision": 0},
    )
    agency.ask("PATCH", "ai/settings", {"templates": {"welcome": "greeting"}})
    assert answer(agency, "Halo")["response_text"] == "Selamat datang!"
    agency.ask("PATCH", "ai/settings", {"words": {"id": {"payment": ["gas daftar"]}}})
    assert answer(agency, "gas daftar", "interest")["new_phase"] == "booking"


@pytest.mark.item("S003-20")
def test_marketing_sets_what_brings_a_person(agency: Agency) -> None:
    assert not answer(agency, "ada umroh backpacker?")["should_escalate"]
    changed = agency.ask(
        "PATCH", "ai/settings", {"reserved": ["backpacker"], "handover_below": 0.9, "unknown_most": 1}
    )
    assert (changed["reserved"], changed["handover_below"]) == (["backpacker"], 0.9)
    assert answer(agency, "ada umroh backpacker?")["should_escalate"]
    assert agency.ask("GET", "ai/settings")["unknown_most"] == 1


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"enabled": False}, "enabled", "is not changed here: languages, words"),
        ({"task": {"priority": "low"}}, "task", "is not changed here"),
        ({"handover_below": 2}, "handover_below", "less than or equal to 1"),
        (
            {"templates": {"welcome": "none"}},
            "templates.welcome",
            "not among the templates",
        ),
    ],
)
def test_what_is_not_marketing_s_or_is_wrong_is_named(
    agency: Agency, change: dict[str, Any], path: str, reason: str
) -> None:
    before = dict(agency.backend.documents)
    refused = agency.ask("PATCH", "ai/settings", change, status=400)
    assert [each["path"] for each in refused["fields"]] == [path]
    assert reason in refused["fields"][0]["message"]
    assert agency.backend.documents == before


def test_a_change_of_what_another_has_changed_is_refused(agency: Agency) -> None:
    seen = agency.ask("GET", "ai/settings")
    agency.ask("PATCH", "ai/settings", {"most_listed": 2, "revision": seen["revision"]})
    agency.ask("PATCH", "ai/settings", {"most_listed": 3, "revision": seen["revision"]}, status=409)
    assert agency.org.settings.assistant.most_listed == 2


@pytest.mark.item("S003-01")
@pytest.mark.parametrize("role", ROLES)
def test_who_changes_it(agency: Agency, role: str) -> None:
    status = 200 if role in ("owner", "manager", "marketing") else 403
    agency.ask("PATCH", "ai/settings", {"most_listed": 2}, uid=role, status=status)
    agency.ask(
        "PATCH",
        "settings",
        {"channels": ["whatsapp"]},
        uid=role,
        status=200 if role in ("owner", "manager") else 403,
    )
