"""A conversation goes to a person, who is found by the pool and told, and comes back: by them, or by itself."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.bookings.documents import PackageSeats
from functions.domain.staff.members import Member
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.chats import Chats
from tests.memory import Billed, a_store, run

CODE = "UMR_MAR_2025_HEMAT"
DESK = Member(id="desk", roles=("agent",), email="desk@example.com", name="The desk")


def at_a_desk(*texts: str) -> Chats:
    chats = Chats()
    chats.backend.put(DESK)
    for text in texts:
        chats.asks(text)
    return chats


def hand_out(chats: Chats) -> None:
    """The pool's job looks, page after page, until it sleeps."""
    for _ in range(5):
        run(
            a_store(chats.backend),
            lambda: WAKE_UPS["assignments"].wake(chats.org, Waking("pool", chats.now, None)),
        )


def given(chats: Chats, kind: str, id: str = "c", **data: Any) -> Any:
    from functions.domain.commands.settle import settle_command
    from tests.builders import a_command

    path = f"orgs/kopi/commands/{id}"
    data = data if "conversation_id" in data else {"conversation_id": chats.place, **data}
    chats.backend.client_writes(
        path,
        **a_command(kind, data) | {"by_uid": "desk", "made_at": chats.now, "created_at": chats.now},
    )
    run(a_store(chats.backend), lambda: settle_command(chats.org, id, chats.now))
    return chats.backend.documents[path]


@pytest.mark.item("S003-10")
@pytest.mark.parametrize(
    ("texts", "because"),
    [
        ([CODE, "ya", "cara bayar?"], "payment"),
        (["bisa bicara dengan admin?"], "asked_for"),
        (["ada haji furoda?"], "reserved_topic"),
        (["saya kecewa"], "anger"),
        (["halo", "asdf", "qwer"], "unknown_twice"),
        (["halo", "kopernya merek tertentu ukuran besar warna hitam"], "low_confidence"),
    ],
)
def test_a_handover_makes_the_conversation_a_person_s_and_its_task_waits_in_the_pool(
    texts: list[str], because: str
) -> None:
    chats = at_a_desk(*texts)
    conversation, (task,) = chats.conversation, list(chats.tasks.values())
    assert (conversation["owner"], conversation["needs_human"]) == ("staff", True)
    assert [each["because"] for each in conversation["handovers"]] == [because]
    assert (task["reason"], task["is_pooled"], task["conversation_id"]) == (because, True, chats.place)
    assert f"last words: {texts[-1]}" in task["script"]
    assert chats.turns[-1]["handover"] == because


@pytest.mark.item("S003-04", "S003-15", "S003-41")
def test_the_pool_finds_a_member_who_owns_the_conversation_and_is_told() -> None:
    chats = at_a_desk(CODE, "ya", "cara bayar?")
    hand_out(chats)
    (task,) = chats.tasks.values()
    assert task["assignee_uid"] == "desk"
    assert chats.conversation["owner"] == "desk"
    assert chats.conversation["handovers"][-1]["to_uid"] == "desk"
    (notice,) = [each for each in chats.messages.values() if each.get("member_uid") == "desk"]
    assert (notice["template"], notice["purpose"], notice["status"]) == (
        "assistant_notice",
        "internal",
        "queued",
    )
    assert notice["variables"]["because"] == "payment"
    before = dict(chats.backend.documents)
    hand_out(chats)
    assert {id: f for id, f in chats.backend.documents.items() if "assignments" not in id} == {
        id: f for id, f in before.items() if "assignments" not in id
    }


def test_a_member_gets_no_conversation_that_was_given_back_meanwhile() -> None:
    chats = at_a_desk("bisa bicara dengan admin?")
    given(chats, "give_back_conversation")
    hand_out(chats)
    assert chats.conversation["owner"] == "assistant"
    assert [each for each in chats.messages.values() if each.get("member_uid")] == []


@pytest.mark.item("S003-44")
def test_an_early_payment_question_tells_the_pool_and_stays_with_the_assistant() -> None:
    chats = at_a_desk("Cara bayar?")
    (task,) = chats.tasks.values()
    assert (task["reason"], task.get("conversation_id")) == ("payment_early", None)
    hand_out(chats)
    assert chats.conversation["owner"] == "assistant"
    assert "needs_human" in chats.conversation
    assert not chats.conversation["needs_human"]
    assert chats.turns[-1]["is_high_intent"]


def test_the_assistant_is_silent_while_a_person_has_the_conversation() -> None:
    chats = at_a_desk("bisa bicara dengan admin?")
    turn = chats.asks("halo? UMR_MAR_2025_HEMAT")
    assert (turn["unanswered"], turn.get("text")) == ("owned_by_person", None)
    assert chats.conversation["needs_human"]


