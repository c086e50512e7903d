"""A function dies at the call that it is told to die at, once, and every crash of a flow can be tried in turn."""

from typing import Any

import pytest

from local.client import ControlError, LocalFirebase
from tests.local.conftest import Seen
from tests.local.requests_to import request

READ = "/google.firestore.v1.Firestore/BatchGetDocuments"
COMMIT = "/google.firestore.v1.Firestore/Commit"
CREATE_TASK = "/google.cloud.tasks.v2.CloudTasks/CreateTask"


def step(firebase: LocalFirebase) -> tuple[int, bytes]:
    """Reads, writes, asks for a task and tidies; the task's function writes too."""
    status, _, body = request("POST", firebase.functions_url("steps"))
    firebase.idle()
    return status, body


def what_is_there(db: Any, seen: Seen) -> list[str]:
    """The traces of the steps that took effect."""
    documents = [snapshot.id for snapshot in db.collection("steps").stream()]
    return sorted(documents) + ["delivered"] * len(seen("deliver"))


@pytest.mark.parametrize(
    ("fault", "number", "method", "there"),
    [
        ("crash_before", 1, READ, []),
        ("crash_at", 1, READ, []),
        ("crash_before", 2, COMMIT, []),
        ("crash_at", 2, COMMIT, ["s"]),
        ("crash_before", 3, CREATE_TASK, ["s"]),
        ("crash_at", 3, CREATE_TASK, ["s", "delivered"]),
    ],
)
def test_a_crash_takes_all_that_would_have_come_after_it(
    firebase: LocalFirebase, db: Any, seen: Seen, fault: str, number: int, method: str, there: list[str]
) -> None:
    """The tidying in `finally` among it, though the function lets no exception out."""
    firebase.faults(**{fault: number})

    assert step(firebase) == (500, b"the function died")
    assert what_is_there(db, seen) == there
    assert firebase.strikes() == [{"fault": fault, "concerning": ["steps", method]}]


def test_every_crash_of_a_flow_is_met_by_counting_up(firebase: LocalFirebase, db: Any) -> None:
    """Its last two calls, the tidying and the task's, come in either order."""
    met = []
    for number in range(1, 100):
        firebase.faults(crash_at=number)
        step(firebase)
        counted = firebase.control("GET", "/faults")
        if not counted["has_crashed"]:
            break
        met += [strike["concerning"][1] for strike in firebase.strikes()]

    assert met == [READ, COMMIT, CREATE_TASK, COMMIT, COMMIT]
    assert (counted["crash_at"], counted["calls"]) == (6, 5)


def test_only_one_function_crashes(firebase: LocalFirebase) -> None:
    firebase.faults(crash_at=1)

    assert [step(firebase)[0] for _ in range(2)] == [500, 200]


def test_an_error_is_an_answer_too(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    firebase.faults(crash_at=1, fail_reads=1)

    assert step(firebase)[0] == 500
    assert [strike["fault"] for strike in firebase.strikes()] == ["crash_at", "fail_reads"]
    assert what_is_there(db, seen) == []


def test_a_crash_in_a_thread_of_the_function_is_the_functions(firebase: LocalFirebase, db: Any) -> None:
    firebase.faults(crash_at=2)

    assert request("POST", firebase.functions_url("in_threads"))[0] == 500
    assert request("POST", firebase.functions_url("in_threads"))[0] == 200


@pytest.mark.parametrize(("fault", "published"), [("crash_before", 0), ("crash_at", 1)])
def test_a_function_that_waits_for_a_publisher_dies_with_it(
    firebase: LocalFirebase, seen: Seen, fault: str, published: int
) -> None:
    firebase.faults(**{fault: 1})

    status, _, body = request("POST", firebase.functions_url("publishes"))
    firebase.idle()
    assert (status, body) == (500, b"the function died")
    assert len(seen("on_order_published")) == published


def test_calls_of_clients_are_not_counted(firebase: LocalFirebase, db: Any) -> None:
    firebase.faults(crash_at=1)
    db.document("things/t1").set({"n": 1})
    db.document("things/t1").get()

    assert firebase.control("GET", "/faults")["calls"] == 0


@pytest.mark.parametrize("number", [-1, 1.5, True, "1"])
@pytest.mark.parametrize("fault", ["crash_at", "crash_before"])
def test_a_crash_at_no_call_is_refused(firebase: LocalFirebase, fault: str, number: object) -> None:
    with pytest.raises(ControlError, match=f"{fault}: must be the number of a call"):
        firebase.control("POST", "/faults", {fault: number})
