"""An agent's day says what the tasks say: after any history, at any hour, and whatever is done to the document."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.insights.agent_day import MOST_CALLS, Call, Move, days_after, wake_day
from functions.domain.kernel.decisions import Changes, Decision, Get, get_all
from functions.domain.orgs.org import Org
from functions.domain.settings.calls import Worth
from functions.domain.tasks.documents import Task
from functions.domain.tasks.worth import late_on
from tests.builders import NOON, an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org(timezone="Asia/Dhaka")
DHAKA = ZoneInfo("Asia/Dhaka")
HOT: dict[str, Any] = {"temperature": "hot", "worth": 40, "worth_reasons": ("hot +40",)}
DAY = timedelta(days=1)


def a_call(id: str = "call", **changes: Any) -> Task:
    return Task(**{"id": id, "task_type": "reminder_call", "assignee_uid": "a", "status": "open"} | changes)


def changed(backend: DictBackend, *tasks: Task, now: datetime = NOON, org: Org = ORG) -> None:
    """The tasks as they are from now on, and their agents' days, in one commit."""

    def decide() -> Decision[None]:
        known = yield from get_all(*(Get(Task, task.id) for task in tasks))
        moves = [Move(before, task) for before, task in zip(known, tasks, strict=True)]
        days = yield from days_after(org, moves, now=now)
        return Changes(put=(*tasks, *days)), None

    run(a_store(backend), decide)


def wakes(backend: DictBackend, uid: str = "a", *, now: datetime, org: Org = ORG) -> None:
    run(a_store(backend), lambda: wake_day(org, f"agent_day:{uid}", now))


def day_of(backend: DictBackend, uid: str = "a") -> dict[str, Any]:
    return backend.all("insights")[f"agent_day:{uid}"]


def counts(backend: DictBackend, *names: str, uid: str = "a") -> tuple[int, ...]:
    return tuple(day_of(backend, uid)["counts"][name] for name in names)


def listed(backend: DictBackend, uid: str = "a") -> list[str]:
    return [each["task_id"] for each in day_of(backend, uid)["calls"]]


@pytest.mark.item("S001-76")
def test_a_day_has_its_counts_its_split_and_each_call_with_what_it_takes() -> None:
    backend = DictBackend()
    call = a_call(
        customer_id="c",
        customer_name="Rahima",
        customer_phone="+8801700000000",
        reason="Running out: rice (22 d)",
        script="Shall we send rice again?",
        suggested_product_ids=("rice",),
        due_on="2025-01-23",
        **HOT,
    )
    changed(backend, call, a_call("cold", temperature="cold"), a_call("odd", task_type="winback_call"))
    changed(backend, a_call("cold", temperature="cold", status="done", done_at=NOON))
    found = day_of(backend)
    assert found["date"] == "2025-01-25"
    assert found["counts"] == {
        "total": 3,
        "open": 2,
        "done": 1,
        "later": 0,
        "by_type": {"reminder_call": 1, "winback_call": 1},
        "hot": 1,
        "warm": 0,
        "cold": 0,
    }
    assert found["calls"][0] == {
        "task_id": "call",
        "task_type": "reminder_call",
        "customer_id": "c",
        "name": "Rahima",
        "phone": "+8801700000000",
        "temperature": "hot",
        "worth": 40 + 8,
        "why": ["hot +40", "2 days late +8"],
        "reason": "Running out: rice (22 d)",
        "product_ids": ["rice"],
        "script": "Shall we send rice again?",
        "priority": "normal",
        "due_on": "2025-01-23",
        "call_at": None,
        "attempts": 0,
    }


def test_a_change_bills_a_read_and_a_write_for_each_agent_whose_tasks_move() -> None:
    backend = DictBackend()
    changed(backend, a_call("1"))
    backend.billed = Billed()
    changed(backend, a_call("2"))
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 1)
    backend.billed = Billed()
    changed(backend, a_call("2", reason="more"), a_call("3"))
    assert backend.billed == Billed(reads=2 + 1, writes=2 + 1)


