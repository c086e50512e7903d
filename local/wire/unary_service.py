"""A gRPC service whose calls have one request and one answer, served from plain functions."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import grpc

from local.wire import attribution
from local.wire.refusal import Refused


class Method(NamedTuple):
    """What a method does, protobuf to protobuf, and the proto-plus type of its request. `act` may raise Refused."""

    act: Callable[[Any], Any]
    request: Any


# Given the calling function (None for a client), the request and its answer; a refused call has no answer.
OnAnswered = Callable[[str | None, Any, Any], None]


class UnaryService(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """Serves the methods of the service of this name. `on_answered` is called before the caller has the answer."""

    def __init__(self, name: str, methods: Mapping[str, Method], on_answered: OnAnswered) -> None:
        self._methods = {f"/{name}/{method}": served for method, served in methods.items()}
        self._on_answered = on_answered

    def service(self, details: Any) -> Any:
        method = self._methods.get(details.method)
        if method is None:
            return None
        caller = attribution.find_caller(details.invocation_metadata)

        async def answer(request: Any, context: Any) -> Any:
            try:
                return self._answer(method, caller, request)
            except Refused as refused:
                await context.abort(refused.code, refused.details)

        return grpc.unary_unary_rpc_method_handler(
            answer, method.request.pb().FromString, lambda message: message.SerializeToString()
        )

    def _answer(self, method: Method, caller: str | None, request: Any) -> Any:
        answer = None
        try:
            answer = method.act(request)
            return answer
        finally:
            self._on_answered(caller, request, answer)
