"""What tests send: one HTTP request, answered by status, headers and body whatever the status, and a task."""

import http.client
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from google.cloud import tasks_v2


def request(
    method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    try:
        connection.request(
            method, parts.path + (f"?{parts.query}" if parts.query else ""), body, dict(headers or {})
        )
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def a_task(queue: str, name: str | None = None, body: bytes = b'{"data": {}}', **fields: Any) -> Any:
    """A task for the queue's own function."""
    request = tasks_v2.HttpRequest(body=body, headers={"Content-Type": "application/json"})
    return tasks_v2.Task(name=f"{queue}/tasks/{name}" if name else "", http_request=request, **fields)
