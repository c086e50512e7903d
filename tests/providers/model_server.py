"""A server that answers as OpenAI does, and as Gemini's OpenAI-compatible endpoint does, by a script."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "k3y-of-the-model"
ANSWER: Mapping[str, Any] = {
    "text": "Hotelnya dekat, kak. Ada yang bisa kami bantu lagi?",
    "action": "answer",
    "confidence": 0.9,
    "intent": "hotel",
    "language": "id",
}


@dataclass(frozen=True)
class Reply:
    """An HTTP answer, `after` so many seconds."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0


@dataclass
class ModelServer:
    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    def says(self, *replies: Reply) -> None:
        self.replies += replies


def completion(message: Mapping[str, Any], finish: str | None = "stop", **changes: Any) -> Reply:
    """A chat completion as OpenAI writes it."""
    content = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1764000000,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", **message},
                "logprobs": None,
                "finish_reason": finish,
            }
        ],
        "usage": {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960},
        "system_fingerprint": "fp_1",
    }
    return Reply(body=json.dumps(content | changes).encode())


def calls(name: str, arguments: Any, finish: str = "tool_calls", **changes: Any) -> Reply:
    """A completion that calls a tool; a text as `arguments` goes out as it is."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    call = {"id": f"call_{name}", "type": "function", "function": {"name": name, "arguments": text}}
    return completion({"content": None, "tool_calls": [call]}, finish, **changes)


def answers(**changes: Any) -> Reply:
    """The answer by form, as a call of the tool that has it."""
    return calls("final_result", {**ANSWER, **changes})


def gemini(reply: Reply) -> Reply:
    """The same as Gemini's endpoint writes it: no fingerprint, no `logprobs`, `created` and `stop` where OpenAI has
    `tool_calls`, and a list around an error.
    """
    content = json.loads(reply.body)
    if reply.status != 200:
        return Reply(reply.status, json.dumps([content]).encode(), reply.headers, reply.after)
    content.pop("system_fingerprint", None)
    for choice in content["choices"]:
        choice.pop("logprobs", None)
        choice["finish_reason"] = (
            "stop" if choice["finish_reason"] == "tool_calls" else choice["finish_reason"]
        )
    return Reply(body=json.dumps(content | {"id": "", "model": "gemini-2.5-flash"}).encode())


def fails(status: int, code: str | None, kind: str = "error", **headers: str) -> Reply:
    """An error as OpenAI writes it."""
    error = {"message": "It went wrong", "type": kind, "param": None, "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps({"error": error}).encode(), named)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    is_over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            served.requests.append({"path": self.path, **json.loads(body)})
            served.headers.append({name.lower(): value for name, value in self.headers.items()})
            # The last one is given again.
            reply = served.replies.pop(0) if len(served.replies) > 1 else served.replies[0]
            ends_at = time.monotonic() + reply.after
            while time.monotonic() < ends_at and not is_over.wait(0.02):
                pass
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                self.close_connection = True  # who asked has gone

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()
