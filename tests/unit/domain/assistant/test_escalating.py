"""Nobody answers: the conversation goes on to somebody else in time, once a step, and at last the customer is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.assistant.escalating import wake_conversation
from functions.domain.kernel.decisions import Decision
from functions.domain.staff.members import Member
from tests.chats import Chats
from tests.memory import Billed, a_store, run
from tests.unit.domain.assistant.test_handovers import CODE, DESK, given, hand_out

BOSS = Member(id="boss", roles=("manager",), email="boss@example.com", name="The manager")
MINUTE = timedelta(minutes=1)
HELD = "Mohon maaf, tim Al Hijrah belum sempat membalas"


def waiting_chats(*texts: str, **settings: Any) -> Chats:
    """A chat that was handed over, to be escalated after 15 minutes."""
    chats = Chats()
    chats.with_settings(**{"escalate_after_minutes": 15, "escalate_to": "manager"} | settings)
    chats.backend.put(DESK)
    chats.backend.put(BOSS)
    for text in texts or (CODE, "bisa bicara dengan admin?"):
        chats.asks(text)
    return chats


def wakes(chats: Chats, minutes: float = 15) -> Chats:
    chats.wait(minutes * 60)
    run(a_store(chats.backend), lambda: waking(chats))
    return chats


def waking(chats: Chats) -> Decision[None]:
    return wake_conversation(chats.org, chats.place, chats.now)


def notices(chats: Chats) -> list[tuple[str, str]]:
    found = [each for each in chats.messages.values() if each.get("member_uid")]
    return [(each["member_uid"], each["variables"]["because"]) for each in found]


def told(chats: Chats) -> list[dict[str, Any]]:
    return [each for each in chats.messages.values() if each["rule"] == "assistant.holding"]


def reasons(chats: Chats) -> list[str]:
    return [each["because"] for each in chats.conversation["handovers"]]


@pytest.mark.item("S003-04", "S003-15", "S003-41")
def test_a_conversation_that_nobody_answers_goes_to_the_manager_who_is_told() -> None:
    chats = waiting_chats()
    hand_out(chats)
    assert chats.conversation["owner"] == "desk"
    wakes(chats)
    conversation, (task,) = chats.conversation, chats.tasks.values()
    assert (conversation["owner"], conversation["escalations"]) == ("boss", 1)
    assert reasons(chats) == ["asked_for", "unanswered"]
    assert (task["assignee_uid"], task["taken_from_uid"], task["assigned_because"]) == (
        "boss",
        "desk",
        "unanswered",
    )
    assert notices(chats) == [("desk", "asked_for"), ("boss", "unanswered")]
    assert conversation["wake_at"] == chats.now + 15 * MINUTE


def test_it_is_not_late_a_minute_before() -> None:
    chats = waiting_chats()
    before = dict(chats.backend.documents)
    wakes(chats, 13.5)
    assert chats.backend.documents == before


def test_a_step_is_taken_once_however_often_it_is_woken() -> None:
    chats = wakes(waiting_chats())
    before = dict(chats.backend.documents)
    for _ in range(3):
        wakes(chats, 0)
    assert chats.backend.documents == before


def test_without_the_setting_nothing_is_late() -> None:
    chats = waiting_chats(escalate_after_minutes=None)
    assert "wake_at" not in chats.conversation
    assert reasons(wakes(chats, 600)) == ["asked_for"]


@pytest.mark.parametrize("by", ["app", "phone"])
def test_a_person_s_answer_ends_the_wait(by: str) -> None:
    chats = waiting_chats()
    chats.wait(14 * 60)
    if by == "phone":
        chats.says("Saya bantu ya", origin="staff")
    else:
        customer_id = chats.conversation["customer_id"]
        given(chats, "send_message", customer_id=customer_id, channel="whatsapp", text="Halo")
    assert "wake_at" not in chats.conversation
    assert reasons(wakes(chats, 60)) == ["asked_for"]
    assert (notices(chats), told(chats)) == ([], [])


def test_an_answer_that_arrives_at_the_same_moment_wins() -> None:
    """It is stored between the look at the conversation and the commit."""
    chats, left = waiting_chats(), [1]

    def decide() -> Decision[None]:
        changes, value = yield from waking(chats)
        if left:
            left.pop()
            chats.says("Saya bantu ya", origin="staff")
        return changes, value

    chats.wait(15 * 60)
    run(a_store(chats.backend), decide)
    assert reasons(chats) == ["asked_for"]
    assert (notices(chats), chats.conversation["owner"]) == ([], "staff")


def test_what_a_customer_writes_after_an_answer_is_awaited_anew_and_thanks_are_not() -> None:
    chats = waiting_chats()
    chats.says("Saya bantu ya", origin="staff")
    chats.wait(60)
    chats.asks("makasih kak 🙏")
    assert "wake_at" not in chats.conversation
    chats.asks("kapan bisa ketemu di kantor?")
    assert chats.conversation["wake_at"] is not None
    assert reasons(wakes(chats)) == ["asked_for", "unanswered"]


def test_more_words_of_the_customer_put_nothing_off() -> None:
    chats = waiting_chats()
    due = chats.conversation["wake_at"]
    chats.asks("halo? ada orang?")
    assert chats.conversation["wake_at"] == due


@pytest.mark.item("S003-04")
def test_after_so_many_tries_the_customer_is_told_once() -> None:
    chats = waiting_chats()
    for _ in range(4):
        wakes(chats)
        wakes(chats, 0)
    assert reasons(chats) == ["asked_for", "unanswered", "unanswered"]
    (message,) = told(chats)
    assert message["text"].startswith(HELD)
    assert (message["purpose"], message["channel"], message["status"]) == ("service", "whatsapp", "queued")
    assert chats.conversation["handovers"][-1]["told_at"] == chats.now - 15 * MINUTE
    assert "wake_at" not in chats.conversation
    chats.asks("halo??")
    wakes(chats, 60)
    assert len(told(chats)) == 1


def test_after_an_answer_and_another_wait_the_customer_is_told_again() -> None:
    chats = waiting_chats(escalate_most=1)
    for _ in range(2):
        wakes(chats)
    chats.says("Saya bantu ya", origin="staff")
    chats.wait(60)
    chats.asks("kapan bisa ketemu di kantor?")
    for _ in range(2):
        wakes(chats)
    assert len(told(chats)) == 2


def test_nothing_is_said_outside_the_24_hours() -> None:
    chats = waiting_chats(escalate_after_minutes=24 * 60, escalate_in_hours=False, escalate_most=1)
    for _ in range(2):
        wakes(chats, 24 * 60)
    assert (reasons(chats), told(chats)) == (["asked_for", "unanswered"], [])
    assert "wake_at" not in chats.conversation


def test_without_a_template_nothing_is_said() -> None:
    chats = waiting_chats(escalate_most=1)
    templates = chats.org.settings.assistant.model_dump(mode="json")["templates"]
    chats.with_settings(templates=templates | {"holding": None})
    for _ in range(3):
        wakes(chats)
    assert (reasons(chats), told(chats)) == (["asked_for", "unanswered"], [])


def test_to_the_pool_it_goes_to_another_member_than_the_one_who_was_silent() -> None:
    chats = waiting_chats(escalate_to="pool")
    hand_out(chats)
    chats.backend.put(Member(id="second", roles=("agent",), email="second@example.com"))
    wakes(chats)
    assert chats.conversation["owner"] == "staff"
    assert next(iter(chats.tasks.values()))["is_pooled"]
    hand_out(chats)
    (task,) = chats.tasks.values()
    assert (task["assignee_uid"], chats.conversation["owner"]) == ("second", "second")
    assert [uid for uid, _ in notices(chats)] == ["desk", "second"]


def test_to_the_pool_it_goes_to_the_same_member_where_there_is_no_other() -> None:
    chats = waiting_chats(escalate_to="pool")
    hand_out(chats)
    wakes(chats)
    hand_out(chats)
    assert chats.conversation["owner"] == "desk"


def test_those_of_a_role_get_it_by_turns_and_who_is_away_does_not() -> None:
    chats = waiting_chats(escalate_to={"role": "manager"}, escalate_most=3)
    chats.backend.put(Member(id="away", roles=("manager",), absent_from="2025-01-01"))
    chats.backend.put(Member(id="second", roles=("manager",), email="second@example.com"))
    owners = []
    for _ in range(3):
        wakes(chats)
        owners.append(chats.conversation["owner"])
    assert owners == ["boss", "second", "boss"]


def test_the_owners_of_the_business_stand_in_for_a_manager_and_then_the_pool() -> None:
    chats = waiting_chats()
    chats.backend.put(BOSS.with_changes(roles=("owner",)))
    assert wakes(chats).conversation["owner"] == "boss"
    assert wakes(chats).conversation["owner"] == "staff"


def test_only_minutes_of_working_hours_count() -> None:
    chats = Chats(now=datetime(2025, 1, 25, 10, 55, tzinfo=UTC))  # 17:55 in Jakarta; work ends at 18:00
    chats.with_settings(escalate_after_minutes=15, silent_hours=8)
    chats.backend.put(BOSS)
    chats.asks("bisa bicara dengan admin?")
    due = datetime(2025, 1, 26, 2, 10, tzinfo=UTC) + timedelta(seconds=8)
    assert chats.conversation["wake_at"] == due  # 09:10 of the next morning
    chats.now = due
    assert (
        wakes(chats, 0).conversation["owner"] == "boss"
    )  # the silence is over by then, and the question is not


def test_one_that_wakes_at_night_waits_for_the_morning() -> None:
    chats = waiting_chats()
    chats.now = datetime(2025, 1, 25, 18, 0, tzinfo=UTC)  # 01:00 in Jakarta
    wakes(chats, 0)
    assert reasons(chats) == ["asked_for"]
    assert chats.conversation["wake_at"] == datetime(2025, 1, 26, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("reached", ["given back", "silence over", "switched off", "task done"])
def test_what_is_nobody_s_question_any_more_is_not_escalated(reached: str) -> None:
    chats = waiting_chats(silent_hours=1)
    if reached == "given back":
        given(chats, "give_back_conversation")
    elif reached == "silence over":
        chats.wait(3600)
        chats.asks(CODE)
    elif reached == "switched off":
        chats.with_settings(escalate_after_minutes=None)
    else:
        hand_out(chats)
        (id,) = chats.tasks
        given(chats, "complete_task", conversation_id=None, task_id=id, outcome="completed")
    wakes(chats, 16)
    assert (reasons(chats), "wake_at" in chats.conversation) == (["asked_for"], False)


def test_a_handover_to_a_member_that_has_no_task_gets_one() -> None:
    chats = waiting_chats(CODE)
    given(chats, "hand_over_conversation", assigned_to="desk", handover_notes="Wants the bank's details")
    assert chats.tasks == {}
    wakes(chats)
    (task,) = chats.tasks.values()
    assert (task["assignee_uid"], task["script"], task["task_type"]) == (
        "boss",
        "Wants the bank's details",
        "chat_handover",
    )
    wakes(chats)
    wakes(chats)
    assert told(chats) == []  # the customer has asked nothing since


def test_an_escalation_bills_9_reads_and_5_writes_and_telling_the_customer_2_and_3() -> None:
    chats = waiting_chats(escalate_most=1)
    hand_out(chats)
    chats.backend.billed = Billed()
    wakes(chats)
    assert chats.backend.billed == Billed(reads=9, writes=5)
    chats.backend.billed = Billed()
    wakes(chats)
    assert len(told(chats)) == 1
    assert chats.backend.billed == Billed(reads=2, writes=3)


def test_a_message_of_a_person_that_is_stored_late_makes_nothing_late_sooner() -> None:
    chats = waiting_chats()
    due = chats.conversation["wake_at"]
    later, chats.now = chats.now, chats.now - timedelta(minutes=5)  # by the instance that took it in first
    chats.says("Saya bantu ya", origin="staff")
    chats.now = later
    assert chats.conversation["wake_at"] == due
