"""Which function a call to the outside comes from.

An invocation follows its function into threads that it starts and into executors that it hands work to. A thread that
serves several functions without either (a client's own background thread) stays with the one that started it.
"""

import contextvars
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

HEADER = "x-local-function"


@dataclass(eq=False)
class Invocation:
    """One call of a function. Once it has crashed, nothing of it reaches the outside any more."""

    function: str
    has_crashed: bool = False


_running: ContextVar[Invocation | None] = ContextVar("running", default=None)
_is_alone: ContextVar[bool] = ContextVar("is_alone", default=False)


@contextmanager
def running(function: str) -> Iterator[Invocation]:
    """Calls made inside count as this function's."""
    invocation = Invocation(function)
    token = _running.set(invocation)
    try:
        yield invocation
    finally:
        _running.reset(token)
        invocation.has_crashed = False  # what a thread of a shared client does later is for others


def find_caller(metadata: Iterable[tuple[str, Any]]) -> str | None:
    """The function that a call's metadata names; None is a client."""
    return next((value for key, value in metadata if key == HEADER), None)


def current() -> Invocation | None:
    """Whose call is made here; None outside functions."""
    return _running.get()


def is_alone() -> bool:
    """Whether this is a function's plain thread, in which an exception reaches no caller."""
    return _is_alone.get()


def inherit() -> None:
    """From now on, in this process: threads, and what executors run, belong to whom they were started by."""
    _inherit_in_threads()
    _inherit_in_executors()


def _inherit_in_threads() -> None:
    start = threading.Thread.start

    def start_with_name(self: threading.Thread) -> None:
        if _running.get() is not None:
            self.run = _in_this_context(self.run, is_alone=True)  # type: ignore[method-assign]  # for this one thread
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


def _in_this_context(call: Callable[..., Any], *, is_alone: bool = False) -> Callable[..., Any]:
    context = contextvars.copy_context()
    context.run(_is_alone.set, is_alone or _is_alone.get())

    def call_in_context(*args: Any, **kwargs: Any) -> Any:
        return context.run(call, *args, **kwargs)

    return call_in_context
