"""A business's till in the demos: it posts orders to the webhook, signed."""

import hashlib
import hmac
import http.client
import json
import threading
from typing import Any
from urllib.parse import urlsplit

from local.client import LocalFirebase

SECRET = "a secret of the demo"
REQUEST_SECONDS = 60


class Till:
    """Posts orders of one organisation. Each thread keeps a connection of its own."""

    def __init__(self, firebase: LocalFirebase, org: str) -> None:
        self._url = urlsplit(f"{firebase.functions_url('hooks')}/{org}/orders")
        self._connections = threading.local()

    def post(self, order: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The answer's status and body."""
        body = json.dumps(order).encode()
        signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Signature": signature}
        connection = self._connection()
        connection.request("POST", self._url.path, body, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._connections, "hooks"):
            self._connections.hooks = http.client.HTTPConnection(self._url.netloc, timeout=REQUEST_SECONDS)
        connection: http.client.HTTPConnection = self._connections.hooks
        return connection
