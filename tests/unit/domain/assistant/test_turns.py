"""A burst of messages is answered once, in order, or kept with the reason why nothing is said."""

import re
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.assistant.booking_leads import capture_booking
from functions.domain.assistant.turns import TakenTurn, fail_turn, take_turn
from functions.domain.kernel.decisions import Decision
from functions.store.commit import GuardFailed
from tests.builders import OTHER_PHONE
from tests.chats import Chats, an_agency, replace_settings
from tests.memory import Billed, a_store, run

CODE = "UMR_MAR_2025_HEMAT"


def taking(chats: Chats) -> Decision[TakenTurn]:
    return take_turn(chats.org, chats.place, due_at=chats.now, now=chats.now)


def meanwhile(chats: Chats, happens: Any) -> None:
    """A turn, and between its read and its commit something else, once."""
    left = [happens]

    def decide() -> Decision[Any]:
        changes, value = yield from taking(chats)
        if left:
            left.pop()()
        return changes, value

    run(a_store(chats.backend), decide)


@pytest.mark.item("S003-02", "S003-05", "S003-11")
def test_a_code_is_answered_with_its_package_its_image_and_its_facts_as_bahasa_writes_them() -> None:
    chats = Chats()
    turn = chats.asks(CODE)
    message = chats.messages[turn["message_id"]]
    assert message["text"] == (
        "Assalamualaikum! Terima kasih telah tertarik dengan Paket Umroh Maret 2025 Hemat kami 🕋\n\n"
        "Harga: Rp 25.000.000\nKeberangkatan: 15 Maret 2025\nDurasi: 9 hari\nSisa kursi: 45\n\n"
        "Apakah Bapak/Ibu ingin mengetahui detail fasilitasnya?"
    )
    assert message["attachment"]["kind"] == "image"
    assert (message["purpose"], message["channel"], message["status"]) == ("service", "whatsapp", "queued")
    assert (chats.conversation["phase"], chats.conversation["package_code"]) == ("leads", CODE)


@pytest.mark.item("S003-06", "S003-12")
def test_without_a_code_the_welcome_asks_two_questions_and_lists_what_is_open() -> None:
    text = Chats().asks("Halo")["text"]
    assert "Selamat datang di Al Hijrah" in text
    assert "1. Berapa orang yang akan berangkat?" in text
    assert "2. Bulan apa yang Bapak/Ibu inginkan?" in text
    assert "1. Paket Umroh Maret 2025 Hemat: Rp 25.000.000, 15 Maret 2025, 9 hari" in text
    assert len(re.findall(r"^\d\. Paket", text, re.MULTILINE)) == 3


@pytest.mark.item("S003-42")
def test_three_quick_messages_are_one_turn_with_one_answer() -> None:
    chats = Chats()
    dues = []
    for text in ("Assalamualaikum", CODE, "hotelnya dekat haram?"):
        dues.append(chats.says(text))
        chats.wait(1)
    assert [due.at - chats.now for due in dues if due] == [timedelta(seconds=s) for s in (-1, 0, 1)]
    for _ in dues:
        chats.turn()
        chats.wait(1)
    (turn,) = chats.turns
    assert [each["text"] for each in turn["messages"]] == ["Assalamualaikum", CODE, "hotelnya dekat haram?"]
    assert list(chats.messages) == [turn["message_id"]]
    assert turn["message_id"] == f"turn:{turn['messages'][-1]['id']}"
    assert "Harga: Rp 25.000.000" in turn["text"]
    assert "Jarak hotel" in turn["text"]


def test_a_burst_waits_for_8_seconds_after_its_first_message_at_the_most() -> None:
    chats = Chats()
    first = chats.now
    due = None
    for _ in range(10):
        due = chats.says("p")
        chats.wait(1)
    assert due is not None
    assert due.at == max(first + timedelta(seconds=8), first + timedelta(seconds=9))


def test_a_turn_that_names_a_package_bills_3_reads_and_4_writes_and_a_handover_3_and_6() -> None:
    chats = Chats()
    chats.says(CODE)
    chats.wait(2)
    chats.backend.billed = Billed()
    chats.turn()
    assert chats.backend.billed == Billed(reads=3, writes=4)
    chats.wait(60)
    chats.says("bisa bicara dengan admin?")
    chats.wait(2)
    chats.backend.billed = Billed()
    chats.turn()
    assert chats.backend.billed == Billed(reads=3, writes=6)


def test_a_message_that_waits_bills_no_more_than_one_that_is_only_stored() -> None:
    on, off = Chats(), Chats(org=replace_settings(an_agency(), enabled=False))
    for chats in (on, off):
        chats.says("Halo")
        chats.wait(1)
        chats.backend.billed = Billed()
        chats.says("p")
    assert on.backend.billed == off.backend.billed == Billed(reads=3, writes=3)


