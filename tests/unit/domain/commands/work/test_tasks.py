"""A task is somebody's to do; it is done once, and leaves an interaction."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from functions.domain.insights.agent_day import AgentDay
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.tasks.documents import Outcome
from tests.builders import NOON, a_customer, give, problems, with_staff
from tests.command_samples import BESIDE, a_task
from tests.memory import Billed, DictBackend

AN_EMPTY_DAY = AgentDay(id="agent_day:till", assignee_uid="till", date=f"{NOON:%Y-%m-%d}")
FOLLOWED = {
    "no_answer": "task:again:1",
    "rescheduled": "task:again:1",
    "follow_up_needed": "task:again:1",
    "escalated": "task:escalated",
}


def complete(backend: DictBackend, **changes: Any) -> dict[str, Any]:
    return give(backend, "complete_task", BESIDE["complete_task"] | changes)


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


def test_a_task_is_kept_for_its_assignee_with_its_cause() -> None:
    backend = with_staff(a_customer(), AN_EMPTY_DAY)
    backend.billed = Billed()
    assert give(backend, "create_task", BESIDE["create_task"])["result"] == {"task_id": "command:c0:task"}
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 2)
    task = backend.one("tasks")
    assert {name: task[name] for name in BESIDE["create_task"]} == BESIDE["create_task"]
    assert (task["status"], task["created_at"], task["created_by"]) == ("open", NOON, "till")
    assert task["cause"] == "command:c0"


def test_a_task_without_an_assignee_is_the_giver_s_own() -> None:
    backend = with_staff()
    give(backend, "create_task", {"task_type": "call"})
    assert backend.one("tasks")["assignee_uid"] == "till"


@pytest.mark.parametrize(
    ("role", "assignee", "problem"),
    [
        ("agent", "rep", None),
        ("agent", "nobody", {"assignee_uid": "names no member of the organisation"}),
        ("agent", "former", {"assignee_uid": "names no member of the organisation"}),
        ("sales_rep", "rep", {"assignee_uid": "may be the giver's own only"}),
    ],
)
def test_who_works_for_others_gives_tasks_to_members(
    role: Role, assignee: str, problem: dict[str, str] | None
) -> None:
    backend = with_staff(Member(id="rep", roles=("sales_rep",)), Member(id="former"), role=role)
    command = give(backend, "create_task", {"task_type": "call", "assignee_uid": assignee})
    assert (problems(command) if problem else command["status"]) == (problem or "done")
    assert len(backend.all("tasks")) == (problem is None)


@pytest.mark.item("S000-23")
@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_a_task_is_done_with_one_of_seven_outcomes_and_leaves_an_interaction(outcome: str) -> None:
    boss = Member(id="boss", roles=("owner",))
    backend = with_staff(a_customer(customer_group="b2b"), a_task(), AN_EMPTY_DAY, boss, role="sales_rep")
    backend.billed = Billed()
    command = complete(backend, outcome=outcome)
    follower = FOLLOWED.get(outcome)
    expected = {"task_id": "task", "interaction_id": "task:done"}
    assert command["result"] == expected | ({"next_task_id": follower} if follower else {})
    # An escalation looks for a manager, finds an owner, and is in their day, which is there for the first time.
    more = 3 + 2 if outcome == "escalated" else 0
    assert backend.billed == Billed(
        reads=1 + 3 + more, writes=1 + 4 + (follower is not None) + (outcome == "escalated")
    )
    assert set(backend.all("tasks")) == {"task", follower} - {None}
    task = backend.all("tasks")["task"]
    assert (task["status"], task["outcome"]) == ("done", outcome)
    assert (task["done_at"], task["done_by"]) == (NOON, "till")
    left = backend.one("interactions")
    assert (left["interaction_type"], left["interaction_source"]) == ("call_outbound", "b2b_sales")
    assert (left["outcome"], left["next_action_on"], left["performed_at"]) == (outcome, "2025-02-03", NOON)
    assert backend.one("customers")["stats"]["last_interaction_at"] == NOON


def test_the_seven_outcomes_are_those_of_the_seed() -> None:
    assert list(get_args(Outcome)) == [
        "completed",
        "no_answer",
        "rescheduled",
        "interested",
        "not_interested",
        "follow_up_needed",
        "escalated",
    ]


def test_a_task_that_is_done_twice_is_done_once() -> None:
    backend = with_staff(a_customer(), a_task())
    complete(backend)
    before = untouched(backend)
    backend.billed = Billed()
    again = complete(backend, outcome="escalated", done_at=NOON - timedelta(hours=1))
    assert again["result"] == {"task_id": "task", "outcome": "interested", "done_by": "till"}
    assert untouched(backend) == before
    assert backend.billed == Billed(reads=1 + 1, writes=1)


def test_a_task_about_no_customer_leaves_an_interaction_about_none() -> None:
    backend = with_staff(a_task(customer_id=None), AN_EMPTY_DAY)
    backend.billed = Billed()
    complete(backend)
    assert backend.one("interactions")["customer_id"] is None
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 3)


@pytest.mark.parametrize(
    ("task", "changes", "path", "role"),
    [
        ({}, {"outcome": "promised"}, "outcome", "agent"),
        ({}, {"task_id": "other"}, "task_id", "agent"),
        ({}, {"done_at": NOON + timedelta(hours=1)}, "done_at", "agent"),
        ({}, {"next_action_on": "soon"}, "next_action_on", "agent"),
        ({}, {"outcome": "rescheduled", "next_action_on": None}, "next_action_on", "agent"),
        ({}, {"outcome": "rescheduled", "next_action_on": "2025-01-24"}, "next_action_on", "agent"),
        ({}, {"outcome": "follow_up_needed", "next_action_on": "9999-12-31"}, "next_action_on", "agent"),
        ({"status": "cancelled"}, {}, "task_id", "agent"),
        ({"assignee_uid": "another"}, {}, "task_id", "sales_rep"),
        ({"assignee_uid": "another"}, {}, "task_id", "marketing"),
    ],
)
def test_a_completion_that_may_not_be_is_refused_and_nothing_is_written(
    task: dict[str, Any], changes: dict[str, Any], path: str, role: Role
) -> None:
    backend = with_staff(a_customer(), a_task(**task), role=role)
    before = untouched(backend)
    assert list(problems(complete(backend, **changes))) == [path]
    assert untouched(backend) == before


@pytest.mark.parametrize("role", ["owner", "manager", "agent", "support"])
def test_who_works_for_others_completes_their_tasks(role: Role) -> None:
    backend = with_staff(a_customer(), a_task(assignee_uid="another"), role=role)
    assert complete(backend)["status"] == "done"
    assert backend.one("tasks")["done_by"] == "till"
