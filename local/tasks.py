"""Cloud Tasks over gRPC, for google-cloud-tasks: a queue for each task function, and on use for any other."""

import logging
import re
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import grpc
from google.cloud import tasks_v2

from local.activity import Activity
from local.agenda import Agenda
from local.clock import Clock
from local.counters import Counters
from local.hosting import Answer, Hosting
from local.manifests import TaskTrigger
from local.proxy import Refused
from local.queues import NameTaken, Queue, Task
from local.tolls import task_operations

log = logging.getLogger("local.tasks")

_SERVICE = "/google.cloud.tasks.v2.CloudTasks/"
_QUEUE_NAME = re.compile(r"projects/([^/]+)/locations/([^/]+)/queues/([A-Za-z0-9-_]+)")
_TASK_ID = re.compile(r"[A-Za-z0-9_-]{1,500}")
_LARGEST_TASK_BYTES = 1 << 20
_FURTHEST_AHEAD = timedelta(hours=720)
_PLAIN_LIMITS = TaskTrigger(100, 0, 0.1, 3600, 16, 1000, 500)
_METHODS = {method.value: method.name for method in tasks_v2.HttpMethod if method.value} | {0: "POST"}
_OUTSIDE_TIMEOUT_S = 30.0


class CloudTasks(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """The service, and the queues behind it."""

    def __init__(
        self,
        *,
        project: str,
        functions_address: str,
        hosting: Hosting,
        clock: Clock,
        agenda: Agenda,
        activity: Activity,
        workers: Executor,
        counters: Counters,
    ) -> None:
        self._hosting = hosting
        self._counters = counters
        self._functions_address = functions_address
        self._parts = {"clock": clock, "agenda": agenda, "activity": activity, "workers": workers}
        self._clock = clock
        self._lock = threading.Lock()
        self._queues: dict[str, Queue] = {}
        for function in hosting.functions.values():
            if isinstance(function.trigger, TaskTrigger):
                self._find_queue(f"projects/{project}/locations/{function.region}/queues/{function.name}")

    def dropped(self) -> list[dict[str, object]]:
        """Tasks that were given up, oldest first within each queue."""
        return [task for queue in self._queues.values() for task in queue.dropped]

    def service(self, details: Any) -> Any:
        method = self._methods().get(details.method.removeprefix(_SERVICE))
        if method is None:
            return None
        act, request_type = method

        async def answer(request: Any, context: Any) -> Any:
            try:
                return act(request)
            except Refused as refused:
                await context.abort(refused.code, refused.details)

        return grpc.unary_unary_rpc_method_handler(
            answer, request_type.pb().FromString, lambda message: message.SerializeToString()
        )

    def _methods(self) -> dict[str, tuple[Callable[[Any], Any], Any]]:
        return {
            "CreateTask": (self._create_task, tasks_v2.CreateTaskRequest),
            "GetTask": (lambda request: self._find_task(request.name)[1].message, tasks_v2.GetTaskRequest),
            "ListTasks": (self._list_tasks, tasks_v2.ListTasksRequest),
            "DeleteTask": (self._delete_task, tasks_v2.DeleteTaskRequest),
            "RunTask": (self._run_task, tasks_v2.RunTaskRequest),
            "GetQueue": (lambda request: _describe(self._get_queue(request.name)), tasks_v2.GetQueueRequest),
            "ListQueues": (self._list_queues, tasks_v2.ListQueuesRequest),
            "PauseQueue": (lambda request: self._change(request, Queue.pause), tasks_v2.PauseQueueRequest),
            "ResumeQueue": (lambda request: self._change(request, Queue.resume), tasks_v2.ResumeQueueRequest),
            "PurgeQueue": (lambda request: self._change(request, Queue.purge), tasks_v2.PurgeQueueRequest),
        }

    def _create_task(self, request: Any) -> Any:
        queue = self._get_queue(request.parent)
        now = self._clock.now()
        message = tasks_v2.Task.pb()()
        message.CopyFrom(request.task)
        message.name = message.name or f"{queue.name}/tasks/{uuid.uuid4().int % 10**20}"
        task_id = _check_task(message, queue, now)
        due_at = _instant(message.schedule_time) if message.HasField("schedule_time") else now
        message.create_time.FromDatetime(now)
        message.schedule_time.FromDatetime(max(due_at, now))
        message.http_request.http_method = message.http_request.http_method or tasks_v2.HttpMethod.POST
        try:
            queue.add(Task(task_id, message, due_at))
        except NameTaken:
            raise Refused(grpc.StatusCode.ALREADY_EXISTS, _name_taken(queue, task_id)) from None
        return message

    def _list_tasks(self, request: Any) -> Any:
        answer = tasks_v2.ListTasksResponse.pb()()
        answer.tasks.extend(task.message for task in list(self._get_queue(request.parent).tasks.values()))
        return answer

    def _delete_task(self, request: Any) -> Any:
        queue, task = self._find_task(request.name)
        queue.remove(task.id)
        return tasks_v2.GetTaskRequest.pb()()  # an empty message is the same bytes as google.protobuf.Empty

    def _run_task(self, request: Any) -> Any:
        queue, task = self._find_task(request.name)
        queue.run_now(task)
        return task.message

    def _list_queues(self, request: Any) -> Any:
        answer = tasks_v2.ListQueuesResponse.pb()()
        answer.queues.extend(
            _describe(q) for name, q in self._queues.items() if name.startswith(request.parent + "/")
        )
        return answer

    def _change(self, request: Any, change: Callable[[Queue], None]) -> Any:
        queue = self._get_queue(request.name)
        change(queue)
        return _describe(queue)

    def _find_task(self, name: str) -> tuple[Queue, Task]:
        queue_name, _, task_id = name.partition("/tasks/")
        queue = self._get_queue(queue_name)
        task = queue.tasks.get(task_id)
        if task is None:
            existed = queue.knew_recently(task_id)
            raise Refused(
                grpc.StatusCode.NOT_FOUND, "The task no longer exists." if existed else "Task does not exist."
            )
        return queue, task

    def _get_queue(self, name: str) -> Queue:
        if _QUEUE_NAME.fullmatch(name) is None:
            details = f'Invalid resource field value in the request: "{name}" is no queue\'s name.'
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, details)
        queue = self._find_queue(name)
        if queue is None:
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, "Queue does not exist.")
        return queue

    def _find_queue(self, name: str) -> Queue | None:
        """The queue, made now where a hosted function has its name."""
        with self._lock:
            if name not in self._queues:
                function = self._hosting.functions.get(name.rpartition("/")[2])
                if function is None:
                    return None
                limits = function.trigger if isinstance(function.trigger, TaskTrigger) else _PLAIN_LIMITS
                self._queues[name] = Queue(name=name, limits=limits, deliver=self._deliver, **self._parts)  # type: ignore[arg-type]  # a dict of parts
            return self._queues[name]

    def _deliver(self, queue: Queue, task: Task) -> Answer:
        """One attempt: in this process where the address is a function's, over HTTP otherwise."""
        self._counters.add(queue.short_name, task_operations=task_operations(task.message))
        request = task.message.http_request
        method = _METHODS[request.http_method]
        headers = dict(request.headers) | _task_headers(queue, task)
        headers.setdefault("Content-Type", "application/octet-stream")
        target = self._find_function(request.url, queue)
        if target is None:
            return _post_outside(request.url, method, headers, request.body)
        name, path, query = target
        return self._hosting.call(
            name, path=path, query=query, method=method, headers=headers, body=request.body
        )

    def _find_function(self, url: str, queue: Queue) -> tuple[str, str, str] | None:
        """Function, path and query that an address means; an empty one means the queue's own function."""
        if not url:
            return queue.short_name, "/", ""
        parts = urlsplit(url)
        if parts.netloc != self._functions_address:
            return None
        _, _, _, name, *rest = [*parts.path.split("/", 4), "", "", ""][:5]
        return (name, "/" + rest[0], parts.query) if name in self._hosting.functions else None


