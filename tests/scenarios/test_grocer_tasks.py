"""A grocer's tasks of the day: who gets which, on its day, once, and what becomes of them when an agent is away.

Everything comes in by a door: a signed order, a command of a member. The clock starts at noon in Dhaka.
"""

from datetime import timedelta
from typing import Any

import pytest

from local.client import LocalFirebase
from tests.scenarios.grocer import NOON, RICE, Grocer

TEAM: dict[str, dict[str, Any]] = {
    "agent": {"districts": ["Dhanmondi"]},
    "senior": {"is_senior": True, "districts": ["Mirpur"]},
    "third": {},
}
pytestmark = pytest.mark.begins(NOON, ticks=False)


@pytest.fixture
def grocer(firebase: LocalFirebase) -> Grocer:
    grocer = Grocer(firebase)
    for uid, fields in TEAM.items():
        grocer.write(f"members/{uid}", {"roles": ["agent"], "name": uid.title()})
        if fields:
            grocer.do("change_member", member_uid=uid, **fields)
    grocer.tick()
    return grocer


def a_customer(grocer: Grocer, name: str, **fields: Any) -> str:
    id: str = grocer.do("change_customer", name=name, locale="bn", **fields)["customer_id"]
    return id


def a_call(grocer: Grocer, customer_id: str | None = None, *, days: int = 1, **fields: Any) -> str:
    """A call for the pool, due tomorrow where nothing else is said."""
    due_on = f"{grocer.now() + timedelta(days=days, hours=6):%Y-%m-%d}"
    about = {"customer_id": customer_id} if customer_id else {}
    id: str = grocer.do("create_task", task_type="call", is_pooled=True, due_on=due_on, **about, **fields)[
        "task_id"
    ]
    return id


def whose(grocer: Grocer) -> dict[str, str | None]:
    """The calls of the pool, and who has them: a new tier leaves tasks beside them."""
    tasks = grocer.all("tasks").items()
    return {id: task["assignee_uid"] for id, task in tasks if task["task_type"] == "call"}


def why(grocer: Grocer, id: str) -> Any:
    return grocer.read(f"tasks/{id}").get("assigned_because")


def has_one_day(grocer: Grocer, expected: dict[str, str]) -> None:
    """Today the calls are no agent's, tomorrow these agents', and the day after no other's."""
    grocer.tick()
    assert set(whose(grocer).values()) == {None}, "the day before"
    for day in ("the day", "the day after"):
        grocer.a_day_passes()
        assert whose(grocer) == expected, day


@pytest.mark.item("S001-10", "S001-70", "S001-71", "S001-77")
def test_calls_go_to_who_has_the_district_a_senior_or_whoever_has_least_to_do(grocer: Grocer) -> None:
    of_district = a_call(grocer, a_customer(grocer, "রহিমা", district="dhanmondi"))
    of_city = a_call(grocer, a_customer(grocer, "করিম", city="Dhanmondi"))
    own = a_call(grocer, a_customer(grocer, "সালমা", district="Dhanmondi", owner_uid="third"))
    vip = a_customer(grocer, "নাসরিন", district="Dhanmondi", phone="+12025550123")
    grocer.sells(RICE, total="30000.00")
    of_vip = a_call(grocer, vip)
    elsewhere = a_call(grocer, a_customer(grocer, "জামাল", district="Sylhet"))
    found = dict.fromkeys((of_district, of_city), "agent") | {own: "third", of_vip: "senior"}
    grocer.tick()
    assert set(whose(grocer).values()) == {None}
    grocer.a_day_passes()
    got = whose(grocer)
    assert got.pop(elsewhere) in ("third", "senior")
    assert got == found
    assert [why(grocer, id) for id in (of_district, own, of_vip)] == ["district", "owner", "senior"]


@pytest.mark.item("S001-72", "S001-74")
def test_the_worthiest_are_called_within_capacity_and_the_others_wait_with_the_reason(grocer: Grocer) -> None:
    for uid in TEAM:
        grocer.do("change_member", member_uid=uid, daily_capacity=1)
    calls = [a_call(grocer) for _ in range(5)]
    for worth, id in enumerate(calls):
        grocer.write(f"tasks/{id}", grocer.read(f"tasks/{id}") | {"worth": worth})
    grocer.a_day_passes()
    got = whose(grocer)
    assert sorted(str(got[id]) for id in calls[2:]) == sorted(TEAM)
    for id in calls[:2]:
        waiting = grocer.read(f"tasks/{id}")
        assert (waiting["assignee_uid"], waiting["is_pooled"], waiting["waits_because"]) == (
            None,
            True,
            "no_room",
        )
    grocer.a_day_passes()
    assert [whose(grocer)[id] for id in calls[2:]] == [got[id] for id in calls[2:]], "nobody's are moved"
    assert {whose(grocer)[id] for id in calls[:2]} == {None}, "what is open from the day before counts"
    for id in calls[2:]:
        grocer.do("complete_task", task_id=id, outcome="completed", by_uid=str(got[id]))
    grocer.a_day_passes()
    assert None not in whose(grocer).values()


