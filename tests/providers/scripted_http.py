"""A provider over real HTTP that answers by a script, and the ways in which any provider may have a bad day."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import Any
from urllib.parse import parse_qs

import pytest

from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.content import Content, Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers import http_client as calls
from functions.providers.contract import Provider
from tests.builders import PHONE

TEXT = "Your table is ready"
SECRET_VALUE = "s3cret-v4lue"


@dataclass(frozen=True)
class Said:
    status: int = 200
    content: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


class Cut:
    """The request is read, and the connection ends."""


class Mute:
    """The request is read, and nothing is said before the test is over."""


Answer = Said | Cut | Mute


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The form's fields, each of which may stand there once."""
        fields = parse_qs(self.body.decode(), keep_blank_values=True, strict_parsing=True)
        return {name: value for name, (value,) in fields.items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class ScriptedServer:
    url: str
    requests: list[Request] = field(default_factory=list)
    answers: SimpleQueue[Answer] = field(default_factory=SimpleQueue)
    is_over: threading.Event = field(default_factory=threading.Event)

    def says(self, *answers: Answer) -> None:
        for answer in answers:
            self.answers.put(answer)


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    """A server on a free port; the client that senders share is new, and closed with it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            script.requests.append(Request(self.command, self.path, headers, body))
            answer = script.answers.get_nowait()
            if isinstance(answer, Mute):
                script.is_over.wait()
            if not isinstance(answer, Said):
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script = ScriptedServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    calls._client.cache_clear()
    thread.start()
    try:
        yield script
    finally:
        script.is_over.set()
        calls._client().close()
        calls._client.cache_clear()
        server.shutdown()
        thread.join()
        server.server_close()


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{held.getsockname()[1]}"


def an_outgoing(channel: Channel, content: Content | None = None, **changes: Any) -> Outgoing:
    fields: dict[str, Any] = {
        "org_id": "kopi",
        "message_id": "1:welcome:c1",
        "channel": channel,
        "purpose": "marketing",
        "business": "Kopi",
        "to": PHONE,
        "content": content or Content(TEXT),
    }
    return Outgoing(**fields | changes)


def outcome(provider: Provider, outgoing: Outgoing) -> tuple[Any, ...]:
    """What came of a send, as values. What is raised tells nobody's phone, text or secret."""
    try:
        sent = provider.send(outgoing)
    except RegularsError as error:
        return _values(error)
    assert isinstance(sent, Sent)
    return ("sent", sent.provider, sent.provider_message_id, sent.body)


def _values(error: RegularsError) -> tuple[Any, ...]:
    assert not any(private in str(error) for private in (PHONE, PHONE[1:], TEXT, SECRET_VALUE))
    if isinstance(error, ProviderAway):
        if error.is_down:
            return ("down", error.reason)
        seconds = error.retry_after.total_seconds() if error.retry_after is not None else None
        return ("away", error.reason, seconds)
    if isinstance(error, ProviderRefused):
        return ("refused", error.reason, error.advice)
    if isinstance(error, Misconfigured):
        return ("misconfigured", error.reason)
    assert isinstance(error, ProviderSilent)
    return ("silent",)


# Whatever a provider's own codes are, these mean the same of all.
BAD_DAYS = [
    pytest.param(
        Said(429, {}, {"Retry-After": "17"}), ("away", "rate_limited:429", 17.0), id="rate-limited-17-s"
    ),
    pytest.param(Said(429), ("away", "rate_limited:429", None), id="rate-limited"),
    pytest.param(
        Said(429, {}, {"Retry-After": "soon"}), ("away", "rate_limited:429", None), id="retry-after-no-time"
    ),
    # nothing says that the provider itself answers
    pytest.param(Said(500), ("silent",), id="500-without-a-code"),
    pytest.param(Said(502, b"<html>"), ("silent",), id="502-html"),
    pytest.param(Said(503, b"<html>", {"Retry-After": "60"}), ("silent",), id="503-html"),
    pytest.param(Said(504), ("silent",), id="504-may-have-been-taken"),
    pytest.param(Said(401), ("down", "credentials_refused:401"), id="401"),
    pytest.param(Said(403), ("down", "credentials_refused:403"), id="403"),
    pytest.param(Said(400), ("refused", "http_400", "fallback"), id="400-without-a-code"),
    pytest.param(Said(402), ("down", "account_payment:402"), id="402"),
    pytest.param(Said(408), ("silent",), id="408-may-have-been-taken"),
    pytest.param(Said(302, b"", {"Location": "/"}), ("down", "http_302"), id="no-redirect"),
    pytest.param(Said(200, b""), ("silent",), id="200-empty"),
    pytest.param(Said(201, b"<html>"), ("silent",), id="201-html"),
    pytest.param(Said(200, []), ("silent",), id="200-a-list"),
    pytest.param(Said(200, {"sid": 7, "messageId": 7, "id": 7}), ("silent",), id="200-id-of-another-type"),
    pytest.param(Said(200, {"sid": "", "messageId": "", "id": ""}), ("silent",), id="200-id-empty"),
    pytest.param(Cut(), ("silent",), id="cut-after-the-request"),
]
