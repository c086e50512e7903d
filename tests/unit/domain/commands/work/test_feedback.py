"""Notes, feedback and outlets: kept once, and a low rating reaches who leads the outlet."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.customers.notes import Note
from functions.domain.feedback.documents import Feedback
from functions.domain.kernel.decisions import Document
from functions.domain.orders.documents import RecordedOrder
from functions.domain.shop.outlets import Outlet
from tests.builders import NOON, a_customer, a_member, an_order, an_org, give, problems, take_in, with_staff
from tests.memory import DictBackend, a_store

OTHER = {"customer_id": "somebody", "rating": 5}


def a_cafe(*documents: Document) -> DictBackend:
    """The first outlet, led by its lead, and a customer."""
    lead = a_member(id="lead", roles=("manager",))
    outlet = Outlet(id="first", name="First", manager_uid="lead")
    return with_staff(a_customer(), lead, outlet, *documents)


@pytest.mark.item("S004-05", "S004-32")
def test_a_note_is_kept_with_who_wrote_it_and_when() -> None:
    backend = a_cafe()
    made_at = NOON - timedelta(hours=3)
    for _ in range(2):
        give(backend, "add_note", {"customer_id": "somebody", "note": "Oat milk"}, id="n", made_at=made_at)
    assert backend.one("notes") == {
        "customer_id": "somebody",
        "note": "Oat milk",
        "created_by_uid": "till",
        "created_at": made_at,
    }
    assert Note.collection == "notes"


@pytest.mark.item("S004-08")
@pytest.mark.parametrize(("rating", "priority"), [(1, "urgent"), (2, "high"), (3, None), (5, None)])
def test_a_low_rating_is_a_task_of_who_leads_the_outlet(rating: int, priority: str | None) -> None:
    backend = a_cafe()
    said = {"customer_id": "somebody", "rating": rating, "comment": "Cold", "outlet_id": "first"}
    result = give(backend, "give_feedback", said, id="f")["result"]
    feedback = backend.one("feedback")
    assert (feedback["rating"], feedback["comment"], feedback["status"]) == (rating, "Cold", "open")
    if priority is None:
        assert not backend.all("tasks")
        assert "task_id" not in result
    else:
        task = backend.one("tasks")
        assert (task["assignee_uid"], task["priority"], task["reason"]) == (
            "lead",
            priority,
            f"Rated {rating} of 5",
        )
        assert feedback["task_id"] == result["task_id"]


def test_what_a_customer_rates_low_again_and_again_is_one_task_a_visit_and_day() -> None:
    backend = a_cafe(Outlet(id="second", name="Second", manager_uid="lead"))
    as_customer(backend)

    def rate(number: int, *, days: int = 0, outlet: str = "first") -> str:
        now = NOON + timedelta(days=days)
        said = {"customer_id": "somebody", "rating": 1, "outlet_id": outlet}
        command = give(backend, "give_feedback", said, id=f"f{number}", by_uid="app", made_at=now, now=now)
        return str(command["result"]["task_id"])

    tasks = {rate(number) for number in range(20)}
    assert (len(tasks), len(backend.all("tasks")), len(backend.all("feedback"))) == (1, 1, 20)
    assert rate(20, outlet="second") not in tasks
    assert rate(21, days=1) not in tasks
    backend.client_writes(f"orgs/kopi/tasks/{next(iter(tasks))}", status="done")
    assert rate(22) not in tasks, "what was looked after comes again"
    assert len(backend.all("tasks")) == 4


def test_outlets_that_are_none_and_tasks_that_are_done_bring_three_tasks_a_day_at_the_most() -> None:
    backend = a_cafe()
    as_customer(backend)
    for number in range(12):
        said = {"customer_id": "somebody", "rating": 1, "outlet_id": f"none{number}"}
        give(backend, "give_feedback", said, id=f"f{number}", by_uid="app")
        if number % 2:
            for id in backend.all("tasks"):
                backend.client_writes(f"orgs/kopi/tasks/{id}", status="done")
    assert (len(backend.all("tasks")), len(backend.all("feedback"))) == (3, 12)


def as_customer(backend: DictBackend) -> None:
    """The customer has an app, whose uid is `app`."""
    link = identity_id(an_org().id_key, Identity("app_user", "app"))
    backend.put(KnownIdentity(id=link, customer_id="somebody", kind="app_user", created_at=NOON))


def test_the_outlet_is_that_of_the_order_whatever_else_is_said() -> None:
    backend = a_cafe()
    take_in(a_store(backend), an_order())
    order_id, order = next(iter(backend.all(RecordedOrder.collection).items()))
    said = {"customer_id": order["customer_id"], "rating": 1, "order_id": order_id, "outlet_id": "other"}
    give(backend, "give_feedback", said)
    assert backend.one("feedback")["outlet_id"] == "first"
    assert backend.one("tasks")["assignee_uid"] == "lead"


@pytest.mark.parametrize(
    ("documents", "assignee"),
    [
        ((Outlet(id="first", manager_uid="gone"),), "lead"),
        ((Outlet(id="first"),), "lead"),
    ],
)
def test_where_none_leads_the_outlet_a_manager_has_the_task(
    documents: tuple[Document, ...], assignee: str | None
) -> None:
    backend = with_staff(a_customer(), a_member(id="lead", roles=("manager",)), *documents)
    give(backend, "give_feedback", {"customer_id": "somebody", "rating": 1, "outlet_id": "first"})
    assert backend.one("tasks")["assignee_uid"] == assignee


def test_without_any_leader_the_task_waits_for_one() -> None:
    backend = with_staff(a_customer())
    give(backend, "give_feedback", {"customer_id": "somebody", "rating": 1})
    assert backend.one("tasks")["assignee_uid"] is None


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"rating": 0}, "rating"),
        ({"rating": 6}, "rating"),
        ({"rating": "5"}, "rating"),
        ({}, "rating"),
        ({"rating": 5, "order_id": "ghost"}, "order_id"),
        ({"rating": 5, "customer_id": "ghost"}, "customer_id"),
    ],
)
def test_wrong_feedback_is_refused_at_its_field_and_nothing_is_kept(said: dict[str, Any], path: str) -> None:
    backend = a_cafe()
    command = give(backend, "give_feedback", {"customer_id": "somebody"} | said)
    assert problems(command).keys() == {path}
    assert not backend.all("feedback")
    assert not backend.all("tasks")


def test_who_looked_after_it_first_holds() -> None:
    backend = a_cafe(Feedback(id="said", customer_id="somebody", rating=2, created_at=NOON))
    give(backend, "resolve_feedback", {"feedback_id": "said", "resolution": "A new cup"}, id="a")
    again = give(backend, "resolve_feedback", {"feedback_id": "said", "resolution": "Nothing"}, id="b")
    feedback = backend.one("feedback")
    assert (feedback["status"], feedback["resolution"], again["result"]["resolved_by"]) == (
        "resolved",
        "A new cup",
        "till",
    )


def test_an_outlet_is_led_by_a_member_only() -> None:
    backend = with_staff(role="manager")
    command = give(backend, "save_outlet", {"outlet_id": "first", "name": "First", "manager_uid": "ghost"})
    assert problems(command) == {"manager_uid": "names no member of the organisation"}
    assert not backend.all("outlets")
