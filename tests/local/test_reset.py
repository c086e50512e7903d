"""A reset leaves what a start leaves: one process serves many files of tests, each from its own instant."""

import json
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.client import LocalFirebase
from tests.local.conftest import Seen
from tests.local.requests_to import a_task, request

BEGIN = datetime(2024, 2, 29, 23, 30, tzinfo=UTC)
QUEUE = "projects/demo-regulars/locations/asia-southeast1/queues/slowqueue"


def add_task(tasks: Any, name: str, **fields: Any) -> None:
    tasks.create_task(parent=QUEUE, task=a_task(QUEUE, name, **fields))


def claims(firebase: LocalFirebase, verb: str, **asked: Any) -> Any:
    path = f"/identitytoolkit.googleapis.com/v1/projects/{firebase.project}/accounts:{verb}"
    _, _, body = request("POST", f"http://{firebase.auth_host}{path}", json.dumps(asked).encode())
    return json.loads(body)


@pytest.mark.parametrize("moved", ["0s", "400d"])
def test_the_clock_begins_at_the_instant_wherever_it_was(firebase: LocalFirebase, moved: str) -> None:
    firebase.advance(moved)
    firebase.reset(BEGIN)
    assert timedelta(0) <= firebase.now() - BEGIN < timedelta(seconds=30)


def test_real_time_comes_back(firebase: LocalFirebase) -> None:
    firebase.reset("real")
    assert firebase.control("GET", "/clock")["real"]
    firebase.reset(BEGIN)
    assert not firebase.control("GET", "/clock")["real"]


def test_nothing_is_left_and_nothing_comes_of_what_was(
    firebase: LocalFirebase, tasks: Any, db: Any, seen: Seen
) -> None:
    """Documents, tasks that were due later or held back by their queue's rate, pauses, faults, claims and the bill."""
    batch = db.batch()
    for number in range(100):
        batch.set(db.document(f"shops/s/orders/o{number}"), {"total": 1})
    batch.commit()
    claims(firebase, "update", localId="boss", customAttributes='{"role": "owner"}')
    add_task(tasks, "later", schedule_time=firebase.now() + timedelta(days=1))
    for number in range(5):
        add_task(tasks, f"held-{number}")
    tasks.pause_queue(name=QUEUE)
    firebase.control("POST", "/schedules/tick/pause")
    request("POST", f"{firebase.functions_url('record')}/tick")
    firebase.faults(drop_events=1)
    request("POST", firebase.provider_url, b"{}")

    firebase.reset(BEGIN)

    status = firebase.status()
    assert (status["under_way"], status["dropped"]) == ({}, {"events": [], "messages": [], "tasks": []})
    assert firebase.meter()["total"] == {"reads": 0, "writes": 0, "deletes": 0}
    assert (firebase.strikes(), firebase.provider_requests()) == ([], [])
    assert claims(firebase, "lookup", localId=["boss"]) == {"users": [{"localId": "boss"}]}
    assert list(db.collections()) == []
    db.document("shops/s/orders/o1").set({"total": 2})  # events are heard again
    add_task(tasks, "later")  # the name is free, the queue runs
    firebase.advance("1h")
    assert [call["schedule_time"] for call in seen("tick")] == ["2024-03-01T00:00:00+00:00"]
    firebase.advance("2d")
    assert len(seen("slowqueue")) == 1
    assert (seen("on_order_deleted"), len(seen("on_order_written"))) == ([], 1)


def test_what_is_under_way_ends_first_and_what_it_adds_is_given_up(
    firebase: LocalFirebase, db: Any, seen: Seen
) -> None:
    """A chain of documents ends in a task; a stubborn event waits for its second try."""
    db.document("chain/20").set({"left": 20})
    db.document("stubborn/one").set({"fails": 5})

    firebase.reset(BEGIN)

    firebase.advance("1d")
    assert (seen("deliver"), seen("on_stubborn_written")) == ([], [])


@pytest.mark.parametrize(
    "body", [b"{}", b'{"clock": 5}', b'{"clock": "noon"}', b'{"clock": "real", "more": 1}']
)
def test_a_reset_without_an_instant_is_refused(firebase: LocalFirebase, body: bytes) -> None:
    status, _, reply = request("POST", firebase.control_url + "/reset", body)
    assert status == 400
    assert json.loads(reply)["error"]


def test_who_is_connected_to_the_emulator_s_own_port_is_cut_off(firebase: LocalFirebase) -> None:
    """So nobody writes unseen, and queries may be answered from the cache again."""
    host, _, port = firebase.emulator_host.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connected:
        connected.sendall(b"GET / HTTP/1.1\r\nHost: emulator\r\n\r\n")
        assert connected.recv(1 << 16).startswith(b"HTTP/1.1 200")
        firebase.reset(BEGIN)
        while connected.recv(1 << 16):
            pass
