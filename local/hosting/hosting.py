"""The project's functions, all in this process, called as Firebase calls them.

The source's main.py is loaded once. A function that raises or dies answers 500 with its traceback in the log and takes
nothing else down. Module globals are shared between functions here, which they are not in production.
"""

import importlib.util
import logging
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import flask
import functions_framework
from firebase_functions.private import serving

from local.billing.counters import Counters
from local.clock.activity import Activity
from local.faults.faults import FunctionCrashed
from local.hosting.manifests import Function, read_function
from local.wire import attribution

log = logging.getLogger("local.hosting.hosting")

_SIGNATURES = {True: "cloudevent", False: "http"}


class SourceError(Exception):
    """The source cannot be loaded."""


@dataclass(frozen=True)
class Answer:
    """What a function answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def load_functions(source: Path) -> list[Function]:
    """Every function that the source's main.py names. The process moves to the source's folder, as Firebase's does."""
    if not (source / "main.py").is_file():
        raise SourceError(f"{source} has no main.py")
    os.environ.pop("FUNCTION_TARGET", None)
    os.chdir(source)
    importlib.invalidate_caches()
    try:
        entries = serving.get_functions()
        return [read_function(name, entry) for name, entry in sorted(entries.items())]
    except (Exception, SystemExit) as error:
        log.exception("source_broken path=%s", source / "main.py")
        raise SourceError(f"{source / 'main.py'} does not load: {type(error).__name__}: {error}") from error


class Hosting:
    """Calls functions by name."""

    def __init__(self, functions: Iterable[Function], activity: Activity, counters: Counters) -> None:
        self.functions = {function.name: function for function in functions}
        self._counters = counters
        self._activity = activity
        self._apps = {name: _make_app(function) for name, function in self.functions.items()}

    def call(
        self,
        name: str,
        *,
        path: str = "/",
        query: str = "",
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Call the function in this process, without a socket. Never raises; a function that fails answers 500."""
        environ = _make_environ(path, query, method, body=body)
        for header, value in (headers or {}).items():
            environ[_environ_key(header)] = value
        return self.serve(name, environ)

    def serve(self, name: str, environ: dict[str, Any]) -> Answer:
        """Answer one WSGI request whose PATH_INFO is the path after the function's name."""
        self._counters.add(name, invocations=1)
        with self._activity.during(f"call of {name}"), attribution.running(name) as invocation:
            try:
                answer = _run(self._apps[name], environ)
                if invocation.has_crashed:
                    raise FunctionCrashed(f"{name} crashed in a thread of its own, as asked")
            except BaseException as error:  # a function that dies, also by SystemExit, dies alone
                log.error("function_died function=%s error=%s: %s", name, type(error).__name__, error)
                return Answer(500, [("Content-Type", "text/plain")], b"the function died")
            log.info("function_answered function=%s status=%d", name, answer.status)
            return answer


def _make_app(function: Function) -> flask.Flask:
    """A Flask application as functions_framework makes one to serve this function alone."""
    app = flask.Flask(function.name)
    app.register_error_handler(500, functions_framework.crash_handler)
    functions_framework._configure_app(app, function.entry, _SIGNATURES[function.takes_events])
    return app


def _run(app: flask.Flask, environ: dict[str, Any]) -> Answer:
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        started[:] = [int(status.split(" ", 1)[0]), headers]
        return lambda _: None

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    return Answer(started[0], started[1], body)


def _environ_key(header: str) -> str:
    key = header.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _make_environ(path: str, query: str, method: str, *, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
