"""The gRPC proxy before the Firestore emulator: every method goes through as bytes, and watchers look on.

A watcher sees what a call asks and what it is answered, and may refuse it. Messages are parsed by those who need to.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import grpc
import grpc.aio

from local.wire import attribution
from local.wire.refusal import Refused
from local.wire.servers import CHANNEL_OPTIONS

log = logging.getLogger("local.firestore.proxy")

_Answer = TypeVar("_Answer")

SERVICE = "/google.firestore.v1.Firestore/"
_ANSWERED_BY_STREAM = {"BatchGetDocuments", "RunQuery", "RunAggregationQuery", "ExecutePipeline"}
_STREAMS_BOTH_WAYS = {"Listen", "Write"}
_NOT_FORWARDED = {attribution.HEADER, "user-agent", "te", "content-type", "grpc-accept-encoding"}


class AnsweredHere(Exception):
    """A watcher answers a request of a stream in the emulator's stead; the stream goes on."""

    def __init__(self, answers: Sequence[bytes]) -> None:
        super().__init__()
        self.answers = answers


@dataclass(eq=False)
class Call:
    """One call on its way. `request` is its first message, `caller` the function it comes from; None is a client.

    `refused_with` is what the emulator refused a call of one answer with.
    """

    method: str
    caller: str | None
    request: bytes = b""
    refused_with: grpc.StatusCode | None = None
    notes: dict[Any, Any] = field(default_factory=dict)


class Watcher(Protocol):
    """Sees calls go by. A watcher keeps what it must remember of a call in the call's notes, under itself."""

    def started(self, call: Call) -> None:
        """A call begins; its first request is known, unless both sides stream. May raise Refused."""

    def asked(self, call: Call, message: bytes) -> None:
        """A request of a stream goes to the emulator. May raise AnsweredHere: it does not."""

    def answered(self, call: Call, message: bytes) -> None:
        """An answer goes back to the caller. May raise Refused: it is done, and the caller never learns."""

    def ended(self, call: Call, is_ok: bool) -> None:
        """Nothing more comes."""


class Proxy(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """Forwards the Firestore service to the emulator at `target`."""

    def __init__(self, target: str, watchers: Sequence[Watcher]) -> None:
        self._target = target
        self._watchers = tuple(watchers)
        self._channel: Any = None
        self._methods: dict[str, Any] = {}

    def service(self, details: Any) -> Any:
        if not details.method.startswith(SERVICE):
            return None
        method = details.method.removeprefix(SERVICE)
        return self._make_handler(method, attribution.find_caller(details.invocation_metadata))

    def _make_handler(self, method: str, caller: str | None) -> Any:
        if method in _STREAMS_BOTH_WAYS:

            async def stream(requests: AsyncIterator[bytes], context: Any) -> None:
                await _or_abort(context, self._stream_both_ways(Call(method, caller), requests, context))

            return grpc.stream_stream_rpc_method_handler(stream)
        if method in _ANSWERED_BY_STREAM:

            async def answer_stream(request: bytes, context: Any) -> None:
                await _or_abort(context, self._answer_stream(Call(method, caller, request), context))

            return grpc.unary_stream_rpc_method_handler(answer_stream)

        async def answer(request: bytes, context: Any) -> bytes:
            return await _or_abort(context, self._answer(Call(method, caller, request), context))

        return grpc.unary_unary_rpc_method_handler(answer)

    async def _answer(self, call: Call, context: Any) -> bytes:
        is_ok = False
        try:
            self._started(call)
            answer: bytes = await self._method(call.method, "unary_unary")(
                call.request, metadata=_metadata(context)
            )
            is_ok = True
            self._answered(call, answer)
            return answer
        except grpc.aio.AioRpcError as error:
            call.refused_with = error.code()
            raise
        finally:
            self._ended(call, is_ok)

    async def _answer_stream(self, call: Call, context: Any) -> None:
        is_ok = False
        try:
            self._started(call)
            answers = self._method(call.method, "unary_stream")(call.request, metadata=_metadata(context))
            async for answer in answers:
                self._answered(call, answer)
                await context.write(answer)
            is_ok = True
        finally:
            self._ended(call, is_ok)

    async def _stream_both_ways(self, call: Call, requests: AsyncIterator[bytes], context: Any) -> None:
        is_ok = False
        sending: asyncio.Task[None] | None = None
        writing = asyncio.Lock()

        async def send_back(answer: bytes) -> None:
            # Answers come from the emulator and from watchers; a stream takes one at a time.
            async with writing:
                await context.write(answer)

        try:
            self._started(call)
            stream = self._method(call.method, "stream_stream")(metadata=_metadata(context))
            sending = asyncio.create_task(self._send_on(call, requests, stream, send_back))
            async for answer in stream:
                self._answered(call, answer)
                await send_back(answer)
            is_ok = True
        finally:
            if sending is not None:
                sending.cancel()
            self._ended(call, is_ok)

    async def _send_on(
        self,
        call: Call,
        requests: AsyncIterator[bytes],
        stream: Any,
        send_back: Callable[[bytes], Awaitable[None]],
    ) -> None:
        async for message in requests:
            try:
                for watcher in self._watchers:
                    watcher.asked(call, message)
            except AnsweredHere as here:
                for answer in here.answers:
                    await send_back(answer)
            else:
                await stream.write(message)
        await stream.done_writing()

    def _method(self, method: str, kind: str) -> Any:
        """The emulator's end of a method, made on first use: the channel belongs to the loop that serves."""
        if method not in self._methods:
            if self._channel is None:
                self._channel = grpc.aio.insecure_channel(self._target, options=CHANNEL_OPTIONS)
            self._methods[method] = getattr(self._channel, kind)(SERVICE + method)
        return self._methods[method]

    def _started(self, call: Call) -> None:
        for watcher in self._watchers:
            watcher.started(call)

    def _answered(self, call: Call, message: bytes) -> None:
        for watcher in self._watchers:
            watcher.answered(call, message)

    def _ended(self, call: Call, is_ok: bool) -> None:
        for watcher in self._watchers:
            watcher.ended(call, is_ok)


def _metadata(context: Any) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in context.invocation_metadata() if key not in _NOT_FORWARDED]


async def _or_abort(context: Any, answering: Awaitable[_Answer]) -> _Answer:
    """The answer, or the refusal as the call's end: the caller has it once every watcher knows that the call ended."""
    try:
        return await answering
    except Refused as refused:
        await context.abort(refused.code, refused.details)
        raise
    except grpc.aio.AioRpcError as error:
        await context.abort(error.code(), error.details() or "", error.trailing_metadata() or ())
        raise
