"""What goes over the wire to an order system, and what each of its answers means."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from functions.domain.orders.posting import NOT_SET_UP, PostResult
from functions.domain.orders.posts import OrderPost
from functions.http.incoming import is_signed
from functions.providers.http_client import parse_retry_after
from functions.providers.order_system import headers_of, post_order, send
from functions.providers.public_hosts import Target
from tests.builders import NOON, an_org
from tests.providers.scripted_http import Cut, Said, ScriptedServer, scripted_server

SECRET = "s3cret of the order system"
ORG = an_org(order_webhook={"url": "https://orders.example.com/in"}).model_copy(
    update={"order_secret": SecretStr(SECRET)}
)
POST = OrderPost(id="b2b:1", event="paid", body='{"order_id":"1"}', key="k" * 40)
DOC = Path(__file__).parents[2] / "docs/orders-out.md"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as script:
        yield script


def sent(server: ScriptedServer) -> PostResult:
    body = POST.body.encode()
    target = Target(f"{server.url}/in", "orders.example.com")
    return send(target, headers_of(ORG, POST, secret=SECRET.encode(), body=body, now=NOON), body)


@pytest.mark.item("S002-71")
def test_a_post_is_signed_as_the_orders_are_that_we_take_and_names_its_state(server: ScriptedServer) -> None:
    server.says(Said(201))
    assert sent(server) == PostResult("taken")
    (request,) = server.requests
    assert (request.method, request.path, request.body) == ("POST", "/in", POST.body.encode())
    assert is_signed(SECRET.encode(), request.body, request.headers["x-signature"])
    named = ("host", "content-type", "idempotency-key", "x-event", "x-organisation", "x-signature-time")
    assert {name: request.headers[name] for name in named} == {
        "host": "orders.example.com",
        "content-type": "application/json",
        "idempotency-key": POST.key,
        "x-event": "order.paid",
        "x-organisation": "kopi",
        "x-signature-time": str(int(NOON.timestamp())),
    }


@pytest.mark.item("S002-71")
def test_the_page_s_example_believes_our_posts_and_no_other(server: ScriptedServer) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    example: dict[str, Any] = {}
    exec(code, example)  # the page's own words
    server.says(Said(200))
    sent(server)
    (request,) = server.requests
    now = NOON.timestamp()
    believes = example["is_from_regulars"]
    assert believes(SECRET, request.headers, request.body, now)
    assert not believes("another", request.headers, request.body, now)
    assert not believes(SECRET, request.headers, request.body + b" ", now)
    assert not believes(SECRET, request.headers, request.body, now + 301)
    later = {**request.headers, "x-signature-time": str(int(now) + 600)}
    assert not believes(SECRET, later, request.body, now + 600)
    assert not believes(SECRET, {}, request.body, now)
    for strange in ("sha256=é", "🙂", "\udcff", "sha256=" + "0" * 64):
        assert not believes(SECRET, {**request.headers, "x-timed-signature": strange}, request.body, now)
        assert not believes(SECRET, {**request.headers, "x-signature-time": strange}, request.body, now)


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        *((Said(status), PostResult("taken")) for status in (200, 201, 202, 204)),
        *((Said(status), PostResult("refused", f"http_{status}")) for status in (400, 410, 413, 415, 422)),
        *((Said(status), PostResult("later", f"http_{status}")) for status in (401, 404, 409, 500, 503)),
        (Said(302, headers={"Location": "http://169.254.169.254/"}), PostResult("later", "http_302")),
        (Said(429, headers={"Retry-After": "60"}), PostResult("later", "http_429", timedelta(minutes=1))),
        (Cut(), PostResult("later", "RemoteProtocolError")),
    ],
)
def test_each_answer_has_its_meaning_and_none_leads_elsewhere(
    server: ScriptedServer, answer: Any, result: PostResult
) -> None:
    server.says(answer)
    assert sent(server) == result
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("0", timedelta(0)),
        *((huge, timedelta(hours=1)) for huge in ("86400", "9" * 15, "9" * 40, "9" * 5_000)),
        ("Fri, 24 Jan 2020 10:00:00 GMT", timedelta(0)),
        ("Fri, 24 Jan 2200 10:00:00 GMT", timedelta(hours=1)),
        ("Fri, 24 Jan 2200 10:00:00 +2359", timedelta(hours=1)),
        *((junk, None) for junk in ("-5", "1.5", "1e3", "soon", "²", "٣", ",", "nan", "inf", "a" * 9_000)),
        *((junk, None) for junk in ("Fri, 99 Jan 2025 10:00:00 GMT", "Fri, 24 Jan 999999 10:00:00 GMT")),
        ("Mon, 01 Jan 0001 00:00:00 +9999", None),
    ],
    ids=lambda each: str(each)[:20],
)
def test_a_strange_retry_after_puts_a_post_off_for_an_hour_at_the_most(
    server: ScriptedServer, said: str, wait: timedelta | None
) -> None:
    assert parse_retry_after(said) == wait
    if said.isascii():
        server.says(Said(503, headers={"Retry-After": said}))
        assert sent(server) == PostResult("later", "http_503", wait)


def test_an_order_system_inside_our_network_is_not_called() -> None:
    result = post_order(ORG, POST, NOON, resolve=lambda host, port: ["169.254.169.254"])
    assert result == PostResult("later", "private_address")
    assert post_order(an_org(), POST, NOON) == PostResult("later", NOT_SET_UP)
