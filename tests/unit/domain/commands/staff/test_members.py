"""Leaders say who works where, when and how much; owners in which roles; who goes away leaves their tasks behind."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.assignment.pool import Pool
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.tasks.documents import Task
from tests.builders import NOON, give, problems, with_staff
from tests.command_samples import BESIDE
from tests.memory import Billed, DictBackend

AGENT = Member(id="a", roles=("agent",), name="Agent")


def change(backend: DictBackend, **data: Any) -> dict[str, Any]:
    return give(backend, "change_member", {"member_uid": "a"} | data)


def a_team(*documents: Any, role: Role = "manager") -> DictBackend:
    return with_staff(AGENT, *documents, role=role)


def member(backend: DictBackend) -> dict[str, Any]:
    return backend.all("members")["a"]


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


def test_a_member_has_the_fields_that_a_leader_gave() -> None:
    backend, data = a_team(), BESIDE["change_member"] | {"member_uid": "a"}
    assert give(backend, "change_member", data)["result"] == {"member_uid": "a"}
    found = member(backend)
    assert {name: found[name] for name in data if name != "member_uid"} == {
        name: value for name, value in data.items() if name != "member_uid"
    }
    assert found["roles"] == ["agent"]


def test_what_is_absent_stays_and_null_goes() -> None:
    backend = a_team()
    change(backend, districts=["north"], daily_capacity=5, name="A")
    change(backend, daily_capacity=None, districts=[])
    assert (member(backend)["name"], "daily_capacity" in member(backend)) == ("A", False)
    assert "districts" not in member(backend)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"districts": "north"}, "districts"),
        ({"is_senior": "yes"}, "is_senior"),
        ({"daily_capacity": -1}, "daily_capacity"),
        ({"daily_capacity": 1.5}, "daily_capacity"),
        ({"working_hours": {"days": ["someday"]}}, "working_hours.days.0"),
        ({"working_hours": {"start": "10:00", "end": "09:00"}}, "working_hours.end"),
        ({"absent_from": "soon"}, "absent_from"),
        ({"absent_from": "2025-02-02", "absent_until": "2025-02-01"}, "absent_until"),
        ({"phone": "call me"}, "phone"),
        ({"email": "at home"}, "email"),
        ({"manager_uid": "gone"}, "manager_uid"),
        ({"manager_uid": "a"}, "manager_uid"),
        ({"member_uid": "stranger", "name": "x"}, "member_uid"),
        ({"roles": ["king"]}, "roles.0"),
        ({"roles": ["owner"]}, "roles"),
    ],
)
def test_a_wrong_field_is_a_problem_at_its_path_and_nothing_is_written(
    data: dict[str, Any], path: str
) -> None:
    backend = a_team()
    before = untouched(backend)
    assert list(problems(change(backend, **data))) == [path]
    assert untouched(backend) == before


def test_an_absence_that_is_left_without_its_end_is_held_against_what_was_known() -> None:
    backend = a_team()
    change(backend, absent_from="2025-02-01", absent_until="2025-02-03")
    assert list(problems(change(backend, absent_from="2025-02-04"))) == ["absent_from"]


@pytest.mark.item("S001-69")
def test_roles_are_an_owner_s_to_give_and_an_owner_stays_one() -> None:
    backend = a_team(role="owner")
    assert change(backend, roles=["support"])["status"] == "done"
    assert member(backend)["roles"] == ["support"]
    assert change(backend, member_uid="new", roles=["agent"], name="New")["status"] == "done"
    assert backend.all("members")["new"]["roles"] == ["agent"]
    assert list(problems(change(backend, member_uid="till", roles=["agent"]))) == ["roles"]
    assert list(problems(change(backend, member_uid="other", name="No role"))) == ["member_uid"]


def test_of_two_changes_of_a_field_the_one_that_was_made_last_holds() -> None:
    backend = a_team()
    give(backend, "change_member", {"member_uid": "a", "daily_capacity": 5}, made_at=NOON)
    late = {"member_uid": "a", "daily_capacity": 9, "name": "Late"}
    command = give(backend, "change_member", late, made_at=NOON - timedelta(hours=1))
    assert command["result"] == {"member_uid": "a", "outdated": ["daily_capacity"]}
    assert (member(backend)["daily_capacity"], member(backend)["name"]) == (5, "Late")


def test_a_name_bills_the_member_alone_and_an_absence_the_job_too() -> None:
    backend = a_team(Pool(id="pool", counted_at=NOON))
    backend.billed = Billed()
    change(backend, name="B")
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 2)
    backend.billed = Billed()
    change(backend, absent_from="2025-01-25")
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 3)
    pool = backend.one("assignments")
    assert (pool["leaving"], pool["wake_at"], pool["counted_at"]) == (["a"], NOON, None)


@pytest.mark.parametrize(
    ("data", "leaving"),
    [
        ({"absent_from": "2025-01-25", "absent_until": "2025-01-26"}, ["a"]),
        ({"absent_from": "2025-03-01", "absent_until": "2025-03-02"}, ["a"]),
        ({"absent_from": "2025-01-01", "absent_until": "2025-01-24"}, []),
        ({"absent_from": None, "absent_until": None}, None),
        ({"daily_capacity": 3}, []),
        ({"territory_ids": ["x"]}, None),
    ],
)
def test_an_absence_that_is_not_over_sends_the_member_s_tasks_back(
    data: Any, leaving: list[str] | None
) -> None:
    backend = a_team()
    change(backend, **data)
    pools = backend.all("assignments").values()
    assert [pool["leaving"] for pool in pools] == ([] if leaving is None else [leaving])


def test_who_loses_all_roles_leaves_their_tasks_and_one_who_is_in_no_pool_keeps_them() -> None:
    backend = a_team(Member(id="rep", roles=("sales_rep",)), Task(id="t", assignee_uid="rep"), role="owner")
    change(backend, member_uid="rep", absent_from="2025-01-25")
    assert backend.all("assignments") == {}
    change(backend, member_uid="rep", roles=[])
    assert backend.one("assignments")["leaving"] == ["rep"]


@pytest.mark.item("S002-89")
def test_the_audit_tells_who_changed_a_member_and_of_a_personal_field_only_that_it_changed() -> None:
    backend = with_staff(Member(id="barista", roles=("agent",), phone="+919900000001"), role="owner")
    data = {"member_uid": "barista", "roles": ["manager"], "phone": "+919900000003"}
    assert give(backend, "change_member", data, id="c")["status"] == "done"
    entry = backend.one("audit")
    assert (entry["who"], entry["what"], entry["of"]) == ("till", "change_member", "members/barista")
    assert (entry["before"], entry["after"]) == (
        {"roles": ["agent"], "phone": "(changed)"},
        {"roles": ["manager"], "phone": "(changed)"},
    )
    assert give(backend, "change_member", data, id="c2")["status"] == "done"
    assert len(backend.all("audit")) == 2
