"""What a queue's function answers: Cloud Tasks tries again on anything but success."""

import logging
from typing import Any

import flask
import pytest

from functions.domain.kernel.errors import NotFound, StoreAway, UnknownOrg
from functions.queues.tasks import answer_task
from tests.builders import PHONE

Answers = Any


@pytest.fixture
def taken() -> list[Any]:
    return []


@pytest.fixture
def answer(taken: list[Any]) -> Answers:
    app = flask.Flask("tasks")

    def of(work: Any = taken.append, **request: Any) -> tuple[dict[str, Any], int]:
        with app.test_request_context("/", **({"method": "POST"} | request)):
            return answer_task(flask.request, work)

    return of


@pytest.mark.parametrize("payload", [{"org": "kopi"}, {}, None, "text", [1]])
def test_a_task_is_done_with_its_payload(answer: Answers, taken: list[Any], payload: Any) -> None:
    assert answer(json={"data": payload}) == ({"result": None}, 200)
    assert taken == [payload]


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {"payload": 1}},
        {"json": ["data"]},
        {"json": "data"},
        {"data": b"{", "content_type": "application/json"},
        {"data": b"", "content_type": "application/json"},
        {"data": b'{"data": 1}', "content_type": "text/plain"},
        {"method": "GET", "json": {"data": 1}},
    ],
)
def test_what_is_no_task_is_refused_and_does_nothing(
    answer: Answers, taken: list[Any], request_: dict[str, Any]
) -> None:
    body, status = answer(**request_)
    assert (body["error"]["status"], status) == ("INVALID_ARGUMENT", 400)
    assert taken == []


@pytest.mark.parametrize("error", [StoreAway("away"), ZeroDivisionError(PHONE)])
def test_a_task_that_fails_comes_again_and_the_log_says_where_and_not_with_what(
    answer: Answers, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def fail(_: Any) -> None:
        raise error

    with caplog.at_level(logging.ERROR):
        body, status = answer(fail, json={"data": {"phone": PHONE}})
    assert (body["error"]["status"], status) == ("INTERNAL", 500)
    (line,) = caplog.messages
    assert line.startswith("task_failed trace=")
    assert line.endswith(type(error).__name__)
    assert PHONE not in line


@pytest.mark.parametrize("error", [UnknownOrg("kopi"), NotFound("trial")])
def test_a_task_about_what_is_gone_is_done_and_does_not_come_again_for_a_day(
    answer: Answers, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def fail(_: Any) -> None:
        raise error

    assert answer(fail, json={"data": {"org": "kopi"}}) == ({"result": None}, 200)
    assert [line.partition("=")[0] for line in caplog.messages] == ["task_about_nothing error"]
