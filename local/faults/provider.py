"""A provider of messages to people, as functions reach it over HTTP: takes any POST, keeps it, answers with an id.

It misbehaves by the faults in force. A request that it hangs on is read and kept, and its connection is closed without
an answer: what a caller learns of it, which is nothing, is the same as after a time-out, and costs no time.
"""

import hashlib
import itertools
import json
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.clock.activity import Activity
from local.faults.faults import Faults

log = logging.getLogger("local.faults.provider")

_SLOW_S = (2.0, 5.0)  # real seconds: callers measure their time-outs by them
_RETRY_AFTER_S = "30"
_POLL_S = 0.1
_REQUESTS_KEPT = 10_000
_SECRET_HEADERS = {"authorization", "proxy-authorization"}
_GARBAGE = '<html>{"id": '


@dataclass(frozen=True)
class Answered:
    """The provider's answer."""

    status: int
    body: str


@dataclass(frozen=True)
class Received:
    """A request as it came. `answered` is None while the provider has not answered, and for one that it never does."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    answered: Answered | None = None


class Provider:
    """The requests that came, and the answers to them."""

    def __init__(self, faults: Faults, activity: Activity) -> None:
        self._faults = faults
        self._activity = activity
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._numbers = itertools.count(1)
        self._received: dict[int, Received] = {}
        self._ending = threading.Event()

    def requests(self) -> list[dict[str, Any]]:
        """What came since the last `forget`, oldest first; the latest ones where there are very many."""
        with self._lock:
            return [asdict(received) for received in self._received.values()]

    def forget(self) -> None:
        with self._lock:
            self._received.clear()

    def serve(self, listener: socket.socket) -> Callable[[], None]:
        """Serve on the socket, each connection in a thread; answers how to stop."""
        server = _Server(listener, self)
        threading.Thread(target=server.serve_forever, args=(_POLL_S,), name="provider", daemon=True).start()

        def stop() -> None:
            self._ending.set()
            server.shutdown()
            server.server_close()

        return stop

    def answer(self, received: Received) -> tuple[Answered, dict[str, str]] | None:
        """The answer to a request and its headers; None where the caller is to get none."""
        what = (received.path, hashlib.sha256(received.body.encode()).hexdigest()[:12])
        with self._activity.during("request to the provider"):
            number = self._keep(received)
            if slow := self._faults.strike("provider_slow", *what):
                self._ending.wait(slow.between(*_SLOW_S))
            if self._faults.strike("provider_hangs", *what):
                return None
            answered, headers = self._choose(what)
            self._complete(number, answered)
            return answered, headers

    def _choose(self, what: tuple[str, str]) -> tuple[Answered, dict[str, str]]:
        if self._faults.strike("provider_limited", *what):
            return Answered(429, '{"error": "too many requests"}'), {"Retry-After": _RETRY_AFTER_S}
        if self._faults.strike("provider_fails", *what):
            return Answered(503, '{"error": "unavailable"}'), {}
        if self._faults.strike("provider_malformed", *what):
            return Answered(200, _GARBAGE), {}
        return Answered(200, json.dumps({"id": f"provider-{next(self._ids)}"})), {}

    def _keep(self, received: Received) -> int:
        with self._lock:
            number = next(self._numbers)
            self._received[number] = received
            if len(self._received) > _REQUESTS_KEPT:
                del self._received[min(self._received)]
            return number

    def _complete(self, number: int, answered: Answered) -> None:
        """A request that has been forgotten meanwhile stays so."""
        with self._lock:
            if number in self._received:
                self._received[number] = replace(self._received[number], answered=answered)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, listener: socket.socket, provider: Provider) -> None:
        super().__init__(listener.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.provider = provider

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that has given up is not there to be answered."""
        log.info("provider_caller_gone")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        if "Transfer-Encoding" in self.headers:
            self.send_error(411)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _SECRET_HEADERS}
        answer = self.server.provider.answer(Received("POST", self.path, headers, body))
        if answer is None:
            self.close_connection = True
            return
        answered, more_headers = answer
        content = answered.body.encode()
        self.send_response(answered.status)
        for name, value in {"Content-Type": "application/json", **more_headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        log.info("provider_answered method=%s status=%s", self.command, code)

    def log_message(self, format: str, *args: Any) -> None:
        log.info("provider_request_broken reason=%s", format % args)