def _check_task(message: Any, queue: Queue, now: datetime) -> str:
    """The task's id. Refuses what Cloud Tasks refuses, in its words where they are known."""
    parent, _, task_id = message.name.partition("/tasks/")
    if parent != queue.name or _TASK_ID.fullmatch(task_id) is None:
        details = f'Task name must be formatted: "{queue.name}/tasks/<TASK_ID>", TASK_ID of letters, digits, _ and -.'
        raise Refused(grpc.StatusCode.INVALID_ARGUMENT, details)
    if message.ByteSize() > _LARGEST_TASK_BYTES:
        raise Refused(grpc.StatusCode.INVALID_ARGUMENT, "Task size too large")
    if message.HasField("schedule_time") and _instant(message.schedule_time) > now + _FURTHEST_AHEAD:
        at = _instant(message.schedule_time).isoformat()
        details = (
            f"The Task.scheduleTime, {at}, is too far in the future. "
            "Schedule time must be no more than 720h in the future."
        )
        raise Refused(grpc.StatusCode.INVALID_ARGUMENT, details)
    return str(task_id)


def _name_taken(queue: Queue, task_id: str) -> str:
    if task_id in queue.tasks:
        return "Requested entity already exists"
    return "The task cannot be created because a task with this name existed too recently."


def _task_headers(queue: Queue, task: Task) -> dict[str, str]:
    headers = {
        "User-Agent": "Google-Cloud-Tasks",
        "X-CloudTasks-QueueName": queue.short_name,
        "X-CloudTasks-TaskName": task.id,
        "X-CloudTasks-TaskRetryCount": str(task.attempts),
        "X-CloudTasks-TaskExecutionCount": str(task.attempts),
        "X-CloudTasks-TaskETA": f"{task.due_at.timestamp():.6f}",
    }
    if task.last_status is not None:
        headers["X-CloudTasks-TaskPreviousResponse"] = str(task.last_status)
    return headers


def _instant(timestamp: Any) -> datetime:
    instant: datetime = timestamp.ToDatetime(tzinfo=UTC)
    return instant


def _describe(queue: Queue) -> Any:
    message = tasks_v2.Queue.pb()()
    message.name = queue.name
    message.state = tasks_v2.Queue.State.PAUSED if queue.is_paused else tasks_v2.Queue.State.RUNNING
    message.rate_limits.max_dispatches_per_second = queue.limits.max_per_second
    message.rate_limits.max_concurrent_dispatches = queue.limits.max_concurrent
    message.retry_config.max_attempts = queue.limits.max_attempts
    message.retry_config.min_backoff.FromTimedelta(timedelta(seconds=queue.limits.min_backoff_s))
    message.retry_config.max_backoff.FromTimedelta(timedelta(seconds=queue.limits.max_backoff_s))
    message.retry_config.max_doublings = queue.limits.max_doublings
    return message


def _post_outside(url: str, method: str, headers: dict[str, str], body: bytes) -> Answer:
    request = urllib.request.Request(url, data=body or None, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=_OUTSIDE_TIMEOUT_S) as response:
            return Answer(response.status, [], response.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, [], b"")
    except OSError as error:
        log.warning("task's address does not answer: %s", type(error).__name__)
        return Answer(503, [], b"")
