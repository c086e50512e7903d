"""A tele-sales agent's day at the grocer's: whom to call, why and what to say, and what comes of each call.

Everything comes in by a door: a signed order, a command of a member. The clock starts at noon in Dhaka on a Saturday.
"""

from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.grocer import HONEY, NOON, OIL, RICE, Grocer

PHONES = ("+12025550123", "+12025550156", "+12025550178")
pytestmark = pytest.mark.begins(NOON, ticks=False)


def day_of(grocer: Grocer, uid: str = "agent") -> dict[str, Any]:
    return grocer.read(f"insights/agent_day:{uid}")


def figures(grocer: Grocer, *names: str) -> list[int]:
    counts = day_of(grocer)["counts"]
    return [counts[name] for name in names]


def reminded(grocer: Grocer, *lines: dict[str, Any], phone: str = PHONES[0], **fields: Any) -> str:
    """A customer of high value whom the agent is to call today, since rice or oil runs out; the task's id."""
    known = set(grocer.all("tasks"))
    customer_id = grocer.customer_on("whatsapp", phone=phone, **fields)
    number = phone[-4:]
    grocer.sells(
        *lines,
        days_ago=22,
        number=number,
        total="15000.00",
        customer={"phone": phone, "name": fields.get("name")},
    )
    grocer.tick()
    grocer.do("change_member", member_uid="agent", daily_capacity=40 + len(known))  # has the pool looked at
    grocer.tick()
    (task_id,) = set(grocer.all("tasks")) - known
    assert grocer.read(f"tasks/{task_id}")["customer_id"] == customer_id
    return task_id


def ends(grocer: Grocer, task_id: str, outcome: str, **more: Any) -> dict[str, Any]:
    return grocer.do("complete_task", by_uid="agent", task_id=task_id, outcome=outcome, **more)


@pytest.mark.item("S001-74", "S001-76", "S001-77", "S001-86")
def test_the_morning_brings_the_calls_of_the_day_in_the_order_of_their_worth(grocer: Grocer) -> None:
    task_id = reminded(grocer, RICE)
    grocer.do("create_task", by_uid="boss", task_type="offer_follow_up", assignee_uid="agent", priority="low")
    day = day_of(grocer)
    assert (day["assignee_uid"], day["date"]) == ("agent", "2025-01-25")
    assert [call["task_type"] for call in day["calls"]] == ["reminder_call", "offer_follow_up"]
    call = day["calls"][0]
    assert (call["task_id"], call["name"], call["phone"]) == (task_id, "রহিমা", PHONES[0])
    assert (call["reason"], call["product_ids"]) == ("Running out: চাল (22 d)", ["miniket"])
    assert call["script"].startswith("আসসালামু আলাইকুম রহিমা, ট্রাস্টকার্ট থেকে বলছি।")
    assert "high value +20" in call["why"]
    assert call["worth"] == sum(int(each.rpartition(" ")[2]) for each in call["why"])
    assert figures(grocer, "total", "open", "done") == [2, 2, 0]
    assert day["counts"]["by_type"] == {"offer_follow_up": 1, "reminder_call": 1}
    assert sum(day["counts"][name] for name in ("hot", "warm", "cold")) == 1  # one task is about no customer


@pytest.mark.item("S001-76")
def test_what_is_done_counts_until_midnight_and_what_is_left_is_late_the_day_after(grocer: Grocer) -> None:
    first = reminded(grocer, RICE)
    reminded(grocer, OIL, phone=PHONES[1], name="করিম")
    ends(grocer, first, "interested")
    assert figures(grocer, "total", "open", "done") == [2, 1, 1]
    grocer.pass_time("12h")
    assert (day_of(grocer)["date"], figures(grocer, "total", "open", "done")) == ("2025-01-26", [1, 1, 0])
    grocer.pass_time("60h")
    assert day_of(grocer)["calls"][0]["why"][-1] == "3 days late +12"
    assert figures(grocer, "total", "open", "done") == [1, 1, 0]


def test_a_call_without_an_answer_comes_back_three_times_at_most(grocer: Grocer) -> None:
    task_id = reminded(grocer, RICE)
    for number in (1, 2):
        task_id = ends(grocer, task_id, "no_answer")["next_task_id"]
        assert task_id.endswith(f":again:{number}")
        (call,) = day_of(grocer)["calls"]
        assert (call["task_id"], call["attempts"]) == (task_id, number)
    assert "next_task_id" not in ends(grocer, task_id, "no_answer")
    assert (day_of(grocer)["calls"], figures(grocer, "open", "done")) == ([], [0, 3])
    types = [each["interaction_type"] for each in grocer.all("interactions").values()]
    assert types.count("call_unanswered") == 1


