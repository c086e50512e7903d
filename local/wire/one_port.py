"""gRPC and HTTP/1.1 on one port: each connection is looked at once and handed to the server that speaks its protocol.

Both servers listen on private ports. HTTP/2, and so gRPC, begins with `PRI `; no request of HTTP/1.1 does.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from typing import Any

from local.wire import servers

log = logging.getLogger("local.wire.one_port")

_LOOPBACK = "127.0.0.1"
_HTTP2_BEGINS = b"PRI "
_CHUNK_BYTES = 1 << 16
_WITHIN_S = 10.0


def serve(
    listener: socket.socket,
    *,
    grpc_servers: servers.GrpcServers,
    handlers: Any,
    app: Callable[..., Any],
    threads: int,
) -> Callable[[], None]:
    """Serve the gRPC handlers and the WSGI application on the socket; answers how to stop. Raises PortTaken."""
    what = f"one end of port {servers.port_of(listener)}"
    grpc_port = grpc_servers.serve(handlers, _LOOPBACK, 0, what)
    http_listener = servers.bind(_LOOPBACK, 0, what)
    stop_http = servers.serve_http(app, http_listener, threads)
    switchboard = _Switchboard(listener, grpc_port, servers.port_of(http_listener))

    def stop() -> None:
        switchboard.stop()
        stop_http()

    return stop


class _Switchboard:
    """Takes the connections, in an event loop and a thread of its own."""

    def __init__(self, listener: socket.socket, grpc_port: int, http_port: int) -> None:
        self._grpc_port = grpc_port
        self._http_port = http_port
        self._connections: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="one port", daemon=True)
        self._thread.start()
        accepting = asyncio.start_server(self._connect, sock=listener, limit=_CHUNK_BYTES)
        self._server = asyncio.run_coroutine_threadsafe(accepting, self._loop).result(_WITHIN_S)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end_all(), self._loop).result(_WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end_all(self) -> None:
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self._connections.add(connection)
        try:
            await self._splice(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError) as ended:
            log.debug("a connection ended: %s", type(ended).__name__)
        finally:
            writer.close()
            self._connections.discard(connection)

    async def _splice(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beginning = await reader.readexactly(len(_HTTP2_BEGINS))
        port = self._grpc_port if beginning == _HTTP2_BEGINS else self._http_port
        inner_reader, inner_writer = await asyncio.open_connection(_LOOPBACK, port, limit=_CHUNK_BYTES)
        try:
            inner_writer.write(beginning)
            await asyncio.gather(_pass_on(reader, inner_writer), _pass_on(inner_reader, writer))
        finally:
            inner_writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until the sender has no more to say; what it is answered may still be on its way."""
    while chunk := await reader.read(_CHUNK_BYTES):
        writer.write(chunk)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
