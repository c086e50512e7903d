"""gRPC and HTTP come through one port to their own servers."""

import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import grpc
import pytest

from local.wire import one_port, servers
from tests.local.requests_to import request

LARGE = b"x" * (3 << 20)


class Echo(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """Answers what it is sent."""

    def service(self, details: Any) -> Any:
        async def answer(message: bytes, context: Any) -> bytes:
            return message

        return grpc.unary_unary_rpc_method_handler(answer)


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def port() -> Iterator[int]:
    grpc_servers = servers.GrpcServers()
    listener = servers.bind("127.0.0.1", 0, "both")
    stop = one_port.serve(listener, grpc_servers=grpc_servers, handlers=Echo(), app=echo, threads=2)
    yield servers.port_of(listener)
    stop()
    grpc_servers.stop()


def call(channel: Any, message: bytes) -> bytes:
    answer: bytes = channel.unary_unary("/any/Method")(message, timeout=30)
    return answer


@pytest.mark.parametrize("message", [b"small", LARGE])
def test_both_are_answered_on_one_port(port: int, message: bytes) -> None:
    limit = [("grpc.max_receive_message_length", -1)]
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=limit) as channel:
        assert call(channel, message) == message
        for method in ("POST", "PUT", "PATCH"):
            assert request(method, f"http://127.0.0.1:{port}/", message)[::2] == (200, message)
        assert call(channel, message) == message


def test_who_hangs_up_early_or_says_nothing_disturbs_nobody(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as silent:
        with socket.create_connection(("127.0.0.1", port)) as early:
            early.sendall(b"PR")
        with socket.create_connection(("127.0.0.1", port)) as short:
            short.sendall(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n12")
        assert request("POST", f"http://127.0.0.1:{port}/", b"go on")[::2] == (200, b"go on")
        silent.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert silent.recv(64).startswith(b"HTTP/1.1 200 OK")


def test_answer_comes_whole_to_a_caller_that_has_said_all(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        caller.sendall(b"POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\n12345")
        answer = b""
        while chunk := caller.recv(1 << 16):
            answer += chunk

    assert answer.endswith(b"\r\n\r\n12345")


def test_stopped_port_is_free_again() -> None:
    grpc_servers = servers.GrpcServers()
    listener = servers.bind("127.0.0.1", 0, "both")
    port = servers.port_of(listener)
    stop = one_port.serve(listener, grpc_servers=grpc_servers, handlers=Echo(), app=echo, threads=2)
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    assert call(channel, b"hello") == b"hello"
    stop()
    grpc_servers.stop()
    channel.close()

    servers.bind("127.0.0.1", port, "the next one").close()
