"""The provider keeps what it is sent, and misbehaves as it is told to."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.client import LocalFirebase
from tests.local.requests_to import request


def tell(firebase: LocalFirebase, body: bytes = b'{"to": "somebody"}') -> tuple[int, bytes]:
    """What a function of the sample meets that posts to the provider: status and body."""
    status, _, answer = request("POST", firebase.functions_url("tells_provider") + "/v1/messages", body)
    return status, answer


def test_a_post_is_answered_with_an_id_of_its_own_and_kept(firebase: LocalFirebase) -> None:
    first, second = tell(firebase), tell(firebase)

    assert (first[0], second[0]) == (200, 200)
    assert set(json.loads(first[1])) == {"id"}
    assert json.loads(first[1]) != json.loads(second[1])
    kept, _ = firebase.provider_requests()
    assert (kept["method"], kept["path"], kept["body"]) == ("POST", "/v1/messages", '{"to": "somebody"}')
    assert kept["answered"] == {"status": 200, "body": first[1].decode()}
    assert kept["headers"]["Content-Type"] == "application/json"


def test_what_authorizes_is_not_kept(firebase: LocalFirebase) -> None:
    headers = {"authorization": "Bearer secret", "X-Other": "other"}
    request("POST", firebase.provider_url, b"", headers)

    (kept,) = firebase.provider_requests()
    assert kept["headers"]["X-Other"] == "other"
    assert "secret" not in json.dumps(kept)


def test_an_emptied_provider_has_had_no_requests(firebase: LocalFirebase) -> None:
    tell(firebase)
    assert firebase.control("DELETE", "/provider/requests") == {"requests": []}
    assert firebase.provider_requests() == []


@pytest.mark.parametrize(("method", "status"), [("GET", 501), ("PUT", 501)])
def test_only_posts_are_taken(firebase: LocalFirebase, method: str, status: int) -> None:
    assert request(method, firebase.provider_url + "/v1")[0] == status
    assert firebase.provider_requests() == []


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ("provider_limited", 429, b'{"error": "too many requests"}'),
        ("provider_fails", 503, b'{"error": "unavailable"}'),
        ("provider_malformed", 200, b'<html>{"id": '),
    ],
)
def test_a_provider_that_misbehaves_says_so_and_keeps_the_request(
    firebase: LocalFirebase, fault: str, status: int, body: bytes
) -> None:
    firebase.faults(**{fault: 1})

    assert tell(firebase) == (status, body)
    (kept,) = firebase.provider_requests()
    assert kept["answered"] == {"status": status, "body": body.decode()}
    assert firebase.strikes()[0]["fault"] == fault
    firebase.faults()
    assert tell(firebase)[0] == 200


def test_a_limited_caller_is_told_when_to_come_back(firebase: LocalFirebase) -> None:
    firebase.faults(provider_limited=1)

    assert request("POST", firebase.provider_url)[1]["Retry-After"] == "30"


def test_a_provider_that_hangs_has_taken_the_request_and_never_answers(firebase: LocalFirebase) -> None:
    firebase.faults(provider_hangs=1)

    assert tell(firebase) == (504, b"RemoteDisconnected")
    (kept,) = firebase.provider_requests()
    assert (kept["body"], kept["answered"]) == ('{"to": "somebody"}', None)


def test_a_slow_provider_has_taken_the_request_and_is_waited_for(firebase: LocalFirebase) -> None:
    firebase.faults(provider_slow=1)
    with ThreadPoolExecutor(1) as executor:
        call = executor.submit(request, "POST", firebase.provider_url, b"slowly")
        while not (kept := firebase.provider_requests()):
            pass
        under_way = firebase.status()["under_way"]
        had_answer = call.done()
        firebase.idle()
        assert call.result(timeout=60)[0] == 200

    assert (kept[0]["body"], kept[0]["answered"], had_answer) == ("slowly", None, False)
    assert under_way == {"request to the provider": 1}
    assert firebase.provider_requests()[0]["answered"]["status"] == 200
