"""The visits of a day: which tasks are meant, where each goes, and in which order."""

from typing import Any

import pytest

from functions.domain.accounts.locations import Location, PlaceAddress, with_derived
from functions.domain.field_work.places import Place
from functions.domain.field_work.routes import MOST_STOPS
from functions.domain.kernel.errors import Forbidden
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task
from functions.domain.views.visit_routes import DayWanted, visit_route
from tests.builders import NOON, an_org, give, with_staff
from tests.memory import DictBackend, a_store, run

TODAY = "2025-01-25"
HOME = Place(-6.2, 106.8)


def a_location(id: str, lng: float | None, customer_id: str = "cafe", **fields: Any) -> Location:
    address = PlaceAddress(lat=-6.2 if lng is not None else None, lng=lng)
    return with_derived(Location(id=id, customer_id=customer_id, address=address, location_name=id, **fields))


def a_visit(id: str, **fields: Any) -> Task:
    asked = {"task_type": "visit", "assignee_uid": "rep", "due_on": TODAY, "customer_id": "cafe"} | fields
    return Task(id=id, **asked)


def a_day(*documents: Location | Task) -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="rep", roles=("sales_rep",)))
    backend.put(Member(id="lead", roles=("manager",)))
    for document in documents:
        backend.put(document)
    return backend


def route(backend: DictBackend, uid: str = "rep", **what: Any) -> dict[str, Any]:
    wanted = DayWanted(**{"of_uid": "rep", "begins_at": HOME, **what})
    return run(a_store(backend), lambda: visit_route(an_org(), uid, wanted, now=NOON))


def ids(answer: dict[str, Any]) -> list[str]:
    return [stop["task_id"] for stop in answer["stops"]]


@pytest.mark.item("S002-58")
def test_the_day_s_open_visits_are_in_the_order_of_a_short_way() -> None:
    backend = a_day(
        *(a_location(f"l{number}", 106.8 + number / 100) for number in (3, 1, 2)),
        a_visit("third", location_id="l3"),
        a_visit("first", location_id="l1", due_on="2025-01-20"),
        a_visit("second", location_id="l2"),
        a_visit("call", task_type="call", location_id="l1"),
        a_visit("tomorrow", location_id="l1", due_on="2025-01-26"),
        a_visit("done", location_id="l1", status="done"),
        a_visit("another's", location_id="l1", assignee_uid="lead"),
        a_visit("some day", location_id="l1", due_on=None),
    )
    answer = route(backend)
    assert (answer["date"], ids(answer)) == (TODAY, ["first", "second", "third"])
    assert [stop["leg_m"] for stop in answer["stops"]] == [1105, 1105, 1105]
    assert (answer["total_m"], answer["unplaced"]) == (3315, [])
    assert backend.billed.reads == 1 + 4 + 3
    assert ids(route(backend, date="2025-01-20")) == ["first"]


def test_a_visit_without_a_location_goes_to_an_active_one_of_its_customer_that_has_a_pin() -> None:
    backend = a_day(
        a_location("a", 106.9, is_active=False), a_location("b", None), a_location("c", 106.81), a_visit("v")
    )
    assert [stop["location_id"] for stop in route(backend)["stops"]] == ["c"]


def test_visits_without_a_pin_and_beyond_50_are_named_with_the_reason() -> None:
    backend = a_day(a_visit("lost", location_id="gone", due_on="2025-01-01"), a_location("here", 106.8))
    for number in range(MOST_STOPS):
        backend.put(a_visit(f"v{number:02}", location_id="here"))
    answer = route(backend)
    assert len(answer["stops"]) == MOST_STOPS - 1
    assert [(each["task_id"], each["reason"]) for each in answer["unplaced"]] == [
        ("lost", "has no pin"),
        ("v49", "is beyond the first 50"),
    ]


def test_a_day_without_visits_is_an_empty_route_and_others_are_for_those_who_see_all_tasks() -> None:
    backend = a_day()
    assert route(backend)["stops"] == []
    assert route(backend, "lead")["total_m"] == 0
    with pytest.raises(Forbidden, match="their own"):
        route(backend, of_uid="lead")


@pytest.mark.parametrize(
    ("location_id", "reason"), [("none", "names no location"), ("theirs", "is another customer's")]
)
def test_a_task_goes_to_no_location_of_another_customer(location_id: str, reason: str) -> None:
    backend = with_staff()
    backend.put(a_location("theirs", 106.8, "another"))
    asked = {"task_type": "visit", "location_id": location_id}
    problems = give(backend, "create_task", asked)["problems"]
    assert [(each["path"], each["message"]) for each in problems] == [("location_id", reason)]
    assert backend.all("tasks") == {}
