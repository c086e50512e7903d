"""The two kinds of server that everything is served by: gRPC in one event loop of its own, and HTTP in threads."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import grpc.aio
import waitress.server

CHANNEL_OPTIONS = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.so_reuseport", 0),
    ("grpc.max_metadata_size", 1 << 20),
    # It would ping with every call, to measure a bandwidth that one machine has plenty of.
    ("grpc.http2.bdp_probe", 0),
]

_Result = TypeVar("_Result")
_NEVER_IDLE_S = 2**31  # waitress measures idleness by the clock that we move


class PortTaken(Exception):
    """The port cannot be listened on."""


def bind(host: str, port: int, what: str) -> socket.socket:
    """A listening socket on the port, or on a free one for 0. Raises PortTaken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"port {port} on {host}, meant for {what}, cannot be used: {error.strerror}"
        ) from error
    return listener


def port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def serve_http(app: Callable[..., Any], listener: socket.socket, threads: int) -> Callable[[], None]:
    """Serve a WSGI application on the socket; answers how to stop."""
    server = waitress.server.create_server(
        app,
        sockets=[listener],
        threads=threads,
        channel_timeout=_NEVER_IDLE_S,
        connection_limit=1000,
        max_request_body_size=64 << 20,
        ident=None,
    )
    threading.Thread(target=server.run, name=f"http {port_of(listener)}", daemon=True).start()

    def stop() -> None:
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=0)
        server.close()

    return stop


class GrpcServers:
    """gRPC servers that share one thread and one event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._servers: list[Any] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="grpc", daemon=True)
        self._thread.start()

    def serve(self, handlers: Any, host: str, port: int, *, what: str) -> int:
        """Serve on the port, or on a free one for 0; answers the port. Raises PortTaken."""
        port = free_port(host, port, what)
        self._run(self._serve(handlers, f"{host}:{port}"))
        return port

    def stop(self) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(1)
        if not self._thread.is_alive():
            self._loop.close()

    def _run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, handlers: Any, address: str) -> None:
        server = grpc.aio.server(options=CHANNEL_OPTIONS)
        server.add_generic_rpc_handlers((handlers,))
        server.add_insecure_port(address)
        await server.start()
        self._servers.append(server)

    async def _stop(self) -> None:
        for server in self._servers:
            await server.stop(0)


def free_port(host: str, port: int, what: str) -> int:
    listener = bind(host, port, what)
    try:
        return port_of(listener)
    finally:
        listener.close()