@pytest.mark.parametrize(("hours", "answers"), [(23, False), (25, True)])
def test_it_takes_part_again_after_the_time_that_the_business_sets(hours: int, answers: bool) -> None:
    chats = at_a_desk("bisa bicara dengan admin?")
    chats.wait(hours * 3600)
    turn = chats.asks(CODE)
    assert (turn.get("text") is not None) is answers
    assert ("silence_over" in turn["triggers"]) is answers
    assert (chats.conversation["owner"] == "assistant") is answers


def test_without_such_a_time_only_a_person_gives_it_back() -> None:
    chats = at_a_desk()
    chats.with_settings(silent_hours=None)
    chats.asks("bisa bicara dengan admin?")
    chats.wait(90 * 24 * 3600)
    assert chats.asks(CODE)["unanswered"] == "owned_by_person"


def test_a_person_who_writes_on_the_phone_silences_the_assistant() -> None:
    chats = at_a_desk(CODE)
    chats.says("Saya bantu ya", origin="staff")
    assert chats.conversation["owner"] == "staff"
    assert chats.asks("ya")["unanswered"] == "owned_by_person"


def test_what_a_gateway_brings_of_long_ago_silences_nobody() -> None:
    chats = at_a_desk(CODE)
    chats.says("Saya bantu ya", origin="staff", age=3600)
    assert chats.asks("ya")["text"] is not None


def test_our_own_answer_as_the_gateway_echoes_it_silences_nobody() -> None:
    chats = at_a_desk(CODE)
    chats.says("Assalamualaikum!", origin="echo")
    assert chats.asks("ya")["text"] is not None


def test_a_member_who_answers_by_the_app_owns_the_conversation() -> None:
    chats = at_a_desk(CODE)
    customer_id = chats.conversation["customer_id"]
    done = given(chats, "send_message", customer_id=customer_id, channel="whatsapp", text="Halo")
    assert done["status"] == "done"
    assert chats.conversation["owner"] == "desk"
    assert chats.asks("ya")["unanswered"] == "owned_by_person"


@pytest.mark.item("S003-37")
def test_a_member_hands_a_conversation_over_with_notes() -> None:
    chats = at_a_desk(CODE)
    chats.backend.put(Member(id="sales", roles=("sales_rep",), email="sales@example.com"))
    done = given(
        chats, "hand_over_conversation", assigned_to="sales", handover_notes="Customer ready to pay DP"
    )
    assert (done["status"], done["result"]["owner"]) == ("done", "sales")
    (handover,) = chats.conversation["handovers"]
    assert (handover["to_uid"], handover["by"], handover["notes"]) == (
        "sales",
        "desk",
        "Customer ready to pay DP",
    )
    (notice,) = [each for each in chats.messages.values() if each.get("member_uid") == "sales"]
    assert notice["variables"]["notes"] == "Customer ready to pay DP"
    assert chats.asks("ya")["unanswered"] == "owned_by_person"


def test_a_handover_to_nobody_in_particular_waits_in_the_pool() -> None:
    chats = at_a_desk(CODE)
    given(chats, "hand_over_conversation")
    assert chats.conversation["owner"] == "staff"
    hand_out(chats)
    assert chats.conversation["owner"] == "desk"


def test_a_handover_to_a_role_that_reads_no_chats_is_refused() -> None:
    chats = at_a_desk(CODE)
    chats.backend.put(Member(id="driver", roles=("delivery",)))
    before = chats.conversation
    refused = given(chats, "hand_over_conversation", assigned_to="driver")
    assert refused["problems"] == [
        {"path": "assigned_to", "message": "tidak punya peran untuk membaca percakapan"}
    ]
    assert chats.conversation == before


@pytest.mark.parametrize("kind", ["hand_over_conversation", "give_back_conversation"])
def test_what_is_no_chat_on_whatsapp_goes_to_nobody(kind: str) -> None:
    chats = at_a_desk(CODE)
    chats.says("Halo", channel="sms", phone="+6281255501234")
    (id,) = [id for id in chats.conversations if id.startswith("sms:")]
    before = chats.conversations[id]
    refused = given(chats, kind, conversation_id=id)
    assert [each["path"] for each in refused["problems"]] == ["conversation_id"]
    assert chats.conversations[id] == before


def test_a_handover_to_who_is_no_member_or_of_no_conversation_is_refused() -> None:
    chats = at_a_desk(CODE)
    before = chats.conversation
    refused = given(chats, "hand_over_conversation", assigned_to="nobody")
    assert [each["path"] for each in refused["problems"]] == ["assigned_to"]
    refused = given(chats, "hand_over_conversation", id="d", conversation_id="whatsapp:none")
    assert [each["path"] for each in refused["problems"]] == ["conversation_id"]
    assert chats.conversation == before


