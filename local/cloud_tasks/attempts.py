"""One attempt at a task: the request that its worker gets, in this process or over HTTP."""

import http.client
import logging
from urllib.parse import urlsplit

from local.billing.counters import Counters
from local.billing.service_costs import task_operations
from local.cloud_tasks.queue import Attempt, Queue
from local.cloud_tasks.task_messages import METHODS
from local.hosting.hosting import Answer, Hosting

log = logging.getLogger("local.cloud_tasks.attempts")

_SET_BY_THE_SERVICE = ("host", "content-length", "user-agent")
_FOR_GOOGLE_ALONE = ("x-google-", "x-appengine-", "x-cloudtasks-")


class Attempts:
    """Calls a task's worker: a hosted function if the address is one's, else that address over HTTP."""

    def __init__(self, hosting: Hosting, functions_address: str, counters: Counters) -> None:
        self._counters = counters
        self._hosting = hosting
        self._functions_address = functions_address

    def make(self, queue: Queue, attempt: Attempt) -> Answer | None:
        """The worker's answer; None where it gives none."""
        self._counters.add(queue.short_name, task_operations=task_operations(attempt.task.message))
        request = attempt.task.message.http_request
        method = METHODS[request.http_method]
        headers = _headers(queue, attempt)
        target = self._find_function(request.url, queue)
        if target is None:
            within_s = attempt.task.deadline.total_seconds()
            return _call_outside(request.url, method, headers, body=request.body, within_s=within_s)
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


def _headers(queue: Queue, attempt: Attempt) -> dict[str, str]:
    """The task's own headers and the service's.

    https://cloud.google.com/tasks/docs/creating-http-target-tasks#handler; production sends a retry's reason empty,
    and both headers of the attempt before only if that was answered.
    """
    task = attempt.task
    headers = {name: value for name, value in task.message.http_request.headers.items() if _is_own(name)} | {
        "User-Agent": "Google-Cloud-Tasks",
        "X-CloudTasks-QueueName": queue.short_name,
        "X-CloudTasks-TaskName": task.id,
        "X-CloudTasks-TaskRetryCount": str(attempt.number - 1),
        "X-CloudTasks-TaskExecutionCount": str(task.executions),
        "X-CloudTasks-TaskETA": f"{attempt.scheduled_at.timestamp():.6f}",
    }
    if task.last_status is not None:
        headers["X-CloudTasks-TaskPreviousResponse"] = str(task.last_status)
        headers["X-CloudTasks-TaskRetryReason"] = ""
    return headers


def _is_own(header: str) -> bool:
    name = header.lower()
    return name not in _SET_BY_THE_SERVICE and not name.startswith(_FOR_GOOGLE_ALONE)


def _call_outside(
    url: str, method: str, headers: dict[str, str], *, body: bytes, within_s: float
) -> Answer | None:
    parts = urlsplit(url)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connect(parts.netloc, timeout=within_s)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body or None, headers)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    except (OSError, http.client.HTTPException) as error:
        log.warning("task_address_silent error=%s", type(error).__name__)
        return None
    finally:
        connection.close()
