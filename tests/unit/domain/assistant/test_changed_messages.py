"""A message that waits for its turn is edited, or taken back, or its conversation changes hands."""

from typing import Any

import pytest

from tests.builders import OTHER_PHONE
from tests.chats import Chats
from tests.unit.domain.assistant.test_handovers import CODE

APRIL = "UMR_APR_2025_REGULER"


def edits(chats: Chats, id: str, text: str, *, age: float = 0, by: str | None = None) -> None:
    chats.says(text, kind="edit", id=by or f"edit-{chats.count}", target_id=id, age=age)


def revokes(chats: Chats, id: str) -> None:
    chats.says(None, kind="revocation", id=f"revoke-{chats.count}", target_id=id)


def turned(chats: Chats) -> list[dict[str, Any]]:
    chats.wait(8)
    chats.turn()
    return chats.turns


def kept(chats: Chats, id: str) -> dict[str, Any]:
    (found,) = [each for each in chats.heard if each["provider_message_id"] == id]
    return found


@pytest.mark.parametrize("comes", ["after", "first"])
def test_an_edit_before_the_turn_changes_what_is_answered(comes: str) -> None:
    chats = Chats()
    if comes == "first":
        edits(chats, "one", APRIL)
        chats.wait(1)
    chats.says(CODE, id="one")
    if comes == "after":
        chats.wait(1)
        edits(chats, "one", APRIL)
    (turn,) = turned(chats)
    assert (turn["package_code"], [each["text"] for each in turn["messages"]]) == (APRIL, [APRIL])
    assert (kept(chats, "one")["text"], kept(chats, "one")["edited_text"]) == (CODE, APRIL)


def test_of_two_edits_the_later_one_holds_in_whatever_order_they_come() -> None:
    chats = Chats()
    chats.says("halo", id="one")
    chats.wait(1)
    edits(chats, "one", CODE)
    edits(chats, "one", APRIL, age=0.5)
    assert turned(chats)[0]["package_code"] == CODE


@pytest.mark.parametrize("comes", ["after", "first"])
def test_what_is_revoked_before_the_turn_is_not_answered_and_kept_with_the_reason(comes: str) -> None:
    chats = Chats()
    if comes == "first":
        revokes(chats, "one")
    chats.says("saya kecewa", id="one")
    if comes == "after":
        revokes(chats, "one")
    assert turned(chats) == []
    assert (kept(chats, "one")["unanswered"], chats.messages) == ("revoked", {})
    assert "waiting" not in chats.conversation
    assert "turn_due_at" not in chats.conversation


def test_the_rest_of_a_burst_is_answered_without_what_was_revoked() -> None:
    chats = Chats()
    chats.says(CODE, id="one")
    chats.says("saya kecewa", id="two")
    revokes(chats, "two")
    (turn,) = turned(chats)
    assert ([each["text"] for each in turn["messages"]], turn.get("handover")) == ([CODE], None)
    assert "unanswered" not in kept(chats, "one")


def test_a_repeated_event_of_what_was_revoked_brings_it_back_to_nobody() -> None:
    chats = Chats()
    chats.says(CODE, id="one")
    revokes(chats, "one")
    assert chats.says(CODE, id="one") is None
    assert turned(chats) == []


def test_an_edit_or_a_revocation_after_the_turn_changes_no_answer() -> None:
    chats = Chats()
    chats.says(CODE, id="one")
    before = turned(chats)
    edits(chats, "one", APRIL)
    revokes(chats, "one")
    assert turned(chats) == before
    assert kept(chats, "one")["revoked_at"] is not None
    assert "unanswered" not in kept(chats, "one")


def test_a_revocation_meets_the_turn_that_answers_and_one_of_them_holds() -> None:
    """Between the turn's look and its commit: the turn looks again, and finds nothing."""
    from tests.unit.domain.assistant.test_turns import meanwhile

    chats = Chats()
    chats.says(CODE, id="one")
    chats.wait(8)
    meanwhile(chats, lambda: revokes(chats, "one"))
    assert (chats.turns, chats.messages) == ([], {})


@pytest.mark.item("S003-40")
def test_what_waits_in_a_conversation_that_a_join_moves_is_answered_there() -> None:
    """Somebody writes by the channel's id alone, and then with their phone beside it: one customer, two chats."""
    chats = Chats()
    chats.says("halo")
    chats.wait(8)
    chats.turn()
    chats.says(CODE, sender={"user_id": "62811.lid", "name": "A pilgrim"})
    chats.says("hotelnya dekat haram?", sender={"phone": "+6281255501234", "user_id": "62811.lid"})
    places = {id for id, each in chats.conversations.items() if each.get("waiting")}
    chats.wait(8)
    for id in chats.conversations:
        chats.turn(id)
    counted = [message["text"] for turn in chats.turns for message in turn["messages"]]
    assert sorted(counted) == sorted(["halo", CODE, "hotelnya dekat haram?"])
    assert all("waiting" not in each for each in chats.conversations.values())
    assert len(chats.messages) == 1 + len(places)


def test_what_waits_is_changed_where_it_waits_though_it_was_carried_on_to_another_conversation() -> None:
    chats = Chats()
    chats.says("halo", phone=OTHER_PHONE)
    chats.says(CODE, sender={"user_id": "62811.lid", "name": "A pilgrim"}, id="one")
    chats.says("ya", sender={"phone": OTHER_PHONE, "user_id": "62811.lid"})
    (waits,) = [
        id
        for id, each in chats.conversations.items()
        if any(message["text"] == CODE for message in each.get("waiting", ()))
    ]
    chats.says(
        None,
        kind="revocation",
        id="r",
        target_id="one",
        sender={"phone": OTHER_PHONE, "user_id": "62811.lid"},
    )
    texts = [message["text"] for message in chats.conversations[waits].get("waiting", ())]
    assert CODE not in texts
    assert kept(chats, "one")["unanswered"] == "revoked"
