"""The agency's demo: its scripts, what is counted from them, and what is counted from documents."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo.umrah.expected import expected, expected_of
from demo.umrah.figures import Chat, common_questions, figures_of, funnel
from demo.umrah.scripts import SETTING_UP, read_scripts

NOON = datetime(2025, 1, 13, 5, tzinfo=UTC)


def a_turn(*heard: str, **changes: Any) -> dict[str, Any]:
    messages = [{"id": id, "received_at": NOON} for id in heard]
    turn = {"messages": messages, "at": NOON, "triggers": [], "cycle": 1, "phase_after": "leads"}
    return turn | changes


def a_chat(*turns: dict[str, Any], heard: tuple[str, ...] = (), **conversation: Any) -> Chat:
    messages = [{"id": id, "origin": "customer"} for id in heard]
    return Chat({"id": "c", **conversation}, messages, list(turns))


def figures(*chats: Chat, sent: int = 0) -> dict[str, Any]:
    names = ("bookings", "tasks", "leads", "dead_letters")
    books: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    at = NOON + timedelta(seconds=2)
    books["messages"] = [{"id": f"m{number}", "status": "sent", "sent_at": at} for number in range(sent)]
    requests = [{"path": "/api/sendText", "body": '{"chatId": "x", "text": "y"}'}] * sent
    return figures_of(chats, books, requests)


def test_there_are_60_scripts_each_of_a_customer_of_its_own() -> None:
    scripts = read_scripts("default")
    assert len({script.id for script in scripts}) == len({script.phone for script in scripts}) == 60
    assert [script.at for script in scripts] == sorted(script.at for script in scripts)
    assert all(script.steps[0].at - script.at == SETTING_UP for script in scripts)


def test_each_length_has_all_the_chats_and_a_part_is_the_first_of_them() -> None:
    assert expected("full") == expected("default")
    assert expected("default", 5)["conversations"] == 5
    assert [script.id for script in read_scripts("default", 5)] == [s.id for s in read_scripts("default")[:5]]


def test_of_a_race_only_the_winners_are_paid() -> None:
    row = {"race": "seat", "wins": 1, "reaches": ["paid"], "handovers": ["payment"]}
    turns = [{"says": "x"}, {"reserves": 2}, {"when": "seat", "pays": True}]
    wanted = expected_of([row | {"id": id, "turns": turns} for id in ("one", "other")])
    assert wanted["funnel"] == {"leads": 2, "interest": 2, "booking": 2, "paid": 1}
    assert wanted["seats_confirmed"] == 2
    assert "chats.one.reached" not in wanted


def test_each_season_of_a_customer_counts_in_the_funnel() -> None:
    first = a_turn("a", phase_after="booking")
    second = a_turn("b", cycle=2, phase_before="paid", phase_after="interest")
    chat = a_chat(first, second, cycle=2, phase="interest")
    assert funnel([chat]) == {"leads": 2, "interest": 2, "booking": 1, "paid": 1}


def test_a_message_in_two_answered_turns_was_answered_twice() -> None:
    once, again = a_turn("a", message_id="m0"), a_turn("a", message_id="m1")
    assert figures(a_chat(once, again), sent=2)["answered_twice"] == 1
    assert figures(a_chat(once), sent=1)["answered_twice"] == 0


def test_a_send_that_the_gateway_was_asked_for_twice_counts_too() -> None:
    found = figures_of(
        [],
        {"messages": [], "bookings": [], "tasks": [], "leads": [], "dead_letters": []},
        [
            {"path": "/api/sendText", "body": '{"chatId": "x", "text": "y"}'},
            {"path": "/api/sendSeen", "body": '{"chatId": "x"}'},
        ],
    )
    assert found["answered_twice"] == 1


@pytest.mark.parametrize(
    ("turn", "count"),
    [
        (a_turn("a", message_id="m0"), 0),
        (a_turn("a", unanswered="owned_by_person"), 0),
        (a_turn("a", handover="opt_out_unclear"), 0),
        (a_turn("a"), 1),
        (a_turn("b", message_id="m0"), 1),
    ],
)
def test_a_message_without_answer_and_reason_is_counted(turn: dict[str, Any], count: int) -> None:
    assert figures(a_chat(turn, heard=("a",)), sent=1)["unanswered"] == count


def test_the_wait_is_from_the_last_message_to_the_send() -> None:
    found = figures(a_chat(a_turn("a", message_id="m0")), sent=1)
    assert (found["median_answer_s"], found["p90_answer_s"]) == (2.0, 2.0)


def test_a_question_that_went_to_a_person_was_not_answered() -> None:
    asked = [a_turn("a", triggers=["faq:visa"], message_id="m0")]
    asked += [
        a_turn("b", triggers=["low_confidence", "faq:visa"], message_id="m1", handover="low_confidence")
    ]
    assert common_questions(asked) == [{"question": "visa", "frequency": 2, "answered": 1}]
