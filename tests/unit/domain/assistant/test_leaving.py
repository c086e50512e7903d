"""Conversations of a member who has left, or is away, go back to the pool."""

from typing import Any

import pytest

from functions.domain.assignment.pool import note_left
from functions.domain.assistant import leaving
from functions.domain.staff.members import Member
from tests.chats import Chats
from tests.memory import a_store, run
from tests.unit.domain.assistant.test_handovers import CODE, DESK, given, hand_out

SECOND = Member(id="second", roles=("agent",), email="second@example.com")


def leaves(chats: Chats, uid: str) -> None:
    """Their roles are taken away, and the trigger on members tells the pool's job."""
    chats.backend.put(Member(id=uid))
    run(a_store(chats.backend), lambda: note_left(uid, chats.now))


def owned_by_desk(*texts: str) -> Chats:
    chats = Chats()
    chats.backend.put(DESK)
    for text in texts or ("bisa bicara dengan admin?",):
        chats.asks(text)
    hand_out(chats)
    assert chats.conversation["owner"] == "desk"
    return chats


def notices(chats: Chats) -> list[str]:
    return [each["member_uid"] for each in chats.messages.values() if each.get("member_uid")]


def test_a_conversation_of_a_member_who_leaves_goes_with_its_task_to_another() -> None:
    chats = owned_by_desk()
    chats.backend.put(SECOND)
    leaves(chats, "desk")
    hand_out(chats)
    (task,) = chats.tasks.values()
    assert (task["assignee_uid"], chats.conversation["owner"]) == ("second", "second")
    assert [each["because"] for each in chats.conversation["handovers"]] == ["asked_for", "left"]
    assert notices(chats) == ["desk", "second"]


def test_until_another_is_found_it_is_nobody_s_and_the_assistant_stays_silent() -> None:
    chats = owned_by_desk()
    leaves(chats, "desk")
    hand_out(chats)
    assert chats.conversation["owner"] == "staff"
    assert chats.asks(CODE)["unanswered"] == "owned_by_person"


@pytest.mark.parametrize("handed_over", ["by task, which is done", "by hand"])
def test_one_without_an_open_task_gets_one(handed_over: str) -> None:
    chats = Chats()
    chats.backend.put(DESK)
    chats.asks(CODE)
    if handed_over == "by hand":
        given(chats, "hand_over_conversation", assigned_to="desk", handover_notes="Knows the family")
    else:
        chats.asks("bisa bicara dengan admin?")
        hand_out(chats)
        (id,) = chats.tasks
        given(chats, "complete_task", conversation_id=None, task_id=id, outcome="completed")
    chats.backend.put(SECOND)
    leaves(chats, "desk")
    hand_out(chats)
    assert chats.conversation["owner"] == "second"
    (task,) = [each for each in chats.tasks.values() if each["status"] == "open"]
    assert (task["reason"], task["conversation_id"]) == ("left", chats.place)
    if handed_over == "by hand":
        assert task["script"] == "Knows the family"


def test_one_that_was_given_back_stays_the_assistant_s() -> None:
    chats = owned_by_desk()
    given(chats, "give_back_conversation")
    leaves(chats, "desk")
    hand_out(chats)
    assert chats.conversation["owner"] == "assistant"


@pytest.mark.parametrize("is_waiting", [True, False])
def test_of_a_member_who_is_away_those_go_back_in_which_a_customer_waits(is_waiting: bool) -> None:
    chats = owned_by_desk()
    if not is_waiting:
        customer_id = chats.conversation["customer_id"]
        given(chats, "send_message", customer_id=customer_id, channel="whatsapp", text="Halo")
        (id,) = chats.tasks
        given(chats, "complete_task", id="d", conversation_id=None, task_id=id, outcome="completed")
    chats.backend.put(SECOND)
    chats.backend.put(DESK.with_changes(absent_from="2025-01-26", absent_until="2025-02-09"))
    chats.wait(24 * 3600)
    for _ in range(2):
        hand_out(chats)
    assert chats.conversation["owner"] == ("second" if is_waiting else "desk")


def test_more_than_a_page_of_them_goes_back(monkeypatch: Any) -> None:
    monkeypatch.setattr(leaving, "PAGE_SIZE", 2)
    chats = Chats()
    chats.backend.put(DESK)
    for number in range(5):
        chats.says(CODE, phone=f"+62812555012{number:02}")
    for id in chats.conversations:
        chats.wait(8)
        chats.turn(id)
        given_to_desk(chats, id)
    leaves(chats, "desk")
    hand_out(chats)
    hand_out(chats)
    assert {each["owner"] for each in chats.conversations.values()} == {"staff"}
    assert len(chats.tasks) == 5


def given_to_desk(chats: Chats, id: str) -> None:
    from tests.builders import give

    data = {"conversation_id": id, "assigned_to": "desk"}
    give(chats.backend, "hand_over_conversation", data, id=id, org=chats.org, now=chats.now, by_uid="desk")


def test_who_has_no_conversation_leaves_nothing() -> None:
    chats = Chats()
    chats.asks(CODE)
    before = dict(chats.backend.documents)
    run(a_store(chats.backend), lambda: note_left("desk", chats.now))
    assert chats.backend.documents == before
