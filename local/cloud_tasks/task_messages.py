"""Cloud Tasks' messages: which new tasks are valid, what is stored of them, and what a caller is shown.

Where a refusal's words are known from production they are production's. Sources: the reference of
google.cloud.tasks.v2, https://cloud.google.com/tasks/docs/quotas, and answers that others recorded from the service.
"""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import grpc
from google.cloud import tasks_v2

from local.wire.refusal import Refused

METHODS = {method.value: method.name for method in tasks_v2.HttpMethod if method.value}

_TASK_ID = re.compile(r"[A-Za-z0-9_-]{1,500}")
_TASK_NAME = re.compile(r"(projects/[^/]+/locations/[^/]+/queues/[^/]+)/tasks/(.*)", re.DOTALL)
_LARGEST_STORED_BYTES = (1 << 20) - 7
_FURTHEST_AHEAD = timedelta(hours=720)
_DEADLINES = (timedelta(seconds=15), timedelta(minutes=30))
_DEFAULT_DEADLINE = timedelta(minutes=10)
_WITH_BODY = (tasks_v2.HttpMethod.POST, tasks_v2.HttpMethod.PUT, tasks_v2.HttpMethod.PATCH)
_TOLD_IN = ZoneInfo("America/Los_Angeles")
# What the service makes of a worker's refusal; google.rpc.Code says for which HTTP status each code stands.
_CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    409: grpc.StatusCode.ABORTED,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    499: grpc.StatusCode.CANCELLED,
    500: grpc.StatusCode.INTERNAL,
    501: grpc.StatusCode.UNIMPLEMENTED,
    503: grpc.StatusCode.UNAVAILABLE,
    504: grpc.StatusCode.DEADLINE_EXCEEDED,
}


def make_stored(asked: Any, queue_name: str, now: datetime) -> Any:
    """The task as it is kept, with the service's defaults. Raises Refused for what Cloud Tasks refuses."""
    message = tasks_v2.Task.pb()()
    message.CopyFrom(asked)
    message.name = message.name or f"{queue_name}/tasks/{uuid.uuid4().int % 10**20:020}"
    _check_name(message.name, queue_name)
    _check_request(message)
    _check_times(message, now)
    due_at = instant(message.schedule_time) if message.HasField("schedule_time") else now
    message.schedule_time.FromDatetime(max(due_at, now))
    message.create_time.FromDatetime(now.replace(microsecond=0))
    request = message.http_request
    request.http_method = request.http_method or tasks_v2.HttpMethod.POST
    for name in [name for name in request.headers if name.lower() == "user-agent"]:
        del request.headers[name]
    request.headers["User-Agent"] = "Google-Cloud-Tasks"
    if not message.HasField("dispatch_deadline"):
        message.dispatch_deadline.FromTimedelta(_DEFAULT_DEADLINE)
    if message.ByteSize() > _LARGEST_STORED_BYTES:
        raise _invalid("Task size too large")
    return message


def shown(message: Any, view: int) -> Any:
    """What a caller sees of a task: without the body, unless all of it is asked for."""
    task = tasks_v2.Task.pb()()
    task.CopyFrom(message)
    if view != tasks_v2.Task.View.FULL:
        task.http_request.ClearField("body")
    task.view = view or tasks_v2.Task.View.BASIC
    return task


def note_dispatch(message: Any, now: datetime) -> None:
    """An attempt begins."""
    message.dispatch_count += 1
    if not message.HasField("first_attempt"):
        message.first_attempt.dispatch_time.FromDatetime(now)
    message.last_attempt.Clear()
    message.last_attempt.schedule_time.CopyFrom(message.schedule_time)
    message.last_attempt.dispatch_time.FromDatetime(now)


def note_outcome(message: Any, now: datetime, status: int | None) -> None:
    """Note how an attempt ended; a status of None means no answer. A success is not noted: its task is gone."""
    if status is None:
        code, said = grpc.StatusCode.DEADLINE_EXCEEDED, "no response"
    else:
        message.response_count += 1
        message.last_attempt.response_time.FromDatetime(now)
        code, said = _CODES.get(status, grpc.StatusCode.UNKNOWN), f"HTTP status code {status}"
    number = code.value[0]
    message.last_attempt.response_status.code = number
    message.last_attempt.response_status.message = f"{code.name}({number}): {said}"


def instant(timestamp: Any) -> datetime:
    at: datetime = timestamp.ToDatetime(tzinfo=UTC)
    return at


def _check_name(name: str, queue_name: str) -> None:
    match = _TASK_NAME.fullmatch(name)
    if match is None:
        form = "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>"
        raise _invalid(f'Task name must be formatted: "{form}"')
    if match.group(1) != queue_name:
        raise _invalid(
            f"The queue name from request ('{queue_name}') must be the same as "
            f"the queue name in the named task ('{match.group(1)}')."
        )
    if _TASK_ID.fullmatch(match.group(2)) is None:
        raise _invalid(
            f'Task ID "{match.group(2)}" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), '
            "or underscores (_). Task ID must between 1 and 500 characters."
        )


def _check_request(message: Any) -> None:
    kind = message.WhichOneof("message_type")
    if kind != "http_request":
        raise Refused(
            grpc.StatusCode.UNIMPLEMENTED, "local Firebase sends HTTP tasks alone: set http_request"
        )
    request = message.http_request
    if request.url and not request.url.startswith(("http://", "https://")):
        raise _invalid("HttpTarget.url must start with 'http://' or 'https://'.")
    if request.http_method not in (0, *METHODS):
        raise _invalid(f"HttpRequest.httpMethod {request.http_method} is not a method")
    if request.body and request.http_method not in (0, *_WITH_BODY):
        raise _invalid(f"a body is for POST, PUT and PATCH, not for {METHODS[request.http_method]}")


def _check_times(message: Any, now: datetime) -> None:
    try:
        due_at = instant(message.schedule_time) if message.HasField("schedule_time") else now
        deadline = message.dispatch_deadline.ToTimedelta()
    except (ValueError, OverflowError):
        raise _invalid("Task.scheduleTime or Task.dispatchDeadline is out of range.") from None
    shortest, longest = _DEADLINES
    if message.HasField("dispatch_deadline") and not shortest <= deadline <= longest:
        raise _invalid("Task.dispatchDeadline must be between [15s, 30m].")
    if due_at > now + _FURTHEST_AHEAD:
        at = due_at.astimezone(_TOLD_IN).isoformat(timespec="seconds")
        raise _invalid(
            f"The Task.scheduleTime, {at}, is too far in the future. "
            "Schedule time must be no more than 720h in the future."
        )


def _invalid(details: str) -> Refused:
    return Refused(grpc.StatusCode.INVALID_ARGUMENT, details)
