"""A service over gRPC: who asks for a meter after an answer finds the call in it, also after a refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import grpc
import pytest
from google.cloud.firestore_v1 import types

from local.firestore.proxy import Proxy
from local.firestore.watching import SERVICE, Call
from local.wire.refusal import Refused
from local.wire.servers import GrpcServers
from local.wire.unary_service import Method, UnaryService

TIMES = 300
Ask = Callable[[], object]


class EndedCalls:
    """A watcher that counts calls as they end."""

    def __init__(self) -> None:
        self.count = 0

    def started(self, call: Call) -> None: ...

    def asked(self, call: Call, message: bytes) -> None: ...

    def answered(self, call: Call, message: bytes) -> None: ...

    def ended(self, call: Call, is_ok: bool) -> None:
        self.count += 1


def refuse(request: Any) -> NoReturn:
    raise Refused(grpc.StatusCode.NOT_FOUND, "there is none")


def ignore(caller: str | None, request: Any, answer: Any) -> None: ...


@contextmanager
def served(*handlers: Any) -> Iterator[list[str]]:
    servers = GrpcServers()
    try:
        yield [
            f"127.0.0.1:{servers.serve(handler, '127.0.0.1', 0, what='this test')}" for handler in handlers
        ]
    finally:
        servers.stop()


@contextmanager
def asking(address: str) -> Iterator[Ask]:
    """Asks for a document and is refused."""
    with grpc.insecure_channel(address) as channel:
        get = channel.unary_unary(SERVICE + "GetDocument")

        def ask() -> None:
            with pytest.raises(grpc.RpcError, match="there is none"):
                get(b"", timeout=60)

        yield ask


def a_refusing_service(on_answered: Callable[[str | None, Any, Any], None]) -> UnaryService:
    name = SERVICE.strip("/")
    return UnaryService(name, {"GetDocument": Method(refuse, types.GetDocumentRequest)}, on_answered)


def test_refusal_is_counted_before_the_caller_has_it() -> None:
    answered: list[object] = []
    service = a_refusing_service(lambda caller, request, answer: answered.append(answer))
    with served(service) as [address], asking(address) as ask:
        for times in range(1, TIMES + 1):
            ask()
            assert answered == [None] * times


def test_proxys_watchers_know_of_a_refusal_before_the_caller_has_it() -> None:
    watcher = EndedCalls()
    with (
        served(a_refusing_service(ignore)) as [target],
        served(Proxy(target, [watcher])) as [address],
        asking(address) as ask,
    ):
        for times in range(1, TIMES + 1):
            ask()
            assert watcher.count == times
