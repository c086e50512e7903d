"""Functions are reached where Firebase has them, and what fails takes only itself down."""

import pytest

from local.client import LocalFirebase
from tests.local.requests_to import request


@pytest.mark.parametrize(
    ("below", "path"), [("", "/"), ("/kopi/orders", "/kopi/orders"), ("/a%20b/", "/a b/")]
)
def test_function_sees_the_path_behind_its_name(firebase: LocalFirebase, below: str, path: str) -> None:
    status, headers, body = request("PUT", firebase.functions_url("echo") + below + "?x=1&y=2", b"content")

    assert (status, body) == (200, b"content")
    assert (headers["X-Path"], headers["X-Query"], headers["X-Method"]) == (path, "x=1&y=2", "PUT")


@pytest.mark.parametrize("below", ["", "/exit"])
def test_function_that_dies_answers_500_and_the_next_call_is_served(
    firebase: LocalFirebase, below: str
) -> None:
    assert request("POST", firebase.functions_url("fails") + below)[0] == 500
    assert request("POST", firebase.functions_url("echo"))[0] == 200


def test_traceback_of_a_failing_function_is_logged(firebase: LocalFirebase) -> None:
    request("POST", firebase.functions_url("fails"))

    assert "RuntimeError: always" in firebase.log


@pytest.mark.parametrize(
    "change", [("echo", "nobody"), ("asia-southeast1", "us-central1"), ("demo-regulars", "other")]
)
def test_nothing_is_found_elsewhere(firebase: LocalFirebase, change: tuple[str, str]) -> None:
    assert request("GET", firebase.functions_url("echo").replace(*change))[0] == 404


def test_event_for_a_trigger_that_is_not_ours_is_refused(firebase: LocalFirebase) -> None:
    base = firebase.functions_url("echo").split("/demo-regulars/")[0]

    assert request("POST", f"{base}/functions/projects/p/triggers/nobody", b"")[0] == 404