def test_the_calls_come_by_worth_then_by_the_day_on_which_they_are_due() -> None:
    backend = DictBackend()
    changed(
        backend,
        a_call("b", worth=10, due_on="2025-01-26"),
        a_call("a", worth=10, due_on="2025-01-26"),
        a_call("c", worth=10, due_on="2025-01-25"),
        a_call("d", worth=9),
        a_call("e", worth=2, due_on="2025-01-15"),
    )
    assert listed(backend) == ["e", "c", "a", "b", "d"]


@pytest.mark.parametrize(
    ("due_on", "points"),
    [("2025-01-26", 0), ("2025-01-25", 0), ("2025-01-24", 4), ("2025-01-15", 40), ("2024-01-25", 40)],
)
def test_what_is_late_is_worth_more_each_day_up_to_a_limit(due_on: str, points: int) -> None:
    late = late_on(Worth(), a_call(due_on=due_on), NOON.date())
    assert sum(each for _, each in late) == points


@pytest.mark.parametrize("due_on", ["soon", "", None, "2025-02-30"])
def test_a_day_that_is_none_is_not_late(due_on: str | None) -> None:
    assert late_on(Worth(), a_call(due_on=due_on), NOON.date()) == ()


@pytest.mark.parametrize(
    ("fields", "is_today"),
    [
        ({"due_on": "2025-01-26"}, True),
        ({"due_on": "2025-01-27"}, False),
        ({"due_on": None}, True),
        ({"due_on": "0001-01-01"}, True),
        ({"due_on": "2025-01-20", "call_at": NOON + timedelta(hours=5)}, True),
        ({"due_on": "2025-01-20", "call_at": NOON + timedelta(hours=7)}, False),  # past midnight in Dhaka
        ({"due_on": "2030-01-01", "call_at": NOON - DAY}, True),
    ],
)
def test_a_task_is_in_the_list_from_the_day_before_it_is_due_or_that_on_which_to_call(
    fields: dict[str, Any], is_today: bool
) -> None:
    backend = DictBackend()
    changed(backend, a_call(**fields))
    assert counts(backend, "open", "later") == ((1, 0) if is_today else (0, 1))
    assert listed(backend) == (["call"] if is_today else [])


def test_a_task_that_moves_to_another_agent_leaves_the_one_s_day_for_the_other_s() -> None:
    backend = DictBackend()
    changed(backend, a_call(**HOT))
    changed(backend, a_call(**HOT, assignee_uid="b"))
    assert (listed(backend), listed(backend, "b")) == ([], ["call"])
    assert counts(backend, "open", "hot") == (0, 0)
    assert counts(backend, "open", "hot", uid="b") == (1, 1)


@pytest.mark.parametrize("after", [{"status": "cancelled"}, {"assignee_uid": None}])
def test_a_task_that_is_cancelled_or_taken_back_is_in_no_day(after: dict[str, Any]) -> None:
    backend = DictBackend()
    changed(backend, a_call())
    changed(backend, a_call(**after))
    assert (listed(backend), counts(backend, "total")) == ([], (0,))
    assert "wake_at" not in day_of(backend)


def test_a_task_without_a_member_is_in_no_day() -> None:
    backend = DictBackend()
    backend.billed = Billed()
    changed(backend, a_call(assignee_uid=None))
    assert backend.all("insights") == {}
    assert backend.billed == Billed(reads=1, writes=1)


@pytest.mark.item("S001-74")
def test_at_midnight_a_new_day_begins_without_what_was_done_and_with_what_is_due_now() -> None:
    backend = DictBackend()
    changed(backend, a_call("done", status="done", done_at=NOON), a_call("left", due_on="2025-01-25"))
    changed(backend, a_call("then", call_at=NOON + DAY))
    assert counts(backend, "total", "open", "done", "later") == (2, 1, 1, 1)
    midnight = datetime(2025, 1, 26, tzinfo=DHAKA)
    assert day_of(backend)["wake_at"] == midnight
    wakes(backend, now=midnight - timedelta(minutes=1))
    assert day_of(backend)["date"] == "2025-01-25"
    backend.billed = Billed()
    wakes(backend, now=midnight)
    assert backend.billed == Billed(reads=1 + 2, writes=1)
    assert counts(backend, "total", "open", "done", "later") == (2, 2, 0, 0)
    assert day_of(backend)["calls"][0]["why"] == ["1 days late +4"]
    wakes(backend, now=midnight)
    assert backend.billed == Billed(reads=1 + 2 + 1, writes=1)