def test_a_business_without_the_assistant_keeps_no_field_of_it() -> None:
    chats = Chats(org=replace_settings(an_agency(), enabled=False))
    assert chats.says("Halo") is None
    assert set(chats.conversation) == {
        *("channel", "customer_id", "provider", "created_at", "last_message_at", "last_inbound_at"),
        *("last_answered_at", "needs_human", "message_count"),
    }


def test_a_repeated_task_answers_nothing_again() -> None:
    chats = Chats()
    chats.asks(CODE)
    before = dict(chats.backend.documents)
    chats.turn()
    chats.turn()
    assert chats.backend.documents == before


def test_a_repeated_message_asks_for_its_turn_again_until_that_was_taken() -> None:
    chats = Chats()
    due = chats.says(CODE, id="same")
    assert chats.says(CODE, id="same") == due
    chats.wait(8)
    chats.turn()
    assert chats.says(CODE, id="same") is None
    assert len(chats.turns) == 1


def test_two_tasks_at_once_give_one_answer() -> None:
    chats = Chats()
    chats.says(CODE)
    chats.wait(2)
    meanwhile(chats, chats.turn)
    assert len(chats.turns) == len(chats.messages) == 1


def test_a_message_that_comes_while_the_answer_is_thought_of_is_in_the_answer() -> None:
    chats = Chats()
    chats.says(CODE)
    chats.wait(2)
    meanwhile(chats, lambda: chats.says("bisa bicara dengan admin?"))
    assert chats.turns == []
    chats.wait(2)
    chats.turn()
    (turn,) = chats.turns
    assert (turn["handover"], len(turn["messages"]), len(chats.messages)) == ("asked_for", 2, 1)


def test_an_answer_is_thrown_away_where_a_person_takes_over_meanwhile() -> None:
    chats = Chats()
    chats.says(CODE)
    chats.wait(2)
    meanwhile(chats, lambda: chats.says("Saya bantu ya", origin="staff"))
    (turn,) = chats.turns
    assert (turn["unanswered"], chats.messages) == ("owned_by_person", {})


@pytest.mark.parametrize("origin_age", [0, 1799])
def test_a_fresh_message_is_answered(origin_age: int) -> None:
    chats = Chats()
    assert chats.asks(CODE, age=origin_age)["text"] is not None


def test_an_old_message_is_kept_and_not_answered() -> None:
    chats = Chats()
    assert chats.says(CODE, age=1801) is None
    chats.wait(8)
    chats.turn()
    assert (chats.turns, chats.messages) == ([], {})
    (kept,) = chats.heard
    assert (kept["text"], kept["unanswered"]) == (CODE, "too_old")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"kind": "reaction", "text": "👍"}, "no_question"), ({"text": "STOP"}, "keyword")],
)
def test_what_is_no_question_has_the_reason_why_it_gets_no_turn(changes: dict[str, Any], reason: str) -> None:
    chats = Chats()
    chats.says(**({"text": "x"} | changes))
    assert (chats.heard[0]["unanswered"], chats.turns) == (reason, [])


def test_a_flood_is_bounded_and_what_is_left_out_says_so() -> None:
    chats = Chats()
    for _ in range(35):
        chats.says("p")
    chats.wait(8)
    chats.turn()
    assert len(chats.turns[0]["messages"]) == 30
    assert sum(each.get("unanswered") == "too_many" for each in chats.heard) == 5


def test_of_a_burst_of_long_messages_the_last_words_are_read() -> None:
    chats = Chats()
    for _ in range(6):
        chats.says("xyz " * 490)
    assert chats.asks(CODE)["package_code"] == CODE


def test_who_refused_every_message_gets_none_and_the_turn_says_why() -> None:
    chats = Chats()
    chats.says("halo")
    chats.says("STOP")
    chats.wait(8)
    chats.turn()
    (turn,) = chats.turns
    assert (turn["unanswered"], turn["detail"], turn.get("text")) == ("not_allowed", "opted_out", None)
    assert chats.messages == {}


def test_thanks_alone_are_not_answered() -> None:
    chats = Chats()
    chats.asks(CODE)
    turn = chats.asks("Makasih ya kak")
    assert (turn["unanswered"], len(chats.messages)) == ("nothing_asked", 1)


def test_a_template_that_fails_goes_to_a_person_with_what_was_wrong() -> None:
    chats = Chats()
    known = chats.org
    chats.org = known.model_copy(
        update={"templates": {id: each for id, each in known.templates.items() if id != "assistant_welcome"}}
    )
    turn = chats.asks("Halo")
    assert (turn["unanswered"], turn["handover"]) == ("failed", "failed")
    assert "assistant_welcome" in turn["detail"]
    assert (chats.conversation["owner"], len(chats.tasks)) == ("staff", 1)


