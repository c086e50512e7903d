"""Cloud Tasks over HTTP and JSON, as production has it and as Firebase's own emulator has it for firebase-admin.

Production's paths begin with /v2. Without that, the emulator's convention holds: the answer to a new task is wrapped,
and the name in it begins with a slash, which firebase-admin takes off.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import grpc
from google.cloud import tasks_v2
from google.protobuf import json_format

from local.billing.counters import Counters
from local.billing.service_costs import task_cost
from local.cloud_tasks.service import CloudTasks
from local.wire.refusal import Refused
from local.wire.unary_service import Method

_PATH = re.compile(
    r"/(?P<version>v2/)?"
    r"(?P<resource>projects/[^/]+/locations/[^/:]+/queues(/[^/:]+(/tasks(/[^/:]+)?)?)?)"
    r"(:(?P<verb>[A-Za-z]+))?"
)
_KINDS = {5: "queues", 6: "queue", 7: "tasks", 8: "task"}
# What a request means: its HTTP method, what its path names, its verb.
_RPCS = {
    ("GET", "queues", None): "ListQueues",
    ("GET", "queue", None): "GetQueue",
    ("POST", "queue", "pause"): "PauseQueue",
    ("POST", "queue", "resume"): "ResumeQueue",
    ("POST", "queue", "purge"): "PurgeQueue",
    ("GET", "tasks", None): "ListTasks",
    ("POST", "tasks", None): "CreateTask",
    ("GET", "task", None): "GetTask",
    ("DELETE", "task", None): "DeleteTask",
    ("POST", "task", "run"): "RunTask",
}
_STATUSES = {
    grpc.StatusCode.INVALID_ARGUMENT: "400 Bad Request",
    grpc.StatusCode.NOT_FOUND: "404 Not Found",
    grpc.StatusCode.ALREADY_EXISTS: "409 Conflict",
    grpc.StatusCode.UNIMPLEMENTED: "501 Not Implemented",
}
_ENUMS_AS_NUMBERS = "enum-encoding=int"
_OF_ANY_REQUEST = {"alt", "key", "fields", "prettyPrint", "quotaUser", "access_token", "uploadType"}


@dataclass(frozen=True)
class _Asked:
    """A request, parsed."""

    rpc: str
    resource: str
    parameters: dict[str, Any]
    body: bytes
    is_production: bool
    has_numeric_enums: bool


class TasksRest:
    """A WSGI application before the service."""

    def __init__(self, tasks: CloudTasks, counters: Counters) -> None:
        self._tasks, self._counters = tasks, counters

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            status, reply = "200 OK", self._answer(_read(environ))
        except Refused as refused:
            status, reply = _STATUSES[refused.code], _describe(refused)
        body = json.dumps(reply).encode()
        headers = [("Content-Type", "application/json; charset=UTF-8"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    def _answer(self, asked: _Asked) -> dict[str, Any]:
        method = self._tasks.methods[asked.rpc]
        message = self._call(method, _parse(asked, method.request))
        reply: dict[str, Any] = json_format.MessageToDict(
            message, use_integers_for_enums=asked.has_numeric_enums
        )
        if asked.rpc == "CreateTask" and not asked.is_production:
            return {"task": reply | {"name": f"/{reply['name']}"}}
        return reply

    def _call(self, method: Method, request: Any) -> Any:
        """What the service answers, booked as a client's: REST does not say which function calls."""
        answer = None
        try:
            answer = method.act(request)
            return answer
        finally:
            self._counters.add(None, **task_cost(request, answer))


def _read(environ: dict[str, Any]) -> _Asked:
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    match = _PATH.fullmatch(path)
    if match is None:
        raise Refused(grpc.StatusCode.NOT_FOUND, f"Cloud Tasks has no {path}")
    kind = _KINDS[len(match["resource"].split("/"))]
    rpc = _RPCS.get((method, kind, match["verb"]))
    if rpc is None:
        raise Refused(grpc.StatusCode.UNIMPLEMENTED, f"local Firebase does not play {method} {path}")
    query = environ.get("QUERY_STRING", "")
    parameters = {name: value for name, value in parse_qsl(query) if name.lstrip("$") not in _OF_ANY_REQUEST}
    return _Asked(
        rpc=rpc,
        resource=match["resource"].rpartition("/")[0] if kind in ("queues", "tasks") else match["resource"],
        parameters=parameters,
        body=environ["wsgi.input"].read(),
        is_production=match["version"] is not None,
        has_numeric_enums=_ENUMS_AS_NUMBERS in query,
    )


def _parse(asked: _Asked, request_type: Any) -> Any:
    """The request as the service takes it."""
    request = request_type.pb()()
    try:
        content = json.loads(asked.body or b"{}")
        if not isinstance(content, dict):
            raise ValueError("not an object")
        wanted = asked.parameters | content
        json_format.ParseDict(wanted, request, ignore_unknown_fields=not asked.is_production)
    except (ValueError, json_format.ParseError) as error:
        details = f"Invalid JSON payload received. {error}"
        raise Refused(grpc.StatusCode.INVALID_ARGUMENT, details) from error
    if "parent" in request.DESCRIPTOR.fields_by_name:
        request.parent = asked.resource
    else:
        request.name = asked.resource
    if asked.rpc == "CreateTask" and not asked.is_production:
        request.task.name = request.task.name.removeprefix("/")
        request.response_view = tasks_v2.Task.View.FULL
    return request


def _describe(refused: Refused) -> dict[str, Any]:
    """As google.rpc.Status is written in JSON."""
    code = int(_STATUSES[refused.code].split(" ", 1)[0])
    return {"error": {"code": code, "message": refused.details, "status": refused.code.name}}
