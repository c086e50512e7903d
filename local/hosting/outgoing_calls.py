"""The calls that functions make to the outside: each carries its function's name, and may be the function's last.

Every gRPC channel that hosted code opens is one of ours. Streams in both directions, which functions hardly use, are
named and not counted.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import grpc

from local.faults.faults import Crash, Faults, FunctionCrashed
from local.firestore.request_names import written_names
from local.wire import attribution
from local.wire.attribution import Invocation
from local.wire.ended_calls import RefusedCall
from local.wire.refusal import Refused

_COMMIT = "/google.firestore.v1.Firestore/Commit"

# Opens a channel to an address, with options beside those that hosted code has asked for.
Open = Callable[[str, Sequence[tuple[str, Any]]], Any]
# Given the channel to an address and a way to open one to another address, the channel to use.
Route = Callable[[Any, Open], Any]


def watch_calls(faults: Faults, routes: Mapping[str, Route]) -> None:
    """From now on, in this process: channels name their calls, threads and executors inherit the name.

    `routes` are addresses that are reached another way; a route makes the channel when one is opened.
    """
    open_channel = grpc.insecure_channel

    def open_watched_channel(target: str, options: Any = None, compression: Any = None) -> _Channel:
        def open_with(address: str, more_options: Sequence[tuple[str, Any]] = ()) -> Any:
            return open_channel(address, [*(options or ()), *more_options], compression)

        route = routes.get(target, _as_it_is)
        return _Channel(route(open_with(target), open_with), faults)

    grpc.insecure_channel = open_watched_channel
    attribution.inherit()


def _as_it_is(channel: Any, open_other: Open) -> Any:
    return channel


def _with_name(metadata: Any) -> Any:
    invocation = attribution.current()
    if invocation is None:
        return metadata
    return (*(metadata or ()), (attribution.HEADER, invocation.function))


def _is_there(answer: Any) -> None:
    """A plain call returns with its answer."""


def _wait_for_result(answer: Any) -> None:
    answer.result()


def _read_to_the_end(answers: Any) -> None:
    for _ in answers:
        pass


class _Channel(grpc.Channel):  # type: ignore[misc]  # grpc has no types
    """A channel whose calls carry the running function's name, and are counted as its."""

    def __init__(self, channel: Any, faults: Faults) -> None:
        self._channel = channel
        self._faults = faults

    def unary_unary(self, method: str, request_serializer: Any = None, *args: Any, **kwargs: Any) -> "_Unary":
        call = self._channel.unary_unary(method, request_serializer, *args, **kwargs)
        return _Unary(call, _Counter(self._faults, method, request_serializer or bytes))

    def unary_stream(
        self, method: str, request_serializer: Any = None, *args: Any, **kwargs: Any
    ) -> "_UnaryStream":
        call = self._channel.unary_stream(method, request_serializer, *args, **kwargs)
        return _UnaryStream(call, _Counter(self._faults, method, request_serializer or bytes))

    def stream_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._channel.stream_unary(method, *args, **kwargs)

    def stream_stream(self, method: str, *args: Any, **kwargs: Any) -> "_StreamStream":
        return _StreamStream(self._channel.stream_stream(method, *args, **kwargs))

    def subscribe(self, callback: Any, try_to_connect: bool = False) -> None:
        self._channel.subscribe(callback, try_to_connect=try_to_connect)

    def unsubscribe(self, callback: Any) -> None:
        self._channel.unsubscribe(callback)

    def close(self) -> None:
        self._channel.close()

    def __enter__(self) -> "_Channel":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Counter:
    """Counts one method's calls, and lets a function die of the one that is to be its last."""

    def __init__(self, faults: Faults, method: str, serialize: Callable[[Any], bytes]) -> None:
        self._faults = faults
        self._method = method
        self._serialize = serialize

    def make(self, request: Any, call: Callable[[], Any], wait: Callable[[Any], object]) -> Any:
        """Make a call; `wait` waits until all of its answer is there. An error is an answer too."""
        invocation = attribution.current()
        if invocation is None:
            return call()
        if invocation.has_crashed:
            _die(f"{invocation.function} has crashed and makes no further call")
        crash = self._faults.count_call(invocation.function, self._method)
        if crash is Crash.BEFORE:
            self._crash(invocation, "before")
        try:
            answer = call()
            if crash is Crash.AFTER:
                wait(answer)
        except grpc.RpcError:
            if crash is not Crash.AFTER:
                raise
        if crash is Crash.AFTER or self._crashes_after_commit(invocation, request):
            self._crash(invocation, "after")
        return answer

    def _crashes_after_commit(self, invocation: Invocation, request: Any) -> bool:
        if self._method != _COMMIT or not self._faults.may_strike("crash_after_commit"):
            return False
        names = sorted(written_names("Commit", self._serialize(request)))
        return self._faults.strike("crash_after_commit", invocation.function, *names) is not None

    def _crash(self, invocation: Invocation, when: str) -> NoReturn:
        invocation.has_crashed = True
        _die(f"{invocation.function} crashed {when} {self._method}, as asked")


def _die(reason: str) -> NoReturn:
    """End the function. In a client's plain thread, which others wait for, fail as a call does instead."""
    if attribution.is_alone():
        raise RefusedCall(Refused(grpc.StatusCode.FAILED_PRECONDITION, reason))
    raise FunctionCrashed(reason)


class _Counted:
    """What the kinds of calls that are counted have in common."""

    def __init__(self, call: Any, counter: _Counter) -> None:
        self._call = call
        self._counter = counter

    def _make(
        self, call: Any, wait: Callable[[Any], object], request: Any, *, metadata: Any, **kwargs: Any
    ) -> Any:
        return self._counter.make(
            request, lambda: call(request, metadata=_with_name(metadata), **kwargs), wait
        )


class _Unary(_Counted, grpc.UnaryUnaryMultiCallable):  # type: ignore[misc]  # grpc has no types
    def __call__(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._make(self._call, _is_there, request, timeout=timeout, metadata=metadata, **kwargs)

    def with_call(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._make(
            self._call.with_call, _is_there, request, timeout=timeout, metadata=metadata, **kwargs
        )

    def future(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._make(
            self._call.future, _wait_for_result, request, timeout=timeout, metadata=metadata, **kwargs
        )


class _UnaryStream(_Counted, grpc.UnaryStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    def __call__(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._make(self._call, _read_to_the_end, request, timeout=timeout, metadata=metadata, **kwargs)


class _StreamStream(grpc.StreamStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    def __init__(self, call: Any) -> None:
        self._call = call

    def __call__(self, requests: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._call(requests, timeout=timeout, metadata=_with_name(metadata), **kwargs)
