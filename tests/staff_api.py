"""The staff API over a dict: its function is asked as in production, with ID tokens that are signed and checked."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import firebase_admin
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from firebase_admin import _token_gen
from flask import Flask, Request
from google.auth.credentials import AnonymousCredentials
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from functions.cloud_tasks import enqueue
from functions.http import api
from functions.http.staff_api.rate_limits import RateLimits
from functions.store import firestore, orgs, tallies
from tests.memory import DictBackend
from tests.providers.web_server import WebServer, web_server

PROJECT = "demo-regulars"
_KID = "the key of this test"
_FLASK = Flask(__name__)  # whose context makes JSON


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def _certificate() -> str:
    """The key's certificate, as Google publishes those of its own."""
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")]), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, _key().public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
    return made.sign(_key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def a_token(uid: str, *, kid: str = _KID, key: Any = None, **claims: Any) -> str:
    """An ID token as Firebase makes them. `claims` replace its own."""
    now = int(datetime.now(UTC).timestamp())
    own = {"iss": f"https://securetoken.google.com/{PROJECT}", "aud": PROJECT, "sub": uid}
    times = {"auth_time": now - 60, "iat": now - 60, "exp": now + 3600}
    return jwt.encode({**own, **times, **claims}, key or _key(), "RS256", {"kid": kid})


def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The function as a web server calls it."""
    with _FLASK.app_context():
        answer: Response = api.answer(Request(environ))
    return answer(environ, start_response)


@dataclass
class StaffApi:
    """The function over its documents. `google` publishes the certificates of the tokens."""

    backend: DictBackend
    google: WebServer
    limits: Callable[[RateLimits], None]
    _tokens: dict[str, str] = field(default_factory=dict)

    def token(self, uid: str) -> str:
        return self._tokens.setdefault(uid, a_token(uid))

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        uid: str | None = "manager",
        bearer: str | None = None,
        headers: Mapping[str, str] = {},
    ) -> TestResponse:
        """A request of a member, below their organisation. A body that is no text becomes JSON."""
        bearer = bearer if bearer is not None or uid is None else self.token(uid)
        sent = {"Authorization": f"Bearer {bearer}"} if bearer is not None else {}
        data = body if isinstance(body, bytes | None) else json.dumps(body, default=str).encode()
        kind = {} if method in ("GET", "DELETE") else {"Content-Type": "application/json"}
        place = path if path.startswith("/") else f"/kopi/{path}"
        return Client(serve).open(place, method=method, data=data, headers={**kind, **sent, **headers})


_numbers = itertools.count()


@contextmanager
def staff_api(backend: DictBackend) -> Iterator[StaffApi]:
    """Inside, the API stands on these documents, may be asked without end, and enqueues nothing. Two may do so."""
    endless = itertools.count(0, 60)
    with web_server() as google, pytest.MonkeyPatch.context() as patch:
        google.content = {_KID: _certificate()}
        google.headers = {"Cache-Control": "public, max-age=600"}
        patch.setattr(_token_gen, "ID_TOKEN_CERT_URI", google.url)
        patch.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
        patch.setenv("GOOGLE_CLOUD_PROJECT", PROJECT)
        app = firebase_admin.initialize_app(
            AnonymousCredentials(), {"projectId": PROJECT}, f"api-{next(_numbers)}"
        )
        patch.setattr(api, "auth_app", lambda: app)
        patch.setattr(api, "_limits", RateLimits(lambda: float(next(endless))))
        patch.setattr(enqueue, "create_task", lambda: lambda request, **how: b"")
        patch.setattr(firestore, "backend", lambda: backend)
        patch.setattr(tallies, "backend", lambda: backend)
        _forget()
        try:
            yield StaffApi(backend, google, lambda limits: patch.setattr(api, "_limits", limits))
        finally:
            firebase_admin.delete_app(app)
            _forget()


def _forget() -> None:
    """Let each instance-wide thing be made anew."""
    firestore.store.cache_clear()
    orgs.orgs.cache_clear()