def test_the_first_change_of_a_day_begins_it_where_no_tick_has() -> None:
    backend = DictBackend()
    changed(backend, a_call("done", status="done", done_at=NOON), a_call("left"))
    changed(backend, a_call("new"), now=NOON + DAY)
    assert (listed(backend), counts(backend, "open", "done")) == (["left", "new"], (2, 0))


def test_a_day_with_nothing_in_it_sleeps() -> None:
    backend = DictBackend()
    changed(backend, a_call(status="done", done_at=NOON))
    wakes(backend, now=NOON + DAY)
    assert counts(backend, "total") == (0,)
    assert "wake_at" not in day_of(backend)


def test_a_clock_that_is_behind_does_not_take_a_day_back() -> None:
    backend = DictBackend()
    midnight = datetime(2025, 1, 26, tzinfo=DHAKA)
    changed(backend, a_call("1"), now=midnight)
    changed(backend, a_call("2"), now=midnight - timedelta(seconds=2))
    assert (day_of(backend)["date"], listed(backend)) == ("2025-01-26", ["1", "2"])


@pytest.mark.parametrize(
    "spoilt",
    [
        {"counts": "many"},
        {"counts": {"open": 1}},
        {"calls": {}},
        {"calls": [{"worth": 1}]},
        {"date": 5},
        {"date": "today"},
        {"date": "2031-01-01"},
        {"date": "9999-12-31"},
        {"assignee_uid": "b"},
        {"calls": [{"task_id": f"{n}"} for n in range(MOST_CALLS + 1)]},
    ],
)
def test_a_document_that_was_spoilt_by_hand_is_made_of_the_tasks_again(spoilt: dict[str, Any]) -> None:
    backend = DictBackend()
    changed(backend, a_call("1"), a_call("done", status="done", done_at=NOON))
    backend.client_writes("orgs/kopi/insights/agent_day:a", **spoilt)
    changed(backend, a_call("2"))
    assert (listed(backend), counts(backend, "open", "done")) == (["1", "2"], (2, 1))
    assert (day_of(backend)["assignee_uid"], day_of(backend)["date"]) == ("a", "2025-01-25")


def test_a_day_that_names_another_agent_wakes_as_its_own() -> None:
    backend = DictBackend()
    changed(backend, a_call("1"))
    backend.client_writes("orgs/kopi/insights/agent_day:a", assignee_uid="b")
    wakes(backend, now=NOON + DAY)
    assert (listed(backend), day_of(backend)["assignee_uid"]) == (["1"], "a")


def test_a_document_that_was_lost_is_made_of_the_tasks_again_with_what_was_done_today() -> None:
    backend = DictBackend()
    done: dict[str, Any] = {"status": "done", "assignee_uid": "a"}
    changed(backend, a_call("1"), a_call("2", **done, done_at=NOON), a_call("3", **done, done_at=NOON - DAY))
    del (
        backend.documents["orgs/kopi/insights/agent_day:a"],
        backend.versions["orgs/kopi/insights/agent_day:a"],
    )
    changed(backend, a_call("4"))
    assert (listed(backend), counts(backend, "open", "done")) == (["1", "4"], (2, 1))


def test_of_very_many_tasks_the_worthiest_hundred_are_in_the_list_and_others_follow() -> None:
    backend = DictBackend()
    changed(backend, *(a_call(f"{n:03}", worth=n) for n in range(150)))
    assert (len(listed(backend)), listed(backend)[0], counts(backend, "open")) == (100, "149", (150,))
    assert day_of(backend)["wake_at"] > NOON
    done = [a_call(f"{n:03}", worth=n, status="done", done_at=NOON) for n in range(149, 88, -1)]
    changed(backend, *done)
    assert (len(listed(backend)), day_of(backend)["wake_at"]) == (39, NOON)
    wakes(backend, now=NOON)
    assert (len(listed(backend)), counts(backend, "open", "done")) == (89, (89, 61))


def test_a_full_day_with_long_scripts_is_far_below_what_a_document_holds() -> None:
    backend = DictBackend()
    long: dict[str, Any] = {
        "script": "চাল" * 3000,
        "reason": "ক" * 3000,
        "suggested_product_ids": ("p" * 200,) * 50,
    }
    changed(backend, *(a_call(f"{n}", **long) for n in range(120)))
    assert len(str(day_of(backend)).encode()) < 800_000


