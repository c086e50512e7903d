"""Which answer a path has: of hooks and of the api."""

import json
from typing import Any

import pytest
from firebase_admin import auth
from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from functions.domain.kernel.errors import ProviderAway
from functions.http import api, callbacks, hooks, links, quotes, signed_posts
from functions.http.routes import dispatch, table
from functions.http.staff_api.operations import operation_for
from functions.http.staff_api.subjects import routes
from tests.builders import PHONE

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
        ("/kopi/invoices", ("_invoice", {"org": "kopi"})),
        ("/kopi/orders/", ("_order", {"org": "kopi"})),
        ("/kopi/leads", ("_lead", {"org": "kopi"})),
        ("/kopi/whatsapp", ("_chat_message", {"org": "kopi"})),
        ("/kopi/whatsapp/webhook", None),
        ("/+12025550123/orders", ("_order", {"org": "+12025550123"})),
        ("/kopi/twilio", ("_callback", {"org": "kopi", "provider": "twilio"})),
        ("/kopi/twilio/?a=b", ("_callback", {"org": "kopi", "provider": "twilio"})),
        ("/kopi/preferences", ("_callback", {"org": "kopi", "provider": "preferences"})),
        ("/kopi/preferences/a-token", ("_preferences", {"org": "kopi", "token": "a-token"})),
        ("/kopi/quotes/a-token", ("_quote", {"org": "kopi", "token": "a-token"})),
        ("/kopi/quotes", ("_callback", {"org": "kopi", "provider": "quotes"})),
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
    ("method", "path", "found"),
    [
        ("GET", "/customers/c1", ("A customer's profile", {"id": "c1"})),
        ("PATCH", "/customers/c1/", ("Change a customer's profile", {"id": "c1"})),
        ("POST", "/customers", ("Enter a customer", {})),
        ("GET", "/messages/a:b/", ("A message, and why it was or was not sent", {"id": "a:b"})),
        ("GET", f"/messages/{'x' * 400}", ("A message, and why it was or was not sent", {"id": "x" * 400})),
        ("GET", f"/messages/{'x' * 401}", None),
        ("PATCH", "/opportunities/d1", ("Change a deal, or move it", {"id": "d1"})),
        ("GET", "/quotes/q:v2", ("A quote with its history", {"id": "q:v2"})),
        ("POST", "/quotes/q/decision", ("Approve a quote, or refuse it with a reason", {"id": "q"})),
        ("POST", "/quotes/q/pdf", ("A link to the PDF", {"id": "q"})),
        ("POST", "/quotes/q/acceptance", None),
        ("GET", "/settings", ("Read the settings", {})),
        ("PUT", "/templates/t", ("Save a template", {"collection": "templates", "id": "t"})),
        (
            "GET",
            "/templates/t/versions/3",
            ("Read a former template", {"collection": "templates", "id": "t", "revision": 3}),
        ),
        ("GET", "/templates/t/versions/x", None),
        ("GET", "/templates/t/versions/-1", None),
        ("GET", "/templates/t/versions/1000000000", None),
    ],
)
def test_a_path_of_the_api_leads_to_its_operation(method: str, path: str, found: Any) -> None:
    operation = operation_for(routes(path.split("/")[1]), method, path)
    assert (operation and (operation[0].summary, dict(operation[1]))) == found


@pytest.mark.parametrize("path", ["/", "/kopi/pigeon", "/kopi/fcm", "/kopi/preferences", "/kopi/orders/7"])
def test_a_path_of_hooks_that_names_nothing_is_answered_404(path: str) -> None:
    answer = ask(hooks.answer, path, method="POST")
    assert (answer.status_code, json.loads(answer.data)) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    "path", ["/", "/Kopi!/customers/c1", "/kopi/pigeons/x", "/kopi/messages", "//customers"]
)
def test_a_path_of_the_api_that_names_nothing_is_answered_404_without_a_token(path: str) -> None:
    answer = ask(api.answer, path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert json.loads(answer.data) == {
        **NOT_FOUND,
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is nothing here",
        "code": "not_found",
    }


def test_a_method_that_a_path_does_not_take_is_answered_with_those_that_it_takes() -> None:
    answer = ask(api.answer, "/kopi/settings", method="DELETE")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, PATCH")


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


@pytest.mark.parametrize(
    ("answer", "method", "path", "kind"),
    [
        (hooks.answer, "POST", "/kopi/orders", "application/json"),
        (hooks.answer, "POST", "/kopi/twilio", "application/json"),
        (hooks.answer, "GET", "/kopi/preferences/a-token", "text/html"),
        (quotes.answer, "GET", "/kopi/a-token.pdf", "text/html"),
        (api.answer, "GET", "/kopi/customers/c1", "application/problem+json"),
        (api.answer, "POST", "/kopi/whatsapp/webhook", "application/problem+json"),
    ],
)
def test_an_error_that_was_not_foreseen_is_500_in_the_form_of_the_path_and_its_words_reach_no_log(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    answer: Any,
    method: str,
    path: str,
    kind: str,
) -> None:
    def broken() -> Any:
        raise RuntimeError(PHONE)

    for module in (signed_posts, callbacks, links, api):
        monkeypatch.setattr(module, "orgs", broken)
    monkeypatch.setattr(api, "_uid", lambda header: "manager")
    found = ask(answer, path, method=method, json={} if method == "POST" else None)
    assert (found.status_code, found.mimetype) == (500, kind)
    assert PHONE not in found.get_data(as_text=True)
    (line,) = caplog.messages
    assert line.startswith(("request_failed trace=", "page_failed trace="))
    assert line.endswith("RuntimeError")
    assert PHONE not in line
