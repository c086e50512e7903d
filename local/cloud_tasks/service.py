"""Cloud Tasks: a queue for each task function, and on use for any other hosted function.

Here is what each method does; it is reached over gRPC, by google-cloud-tasks, and over HTTP (rest.py).
"""

import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import grpc
from google.cloud import tasks_v2

from local.billing.counters import Counters
from local.clock.timeline import Timeline
from local.cloud_tasks import rates as task_limits
from local.cloud_tasks.attempts import Attempts
from local.cloud_tasks.queue import NameTaken, Queue, Task
from local.cloud_tasks.task_messages import instant, make_stored, shown
from local.hosting.hosting import Hosting
from local.hosting.manifests import TaskTrigger
from local.wire.refusal import Refused
from local.wire.unary_service import Method

log = logging.getLogger("local.cloud_tasks.service")

SERVICE = "google.cloud.tasks.v2.CloudTasks"
_QUEUE_NAME = re.compile(r"projects/[^/]+/locations/[^/]+/queues/([^/]+)")
_QUEUE_ID = re.compile(r"[A-Za-z0-9-]{1,100}")  # no underscore, which a function's name may have
_LARGEST_PAGE = 1000
_PLAIN_LIMITS = TaskTrigger(100, 0, 0.1, 3600, 16, 1000, 500)
_NO_QUEUE_ID = (
    'Queue ID "{}" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-). '
    "Queue ID must be between 1 and 100 characters."
)
_NO_QUEUE = (
    "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize."
)
_TASK_GONE = (
    "The task no longer exists, though a task with this name existed recently. "
    "The task either successfully completed or was deleted."
)


class CloudTasks:
    """The service's methods, and the queues behind them."""

    def __init__(
        self,
        *,
        project: str,
        functions_address: str,
        hosting: Hosting,
        timeline: Timeline,
        counters: Counters,
    ) -> None:
        self._project = project
        self._hosting = hosting
        self._attempts = Attempts(hosting, functions_address, counters)
        self._timeline = timeline
        self._lock = threading.Lock()
        self._queues: dict[str, Queue] = {}
        self.methods: Mapping[str, Method] = {
            "CreateTask": Method(self._create_task, tasks_v2.CreateTaskRequest),
            "GetTask": Method(self._get_task, tasks_v2.GetTaskRequest),
            "ListTasks": Method(self._list_tasks, tasks_v2.ListTasksRequest),
            "DeleteTask": Method(self._delete_task, tasks_v2.DeleteTaskRequest),
            "RunTask": Method(self._run_task, tasks_v2.RunTaskRequest),
            "GetQueue": Method(
                lambda request: _describe(self._get_queue(request.name)), tasks_v2.GetQueueRequest
            ),
            "ListQueues": Method(self._list_queues, tasks_v2.ListQueuesRequest),
            "PauseQueue": Method(partial(self._change, Queue.pause), tasks_v2.PauseQueueRequest),
            "ResumeQueue": Method(partial(self._change, Queue.resume), tasks_v2.ResumeQueueRequest),
            "PurgeQueue": Method(partial(self._change, Queue.purge), tasks_v2.PurgeQueueRequest),
        }
        self._make_queues()

    def reset(self) -> None:
        """Queues as they are at first: no tasks, no names taken, none paused."""
        for queue in self._queues.values():
            queue.purge()
        self._queues = {}
        self._make_queues()

    def dropped(self) -> list[dict[str, object]]:
        """Tasks that were given up, oldest first within each queue."""
        return [task for queue in self._queues.values() for task in queue.dropped]

    def _make_queues(self) -> None:
        for function in self._hosting.functions.values():
            if isinstance(function.trigger, TaskTrigger):
                if _QUEUE_ID.fullmatch(function.name) is None:
                    reason = _NO_QUEUE_ID.format(function.name)
                    log.error("queue_not_made function=%s reason=%s", function.name, reason)
                    continue
                location = f"projects/{self._project}/locations/{function.region}"
                self._find_queue(f"{location}/queues/{function.name}")

    def _create_task(self, request: Any) -> Any:
        queue = self._get_queue(request.parent)
        now = self._timeline.clock.now()
        message = make_stored(request.task, queue.name, now)
        task = Task(
            id=message.name.rpartition("/")[2],
            message=message,
            limits=task_limits.of_task(message, queue.limits),
            created_at=now,
            due_at=instant(message.schedule_time),
            deadline=message.dispatch_deadline.ToTimedelta(),
        )
        answer = shown(message, request.response_view)
        try:
            queue.add(task)
        except NameTaken:
            raise Refused(grpc.StatusCode.ALREADY_EXISTS, _name_taken(queue, task.id)) from None
        return answer

    def _get_task(self, request: Any) -> Any:
        return shown(self._find_task(request.name)[1].message, request.response_view)

    def _list_tasks(self, request: Any) -> Any:
        tasks = list(self._get_queue(request.parent).tasks.values())
        answer = tasks_v2.ListTasksResponse.pb()()
        page, answer.next_page_token = _page(tasks, request)
        answer.tasks.extend(shown(task.message, request.response_view) for task in page)
        return answer

    def _delete_task(self, request: Any) -> Any:
        queue, task = self._find_task(request.name)
        queue.remove(task.id)
        return tasks_v2.GetTaskRequest.pb()()  # an empty message is the same bytes as google.protobuf.Empty

    def _run_task(self, request: Any) -> Any:
        queue, task = self._find_task(request.name)
        queue.run_now(task)
        return shown(task.message, request.response_view)

    def _list_queues(self, request: Any) -> Any:
        queues = [queue for name, queue in self._queues.items() if name.startswith(request.parent + "/")]
        answer = tasks_v2.ListQueuesResponse.pb()()
        page, answer.next_page_token = _page(queues, request)
        answer.queues.extend(map(_describe, page))
        return answer

    def _change(self, change: Callable[[Queue], None], request: Any) -> Any:
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
                grpc.StatusCode.NOT_FOUND, _TASK_GONE if existed else "Requested entity was not found."
            )
        return queue, task

    def _get_queue(self, name: str) -> Queue:
        named = _QUEUE_NAME.fullmatch(name)
        if named is None:
            form = "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>"
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, f'Queue name must be formatted: "{form}".')
        if _QUEUE_ID.fullmatch(named[1]) is None:
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, _NO_QUEUE_ID.format(named[1]))
        queue = self._find_queue(name)
        if queue is None:
            raise Refused(grpc.StatusCode.NOT_FOUND, _NO_QUEUE)
        return queue

    def _find_queue(self, name: str) -> Queue | None:
        """The queue, made now where a hosted function has its name."""
        with self._lock:
            if name not in self._queues:
                function = self._hosting.functions.get(name.rpartition("/")[2])
                if function is None:
                    return None
                limits = function.trigger if isinstance(function.trigger, TaskTrigger) else _PLAIN_LIMITS
                self._queues[name] = Queue(
                    name=name,
                    limits=limits,
                    deliver=self._attempts.make,
                    timeline=self._timeline,
                )
            return self._queues[name]