@pytest.mark.item("S001-77", "S001-73")
def test_a_reminder_s_call_is_handed_out_the_same_morning(grocer: Grocer) -> None:
    grocer.customer_on("whatsapp", owner_uid=None, district="Dhanmondi")
    grocer.sells(RICE, days_ago=21, total="15000.00")
    grocer.tick()
    assert grocer.all("tasks") == {}
    grocer.a_day_passes()
    ((id, task),) = grocer.all("tasks").items()
    assert (task["assignee_uid"], task["task_type"], task["assigned_because"]) == (
        "agent",
        "reminder_call",
        "district",
    )
    grocer.a_day_passes()
    assert grocer.all("tasks") == {id: task}


@pytest.mark.item("S001-72")
def test_who_goes_away_leaves_their_calls_of_that_time_and_gets_none_back(grocer: Grocer) -> None:
    calls = [a_call(grocer, a_customer(grocer, "রহিমা", district="Dhanmondi")) for _ in range(3)]
    has_one_day(grocer, dict.fromkeys(calls, "agent"))
    today = f"{grocer.now():%Y-%m-%d}"
    grocer.do("change_member", member_uid="agent", absent_from=today, absent_until=today)
    grocer.pass_time("5m")
    got = whose(grocer)
    assert set(got.values()) <= {"senior", "third"}
    task = grocer.read(f"tasks/{calls[0]}")
    assert (task["taken_from_uid"], task["assigned_because"]) == ("agent", "workload")
    grocer.do("change_member", member_uid="agent", absent_from=None, absent_until=None)
    grocer.a_day_passes()
    assert whose(grocer) == got
    new = a_call(grocer, a_customer(grocer, "করিম", district="Dhanmondi"), days=0)
    grocer.pass_time("5m")
    assert whose(grocer)[new] == "agent"


def test_who_leaves_the_business_leaves_all_their_calls(grocer: Grocer) -> None:
    call = a_call(grocer, a_customer(grocer, "রহিমা", district="Dhanmondi"))
    has_one_day(grocer, {call: "agent"})
    grocer.do("change_member", member_uid="agent", roles=[])
    grocer.pass_time("5m")
    assert whose(grocer)[call] in ("senior", "third")


ROLES = {
    "admin": "owner",
    "sales_manager": "manager",
    "tele_agent": "agent",
    "helper": "support",
    "driver": "delivery",
}


@pytest.mark.item("S001-69")
@pytest.mark.parametrize(
    ("kind", "data", "may"),
    [
        ("change_settings", {"changes": {"assignment": {"daily_capacity": 30}}}, {"admin", "sales_manager"}),
        ("assign_task", {"task_id": "open", "assignee_uid": "tele_agent"}, {"admin", "sales_manager"}),
        ("change_member", {"member_uid": "tele_agent", "daily_capacity": 30}, {"admin", "sales_manager"}),
        ("change_member", {"member_uid": "tele_agent", "roles": ["agent"]}, {"admin"}),
        (
            "create_task",
            {"task_type": "call", "is_pooled": True},
            {"admin", "sales_manager", "tele_agent", "helper"},
        ),
        (
            "record_interaction",
            {"interaction_type": "complaint", "interaction_source": "customer_service"},
            set(ROLES),
        ),
        (
            "complete_task",
            {"task_id": "driver_s", "outcome": "completed"},
            {"admin", "sales_manager", "tele_agent", "helper", "driver"},
        ),
    ],
    ids=["configures", "assigns", "plans_the_team", "gives_roles", "asks_for_a_call", "records", "completes"],
)
def test_each_of_the_grocer_s_five_roles_may_do_its_work(
    grocer: Grocer, kind: str, data: dict[str, Any], may: set[str]
) -> None:
    for uid, role in ROLES.items():
        grocer.write(f"members/{uid}", {"roles": [role]})
    grocer.write("tasks/open", {"task_type": "call", "status": "open", "assignee_uid": None})
    grocer.write("tasks/driver_s", {"task_type": "delivery", "status": "open", "assignee_uid": "driver"})
    done = {
        uid for uid in ROLES if grocer.settled(f"{kind}-{uid}", kind, data, by_uid=uid)["status"] == "done"
    }
    assert done == may
