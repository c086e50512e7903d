"""A port whose connections are passed on, byte by byte, to the address that is chosen for each by its protocol.

HTTP/2, and so gRPC, begins with a preface; no request of HTTP/1.1 begins as that does.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable

log = logging.getLogger("local.wire.splice")

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_TELLING_BYTES = 4
_CHUNK_BYTES = 1 << 16
_WITHIN_S = 10.0

Address = tuple[str, int]


class Splice:
    """Takes the socket's connections, in an event loop and a thread of its own.

    `choose` is given whether a connection speaks HTTP/2.
    """

    def __init__(self, listener: socket.socket, choose: Callable[[bool], Address]) -> None:
        self._choose = choose
        self._connections: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="splice", daemon=True)
        self._thread.start()
        accepting = asyncio.start_server(self._connect, sock=listener, limit=_CHUNK_BYTES)
        self._server = asyncio.run_coroutine_threadsafe(accepting, self._loop).result(_WITHIN_S)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end_all(), self._loop).result(_WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def end_connections(self) -> None:
        """End those that are open; new ones are taken."""
        asyncio.run_coroutine_threadsafe(self._end_connections(), self._loop).result(_WITHIN_S)

    async def _end_all(self) -> None:
        self._server.close()
        await self._end_connections()

    async def _end_connections(self) -> None:
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self._connections.add(connection)
        try:
            await self._pass_both_ways(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError) as ended:
            log.debug("connection_ended error=%s", type(ended).__name__)
        finally:
            writer.close()
            self._connections.discard(connection)

    async def _pass_both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beginning = await reader.readexactly(_TELLING_BYTES)
        is_http2 = _PREFACE.startswith(beginning)
        if is_http2:  # the emulator takes a preface that comes in parts for HTTP/1.1
            beginning += await reader.readexactly(len(_PREFACE) - _TELLING_BYTES)
        host, port = self._choose(is_http2)
        inner_reader, inner_writer = await asyncio.open_connection(host, port, limit=_CHUNK_BYTES)
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
