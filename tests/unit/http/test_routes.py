"""Which answer a path has: of hooks and of the api."""

import json
from typing import Any

import pytest
from firebase_admin import auth
from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from functions.domain.kernel.errors import ProviderAway
from functions.http import api, hooks
from functions.http.routes import dispatch, table

NOT_FOUND = {"error": {"code": "not_found", "message": "there is nothing here"}}


def ask(answer: Any, path: str, **how: Any) -> Response:
    """The answer to a request. `path` is as it stands in an address, percent signs included."""
    request = Request(EnvironBuilder(path, **how).get_environ())
    with Flask(__name__).app_context():
        found: Response = answer(request)
        return found


def endpoint(routes: Any, path: str) -> tuple[str, dict[str, Any]] | None:
    """The name of the answer and the values of the path, or None."""
    answer, values = None, {}

    def note(name: str) -> Any:
        def noting(request: Request, **given: Any) -> Response:
            nonlocal answer, values
            answer, values = name, given
            return Response()

        return noting

    noting = table({rule.rule: note(rule.endpoint.__name__) for rule in routes.iter_rules()})
    ask(lambda request: dispatch(noting, request), path)
    return None if answer is None else (answer, values)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/kopi/orders", ("_order", {"org": "kopi"})),
        ("/kopi/orders/", ("_order", {"org": "kopi"})),
        ("/+12025550123/orders", ("_order", {"org": "+12025550123"})),
        ("/kopi/twilio", ("_callback", {"org": "kopi", "provider": "twilio"})),
        ("/kopi/twilio/?a=b", ("_callback", {"org": "kopi", "provider": "twilio"})),
        ("/kopi/preferences", ("_callback", {"org": "kopi", "provider": "preferences"})),
        ("/kopi/preferences/a-token", ("_preferences", {"org": "kopi", "token": "a-token"})),
        ("/kopi/l/a-token", ("_click", {"org": "kopi", "token": "a-token"})),
        ("/kopi/l/%F0%9F%98%80", ("_click", {"org": "kopi", "token": "😀"})),
        ("/", None),
        ("/kopi", None),
        ("/kopi/", None),
        ("//orders", None),
        ("/kopi//orders", None),
        ("/kopi/orders//", None),
        ("/kopi/orders/7", None),
        ("/kopi/x/a-token", None),
        ("/kopi/l/a/b", None),
    ],
)
def test_a_path_of_hooks_leads_to_its_answer(path: str, found: Any) -> None:
    assert endpoint(hooks.ROUTES, path) == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/kopi/customers/c1", ("_customer", {"org": "kopi", "id": "c1"})),
        ("/kopi/messages/a:b/", ("_message", {"org": "kopi", "id": "a:b"})),
        (f"/kopi/messages/{'x' * 400}", ("_message", {"org": "kopi", "id": "x" * 400})),
        (f"/kopi/messages/{'x' * 401}", None),
        ("/kopi/settings", ("_settings", {"org": "kopi"})),
        ("/kopi/templates/t", ("_document", {"org": "kopi", "collection": "templates", "id": "t"})),
        (
            "/kopi/templates/t/versions/3",
            ("_document", {"org": "kopi", "collection": "templates", "id": "t", "revision": 3}),
        ),
        ("/kopi/templates/t/versions/x", None),
        ("/kopi/templates/t/versions/-1", None),
        ("/kopi/templates/t/versions/1000000000", None),
        ("/kopi/dead_letters/x", None),
        ("/kopi/customers", None),
        ("/kopi/customers/", None),
        ("/customers/c1", None),
    ],
)
def test_a_path_of_the_api_leads_to_its_answer(path: str, found: Any) -> None:
    assert endpoint(api.ROUTES, path) == found


@pytest.mark.parametrize("path", ["/", "/kopi/pigeon", "/kopi/fcm", "/kopi/preferences", "/kopi/orders/7"])
def test_a_path_of_hooks_that_names_nothing_is_answered_404(path: str) -> None:
    answer = ask(hooks.answer, path, method="POST")
    assert (answer.status_code, json.loads(answer.data)) == (404, NOT_FOUND)


@pytest.mark.parametrize("path", ["/", "/Kopi!/customers/c1", "/kopi/dead_letters/x"])
def test_a_path_of_the_api_that_names_nothing_is_answered_404_without_a_token(path: str) -> None:
    answer = ask(api.answer, path)
    assert (answer.status_code, json.loads(answer.data)) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (auth.CertificateFetchError("Google is away", None), 503, ProviderAway.code),
        (auth.InvalidIdTokenError("forged"), 401, "unauthorized"),
        (auth.ExpiredIdTokenError("old", None), 401, "unauthorized"),
        (ValueError("no token"), 401, "unauthorized"),
    ],
)
def test_a_token_that_cannot_be_checked_now_is_tried_again_and_a_wrong_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def verify(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(auth, "verify_id_token", verify)
    monkeypatch.setattr(api, "auth_app", lambda: None)
    answer = ask(api.answer, "/kopi/customers/c1", headers={"Authorization": "Bearer a.b.c"})
    assert (answer.status_code, json.loads(answer.data)["error"]["code"]) == (status, code)
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
