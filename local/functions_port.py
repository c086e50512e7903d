"""The functions' port: HTTP functions for the world, and the emulator's events."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from local.events.document_events import DocumentEvents
from local.hosting.hosting import Answer, Hosting

_EVENT = re.compile(r"/functions/projects/[^/]+/triggers/([^/]+)")
_FUNCTION = re.compile(r"/([^/]+)/([^/]+)/([^/]+)(/.*)?", re.DOTALL)


class FunctionsPort:
    """A WSGI application for /PROJECT/REGION/NAME/... and for the path to which the emulator posts events."""

    def __init__(self, project: str, hosting: Hosting, events: DocumentEvents) -> None:
        self._project = project
        self._hosting = hosting
        self._events = events

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = self._answer(environ)
        start_response(f"{answer.status} {'OK' if answer.is_success else 'Answered'}", answer.headers)
        return [answer.body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        event = _EVENT.fullmatch(environ["PATH_INFO"])
        if event is not None:
            return self._take_event(event.group(1), environ)
        target = _FUNCTION.fullmatch(environ["PATH_INFO"])
        function = self._hosting.functions.get(target.group(3)) if target else None
        if target is None or function is None or target.group(1, 2) != (self._project, function.region):
            return _plain(404, "no function is here")
        environ["PATH_INFO"] = target.group(4) or "/"
        return self._hosting.serve(function.name, environ)

    def _take_event(self, key: str, environ: dict[str, Any]) -> Answer:
        headers = {_header(name): value for name, value in environ.items() if name.startswith("HTTP_CE_")}
        body = environ["wsgi.input"].read()
        try:
            is_ours = self._events.take(key, headers, body)
        except (KeyError, ValueError) as error:
            return _plain(400, f"not an event: {error}")
        return _plain(200, "OK") if is_ours else _plain(404, "no trigger has this key")


def _header(environ_name: str) -> str:
    return environ_name.removeprefix("HTTP_").lower().replace("_", "-")


def _plain(status: int, text: str) -> Answer:
    return Answer(
        status, [("Content-Type", "text/plain"), ("Content-Length", str(len(text.encode())))], text.encode()
    )
