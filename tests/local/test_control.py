"""The control port: what it tells, and how it refuses."""

import json

import pytest

from local.client import ControlError, LocalFirebase
from tests.local.requests_to import request


def test_status_names_every_service_and_function(firebase: LocalFirebase) -> None:
    status = firebase.status()

    assert status["project"] == "demo-regulars"
    named = {"firestore", "emulator", "functions", "tasks", "pubsub", "provider", "auth", "control"}
    assert set(status["services"]) == named
    assert all(service["port"] > 0 for service in status["services"].values())
    assert status["functions"]["on_order_written"] == {
        "region": "asia-southeast1",
        "trigger": {
            "type": "document",
            "event": "google.cloud.firestore.document.v1.written",
            "document": "shops/{shop}/orders/{order}",
            "database": "(default)",
        },
    }
    kinds = {name: function["trigger"]["type"] for name, function in status["functions"].items()}
    assert (
        kinds | {"tick": "schedule", "deliver": "task", "on_order_published": "topic", "echo": "http"}
        == kinds
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/nothing", b"", 404),
        ("DELETE", "/status", b"", 405),
        ("GET", "/idle", b"", 405),
        ("GET", "/meter/reset", b"", 405),
        ("POST", "/clock", b"not json", 400),
        ("POST", "/clock", b"[1]", 400),
        ("POST", "/idle", b'{"timeout_s": "long"}', 400),
        ("POST", "/idle", b'{"timeout_s": -1}', 400),
    ],
)
def test_request_that_makes_no_sense_is_refused_with_a_reason(
    firebase: LocalFirebase, method: str, path: str, body: bytes, expected: int
) -> None:
    status, _, reply = request(method, firebase.control_url + path, body)

    assert status == expected
    assert json.loads(reply)["error"]


def test_idle_gives_up_after_its_time_and_says_what_is_under_way(firebase: LocalFirebase) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        call = executor.submit(request, "POST", firebase.functions_url("waits"))
        _wait_until_under_way(firebase, "call of waits")
        with pytest.raises(ControlError) as busy:
            firebase.idle(timeout_s=0.05)
        request("POST", firebase.functions_url("goes_on"))
        assert call.result(timeout=60)[0] == 200

    assert busy.value.status == 504
    assert busy.value.reply["under_way"] == {"call of waits": 1}
    firebase.idle()


def _wait_until_under_way(firebase: LocalFirebase, what: str) -> None:
    for _ in range(1000):
        if what in firebase.status()["under_way"]:
            return
    raise AssertionError(f"never under way: {what}")
