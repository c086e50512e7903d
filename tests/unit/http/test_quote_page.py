"""A quote's page names no host but the settings', whatever a request says of its own, and never fails for it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from functions.domain.orgs.org import Org
from functions.domain.quotes.links import answer_url
from functions.domain.quotes.texts import TEXTS
from functions.http import hooks, links, quote_page
from tests.builders import a_customer, an_org
from tests.command_samples import a_quote
from tests.memory import DictBackend, a_store

HOSTS = (
    *(None, "", "evil.example", "evil.example:8080", "evil.example:port", "evil.example:99999999"),
    *("evil.example:80:80", "[::1]", "[::1]:80", "::1", "[::1", "[fe80::1%25eth0]", "user@evil.example"),
    *("..", "a b", "a/b", "\x00", "é", "localhost:", "x" * 300),
)
ORG = an_org(messages={"public_url": "https://a.example/hooks"})


class Orgs:
    def find(self, id: str) -> Org | None:
        return ORG if id == ORG.id else None


@pytest.fixture
def backend() -> DictBackend:
    return DictBackend()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, backend: DictBackend) -> Any:
    """Asks for the quote's page as the platform does, with a Host header."""
    for document in (a_quote(status="sent", valid_until=datetime(2200, 1, 1, tzinfo=UTC)), a_customer()):
        backend.put(document)
    monkeypatch.setattr(links, "orgs", Orgs)
    monkeypatch.setattr(quote_page, "store", lambda: a_store(backend))
    app = Flask(__name__)
    app.add_url_rule("/<path:path>", "hooks", lambda path: hooks.answer(request), methods=["GET", "POST"])
    url = answer_url(ORG, "offer")
    assert url is not None

    def ask(host: str | None = "a.example", **form: str) -> tuple[int, str, str]:
        how: dict[str, Any] = {"method": "POST", "data": form} if form else {}
        environ = EnvironBuilder(url.removeprefix("https://a.example/hooks"), **how).get_environ()
        del environ["HTTP_HOST"]
        if host is not None:
            environ["HTTP_HOST"] = host
        body, status, headers = run_wsgi_app(app, environ)
        return int(status[:3]), b"".join(body).decode(), str(headers)

    return ask


@pytest.mark.parametrize("host", HOSTS)
def test_a_strange_host_gives_no_link_to_it_and_no_failure(page: Any, host: str | None) -> None:
    status, body, headers = page(host)
    if status == 400:  # the platform's own answer to a name that cannot be one
        assert host in ("..", "x" * 300)
        return
    assert status == 200
    assert 'href="https://a.example/quotes/kopi/' in body
    assert '<form method="post">' in body
    for said in (body, headers):
        assert "evil" not in said
        assert "::1" not in said


@pytest.mark.parametrize(
    ("spoilt", "state"),
    [
        ({"currency": "USD"}, "unanswerable"),
        ({"total_minor": "much"}, "unanswerable"),
        ({"order_id": "quote:offer"}, "accepted"),
        ({"root_id": "first", "version": 2}, "unanswerable"),
    ],
)
def test_an_answer_that_does_not_count_says_so_and_shows_no_form_again(
    page: Any, backend: DictBackend, spoilt: dict[str, Any], state: str
) -> None:
    backend.client_writes("orgs/kopi/quotes/offer", **spoilt)
    if "version" in spoilt:
        backend.put(a_quote(id="first", status="accepted", order_id="quote:first"))
    status, body, _ = page(answer="accept")
    assert TEXTS["en"].states[state] in body
    assert "<form" not in body
    assert status == 410
    assert backend.all("orders") == {}
