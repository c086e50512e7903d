"""Each booking of a chat has its own lead, with what was booked then, however late it is made."""

import pytest

from functions.domain.assistant.booking_leads import capture_booking
from functions.domain.assistant.turns import take_turn
from tests.chats import Chats
from tests.memory import a_store, run
from tests.unit.domain.assistant.test_handovers import CODE, DESK, given

NEXT = "UMR_MEI_2025_PLUS_TURKI"


def books(chats: Chats, code: str) -> None:
    """A booking whose lead is not made: its task dies after the turn."""
    for text in (code, "ya", "DP berapa?"):
        chats.says(text)
        chats.wait(8)
        run(
            a_store(chats.backend),
            lambda: take_turn(chats.org, chats.place, due_at=chats.now, now=chats.now),
        )


def leads_made(chats: Chats) -> list[str]:
    made: list[str] = []
    while (
        id := run(a_store(chats.backend), lambda: capture_booking(chats.org, chats.place, chats.now))
    ) is not None:
        made.append(id)
    return made


@pytest.mark.item("S003-15", "S003-29", "S003-46")
def test_a_lead_that_is_due_when_a_new_cycle_is_booked_is_made_too_with_its_own_package() -> None:
    chats = Chats()
    chats.backend.put(DESK)
    books(chats, CODE)
    given(chats, "give_back_conversation", phase="paid")
    books(chats, NEXT)
    assert [each["cycle"] for each in chats.conversation["leads_due"]] == [1, 2]
    assert len(leads_made(chats)) == 2
    assert "leads_due" not in chats.conversation
    assert sorted(chats.conversation["lead_ids"]) == ["1", "2"]
    posts = [each["notes"] for each in chats.backend.all("interactions").values() if each.get("notes")]
    assert sorted(code for post in posts for code in (CODE, NEXT) if f"package: {code}" in post) == [
        CODE,
        NEXT,
    ]


def test_a_second_booking_of_a_cycle_owes_no_second_lead() -> None:
    chats = Chats()
    chats.backend.put(DESK)
    books(chats, CODE)
    given(chats, "give_back_conversation")
    chats.says("mau daftar")
    chats.wait(8)
    taken = run(
        a_store(chats.backend), lambda: take_turn(chats.org, chats.place, due_at=chats.now, now=chats.now)
    )
    assert taken.lead_due == 1
    assert len(leads_made(chats)) == 1
