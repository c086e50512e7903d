"""A provider's server on this machine: it keeps what it was asked, and answers, holds its answer back, or hangs up."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal


@dataclass(frozen=True)
class Asked:
    """A request as it came in. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Says:
    """An answer. `body` is written as JSON, unless it is bytes."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def bytes(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


# hang_up: the request is read and the connection closed. hold: it is read, and nothing comes until the test is over.
Does = Says | Literal["hang_up", "hold"]


@dataclass
class ProviderStub:
    """`acts` says what it does with a request; `asked` is what came in, in order, and `presence` what only shows that a
    message was read or that somebody is typing.
    """

    url: str
    acts: Callable[[Asked], Does]
    asked: list[Asked] = field(default_factory=list)
    presence: list[Asked] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def provider_stub(acts: Callable[[Asked], Does]) -> Iterator[ProviderStub]:
    """A server that lives as long as the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    stub = ProviderStub(f"http://127.0.0.1:{server.server_address[1]}", acts)
    server.RequestHandlerClass = _handler(stub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        stub.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _shows_presence(asked: Asked) -> bool:
    """WAHA's calls have paths of their own; Meta's is a message with a status."""
    is_waha_s = asked.path.rpartition("/")[2] in ("sendSeen", "startTyping", "stopTyping")
    return is_waha_s or (asked.path.endswith("/messages") and b'"status"' in asked.body)


def _handler(stub: ProviderStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body)
            (stub.presence if _shows_presence(asked) else stub.asked).append(asked)
            does = stub.acts(asked)
            if does == "hold":
                stub.is_over.wait()
            if not isinstance(does, Says):
                with suppress(OSError):  # the client may be gone
                    self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(does.status)
            for name, value in {"Content-Type": "application/json", **does.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(does.bytes)))
            self.end_headers()
            self.wfile.write(does.bytes)

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: a request's line may name a phone."""

    return Handler