def test_a_task_that_two_phones_did_offline_has_one_follower(grocer: Grocer) -> None:
    task_id = reminded(grocer, RICE)
    first = ends(grocer, task_id, "no_answer")
    again = ends(grocer, task_id, "rescheduled", next_action_on="2025-02-01")
    assert again["outcome"] == "no_answer"
    followers = [id for id in grocer.all("tasks") if id != task_id]
    assert followers == [first["next_task_id"]]
    assert figures(grocer, "open", "done", "later") == [1, 1, 0]


def test_a_rescheduled_call_is_on_the_list_of_its_day(grocer: Grocer) -> None:
    task_id = reminded(grocer, RICE)
    day = (grocer.now() + timedelta(days=2)).date()
    again = ends(grocer, task_id, "rescheduled", next_action_on=f"{day}")["next_task_id"]
    assert (day_of(grocer)["calls"], figures(grocer, "open", "later")) == ([], [0, 1])
    grocer.a_day_passes()
    assert day_of(grocer)["calls"] == []
    grocer.a_day_passes()
    assert [call["task_id"] for call in day_of(grocer)["calls"]] == [again]


def test_an_escalated_call_is_in_the_manager_s_day(grocer: Grocer) -> None:
    grocer.write("members/lead", {"roles": ["manager"], "name": "Lead"})
    task_id = reminded(grocer, RICE)
    escalated = ends(grocer, task_id, "escalated")["next_task_id"]
    assert [call["task_id"] for call in day_of(grocer, "lead")["calls"]] == [escalated]
    assert day_of(grocer)["calls"] == []


@pytest.mark.item("S001-33")
def test_what_the_customer_buys_meanwhile_leaves_the_list(grocer: Grocer) -> None:
    task_id = reminded(grocer, RICE)
    again = ends(grocer, task_id, "no_answer")["next_task_id"]
    grocer.sells(HONEY, number="honey")
    assert [call["task_id"] for call in day_of(grocer)["calls"]] == [again]
    grocer.sells(RICE, number="rice")
    assert grocer.read(f"tasks/{again}")["cancelled_because"] == "bought_meanwhile"
    assert (day_of(grocer)["calls"], figures(grocer, "open", "done")) == ([], [0, 1])


@pytest.mark.item("S001-73", "S001-76")
@pytest.mark.parametrize("locale", ["bn", "en"])
def test_each_type_of_call_has_a_product_and_words_in_the_customer_s_language(
    grocer: Grocer, locale: str
) -> None:
    customer_id = grocer.customer_on("whatsapp", locale=locale)
    grocer.sells(RICE, OIL, days_ago=3)
    types = ("reminder_call", "offer_follow_up", "winback_call", "membership_upgrade_call")
    for each in types:
        grocer.do("create_task", by_uid="agent", task_type=each, customer_id=customer_id)
    calls = {call["task_type"]: call for call in day_of(grocer)["calls"]}
    assert set(calls) == set(types)
    greeting = {"bn": "আসসালামু আলাইকুম রহিমা", "en": "Assalamu alaikum রহিমা"}[locale]
    for call in calls.values():
        assert set(call["product_ids"]) == {"miniket", "mustard"}
        assert call["script"].startswith(greeting), call["task_type"]


@pytest.mark.item("S001-73")
def test_who_was_worth_much_and_is_silent_is_called_and_an_order_ends_that(grocer: Grocer) -> None:
    grocer.customer_on("sms")
    grocer.sells(HONEY, days_ago=60, number="1", total="15000.00")
    grocer.sells({**RICE, "category": "other"}, days_ago=44, number="2")
    grocer.a_day_passes()
    calls = [each for each in grocer.all("tasks").values() if each["task_type"] == "winback_call"]
    assert [(each["status"], each["assignee_uid"]) for each in calls] == [("open", "agent")]
    assert "winback_call" in day_of(grocer)["counts"]["by_type"]
    grocer.sells(OIL, number="3")
    (call,) = (each for each in grocer.all("tasks").values() if each["task_type"] == "winback_call")
    assert call["cancelled_because"] == "bought_meanwhile"
    assert "winback_call" not in day_of(grocer)["counts"]["by_type"]
