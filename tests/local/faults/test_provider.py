"""The provider keeps what it is sent, and misbehaves as it is told to."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.client import LocalFirebase
from tests.local.requests_to import request


@pytest.fixture
def provider(firebase: LocalFirebase) -> LocalFirebase:
    """Emptied."""
    firebase.control("DELETE", "/provider/requests")
    return firebase


def tell(firebase: LocalFirebase, body: bytes = b'{"to": "somebody"}') -> tuple[int, bytes]:
    """What a function of the sample meets that posts to the provider: status and body."""
    status, _, answer = request("POST", firebase.functions_url("tells_provider") + "/v1/messages", body)
    return status, answer


def test_a_post_is_answered_with_an_id_of_its_own_and_kept(provider: LocalFirebase) -> None:
    first, second = tell(provider), tell(provider)

    assert (first[0], second[0]) == (200, 200)
    assert set(json.loads(first[1])) == {"id"}
    assert json.loads(first[1]) != json.loads(second[1])
    kept, _ = provider.provider_requests()
    assert (kept["method"], kept["path"], kept["body"]) == ("POST", "/v1/messages", '{"to": "somebody"}')
    assert kept["answered"] == {"status": 200, "body": first[1].decode()}
    assert kept["headers"]["Content-Type"] == "application/json"


def test_what_authorizes_is_not_kept(provider: LocalFirebase) -> None:
    headers = {"authorization": "Bearer secret", "X-Other": "other"}
    request("POST", provider.provider_url, b"", headers)

    (kept,) = provider.provider_requests()
    assert kept["headers"]["X-Other"] == "other"
    assert "secret" not in json.dumps(kept)


def test_an_emptied_provider_has_had_no_requests(provider: LocalFirebase) -> None:
    tell(provider)
    assert provider.control("DELETE", "/provider/requests") == {"requests": []}
    assert provider.provider_requests() == []


@pytest.mark.parametrize(("method", "status"), [("GET", 501), ("PUT", 501)])
def test_only_posts_are_taken(provider: LocalFirebase, method: str, status: int) -> None:
    assert request(method, provider.provider_url + "/v1")[0] == status
    assert provider.provider_requests() == []


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ("provider_limited", 429, b'{"error": "too many requests"}'),
        ("provider_fails", 503, b'{"error": "unavailable"}'),
        ("provider_malformed", 200, b'<html>{"id": '),
    ],
)
def test_a_provider_that_misbehaves_says_so_and_keeps_the_request(
    provider: LocalFirebase, fault: str, status: int, body: bytes
) -> None:
    provider.faults(**{fault: 1})

    assert tell(provider) == (status, body)
    (kept,) = provider.provider_requests()
    assert kept["answered"] == {"status": status, "body": body.decode()}
    assert provider.strikes()[0]["fault"] == fault
    provider.faults()
    assert tell(provider)[0] == 200


def test_a_limited_caller_is_told_when_to_come_back(provider: LocalFirebase) -> None:
    provider.faults(provider_limited=1)

    assert request("POST", provider.provider_url)[1]["Retry-After"] == "30"


def test_a_provider_that_hangs_has_taken_the_request_and_never_answers(provider: LocalFirebase) -> None:
    provider.faults(provider_hangs=1)

    assert tell(provider) == (504, b"RemoteDisconnected")
    (kept,) = provider.provider_requests()
    assert (kept["body"], kept["answered"]) == ('{"to": "somebody"}', None)


def test_a_slow_provider_has_taken_the_request_and_is_waited_for(provider: LocalFirebase) -> None:
    provider.faults(provider_slow=1)
    with ThreadPoolExecutor(1) as executor:
        call = executor.submit(request, "POST", provider.provider_url, b"slowly")
        while not (kept := provider.provider_requests()):
            pass
        under_way = provider.status()["under_way"]
        had_answer = call.done()
        provider.idle()
        assert call.result(timeout=10)[0] == 200

    assert (kept[0]["body"], kept[0]["answered"], had_answer) == ("slowly", None, False)
    assert under_way == {"request to the provider": 1}
    assert provider.provider_requests()[0]["answered"]["status"] == 200