def _page(items: Sequence[Any], request: Any) -> tuple[Sequence[Any], str]:
    """The page that a request asks for, and the token of the next one, empty where there is none."""
    token = request.page_token or "0"
    if not token.isdecimal():
        raise Refused(grpc.StatusCode.INVALID_ARGUMENT, "The page token is not one of this service's.")
    start = int(token)
    size = min(request.page_size or _LARGEST_PAGE, _LARGEST_PAGE)
    return items[start : start + size], str(start + size) if len(items) > start + size else ""


def _name_taken(queue: Queue, task_id: str) -> str:
    if task_id in queue.tasks:
        return "Requested entity already exists"
    return "The task cannot be created because a task with this name existed too recently."


def _describe(queue: Queue) -> Any:
    message = tasks_v2.Queue.pb()()
    message.name = queue.name
    message.state = tasks_v2.Queue.State.PAUSED if queue.is_paused else tasks_v2.Queue.State.RUNNING
    message.rate_limits.max_dispatches_per_second = queue.limits.max_per_second
    message.rate_limits.max_burst_size = int(queue.burst)
    message.rate_limits.max_concurrent_dispatches = queue.limits.max_concurrent
    message.retry_config.max_attempts = queue.limits.max_attempts
    message.retry_config.max_retry_duration.FromTimedelta(timedelta(seconds=queue.limits.max_retry_s))
    message.retry_config.min_backoff.FromTimedelta(timedelta(seconds=queue.limits.min_backoff_s))
    message.retry_config.max_backoff.FromTimedelta(timedelta(seconds=queue.limits.max_backoff_s))
    message.retry_config.max_doublings = queue.limits.max_doublings
    if queue.purged_at is not None:
        message.purge_time.FromDatetime(queue.purged_at)
    return message
