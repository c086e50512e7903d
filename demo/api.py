"""What a business's owner asks the staff API in the demos, with an ID token as the Auth emulator makes them."""

import json
import urllib.request
from datetime import UTC, datetime
from typing import Any

from local.client import LocalFirebase
from local.tokens import make_token

REQUEST_SECONDS = 60


class StaffApi:
    """The staff API of one organisation, asked by one member."""

    def __init__(self, firebase: LocalFirebase, org: str, uid: str) -> None:
        self._url = f"{firebase.functions_url('api')}/{org}"
        self._token = make_token(project=firebase.project, uid=uid, at=datetime.now(UTC))

    def get(self, path: str) -> Any:
        """The answer's JSON. Raises urllib.error.HTTPError."""
        return self._asked("GET", path)

    def put(self, path: str, content: dict[str, Any]) -> Any:
        """Save a document of configuration; the answer's JSON. Raises urllib.error.HTTPError."""
        return self._asked("PUT", path, json.dumps(content).encode())

    def post(self, path: str, content: dict[str, Any]) -> Any:
        """Ask for a step; the answer's JSON. Raises urllib.error.HTTPError."""
        return self._asked("POST", path, json.dumps(content).encode())

    def _asked(self, method: str, path: str, content: bytes | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._url}/{path}", content, headers, method=method)
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as response:
            return json.loads(response.read())
