"""The gRPC proxy before the Firestore emulator: every method goes through as bytes, and watchers look on."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

import grpc
import grpc.aio

from local.firestore.watching import SERVICE, AnsweredHere, Call, Watcher, Watchers, call_of
from local.wire import attribution
from local.wire.refusal import Refused
from local.wire.servers import CHANNEL_OPTIONS

_Answer = TypeVar("_Answer")

_ANSWERED_BY_STREAM = {"BatchGetDocuments", "RunQuery", "RunAggregationQuery", "ExecutePipeline"}
_STREAMS_BOTH_WAYS = {"Listen", "Write"}
_NOT_FORWARDED = {attribution.HEADER, "user-agent", "te", "content-type", "grpc-accept-encoding"}


class Proxy(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """Forwards the Firestore service to the emulator at `target`."""

    def __init__(self, target: str, watchers: Sequence[Watcher]) -> None:
        self._target = target
        self._watchers = Watchers(watchers)
        self._channel: Any = None
        self._methods: dict[str, Any] = {}

    def service(self, details: Any) -> Any:
        if not details.method.startswith(SERVICE):
            return None
        method = details.method.removeprefix(SERVICE)
        return self._make_handler(method, details.invocation_metadata)

    def _make_handler(self, method: str, metadata: Iterable[tuple[str, Any]]) -> Any:
        if method in _STREAMS_BOTH_WAYS:

            async def stream(requests: AsyncIterator[bytes], context: Any) -> None:
                await _or_abort(context, self._stream_both_ways(call_of(method, metadata), requests, context))

            return grpc.stream_stream_rpc_method_handler(stream)
        if method in _ANSWERED_BY_STREAM:

            async def answer_stream(request: bytes, context: Any) -> None:
                await _or_abort(context, self._answer_stream(call_of(method, metadata, request), context))

            return grpc.unary_stream_rpc_method_handler(answer_stream)

        async def answer(request: bytes, context: Any) -> bytes:
            return await _or_abort(context, self._answer(call_of(method, metadata, request), context))

        return grpc.unary_unary_rpc_method_handler(answer)

    async def _answer(self, call: Call, context: Any) -> bytes:
        is_ok = False
        try:
            self._watchers.started(call)
            answer: bytes = await self._method(call.method, "unary_unary")(
                call.request, metadata=_metadata(context)
            )
            is_ok = True
            self._watchers.answered(call, answer)
            return answer
        except grpc.aio.AioRpcError as error:
            call.refused_with = error.code()
            raise
        finally:
            self._watchers.ended(call, is_ok)

    async def _answer_stream(self, call: Call, context: Any) -> None:
        is_ok = False
        try:
            async for answer in self._answers_to(call, context):
                self._watchers.answered(call, answer)
                await context.write(answer)
            is_ok = True
        finally:
            self._watchers.ended(call, is_ok)

    def _answers_to(self, call: Call, context: Any) -> AsyncIterable[bytes]:
        """The emulator's answers, or those of a watcher."""
        try:
            self._watchers.started(call)
        except AnsweredHere as here:
            return _each(here.answers)
        answers: AsyncIterable[bytes] = self._method(call.method, "unary_stream")(
            call.request, metadata=_metadata(context)
        )
        return answers

    async def _stream_both_ways(self, call: Call, requests: AsyncIterator[bytes], context: Any) -> None:
        is_ok = False
        sending: asyncio.Task[None] | None = None
        writing = asyncio.Lock()

        async def send_back(answer: bytes) -> None:
            # Answers come from the emulator and from watchers; a stream takes one at a time.
            async with writing:
                await context.write(answer)

        try:
            self._watchers.started(call)
            stream = self._method(call.method, "stream_stream")(metadata=_metadata(context))
            sending = asyncio.create_task(self._send_on(call, requests, stream, send_back=send_back))
            async for answer in stream:
                self._watchers.answered(call, answer)
                await send_back(answer)
            is_ok = True
        finally:
            if sending is not None:
                sending.cancel()
            self._watchers.ended(call, is_ok)

    async def _send_on(
        self,
        call: Call,
        requests: AsyncIterator[bytes],
        stream: Any,
        *,
        send_back: Callable[[bytes], Awaitable[None]],
    ) -> None:
        async for message in requests:
            try:
                self._watchers.asked(call, message)
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


async def _each(answers: Sequence[bytes]) -> AsyncIterator[bytes]:
    for answer in answers:
        yield answer


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
