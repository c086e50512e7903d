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
        request = urllib.request.Request(
            f"{self._url}/{path}", headers={"Authorization": f"Bearer {self._token}"}
        )
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as response:
            return json.loads(response.read())
