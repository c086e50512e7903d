"""A stand-in of FCM on a real socket: it answers each device as the test says, and keeps what it was sent."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, dict[str, str], bytes] | None
PROJECT = "kopi-app"


@dataclass
class FcmStub:
    """`reply` answers a token; None cuts the connection. `bodies` are the messages, as they came."""

    reply: Callable[[str], Reply]
    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    authorizations: set[str | None] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def tokens(self) -> list[str]:
        return [body["message"]["token"] for body in self.bodies]


def taken(token: str) -> Reply:
    return 200, {}, json.dumps({"name": f"projects/{PROJECT}/messages/{token}"}).encode()


def refused(
    status_code: int, code: str | None = None, *, headers: dict[str, str] | None = None, **said: Any
) -> Reply:
    """An error as FCM says it: the HTTP status, and its own code among the details."""
    details = list(said.pop("details", []))
    if code is not None:
        details.append({"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code})
    error = {"code": status_code, "message": "refused", "details": details} | said
    return status_code, headers or {}, json.dumps({"error": error}).encode()


@contextmanager
def fcm_stub(reply: Callable[[str], Reply]) -> Iterator[FcmStub]:
    stub = FcmStub(reply)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with stub.lock:
                stub.bodies.append(body)
                stub.paths.add(self.path)
                stub.authorizations.add(self.headers["Authorization"])
            answer = stub.reply(body["message"]["token"])
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            status, headers, content = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Tests are quiet."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 1024
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A connection that a test cut."""

    server = Server(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_address[1]}"
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
