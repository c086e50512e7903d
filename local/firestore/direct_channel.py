"""The hosted functions' way to the emulator: their calls pass the proxy's watchers in this process, without its port.

The way through the port would double what a function's call costs; the watchers see and refuse the same calls.
Streams in both directions, which functions hardly use, take the way through the port.
"""

from collections.abc import Callable, Sequence
from typing import Any

import grpc
import grpc.experimental

from local.firestore.watching import SERVICE, AnsweredHere, Call, Watcher, Watchers, call_of
from local.wire import attribution
from local.wire.ended_calls import AnsweredCall, RefusedCall
from local.wire.refusal import Refused
from local.wire.servers import CHANNEL_OPTIONS

# Answers come in the thread that asks for them; by default they change hands between three.
OPTIONS = [*CHANNEL_OPTIONS, (grpc.experimental.ChannelOptions.SingleThreadedUnaryStream, 1)]

_Bytes = Callable[[Any], bytes]
_Message = Callable[[bytes], Any]


class DirectChannel(grpc.Channel):  # type: ignore[misc]  # grpc has no types
    """A channel to the emulator whose calls the watchers see; `outer` is the channel to the proxy's port."""

    def __init__(self, inner: Any, outer: Any, watchers: Sequence[Watcher]) -> None:
        self._inner, self._outer = inner, outer
        self._watchers = Watchers(watchers)

    def unary_unary(
        self,
        method: str,
        request_serializer: _Bytes | None = None,
        response_deserializer: _Message | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        return _WatchedUnary(
            self._inner.unary_unary(method),
            self._outer.unary_unary(method, request_serializer, response_deserializer, *args, **kwargs),
            _Passage(method, request_serializer, response_deserializer, watchers=self._watchers),
        )

    def unary_stream(
        self,
        method: str,
        request_serializer: _Bytes | None = None,
        response_deserializer: _Message | None = None,
        *_args: Any,
        **_kwargs: Any,
    ) -> Any:
        return _WatchedUnaryStream(
            self._inner.unary_stream(method),
            _Passage(method, request_serializer, response_deserializer, watchers=self._watchers),
        )

    def stream_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._outer.stream_unary(method, *args, **kwargs)

    def stream_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._outer.stream_stream(method, *args, **kwargs)

    def subscribe(self, callback: Any, try_to_connect: bool = False) -> None:
        self._inner.subscribe(callback, try_to_connect=try_to_connect)

    def unsubscribe(self, callback: Any) -> None:
        self._inner.unsubscribe(callback)

    def close(self) -> None:
        self._inner.close()
        self._outer.close()

    def __enter__(self) -> "DirectChannel":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Passage:
    """One method's way past the watchers, from message to bytes and back."""

    def __init__(
        self, method: str, serialize: _Bytes | None, deserialize: _Message | None, *, watchers: Watchers
    ) -> None:
        self._method = method.removeprefix(SERVICE)
        self._serialize = serialize or bytes
        self._deserialize = deserialize or bytes
        self._watchers = watchers

    def open(self, request: Any, metadata: Any) -> tuple[Call, list[tuple[str, Any]]]:
        """The call and the metadata to send on."""
        pairs = list(metadata or ())
        call = call_of(self._method, pairs, self._serialize(request))
        return call, [(key, value) for key, value in pairs if key != attribution.HEADER]

    def start(self, call: Call) -> None:
        """Raises what a refused call raises, or AnsweredHere."""
        try:
            self._watchers.started(call)
        except Refused as refused:
            self.end(call, is_ok=False)
            raise RefusedCall(refused) from None

    def answer(self, call: Call, answer: bytes) -> Any:
        try:
            self._watchers.answered(call, answer)
        except Refused as refused:
            raise RefusedCall(refused) from None
        return self._deserialize(answer)

    def end(self, call: Call, *, is_ok: bool) -> None:
        self._watchers.ended(call, is_ok)


class _WatchedUnary(grpc.UnaryUnaryMultiCallable):  # type: ignore[misc]  # grpc has no types
    def __init__(self, inner: Any, outer: Any, passage: _Passage) -> None:
        self._inner, self._outer, self._passage = inner, outer, passage

    def __call__(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self.with_call(request, timeout, metadata, **kwargs)[0]

    def with_call(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        """The proxy books a call whose answer a watcher then refuses as one that was answered; so does this."""
        call, pairs = self._passage.open(request, metadata)
        self._passage.start(call)
        is_ok = False
        try:
            answer, details = self._inner.with_call(call.request, timeout=timeout, metadata=pairs, **kwargs)
            is_ok = True
            return self._passage.answer(call, answer), details
        except grpc.RpcError as error:
            if not is_ok:
                call.refused_with = error.code()
            raise
        finally:
            self._passage.end(call, is_ok=is_ok)

    def future(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._outer.future(request, timeout=timeout, metadata=metadata, **kwargs)


class _WatchedUnaryStream(grpc.UnaryStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    def __init__(self, inner: Any, passage: _Passage) -> None:
        self._inner, self._passage = inner, passage

    def __call__(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        call, pairs = self._passage.open(request, metadata)
        try:
            self._passage.start(call)
        except AnsweredHere as here:
            return _WatchedAnswers(AnsweredCall(here.answers), self._passage, call)
        answers = self._inner(call.request, timeout=timeout, metadata=pairs, **kwargs)
        return _WatchedAnswers(answers, self._passage, call)


class _WatchedAnswers:
    """A stream of answers. Whatever else is asked of it, the stream below answers."""

    def __init__(self, answers: Any, passage: _Passage, call: Call) -> None:
        self._answers, self._passage, self._call = answers, passage, call
        self._has_ended = False

    def __iter__(self) -> "_WatchedAnswers":
        return self

    def __next__(self) -> Any:
        try:
            answer = next(self._answers)
        except StopIteration:
            self._end(is_ok=True)
            raise
        except grpc.RpcError:
            self._end(is_ok=False)
            raise
        return self._passage.answer(self._call, answer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._answers, name)

    def cancel(self) -> Any:
        self._end(is_ok=False)
        return self._answers.cancel()

    def __del__(self) -> None:
        self._end(is_ok=False)

    def _end(self, *, is_ok: bool) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._passage.end(self._call, is_ok=is_ok)
