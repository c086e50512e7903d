"""A leader gives a task to a member or to the pool; what is done or cancelled stays as it is."""

from typing import Any

import pytest

from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.tasks.documents import Task
from tests.builders import NOON, a_customer, give, problems, with_staff
from tests.command_samples import a_task
from tests.memory import Billed, DictBackend


def a_team(*documents: Any, role: Role = "manager") -> DictBackend:
    return with_staff(
        Member(id="b", roles=("agent",)), a_customer(district="north", owner_uid="b"), *documents, role=role
    )


def assign(backend: DictBackend, **data: Any) -> dict[str, Any]:
    return give(backend, "assign_task", {"task_id": "task"} | data)


@pytest.mark.item("S001-69")
def test_a_leader_gives_a_task_of_the_pool_to_a_member() -> None:
    backend = a_team(
        a_task(assignee_uid=None, is_pooled=True, pooled_on="2025-01-25", waits_because="no_room")
    )
    backend.billed = Billed()
    assert assign(backend, assignee_uid="b")["result"] == {"task_id": "task", "assignee_uid": "b"}
    assert backend.billed == Billed(reads=1 + 2 + 3, writes=1 + 1 + 1)  # a day that begins
    task = backend.one("tasks")
    assert (task["assignee_uid"], task["assigned_because"], task["assigned_at"]) == ("b", "leader", NOON)
    assert {"is_pooled", "pooled_on", "waits_because"}.isdisjoint(task)


def test_a_task_goes_back_to_the_pool_whose_job_looks_at_once() -> None:
    backend = a_team(a_task())
    backend.billed = Billed()
    assert assign(backend, is_pooled=True)["result"] == {"task_id": "task", "is_pooled": True}
    assert backend.billed == Billed(reads=1 + 3 + 3, writes=1 + 2 + 1)
    task = backend.one("tasks")
    assert (task["assignee_uid"], task["is_pooled"], task["pooled_on"]) == (None, True, "2025-01-25")
    assert (task["wanted"]["district"], task["wanted"]["owner_uid"]) == ("north", "b")
    assert backend.one("assignments")["wake_at"] == NOON


@pytest.mark.parametrize("data", [{"assignee_uid": "till"}, {"is_pooled": True}])
def test_what_is_there_already_changes_nothing(data: dict[str, Any]) -> None:
    backend = a_team(a_task())
    assign(backend, **data)
    before = {path: v for path, v in backend.versions.items() if "/commands/" not in path}
    assert assign(backend, **data)["status"] == "done"
    assert {path: v for path, v in backend.versions.items() if "/commands/" not in path} == before


@pytest.mark.parametrize(
    ("task", "data", "path"),
    [
        (a_task(status="done"), {"assignee_uid": "b"}, "task_id"),
        (a_task(status="cancelled"), {"is_pooled": True}, "task_id"),
        (Task(id="other"), {"assignee_uid": "b"}, "task_id"),
        (a_task(), {"assignee_uid": "stranger"}, "assignee_uid"),
        (a_task(), {}, "assignee_uid"),
        (a_task(), {"assignee_uid": "b", "is_pooled": True}, "assignee_uid"),
    ],
)
def test_what_cannot_be_given_is_a_problem_and_nothing_is_written(task: Task, data: Any, path: str) -> None:
    backend = a_team(task)
    before = {place: v for place, v in backend.versions.items() if "/commands/" not in place}
    assert list(problems(assign(backend, **data))) == [path]
    assert {place: v for place, v in backend.versions.items() if "/commands/" not in place} == before


@pytest.mark.parametrize(("role", "is_pooled"), [("agent", True), ("sales_rep", False)])
def test_who_gives_others_work_may_make_a_task_for_the_pool(role: Role, is_pooled: bool) -> None:
    backend = a_team(role=role)
    command = give(
        backend, "create_task", {"task_type": "call", "is_pooled": True, "customer_id": "somebody"}
    )
    if is_pooled:
        assert (backend.one("tasks")["is_pooled"], backend.one("assignments")["wake_at"]) == (True, NOON)
    else:
        assert backend.all("tasks") == {}
        assert command["status"] == "refused"
