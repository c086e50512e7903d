"""Firebase Auth as the functions ask it: what the ID tokens of a user say, kept in memory.

Only the two requests by which firebase-admin reads and sets custom claims. Every uid has an account, since tokens are
made for any (tokens.py); signing in needs firebase-tools' own Auth emulator, which FIREBASE_AUTH_EMULATOR_HOST names.
"""

import json
import re
import threading
from collections.abc import Callable, Iterable
from typing import Any

_PATH = re.compile(r"/identitytoolkit\.googleapis\.com/v1/projects/[^/]+/accounts:(?P<verb>lookup|update)")
_KEPT = ("customAttributes", "validSince")


class AuthUsers:
    """A WSGI application."""

    def __init__(self) -> None:
        self._users: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()

    def reset(self) -> None:
        """No user has claims."""
        with self._lock:
            self._users.clear()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        match = _PATH.fullmatch(environ["PATH_INFO"])
        if match is None or environ["REQUEST_METHOD"] != "POST":
            status, reply = (
                "501 Not Implemented",
                _refusal("local Firebase plays custom claims of Auth alone"),
            )
        else:
            status, reply = "200 OK", self._answer(match["verb"], json.loads(environ["wsgi.input"].read()))
        body = json.dumps(reply).encode()
        headers = [("Content-Type", "application/json; charset=UTF-8"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    def _answer(self, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            if verb == "lookup":
                return {"users": [{"localId": uid, **self._users.get(uid, {})} for uid in asked["localId"]]}
            uid = asked["localId"]
            self._users.setdefault(uid, {}).update({k: v for k, v in asked.items() if k in _KEPT})
            return {"localId": uid}


def _refusal(message: str) -> dict[str, Any]:
    return {"error": {"code": 501, "message": message, "status": "UNIMPLEMENTED"}}
