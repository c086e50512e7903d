"""Chats over the API: handed over by the seed's own body, listed, read."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.staff_api import StaffApi
from tests.staff_api_cafe import begin_anew

BODY = {
    "conversation_id": "whatsapp:chat",
    "assigned_to": "agent",
    "handover_notes": "Customer ready to pay DP, needs bank details",
}


def of(answer: TestResponse) -> Any:
    assert answer.json is not None
    return answer.json


def chat(api: StaffApi) -> Any:
    return api.backend.documents["orgs/kopi/conversations/whatsapp:chat"]


@pytest.mark.item("S003-37")
def test_the_seed_s_body_hands_a_chat_over_as_its_own_path_does(asked: StaffApi) -> None:
    begin_anew(asked)
    answer = asked.ask("POST", "conversations/handover", BODY, uid="marketing")
    assert (answer.status_code, of(answer)["owner"]) == (200, "agent")
    named = chat(asked)
    begin_anew(asked)
    asked.ask(
        "POST", "conversations/whatsapp:chat/handover", {k: BODY[k] for k in list(BODY)[1:]}, uid="marketing"
    )
    handovers = ({**each, "at": None} for each in chat(asked)["handovers"])
    assert [{**each, "at": None} for each in named["handovers"]] == list(handovers)
    assert (named["owner"], chat(asked)["owner"]) == ("agent", "agent")


@pytest.mark.item("S003-37")
@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"assigned_to": "nobody"}, ["assigned_to"]),
        ({"assigned_to": "suspended"}, ["assigned_to"]),
        ({"assigned_to": "delivery"}, ["assigned_to"]),
        ({"conversation_id": "whatsapp:none"}, ["conversation_id"]),
        ({"conversation_id": None}, ["conversation_id"]),
        ({"handover_notes": 7, "assigned_to": ["agent"]}, ["assigned_to", "handover_notes"]),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    asked: StaffApi, changes: dict[str, Any], paths: list[str]
) -> None:
    begin_anew(asked)
    before = dict(asked.backend.documents)
    answer = asked.ask("POST", "conversations/handover", BODY | changes, uid="agent")
    assert (answer.status_code, [each["path"] for each in of(answer)["fields"]]) == (400, paths)
    assert asked.backend.documents == before


def test_the_same_key_hands_over_once(asked: StaffApi) -> None:
    begin_anew(asked)
    key = {"Idempotency-Key": "h1"}
    answers = [asked.ask("POST", "conversations/handover", BODY, uid="agent", headers=key) for _ in range(2)]
    assert of(answers[0]) == of(answers[1])
    assert len(chat(asked)["handovers"]) == 1


@pytest.mark.item("S003-54")
def test_a_chat_is_listed_and_read_with_its_messages_and_turns(asked: StaffApi) -> None:
    begin_anew(asked)
    asked.ask("POST", "conversations/handover", BODY, uid="marketing")
    (row,) = of(asked.ask("GET", "conversations?owner=me", uid="agent"))["items"]
    assert (row["id"], row["customer"]["name"]) == ("whatsapp:chat", "A regular")
    one = asked.ask("GET", "conversations/whatsapp:chat", uid="agent")
    assert of(one)["handovers"][0]["notes"] == BODY["handover_notes"]
    again = {"If-None-Match": one.headers["ETag"]}
    assert asked.ask("GET", "conversations/whatsapp:chat", uid="agent", headers=again).status_code == 304
    for what in ("messages", "turns"):
        answer = asked.ask("GET", f"conversations/whatsapp:chat/{what}", uid="agent")
        assert of(answer) == {"items": [], "next": None}
    assert asked.ask("GET", "conversations/handover", uid="agent").status_code == 404


@pytest.mark.parametrize("query", ["phase=won", "needs_human=perhaps", "cursor=x", "limit=0", "whose=all"])
def test_a_list_says_what_it_cannot_be_asked(asked: StaffApi, query: str) -> None:
    answer = asked.ask("GET", f"conversations?{query}", uid="agent")
    assert (answer.status_code, of(answer)["fields"][0]["path"]) == (400, query.partition("=")[0])
