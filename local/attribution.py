"""Which function a call to Firestore comes from.

Every gRPC channel that hosted code opens puts the running function's name on its calls, as metadata.
The name follows the function into threads that it starts and into executors that it hands work to. A thread that serves
several functions without either (a client's own background thread) keeps the name of the function that started it.
"""

import contextvars
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import grpc

from local.faults import Faults, FunctionCrashed

HEADER = "x-local-function"

# Given the channel to an address and a way to open one to another address, the channel to use.
Door = Callable[[Any, Callable[[str], Any]], Any]

_running: ContextVar[str | None] = ContextVar("running", default=None)


@contextmanager
def running(function: str) -> Iterator[None]:
    """Calls made inside count as this function's."""
    token = _running.set(function)
    try:
        yield
    finally:
        _running.reset(token)


def find_caller(metadata: Iterable[tuple[str, Any]]) -> str | None:
    """The function that a call's metadata names; None is a client."""
    return next((value for key, value in metadata if key == HEADER), None)


def name_calls(faults: Faults, doors: Mapping[str, Door]) -> None:
    """From now on, in this process: channels name their calls, threads and executors inherit the name.

    `doors` are addresses that are reached another way: it is asked for the channel when one is opened.
    """
    open_channel = grpc.insecure_channel

    def open_naming_channel(target: str, *args: Any, **kwargs: Any) -> _NamingChannel:
        door = doors.get(target, _as_it_is)
        channel = door(
            open_channel(target, *args, **kwargs), lambda other: open_channel(other, *args, **kwargs)
        )
        return _NamingChannel(channel, faults)

    grpc.insecure_channel = open_naming_channel
    _inherit_in_threads()
    _inherit_in_executors()


def _as_it_is(channel: Any, open_other: Callable[[str], Any]) -> Any:
    return channel


def _inherit_in_threads() -> None:
    start = threading.Thread.start

    def start_with_name(self: threading.Thread) -> None:
        if _running.get() is not None:
            self.run = _in_this_context(self.run)  # type: ignore[method-assign]  # for this one thread
        start(self)

    threading.Thread.start = start_with_name  # type: ignore[method-assign]  # for the whole process


def _inherit_in_executors() -> None:
    submit = ThreadPoolExecutor.submit

    def submit_with_name(
        self: ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Future[Any]:
        if _running.get() is not None:
            fn = _in_this_context(fn)
        return submit(self, fn, *args, **kwargs)

    ThreadPoolExecutor.submit = submit_with_name  # type: ignore[assignment, method-assign]  # for the whole process


def _in_this_context(call: Callable[..., Any]) -> Callable[..., Any]:
    context = contextvars.copy_context()

    def call_in_context(*args: Any, **kwargs: Any) -> Any:
        return context.run(call, *args, **kwargs)

    return call_in_context


def _with_name(metadata: Any) -> Any:
    function = _running.get()
    return metadata if function is None else (*(metadata or ()), (HEADER, function))


class _NamingChannel(grpc.Channel):  # type: ignore[misc]  # grpc has no types
    """A channel whose calls carry the running function's name."""

    def __init__(self, channel: Any, faults: Faults) -> None:
        self._channel = channel
        self._faults = faults

    def unary_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        crashes = method.endswith("/Commit")
        return _NamingUnary(
            self._channel.unary_unary(method, *args, **kwargs), self._faults if crashes else None
        )

    def unary_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return _NamingUnaryStream(self._channel.unary_stream(method, *args, **kwargs))

    def stream_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._channel.stream_unary(method, *args, **kwargs)

    def stream_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return _NamingStreamStream(self._channel.stream_stream(method, *args, **kwargs))

    def subscribe(self, callback: Any, try_to_connect: bool = False) -> None:
        self._channel.subscribe(callback, try_to_connect=try_to_connect)

    def unsubscribe(self, callback: Any) -> None:
        self._channel.unsubscribe(callback)

    def close(self) -> None:
        self._channel.close()

    def __enter__(self) -> "_NamingChannel":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _NamingUnary(grpc.UnaryUnaryMultiCallable):  # type: ignore[misc]  # grpc has no types
    def __init__(self, call: Any, faults: Faults | None) -> None:
        self._call = call
        self._faults = faults

    def __call__(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        answer = self._call(request, timeout=timeout, metadata=_with_name(metadata), **kwargs)
        self._crash_here()
        return answer

    def with_call(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        answer = self._call.with_call(request, timeout=timeout, metadata=_with_name(metadata), **kwargs)
        self._crash_here()
        return answer

    def future(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._call.future(request, timeout=timeout, metadata=_with_name(metadata), **kwargs)

    def _crash_here(self) -> None:
        """The commit has been applied and answered; a function that is to crash gets no further."""
        if (
            self._faults is not None
            and _running.get() is not None
            and self._faults.strikes("crash_after_commit")
        ):
            raise FunctionCrashed(f"{_running.get()} crashed after a commit, as asked")


class _NamingUnaryStream(grpc.UnaryStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    def __init__(self, call: Any) -> None:
        self._call = call

    def __call__(self, request: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._call(request, timeout=timeout, metadata=_with_name(metadata), **kwargs)


class _NamingStreamStream(grpc.StreamStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    def __init__(self, call: Any) -> None:
        self._call = call

    def __call__(self, requests: Any, timeout: Any = None, metadata: Any = None, **kwargs: Any) -> Any:
        return self._call(requests, timeout=timeout, metadata=_with_name(metadata), **kwargs)