@pytest.mark.item("S003-38")
def test_who_gives_a_conversation_back_says_how_far_it_has_come_and_never_backward() -> None:
    chats = at_a_desk(CODE, "ya", "mau daftar")
    given(chats, "give_back_conversation", phase="paid")
    assert (chats.conversation["owner"], chats.conversation["phase"]) == ("assistant", "paid")
    assert chats.conversation["handovers"][-1]["given_back_at"] is not None
    given(chats, "give_back_conversation", id="d", phase="interest")
    assert chats.conversation["phase"] == "paid"
    assert chats.asks("detail dong")["phase_after"] == "paid"


@pytest.mark.item("S003-40", "S003-46")
def test_a_returning_customer_goes_on_where_they_were_and_begins_anew_with_a_new_season() -> None:
    chats = at_a_desk(CODE, "ya")
    chats.wait(30 * 24 * 3600)
    assert chats.asks("Assalamualaikum")["phase_after"] == "interest"
    chats.asks("mau daftar")
    given(chats, "give_back_conversation", phase="paid")
    turn = chats.asks("UMR_MEI_2025_PLUS_TURKI")
    assert (turn["phase_before"], turn["phase_after"], turn["cycle"]) == ("paid", "leads", 2)
    chats.asks("ya")
    chats.asks("mau daftar")
    assert sorted(chats.conversation["lead_ids"]) == ["1", "2"]


@pytest.mark.item("S003-47")
def test_seats_are_those_that_are_left_when_the_answer_is_given() -> None:
    chats = Chats()
    chats.backend.put(PackageSeats(id="umr_mar_2025_hemat", reserved=3, confirmed=2))
    assert "Sisa kursi: 40" in chats.asks(CODE)["text"]
    chats.backend.put(PackageSeats(id="umr_mar_2025_hemat", reserved=0, confirmed=45))
    assert "sudah penuh" in chats.asks("masih ada kursi?")["text"]


@pytest.mark.item("S003-17")
def test_an_ad_that_leads_to_a_package_stands_in_for_its_code() -> None:
    chats = Chats()
    known = chats.org.packages["umr_mar_2025_hemat"]
    packages = {**chats.org.packages, "umr_mar_2025_hemat": known.model_copy(update={"ad_ids": ("ad-1",)})}
    chats.org = chats.org.model_copy(update={"packages": packages})
    turn = chats.asks("Halo", extra={"referral": {"source_id": "ad-1"}})
    assert (turn["package_code"], turn["campaign_code"], turn["ad_id"]) == (CODE, CODE, "ad-1")


@pytest.mark.item("S003-19")
def test_a_package_that_is_gone_from_the_catalogue_is_not_sold_by_a_chat() -> None:
    chats = at_a_desk(CODE)
    left = {id: each for id, each in chats.org.packages.items() if id != "umr_mar_2025_hemat"}
    chats.org = chats.org.model_copy(update={"packages": left})
    turn = chats.asks("harganya berapa?")
    assert "Rp 25.000.000" not in turn["text"]
    assert "Rp 31.500.000" in turn["text"]


def test_the_longest_answer_bills_6_reads_and_4_writes() -> None:
    chats = Chats()
    many = {
        f"p{number}": chats.org.packages["umr_mar_2025_hemat"].model_copy(
            update={"code": f"UMR_MAR_2025_P{number}"}
        )
        for number in range(12)
    }
    chats.org = chats.org.model_copy(update={"packages": many})
    chats.says("halo")
    chats.wait(8)
    chats.backend.billed = Billed()
    chats.turn()
    assert chats.backend.billed == Billed(reads=6, writes=4)


def test_an_opening_is_told_by_the_clock_of_the_business() -> None:
    chats = Chats()
    chats.now = chats.now.replace(month=3, day=14, hour=16, minute=59)  # 23:59 in Jakarta
    assert "25.000.000" in chats.asks(CODE)["text"]
    later = Chats()
    later.now = chats.now.replace(hour=17, minute=0) + timedelta(minutes=1)
    assert "code_unknown" in later.asks(CODE)["triggers"]


@pytest.mark.item("S003-10")
def test_one_that_was_given_to_somebody_by_name_stays_theirs_when_the_pool_hands_its_older_task_out() -> None:
    chats = at_a_desk("bisa bicara dengan admin?")
    chats.backend.put(Member(id="boss", roles=("manager",), name="The manager"))
    given(chats, "hand_over_conversation", assigned_to="boss")
    hand_out(chats)
    (task,) = chats.tasks.values()
    assert (chats.conversation["owner"], task["assignee_uid"]) == ("boss", "desk")
    given(chats, "hand_over_conversation", id="again")
    hand_out(chats)
    assert chats.conversation["owner"] == "desk"
