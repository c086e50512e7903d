"""Who is billed: functions, whatever calls them and in whatever thread they work, and clients."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import pubsub_v1
from google.cloud.firestore_v1.base_query import FieldFilter

from local.billing.counters import CALLS, KINDS
from local.client import LocalFirebase
from tests.local.requests_to import a_task, request

NOTHING = dict.fromkeys(KINDS, 0)


@pytest.fixture
def publisher(firebase: LocalFirebase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", firebase.pubsub_host)
    client = pubsub_v1.PublisherClient()
    yield client
    client.stop()
    client.transport.close()


def row(firebase: LocalFirebase, of: str) -> dict[str, int]:
    """All that a function or client was billed."""
    reading = firebase.meter()
    parts = (reading["by_function"], reading["calls"]["by_function"])
    return NOTHING | {kind: count for part in parts for kind, count in part.get(of, {}).items()}


def test_python_listener_bills_its_first_result_and_each_change(firebase: LocalFirebase, db: Any) -> None:
    for number in range(4):
        db.document(f"things/t{number}").set({"n": number})
    firebase.reset_meter()
    came = threading.Semaphore(0)
    query = db.collection("things").where(filter=FieldFilter("n", ">=", 0))
    watch = query.on_snapshot(lambda *_: came.release())
    assert came.acquire(timeout=60)
    first = firebase.meter()["by_function"]
    db.document("things/t3").update({"n": 8})
    assert came.acquire(timeout=60)
    watch.unsubscribe()

    assert first == {"client": {"reads": 4, "writes": 0, "deletes": 0}}
    assert firebase.meter()["by_function"] == {"client": {"reads": 5, "writes": 1, "deletes": 0}}


def test_total_is_the_sum_of_all(firebase: LocalFirebase, db: Any) -> None:
    db.document("shops/kopi/orders/o1").set({"total": 1})
    firebase.idle()
    reading = firebase.meter()

    assert set(reading["by_function"]) == {"client", "on_order_written", "on_order_created"}
    for part in (reading, reading["calls"]):
        for kind, total in part["total"].items():
            assert total == sum(counts[kind] for counts in part["by_function"].values())


def test_reads_in_a_functions_threads_are_the_functions(firebase: LocalFirebase) -> None:
    assert request("GET", firebase.functions_url("in_threads"))[0] == 200

    assert firebase.meter()["by_function"] == {"in_threads": {"reads": 4, "writes": 0, "deletes": 0}}


def test_reset_forgets_everybody(firebase: LocalFirebase, db: Any) -> None:
    db.document("things/t1").get()
    firebase.reset_meter()

    nothing = {"reads": 0, "writes": 0, "deletes": 0}
    reading = firebase.meter()
    assert (reading["total"], reading["by_function"]) == (nothing, {})
    assert reading["calls"] == {"total": dict.fromkeys(CALLS, 0), "by_function": {}}


def test_every_call_of_a_function_is_an_invocation_also_one_that_fails(
    firebase: LocalFirebase, db: Any
) -> None:
    request("POST", firebase.functions_url("echo"))
    request("POST", firebase.functions_url("fails"))
    request("POST", firebase.functions_url("fails") + "/exit")
    firebase.control("POST", "/schedules/tick/run")
    db.document("shops/kopi/orders/o1").set({"total": 1})
    firebase.idle()

    invocations = {
        name: counts["invocations"] for name, counts in firebase.meter()["calls"]["by_function"].items()
    }
    assert invocations == {
        "echo": 1,
        "fails": 2,
        "tick": 1,
        "on_order_written": 1,
        "on_order_created": 1,
    }


def test_call_of_a_function_that_is_not_there_is_nobodys(firebase: LocalFirebase) -> None:
    request("POST", firebase.functions_url("echo").replace("/echo", "/nobody"))

    assert firebase.meter()["by_function"] == {}


def test_task_is_billed_to_its_creator_and_each_attempt_to_its_function(
    firebase: LocalFirebase, tasks: Any, queue: str
) -> None:
    tasks.create_task(parent=queue, task=a_task(queue, body=b'{"data": {"fails": true}}'))
    firebase.idle()
    firebase.advance("1h")

    assert row(firebase, "client") == NOTHING | {"task_operations": 1}
    assert row(firebase, "deliver") == NOTHING | {"task_operations": 3, "invocations": 3, "writes": 3}


def test_task_of_a_function_is_billed_to_that_function(firebase: LocalFirebase, tasks: Any, db: Any) -> None:
    db.document("chain/0").set({"left": 0})
    firebase.idle()

    assert row(firebase, "on_chain_written") == NOTHING | {"task_operations": 1, "invocations": 1}
    assert row(firebase, "deliver") == NOTHING | {"task_operations": 1, "invocations": 1, "writes": 1}


def test_task_counts_by_chunks_of_32_kilobytes(firebase: LocalFirebase, tasks: Any, queue: str) -> None:
    tasks.pause_queue(name=queue)
    firebase.reset_meter()
    tasks.create_task(parent=queue, task=a_task(queue, body=b"x" * 70_000))
    created = row(firebase, "client")["task_operations"]
    assert created == 3


@pytest.mark.parametrize(("count", "operations"), [(0, 1), (1, 1), (4, 4)])
def test_list_of_tasks_counts_those_in_it(
    firebase: LocalFirebase, tasks: Any, queue: str, count: int, operations: int
) -> None:
    tasks.pause_queue(name=queue)
    for _ in range(count):
        tasks.create_task(parent=queue, task=a_task(queue, body=b"{}"))
    firebase.reset_meter()
    assert len(list(tasks.list_tasks(parent=queue))) == count
    listed = row(firebase, "client")["task_operations"]
    assert listed == operations


def test_refused_call_of_cloud_tasks_is_billed_all_the_same(
    firebase: LocalFirebase, tasks: Any, queue: str
) -> None:
    with pytest.raises(exceptions.NotFound):
        tasks.get_task(name=f"{queue}/tasks/nobody")

    assert row(firebase, "client") == NOTHING | {"task_operations": 1}


@pytest.mark.parametrize(("size", "billed"), [(10, 1000), (2000, 2000 + len("sourcepos") + 20 + 1)])
def test_message_is_billed_by_its_bytes_as_published_and_as_delivered(
    firebase: LocalFirebase, publisher: Any, size: int, billed: int
) -> None:
    topic = publisher.topic_path(firebase.project, "orders")
    data = b'{"a":"' + b"x" * (size - 8) + b'"}'
    message_id = publisher.publish(topic, data, source="pos").result(timeout=60)
    firebase.idle()
    billed += (len(message_id) - 1) if size > 1000 else 0

    assert row(firebase, "client") == NOTHING | {"published_messages": 1, "published_bytes": billed}
    assert row(firebase, "on_order_published")["delivered_bytes"] == billed


def test_publishing_that_is_refused_is_not_billed(firebase: LocalFirebase, publisher: Any) -> None:
    with pytest.raises(exceptions.NotFound):
        publisher.publish(publisher.topic_path(firebase.project, "nobody"), b"{}").result(timeout=60)

    assert firebase.meter()["by_function"] == {}


def test_making_a_topic_is_not_billed(firebase: LocalFirebase, publisher: Any) -> None:
    topic = publisher.topic_path(firebase.project, "unbilled")
    publisher.create_topic(name=topic)
    publisher.delete_topic(topic=topic)

    assert firebase.meter()["by_function"] == {}
