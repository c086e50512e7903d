"""A customer of chats is erased: what they wrote, the handovers, notices, leads and deals name them no more."""

import json

import pytest

from functions.domain.privacy.erasing import DONE, Starting, erase_step
from functions.domain.staff.members import Member
from tests.chats import Chats
from tests.memory import a_store, run
from tests.unit.domain.assistant.test_handovers import CODE, DESK, given, hand_out
from tests.unit.domain.marketing.agencies import counted

NAME, PHONE = "Zubaidah", "6281234567890"


@pytest.mark.item("S002-88", "S003-54")
def test_nothing_names_who_was_erased_after_chats_handovers_and_leads() -> None:
    chats = Chats()
    chats.backend.put(DESK)
    chats.backend.put(Member(id="boss", roles=("manager",), email="boss@example.com"))
    sender = {"phone": f"+{PHONE}", "name": NAME}
    for text in (CODE, "ya", "cara bayar?", f"saya {NAME}"):
        chats.asks(text, sender=sender)
    hand_out(chats)
    notes = f"{NAME}, +{PHONE}"
    given(chats, "hand_over_conversation", "given", assigned_to="boss", handover_notes=notes)
    given(chats, "give_back_conversation", "back")
    chats.says(f"saya {NAME}, mau tanya visa", sender=sender)
    assert counted(chats)["conversion_metrics"]["total_leads"] == 1
    (customer,) = chats.backend.all("customers")
    start = Starting("owner", "t0ken")
    steps = [""]
    while steps[-1] != DONE:
        assert len(steps) < 100
        steps.append(run(a_store(chats.backend), lambda: erase_step(customer, start, chats.now)))
    (deal,) = chats.backend.all("opportunities").values()
    assert (deal["customer_id"], deal["title"]) == ("erased-t0ken", None)
    left = {
        path: f"{path} {json.dumps(fields, default=str)}" for path, fields in chats.backend.documents.items()
    }
    assert [path for path, text in left.items() if NAME in text or PHONE in text or customer in text] == []
    assert counted(chats)["conversion_metrics"]["total_leads"] == 0