def test_a_type_by_a_name_that_the_store_keeps_for_itself_is_counted_as_another() -> None:
    backend = DictBackend()
    changed(backend, a_call(task_type="__name__"), a_call("2", task_type="a.b/c"))
    assert day_of(backend)["counts"]["by_type"] == {"a.b/c": 1, "other": 1}


def test_with_the_crm_off_a_day_sleeps() -> None:
    backend = DictBackend()
    changed(backend, a_call())
    org = an_org(features={"crm": False, "loyalty": False})
    wakes(backend, now=NOON + DAY, org=org)
    assert "wake_at" not in day_of(backend)


AGENTS = ("a", "b")
_TASKS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    id=st.sampled_from("123456"),
    task_type=st.sampled_from(["reminder_call", "winback_call"]),
    assignee_uid=st.sampled_from([*AGENTS, None]),
    temperature=st.sampled_from(["hot", "warm", "cold", None, "tepid"]),
    worth=st.integers(-5, 5),
    status=st.sampled_from(["open", "open", "done", "cancelled"]),
    due=st.integers(-3, 4) | st.none(),
    call=st.integers(-30, 50) | st.none(),
)
_STEPS = st.one_of(
    st.tuples(st.just("change"), st.lists(_TASKS, min_size=1, max_size=3, unique_by=lambda task: task["id"])),
    st.tuples(st.just("wait"), st.integers(1, 60)),
    st.tuples(st.just("lose"), st.sampled_from(AGENTS)),
)


def _task(drawn: dict[str, Any], now: datetime) -> Task:
    due, call = drawn["due"], drawn["call"]
    return a_call(
        drawn["id"],
        due_on=f"{now + due * DAY:%Y-%m-%d}" if due is not None else None,
        call_at=now + timedelta(hours=call) if call is not None else None,
        done_at=now if drawn["status"] == "done" else None,
        **{name: drawn[name] for name in ("task_type", "assignee_uid", "temperature", "worth", "status")},
    )


def _counted(backend: DictBackend, uid: str, now: datetime) -> dict[str, Any]:
    """What the stored tasks add up to."""
    today, found = now.astimezone(DHAKA).date(), Counter[str]()
    types = Counter[str]()
    for task in backend.all("tasks").values():
        if task["assignee_uid"] != uid:
            continue
        if task["status"] == "done" and task["done_at"].astimezone(DHAKA).date() == today:
            found["done"] += 1
        if task["status"] == "open":
            starts = date.min
            if task["due_on"]:
                starts = datetime.fromisoformat(task["due_on"]).date() - DAY
            if task.get("call_at"):
                starts = task["call_at"].astimezone(DHAKA).date()
            is_today = starts <= today
            found["open" if is_today else "later"] += 1
            if is_today:
                found[task.get("temperature") or "none"] += 1
                types[task["task_type"]] += 1
    names = ("open", "done", "later", "hot", "warm", "cold")
    total = found["open"] + found["done"]
    return {**{name: found[name] for name in names}, "total": total, "by_type": dict(types)}


def _lost(backend: DictBackend, uid: str) -> None:
    path = f"orgs/kopi/insights/agent_day:{uid}"
    backend.documents.pop(path, None)
    backend.versions.pop(path, None)


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(_STEPS, max_size=12))
def test_after_any_history_the_counts_are_those_of_the_tasks(steps: list[tuple[str, Any]]) -> None:
    backend, now, lost = DictBackend(), NOON, set[str]()
    for kind, value in steps:
        match kind:
            case "wait":
                now += timedelta(hours=value)
            case "lose":
                _lost(backend, value)
                lost.add(value)
            case _:
                changed(backend, *(_task(each, now) for each in value), now=now)
        for uid in AGENTS:
            found = backend.all("insights").get(f"agent_day:{uid}")
            if found is None:
                continue
            wakes(backend, uid, now=now)
            found = day_of(backend, uid)
            wanted = _counted(backend, uid, now)
            assert found["counts"] == wanted, (uid, steps)
            assert len(found["calls"]) == wanted["open"]
            places = [Call(**each).place for each in found["calls"]]
            assert places == sorted(places)