def test_a_turn_that_cannot_be_taken_is_kept_as_failed_once() -> None:
    chats = Chats()
    chats.says("Halo")
    chats.wait(8)
    for _ in range(2):
        run(
            a_store(chats.backend),
            lambda: fail_turn(chats.org, chats.place, "KeyError", now=chats.now),
        )
    (turn,) = chats.turns
    assert (turn["unanswered"], turn["detail"], len(chats.tasks)) == ("failed", "KeyError", 1)
    assert chats.conversation["needs_human"]


@pytest.mark.item("S003-54")
def test_a_turn_keeps_all_that_an_audit_asks_for() -> None:
    chats = Chats()
    chats.says("tertarik paket ini, umr mar 2025 hemat", extra={"referral": {"source_id": "ad-1"}})
    chats.says("atau UMR_APR_2025_REGULER ya? UMR_JAN_2024_LAMA")
    chats.wait(8)
    chats.turn()
    (turn,) = chats.turns
    assert {
        name: turn[name] for name in ("phase_before", "phase_after", "cycle", "language", "confidence")
    } == {
        "phase_before": None,
        "phase_after": "leads",
        "cycle": 1,
        "language": "id",
        "confidence": 1.0,
    }
    assert (turn["campaign_code"], turn["package_code"], turn["ad_id"]) == (CODE, CODE, "ad-1")
    assert (turn["left_out"], turn["unknown_codes"]) == (["UMR_APR_2025_REGULER"], ["UMR_JAN_2024_LAMA"])
    assert turn["attachment_url"].endswith("hemat.jpg")
    assert turn["text"]
    assert turn["message_id"] in chats.messages
    assert all(each["at"] and each["received_at"] for each in turn["messages"])
    assert f"code:{CODE}" in turn["triggers"]
    assert turn["responder"] == "rules"


@pytest.mark.item("S003-15", "S003-29")
def test_at_booking_a_lead_comes_into_being_once_a_cycle_however_often_its_task_dies() -> None:
    chats = Chats()
    for text in (CODE, "ya"):
        chats.asks(text)
    chats.says("DP berapa?")
    chats.wait(8)
    taken = run(a_store(chats.backend), lambda: taking(chats))
    assert (taken.lead_due, chats.backend.all("leads")) == (1, {})  # it dies here
    again = run(a_store(chats.backend), lambda: taking(chats))
    assert again.lead_due == 1
    for _ in range(2):
        run(a_store(chats.backend), lambda: capture_booking(chats.org, chats.place, chats.now))
    lead = chats.backend.one("leads")
    assert (lead["source"], lead["campaign_id"], lead["interest_product_ids"]) == ("whatsapp", CODE, [CODE])
    (post,) = [each for each in chats.backend.all("interactions").values() if each.get("lead_id")][:1]
    assert chats.backend.one("opportunities")["owner_uid"] is None  # the assistant is no member
    assert "last words: DP berapa?" in post["notes"]
    assert "lead_due" not in chats.conversation
    assert list(chats.conversation["lead_ids"]) == ["1"]


def test_the_lead_of_a_booking_bills_6_reads_and_9_writes_of_its_own() -> None:
    chats = Chats()
    for text in (CODE, "ya", "DP berapa?"):
        chats.says(text)
        chats.wait(8)
        run(a_store(chats.backend), lambda: taking(chats))
    chats.backend.billed = Billed()
    run(a_store(chats.backend), lambda: capture_booking(chats.org, chats.place, chats.now))
    assert chats.backend.billed == Billed(reads=6, writes=9)


def test_two_chats_are_two_conversations() -> None:
    chats = Chats()
    chats.says(CODE)
    chats.says("Halo", phone=OTHER_PHONE)
    chats.wait(8)
    for id in chats.conversations:
        chats.turn(id)
    assert sorted(each.get("package_code") or "" for each in chats.turns) == ["", CODE]


def test_a_commit_that_fails_leaves_nothing() -> None:
    chats = Chats()
    chats.says(CODE)
    chats.wait(2)
    before, write = dict(chats.backend.documents), chats.backend.write

    def dies(writes: Any) -> Any:
        raise ConnectionError

    chats.backend.write = dies  # type: ignore[method-assign]
    with pytest.raises((ConnectionError, GuardFailed)):
        chats.turn()
    chats.backend.write = write  # type: ignore[method-assign]
    assert chats.backend.documents == before
    chats.turn()
    assert len(chats.turns) == 1
