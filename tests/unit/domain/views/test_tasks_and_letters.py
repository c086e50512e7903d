"""Lists of tasks and dead letters: whose, in which order, and without what is secret."""

import json

import pytest

from functions.domain.kernel.dead_letters import DeadLetter, LetterError
from functions.domain.kernel.errors import Forbidden
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task
from functions.domain.views.dead_letters import LEFT_OUT, shown_dead_letter, without_secrets
from functions.domain.views.members import shown_member
from functions.domain.views.pages import Wanted
from functions.domain.views.tasks import TasksWanted, listed_tasks, own_day
from tests.builders import NOON, an_org
from tests.memory import Billed, DictBackend, a_store, run


def a_shop() -> DictBackend:
    backend = DictBackend()
    for uid, role in (("agent", "agent"), ("driver", "delivery")):
        backend.put(Member(id=uid, roles=(role,)))
    for id, uid, due in (
        ("late", "driver", "2025-01-01"),
        ("later", "driver", "2025-03-01"),
        ("hers", "agent", None),
    ):
        backend.put(Task(id=id, task_type="call", assignee_uid=uid, due_on=due))
    backend.put(Task(id="over", task_type="call", assignee_uid="driver", status="done"))
    return backend


def ids(backend: DictBackend, uid: str, what: TasksWanted) -> list[str]:
    found = run(a_store(backend), lambda: listed_tasks(an_org(), uid, what, wanted=Wanted()))
    return [task["id"] for task in found["items"]]


def test_a_member_lists_their_own_open_tasks_the_earliest_first_for_1_read_a_row() -> None:
    backend = a_shop()
    assert ids(backend, "driver", TasksWanted("driver")) == ["late", "later"]
    assert backend.billed == Billed(reads=3)
    assert ids(backend, "driver", TasksWanted("driver", due_until="2025-02-01")) == ["late"]
    assert ids(backend, "driver", TasksWanted("driver", "done")) == ["over"]


def test_others_tasks_are_for_those_who_read_all() -> None:
    backend = a_shop()
    assert ids(backend, "agent", TasksWanted(None)) == ["hers", "late", "later"]
    assert ids(backend, "agent", TasksWanted("driver")) == ["late", "later"]
    for of_uid in (None, "agent"):
        with pytest.raises(Forbidden, match="their own"):
            ids(backend, "driver", TasksWanted(of_uid))


def test_who_never_had_a_task_has_an_empty_day() -> None:
    day = run(a_store(a_shop()), lambda: own_day(an_org(), "driver"))
    assert (day["id"], day["counts"]["total"], day["calls"]) == ("agent_day:driver", 0, [])


def test_a_member_sees_themselves_and_only_leaders_see_others() -> None:
    backend = a_shop()
    backend.put(Member(id="lead", roles=("manager",)))
    assert run(a_store(backend), lambda: shown_member("driver", "driver"))["roles"] == ["delivery"]
    assert run(a_store(backend), lambda: shown_member("lead", "driver"))["id"] == "driver"
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: shown_member("driver", "lead"))


@pytest.mark.parametrize(
    "payload",
    [
        {"X-Signature": "s3cr3t", "order": 1},
        {"raw": json.dumps({"authToken": "s3cr3t", "order": 1})},
        {"raw": "AccountToken=s3cr3t&order=1"},
        {"body": json.dumps(json.dumps({"hook_secret": "s3cr3t"}))},
        {"url": "https://sns.example/?Action=Confirm&Token=s3cr3t"},
        {"parts": [{"password": {"is": "s3cr3t"}}]},
        {"headers": "Api-Key: s3cr3t"},
    ],
)
def test_secrets_of_what_came_are_left_out(payload: object) -> None:
    shown = json.dumps(without_secrets(payload))
    assert ("s3cr3t" in shown, LEFT_OUT in shown) == (False, True)


def test_what_came_is_shown_to_those_who_lead_alone() -> None:
    backend = a_shop()
    backend.put(Member(id="lead", roles=("owner",)))
    error = LetterError(code="bug", message="KeyError")
    backend.put(
        DeadLetter(id="pubsub:1", source="s", payload={"body": "{}", "at": NOON}, error=error, at=NOON)
    )
    shown = run(a_store(backend), lambda: shown_dead_letter("lead", "pubsub:1"))
    assert (shown["payload"]["body"], shown["error"]["code"]) == ("{}", "bug")
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: shown_dead_letter("agent", "pubsub:1"))
