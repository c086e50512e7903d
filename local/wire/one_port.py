"""gRPC and HTTP/1.1 on one port: each connection is looked at once and handed to the server that speaks its protocol.

Both servers listen on private ports.
"""

import socket
from collections.abc import Callable
from typing import Any

from local.wire import servers
from local.wire.splice import Splice

_LOOPBACK = "127.0.0.1"


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
    grpc_port = grpc_servers.serve(handlers, _LOOPBACK, 0, what=what)
    http_listener = servers.bind(_LOOPBACK, 0, what)
    stop_http = servers.serve_http(app, http_listener, threads)
    http_port = servers.port_of(http_listener)
    splice = Splice(listener, lambda is_http2: (_LOOPBACK, grpc_port if is_http2 else http_port))

    def stop() -> None:
        splice.stop()
        stop_http()

    return stop
