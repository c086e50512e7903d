"""What follows from what came of a call: the next one, at its time, once."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions.domain.customers.customer import Engagement
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.tasks.outcomes import again_id
from tests.builders import NOON, a_customer, an_org, give, with_staff
from tests.command_samples import a_task
from tests.memory import DictBackend

DHAKA = ZoneInfo("Asia/Dhaka")
SAT_TO_THU = ["sat", "sun", "mon", "tue", "wed", "thu"]


def an_org_that_calls(**calls: Any) -> Org:
    hours = {"days": SAT_TO_THU, "start": "10:00", "end": "20:00"}
    return an_org(timezone="Asia/Dhaka", calls=calls, assignment={"hours": hours})


ORG = an_org_that_calls()


def staffed(**task: Any) -> DictBackend:
    warm = Engagement(temperature="warm")
    return with_staff(a_customer(engagement=warm), a_task(**task), Member(id="boss", roles=("manager",)))


def ends(
    backend: DictBackend, outcome: str, id: str = "task", *, now: datetime = NOON, **changes: Any
) -> dict[str, Any]:
    org = changes.pop("org", ORG)
    data = {"task_id": id, "outcome": outcome, **changes}
    return give(backend, "complete_task", data, org=org, now=now, made_at=now)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=DHAKA)


# 25 January 2025 is a Saturday.
@pytest.mark.item("S001-76")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (local(2025, 1, 25, 11), local(2025, 1, 25, 15)),
        (local(2025, 1, 25, 17), local(2025, 1, 26, 10)),
        (local(2025, 1, 25, 16), local(2025, 1, 26, 10)),
        (local(2025, 1, 25, 15, 59), local(2025, 1, 25, 19, 59)),
        (local(2025, 1, 23, 18), local(2025, 1, 25, 10)),
        (local(2025, 1, 24, 1), local(2025, 1, 25, 10)),
        (local(2025, 1, 26, 2), local(2025, 1, 26, 10)),
    ],
)
def test_a_call_without_an_answer_is_tried_again_hours_later_in_working_hours(
    at: datetime, expected: datetime
) -> None:
    backend = staffed(reason="rice", script="Rice?", suggested_product_ids=("rice",), priority="high")
    assert ends(backend, "no_answer", now=at)["result"]["next_task_id"] == "task:again:1"
    again = backend.all("tasks")["task:again:1"]
    assert again["call_at"] == expected
    assert again["due_on"] == f"{expected:%Y-%m-%d}"
    kept = (
        "task_type",
        "customer_id",
        "assignee_uid",
        "reason",
        "script",
        "suggested_product_ids",
        "priority",
    )
    assert {name: again[name] for name in kept} == {name: backend.all("tasks")["task"][name] for name in kept}
    assert (again["status"], again["attempts"], again["previous_task_id"]) == ("open", 1, "task")
    assert (again["worth_reasons"], again["cause"], again["created_by"]) == (
        ["warm +20", "high +15"],
        "task:task",
        "till",
    )


def test_three_calls_without_an_answer_end_it_with_an_interaction_that_says_so() -> None:
    backend = staffed()
    ends(backend, "no_answer")
    ends(backend, "no_answer", "task:again:1")
    last = ends(backend, "no_answer", "task:again:2")
    assert "next_task_id" not in last["result"]
    assert {id: task["status"] for id, task in backend.all("tasks").items()} == dict.fromkeys(
        ("task", "task:again:1", "task:again:2"), "done"
    )
    given_up = backend.all("interactions")["task:again:2:unanswered"]
    assert (given_up["interaction_type"], given_up["outcome"]) == ("call_unanswered", "no_answer")
    assert (given_up["customer_id"], given_up["performed_by"]) == ("somebody", "system")
    assert len(backend.all("interactions")) == 3 + 1


def test_a_call_that_was_answered_begins_to_count_anew() -> None:
    backend = staffed(attempts=2)
    ends(backend, "rescheduled", next_action_on="2025-01-27")
    again = backend.all("tasks")["task:again:1"]
    assert (again["attempts"], again["call_at"], again["due_on"]) == (0, local(2025, 1, 27, 10), "2025-01-27")


@pytest.mark.parametrize(
    ("outcome", "day", "expected"),
    [
        ("rescheduled", "2025-01-25", local(2025, 1, 25, 10)),
        ("rescheduled", "2025-01-31", local(2025, 1, 31, 10)),  # a Friday: the customer has named it
        ("follow_up_needed", "2025-02-03", local(2025, 2, 3, 10)),
        ("follow_up_needed", None, local(2025, 1, 26, 18)),
        ("no_answer", "2025-01-28", local(2025, 1, 28, 10)),
    ],
)
def test_the_next_call_is_on_the_day_that_was_named_or_the_next_one(
    outcome: str, day: str | None, expected: datetime
) -> None:
    backend = staffed()
    ends(backend, outcome, next_action_on=day)
    assert backend.all("tasks")["task:again:1"]["call_at"] == expected


@pytest.mark.parametrize("outcome", ["completed", "interested", "not_interested"])
def test_other_outcomes_leave_no_call(outcome: str) -> None:
    backend = staffed()
    assert "next_task_id" not in ends(backend, outcome, next_action_on="2025-02-03")["result"]
    assert set(backend.all("tasks")) == {"task"}


def test_what_is_to_be_done_next_is_the_reason_of_the_next_task() -> None:
    backend = staffed(reason="rice")
    ends(backend, "follow_up_needed", next_action="send the price list")
    assert backend.all("tasks")["task:again:1"]["reason"] == "send the price list"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([Member(id="boss", roles=("manager",))], "boss"),
        ([Member(id="own", roles=("owner",))], "own"),
        ([], None),
        (
            [Member(id="till", roles=("agent",), manager_uid="lead"), Member(id="lead", roles=("agent",))],
            "lead",
        ),
        ([Member(id="till", roles=("manager",)), Member(id="own", roles=("owner",))], "own"),
    ],
)
def test_an_escalation_is_a_task_of_the_manager(members: list[Member], expected: str | None) -> None:
    backend = with_staff(a_customer(), a_task(reason="Rice was bad"), *members)
    ends(backend, "escalated")
    found = backend.all("tasks")["task:escalated"]
    assert (found["assignee_uid"], found["reason"], found["priority"]) == (expected, "Rice was bad", "high")
    assert (found["due_on"], found["status"]) == ("2025-01-25", "open")


def test_a_task_done_by_two_phones_has_one_follower() -> None:
    backend = staffed()
    ends(backend, "no_answer")
    again = ends(backend, "rescheduled", next_action_on="2025-01-27", now=NOON + timedelta(hours=3))
    assert again["result"] == {"task_id": "task", "outcome": "no_answer", "done_by": "till"}
    assert set(backend.all("tasks")) == {"task", "task:again:1"}


def test_a_call_that_a_phone_tells_of_days_later_is_tried_again_by_when_it_was() -> None:
    backend = staffed()
    called_at = NOON - timedelta(days=2)
    ends(backend, "no_answer", done_at=called_at.isoformat())
    task = backend.all("tasks")["task"]
    assert (task["done_at"], task["status"]) == (called_at, "done")
    assert backend.all("tasks")["task:again:1"]["call_at"] == local(2025, 1, 25, 10)  # Thursday evening
    day = backend.all("insights")["agent_day:till"]
    assert (day["counts"]["done"], day["counts"]["open"]) == (0, 1)


def test_a_rescheduled_call_that_arrives_after_its_day_is_for_now() -> None:
    backend = staffed()
    called_at = NOON - timedelta(days=5)
    ends(backend, "rescheduled", done_at=called_at.isoformat(), next_action_on="2025-01-22")
    assert backend.all("insights")["agent_day:till"]["calls"][0]["task_id"] == "task:again:1"


def test_the_agent_s_day_goes_on_with_the_next_call() -> None:
    backend = staffed()
    give(backend, "create_task", {"task_type": "call", "customer_id": "somebody"}, org=ORG)
    ends(backend, "no_answer")
    ends(backend, "completed", "command:c0:task")
    day = backend.all("insights")["agent_day:till"]
    assert (day["counts"]["open"], day["counts"]["later"], day["counts"]["done"]) == (0, 1, 2)
    ends(backend, "completed", "task:again:1")
    day = backend.all("insights")["agent_day:till"]
    assert (day["counts"]["open"], day["counts"]["later"], day["counts"]["done"]) == (0, 0, 3)


def test_a_task_that_nobody_had_is_done_by_who_did_it() -> None:
    backend = staffed(assignee_uid=None)
    ends(backend, "no_answer")
    assert {each["assignee_uid"] for each in backend.all("tasks").values()} == {"till"}
    assert backend.all("insights")["agent_day:till"]["counts"]["done"] == 1


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("task", "task:again:1"),
        ("task:again:1", "task:again:2"),
        ("task:again:9", "task:again:10"),
        ("a:again:b", "a:again:b:again:1"),
        ("task:escalated", "task:escalated:again:1"),
    ],
)
def test_the_ids_of_what_follows_derive_from_the_task_s(id: str, expected: str) -> None:
    assert again_id(id) == expected


def test_the_business_says_how_often_and_when_a_call_is_tried() -> None:
    org, backend = an_org_that_calls(most_attempts=1, follow_up_after="7d"), staffed()
    assert "next_task_id" not in ends(backend, "no_answer", org=org)["result"]
    backend = staffed()
    ends(backend, "follow_up_needed", org=org)
    assert backend.all("tasks")["task:again:1"]["call_at"] == local(2025, 2, 1, 18)
