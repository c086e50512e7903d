"""The job that hands out the pool: in pages that meet on one document, at its hours, whatever comes between."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.assignment import handing_out
from functions.domain.assignment.handing_out import Moved, hand_out_page
from functions.domain.assignment.pool import Pool, note_left, pooled
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.jobs import PageDone
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task, Wanted
from functions.store.commit import Memory, Store
from tests.builders import NOON, a_customer, an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org(timezone="UTC")
TODAY, TOMORROW = "2025-01-25", "2025-01-26"


def a_pool(*agents: str, tasks: int = 0, wake_at: datetime = NOON, **changes: Any) -> DictBackend:
    """The job is due, with these agents there and so many tasks in the pool."""
    backend = DictBackend()
    backend.put(Pool(id="pool", wake_at=wake_at))
    for uid in agents:
        backend.put(Member(id=uid, roles=("agent",), **changes))
    for number in range(tasks):
        put_pooled(backend, f"t{number:03}")
    return backend


def put_pooled(backend: DictBackend, id: str, **changes: Any) -> None:
    task = pooled(ORG, Task(id=id, due_on=TODAY), None, now=NOON)
    backend.put(task.with_changes(**changes))


def page(backend: DictBackend, now: datetime = NOON, **changes: Any) -> PageDone | None:
    org = an_org(timezone="UTC", assignment=changes) if changes else ORG
    return run(a_store(backend), lambda: hand_out_page(org, now))


def handed_out(backend: DictBackend, now: datetime = NOON, **changes: Any) -> dict[str, str | None]:
    """All pages of a look; whose each task is then."""
    while page(backend, now, **changes) is not None:
        pass
    return {id: task.get("assignee_uid") for id, task in backend.all("tasks").items()}


def task(backend: DictBackend, id: str = "t000") -> dict[str, Any]:
    return backend.all("tasks")[id]


@pytest.mark.item("S001-77")
def test_a_task_leaves_the_pool_with_its_member_the_hour_and_the_reason() -> None:
    backend = a_pool("a", tasks=1)
    handed_out(backend)
    found = task(backend)
    assert (found["assignee_uid"], found["assigned_at"], found["assigned_because"]) == ("a", NOON, "workload")
    assert {"is_pooled", "pooled_on", "waits_because"}.isdisjoint(found)


@pytest.mark.item("S001-72")
def test_pages_hand_each_task_out_once_and_count_what_the_page_before_gave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handing_out, "PAGE_SIZE", 3)
    backend = a_pool("a", "b", tasks=8, daily_capacity=3)
    found = list(handed_out(backend).values())
    assert sorted(map(str, found)) == ["None", "None", "a", "a", "a", "b", "b", "b"]
    waiting = [each for each in backend.all("tasks").values() if each.get("is_pooled")]
    assert [(each["pooled_on"], each["waits_because"]) for each in waiting] == [(TOMORROW, "no_room")] * 2


def test_a_look_bills_a_read_and_a_write_a_task_and_the_pool_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_out, "PAGE_SIZE", 5)
    backend = a_pool("a", "b", tasks=10)
    handed_out(backend)
    pool, first, members, loads = 4, 3, 2 * 2, 2 * 2
    assert backend.billed.writes == 10 + 1 + 3
    assert backend.billed.reads <= 10 + pool + first + members + loads + 1


def test_a_look_that_finds_nothing_new_bills_its_query_and_its_next_hour() -> None:
    backend = a_pool("a")
    handed_out(backend)
    later = backend.one("assignments")["wake_at"]
    backend.billed = Billed()
    assert page(backend, later) is None
    assert backend.billed == Billed(reads=2, writes=1)
    assert backend.one("assignments")["wake_at"] == later + timedelta(hours=1)


@pytest.mark.item("S001-72")
def test_what_an_agent_has_open_for_today_and_did_today_counts() -> None:
    backend = a_pool("a", "b", tasks=4, daily_capacity=3)
    held = {"assignee_uid": "a"}
    backend.put(Task(id="open", due_on="2025-01-20", **held))
    backend.put(Task(id="done", status="done", due_on=TODAY, done_at=NOON, **held))
    backend.put(Task(id="before", status="done", due_on=TODAY, done_at=NOON - timedelta(days=1), **held))
    backend.put(Task(id="later", due_on=TOMORROW, **held))
    backend.put(Task(id="whenever", **held))
    found = handed_out(backend)
    assert [found[f"t{number:03}"] for number in range(4)].count("a") == 1


@pytest.mark.parametrize(
    ("member", "is_there"),
    [
        ({}, True),
        ({"absent_from": TODAY}, False),
        ({"absent_until": TODAY}, False),
        ({"absent_from": "2025-01-01", "absent_until": "2025-01-24"}, True),
        ({"absent_from": TOMORROW, "absent_until": "2025-01-30"}, True),
        ({"working_hours": {"days": ["mon"]}}, False),
        ({"working_hours": {"days": ["sat"]}}, True),
        ({"working_hours": {"end": "11:00"}}, False),
        ({"working_hours": {"start": "15:00"}}, True),
        ({"daily_capacity": 0}, False),
        ({"roles": ("support",)}, False),
        ({"roles": ("agent", "support")}, True),
    ],
)
def test_who_is_away_off_duty_or_no_agent_gets_nothing(member: dict[str, Any], is_there: bool) -> None:
    """The 25th is a Saturday, and it is noon."""
    backend = a_pool(tasks=1)
    backend.put(Member.model_validate({"id": "a", "roles": ("agent",)} | member))
    assert handed_out(backend)["t000"] == ("a" if is_there else None)


@pytest.mark.parametrize(
    "odd",
    [
        {"districts": "north", "is_senior": "yes", "daily_capacity": -1},
        {"working_hours": {"days": "sat", "start": 9, "end": "25:00"}},
        {"working_hours": ["sat"], "absent_from": "soon", "absent_until": 7, "daily_capacity": "40"},
    ],
)
def test_odd_values_of_a_member_are_read_as_absent(odd: dict[str, Any]) -> None:
    backend = a_pool(tasks=1)
    backend.client_writes("orgs/kopi/members/a", roles=["agent"], **odd)
    assert handed_out(backend)["t000"] == "a"


@pytest.mark.parametrize(
    ("hour", "is_handed_out", "next_look"),
    [
        (8, False, "2025-01-25T09:00:00+00:00"),
        (9, True, "2025-01-25T10:00:00+00:00"),
        (17, True, "2025-01-26T09:00:00+00:00"),
        (18, False, "2025-01-26T09:00:00+00:00"),
    ],
)
def test_tasks_are_handed_out_while_the_business_works(
    hour: int, is_handed_out: bool, next_look: str
) -> None:
    now = datetime(2025, 1, 25, hour, tzinfo=UTC)
    backend = a_pool("a", tasks=1, wake_at=now)
    assert handed_out(backend, now)["t000"] == ("a" if is_handed_out else None)
    assert backend.one("assignments")["wake_at"] == datetime.fromisoformat(next_look)


def test_on_a_day_without_work_nothing_is_handed_out() -> None:
    backend = a_pool("a", tasks=1)
    hours: dict[str, Any] = {"hours": {"days": ["mon", "tue"]}}
    assert handed_out(backend, **hours)["t000"] is None
    assert backend.one("assignments")["wake_at"] == datetime(2025, 1, 27, 9, tzinfo=UTC)


def test_a_task_waits_for_its_day_and_for_the_next_day_of_work() -> None:
    backend = a_pool("a")
    put_pooled(backend, "later", pooled_on=TOMORROW)
    assert handed_out(backend) == {"later": None}
    org = an_org(timezone="UTC", assignment={"hours": {"days": ["mon"]}})
    assert pooled(org, Task(id="t", due_on=TODAY), None, now=NOON).pooled_on == "2025-01-27"


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_a_task_that_is_over_leaves_the_pool_and_is_nobody_s(status: Any) -> None:
    backend = a_pool("a")
    put_pooled(backend, "t000", status=status)
    handed_out(backend)
    found = task(backend)
    assert (found["status"], found["assignee_uid"], "is_pooled" in found) == (status, None, False)


@pytest.mark.parametrize(
    "spoilt", [{"pooled_on": 7}, {"pooled_on": None}, {"worth": "much"}, {"wanted": "x"}]
)
def test_a_task_that_was_spoilt_by_hand_is_handed_out_and_holds_nothing_up(spoilt: dict[str, Any]) -> None:
    backend = a_pool("a", tasks=2)
    backend.client_writes("orgs/kopi/tasks/t000", **spoilt)
    del backend.documents["orgs/kopi/tasks/t001"]["worth"]
    assert set(handed_out(backend).values()) == {"a"}


def test_a_task_that_is_done_while_its_page_is_decided_stays_done() -> None:
    backend = a_pool("a", tasks=2)
    _write_before(backend, lambda: backend.client_writes("orgs/kopi/tasks/t000", status="done"))
    found = handed_out(backend)
    assert (found["t000"], found["t001"], task(backend)["status"]) == (None, "a", "done")


def test_a_member_who_goes_away_while_a_page_is_decided_gets_nothing_of_it() -> None:
    backend = a_pool("a", "b", tasks=4)

    def goes() -> None:
        backend.client_writes("orgs/kopi/members/a", roles=[])
        run(a_store(backend), lambda: note_left("a", NOON))

    _write_before(backend, goes)
    assert set(handed_out(backend).values()) == {"b"}


def test_two_jobs_at_once_hand_each_task_out_once_and_keep_to_capacity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handing_out, "PAGE_SIZE", 2)
    backend = a_pool("a", "b", tasks=6, daily_capacity=2)
    _write_before(backend, lambda: page(backend, NOON + timedelta(seconds=1)))
    found = list(handed_out(backend).values())
    assert [found.count(uid) for uid in ("a", "b", None)] == [2, 2, 2]


def _write_before(backend: DictBackend, act: Any) -> None:
    """Another one is faster, once."""
    write = backend.write

    def write_second(writes: Any) -> Any:
        backend.write = write  # type: ignore[method-assign]
        act()
        return write(writes)

    backend.write = write_second  # type: ignore[method-assign]


def test_a_look_that_died_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_out, "PAGE_SIZE", 2)
    backend = a_pool("a", tasks=5)
    page(backend)
    assert set(handed_out(backend, NOON + timedelta(hours=1)).values()) == {"a"}
    assert backend.one("assignments")["agents"][0]["load"] == 5


@pytest.mark.parametrize(
    ("absence", "taken"),
    [
        ({"absent_from": TODAY, "absent_until": TODAY}, {"due_before", "due_today"}),
        ({"absent_from": TOMORROW, "absent_until": TOMORROW}, {"due_tomorrow"}),
        ({"absent_from": TODAY}, {"due_before", "due_today", "due_tomorrow"}),
        ({"absent_from": "2025-01-01", "absent_until": "2025-01-24"}, set()),
        ({}, set()),
        ({"roles": ()}, {"due_before", "due_today", "due_tomorrow", "whenever"}),
    ],
)
def test_open_tasks_of_who_leaves_come_back_with_the_reason(absence: dict[str, Any], taken: set[str]) -> None:
    backend = a_pool()
    backend.put(Member.model_validate({"id": "a", "roles": ("agent",)} | absence))
    backend.put(Pool(id="pool", day=TODAY, leaving=("a",), wake_at=NOON))
    days = {"due_before": "2025-01-20", "due_today": TODAY, "due_tomorrow": TOMORROW, "whenever": None}
    for id, due_on in days.items():
        backend.put(Task(id=id, assignee_uid="a", due_on=due_on))
    backend.put(Task(id="done", assignee_uid="a", due_on=TODAY, status="done"))
    page(backend)
    back = {id for id, each in backend.all("tasks").items() if each.get("is_pooled")}
    assert back == taken
    for id in back:
        assert (task(backend, id)["assignee_uid"], task(backend, id)["taken_from_uid"]) == (None, "a")
        assert task(backend, id)["waits_because"] == ("left" if "roles" in absence else "absence")


def test_tasks_that_come_back_go_to_others_by_their_customers_district(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("functions.domain.assignment.returning.PAGE_SIZE", 2)
    backend = a_pool("b")
    backend.put(Member(id="a", roles=("agent",), absent_from=TODAY))
    backend.put(Member(id="north", roles=("agent",), districts=("North",)))
    backend.put(a_customer(district="north"))
    backend.put(Pool(id="pool", leaving=("a",), wake_at=NOON))
    for number in range(5):
        backend.put(Task(id=f"t{number}", assignee_uid="a", due_on=TODAY, customer_id="somebody"))
    assert set(handed_out(backend).values()) == {"north"}
    assert task(backend, "t0")["wanted"]["district"] == "north"


def test_who_is_away_today_is_asked_for_their_tasks_with_the_first_look_of_a_day() -> None:
    """Also where the absence was written by hand, or the task came after it."""
    backend = a_pool("b")
    backend.put(Member(id="a", roles=("agent",), absent_from="2025-01-20"))
    backend.put(Task(id="t", assignee_uid="a", due_on=TODAY))
    assert handed_out(backend) == {"t": "b"}


def test_who_comes_back_gets_nothing_back() -> None:
    backend = a_pool("a", "b", tasks=0)
    backend.put(
        Task(id="t", assignee_uid="b", due_on=TODAY, taken_from_uid="a", wanted=Wanted(owner_uid="a"))
    )
    assert handed_out(backend) == {"t": "b"}


def test_while_the_crm_is_off_nothing_is_handed_out() -> None:
    backend = a_pool("a", tasks=1)
    org = an_org(timezone="UTC", features={"crm": False, "loyalty": False})
    assert run(a_store(backend), lambda: hand_out_page(org, NOON)) is None
    assert task(backend)["assignee_uid"] is None


def test_what_is_written_beside_a_page_hears_who_got_what() -> None:
    backend = a_pool("a", tasks=2)
    heard: list[tuple[str, str | None, str | None]] = []

    def beside(moved: Moved, now: datetime) -> Reading[tuple[()]]:
        heard.extend((after.id, before.assignee_uid, after.assignee_uid) for before, after in moved)
        yield from ()
        return ()

    for _ in range(2):  # the first page begins the day
        Store(backend, Memory()).commit("kopi", lambda: hand_out_page(ORG, NOON, beside=beside))
    assert sorted(heard) == [("t000", None, "a"), ("t001", None, "a")]


def test_a_page_of_yesterday_that_comes_late_beside_today_s_comes_to_an_end() -> None:
    """Either would begin the day anew for the other, page after page without an end."""
    backend = a_pool("a", tasks=3)
    put_pooled(backend, "t100", pooled_on=TOMORROW)
    today, tomorrow, left = NOON, NOON + timedelta(days=1), [True, True]
    for _ in range(20):
        left = [page(backend, at) is not None for at in (tomorrow, today)]
        if left == [False, False]:
            break
    assert left == [False, False]
    assert backend.one("assignments")["day"] == TOMORROW
    assert {each.get("assignee_uid") for each in backend.all("tasks").values()} == {"a"}
