"""Email over Resend's API, played by a server on loopback: what is asked, and what each answer means."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.content import Content, Outgoing
from functions.domain.providers.send_results import Sent
from functions.providers.email_parts import message_tag, tagged_message
from functions.providers.resend import sending as resend
from functions.providers.resend.settings import ResendSettings
from tests.providers.web_server import WebServer, web_server

TO = "regular@example.com"
ID = "56761188-7520-42d8-8898-ff6fc54ce618"
OUTGOING = Outgoing(
    org_id="kopi",
    message_id="m",
    channel="email",
    purpose="transactional",
    business="Kopi",
    to=TO,
    content=Content("You are Gold at Kopi now."),
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    monkeypatch.setenv("KOPI_RESEND", "re_123")
    with web_server() as running:
        running.content = {"id": ID}
        yield running


def a_resend(server_url: str, **changes: Any) -> resend.Resend:
    settings = {"api_key": {"secret": "KOPI_RESEND"}, "sender": "hello@kopi.example", "url": server_url}
    return resend.make("email", ResendSettings.model_validate(settings | changes))


def test_a_message_is_posted_with_its_key_and_our_tag(server: WebServer) -> None:
    sent = a_resend(server.url).send(OUTGOING)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/emails")
    assert asked.headers["authorization"] == "Bearer re_123"
    # printf 'kopi\nm' | sha256sum | cut -c1-40
    assert asked.headers["idempotency-key"] == "f3c462ea863be78df2866190baea99a50a569df4"
    assert asked.json == {
        "from": "Kopi <hello@kopi.example>",
        "to": [TO],
        "subject": "You are Gold at Kopi now.",
        "text": "You are Gold at Kopi now.",
        "tags": [{"name": "regulars_message", "value": "bQ"}],
    }
    assert sent == Sent("resend", ID, "You are Gold at Kopi now.")


def test_all_that_an_email_can_have_goes_along(server: WebServer) -> None:
    content = Content(
        "Gold!",
        title="आप\r\nGold",
        html="<p>Gold</p>",
        preheader="93",
        unsubscribe_url="https://example.com/u",
    )
    provider = a_resend(server.url, reply_to="Staff <staff@kopi.example>", sender="कॉफ़ी <hello@kopi.example>")
    provider.send(replace(OUTGOING, purpose="marketing", content=content))
    asked = server.asked[0].json
    assert asked["from"] == "कॉफ़ी <hello@kopi.example>"
    assert asked["subject"] == "आप Gold"
    assert asked["html"].endswith("93</div><p>Gold</p>")
    assert asked["reply_to"] == ["Staff <staff@kopi.example>"]
    assert asked["headers"] == {
        "List-Unsubscribe": "<https://example.com/u>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_every_try_has_the_same_key_and_every_message_another(server: WebServer) -> None:
    tries = [OUTGOING, OUTGOING, replace(OUTGOING, message_id="n"), replace(OUTGOING, org_id="other")]
    for each in tries:
        a_resend(server.url).send(each)
    keys = [asked.headers["idempotency-key"] for asked in server.asked]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("id", "tag"),
    [
        ("m", "bQ"),
        ("pos:2:tier_upgrade:abc", "cG9zOjI6dGllcl91cGdyYWRlOmFiYw"),
        ("é>", "w6k-"),
        ("x" * 193, None),
    ],
)
def test_a_tag_brings_our_id_back_or_is_left_out(id: str, tag: str | None) -> None:
    assert message_tag(id) == tag
    assert tagged_message(tag) == (None if tag is None else id)


@pytest.mark.parametrize(
    ("status", "content", "headers", "error", "advice", "wait"),
    [
        (
            429,
            {"name": "rate_limit_exceeded"},
            {"Retry-After": "2"},
            ProviderAway,
            None,
            timedelta(seconds=2),
        ),
        (429, {"name": "rate_limit_exceeded"}, {}, ProviderAway, None, None),
        (429, {"name": "daily_quota_exceeded"}, {}, ProviderAway, None, timedelta(hours=1)),
        (429, {"name": "monthly_quota_exceeded"}, {}, ProviderAway, None, timedelta(hours=1)),
        (500, {"name": "application_error"}, {}, ProviderAway, None, None),
        (503, b"<html>", {}, ProviderSilent, None, None),
        (409, {"name": "concurrent_idempotent_requests"}, {}, ProviderAway, None, None),
        (409, {"name": "invalid_idempotent_request"}, {}, ProviderSilent, None, None),
        (401, {"name": "missing_api_key"}, {}, ProviderAway, None, None),
        (403, {"name": "invalid_api_key"}, {}, ProviderAway, None, None),
        (403, {"name": "validation_error", "message": "verify a domain"}, {}, ProviderAway, None, None),
        (422, {"name": "invalid_from_address"}, {}, ProviderAway, None, None),
        (404, {"name": "not_found"}, {}, ProviderAway, None, None),
        (
            422,
            {"name": "validation_error", "message": "Invalid `to` field"},
            {},
            ProviderRefused,
            "fallback",
            None,
        ),
        (422, {"name": "missing_required_field"}, {}, ProviderRefused, "stop", None),
        (400, {"name": "invalid_idempotency_key"}, {}, ProviderRefused, "stop", None),
        (451, {"name": "security_error"}, {}, ProviderRefused, "stop", None),
        (413, None, {}, ProviderRefused, "stop", None),
        (200, {"id": ""}, {}, ProviderSilent, None, None),
        (200, b"OK", {}, ProviderSilent, None, None),
        (None, None, {}, ProviderSilent, None, None),
    ],
)
def test_an_answer_that_is_not_yes_means_what_its_name_says(
    server: WebServer,
    status: int | None,
    content: Any,
    headers: dict[str, str],
    error: type[RegularsError],
    advice: str | None,
    wait: timedelta | None,
) -> None:
    said = {**content, "message": f"{content.get('message')} {TO}"} if isinstance(content, dict) else content
    server.status, server.content, server.headers = status, said, headers
    with pytest.raises(error) as raised:
        a_resend(server.url).send(OUTGOING)
    assert type(raised.value) is error
    assert getattr(raised.value, "advice", None) == advice
    assert getattr(raised.value, "retry_after", None) == wait
    assert TO not in str(raised.value)
    assert len(server.asked) == 1


def test_without_a_connection_nothing_was_taken(server: WebServer) -> None:
    with pytest.raises(ProviderAway):
        a_resend("http://127.0.0.1:1").send(OUTGOING)


def test_without_its_key_nothing_is_asked(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOPI_RESEND")
    with pytest.raises(Misconfigured, match="KOPI_RESEND is not set"):
        a_resend(server.url).send(OUTGOING)
    assert server.asked == []


def test_an_address_that_is_none_is_refused_without_asking(server: WebServer) -> None:
    with pytest.raises(ProviderRefused) as raised:
        a_resend(server.url).send(replace(OUTGOING, to="nobody"))
    assert (raised.value.advice, server.asked) == ("suppress", [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"api_key": "re_123"}, "api_key"),
        ({"sender": "Kopi"}, "sender"),
        ({"url": "kopi"}, "url"),
        ({"x": 1}, "x"),
    ],
)
def test_settings_that_are_wrong_are_refused_by_their_field(changes: dict[str, Any], field: str) -> None:
    assert a_resend("https://api.example.com").settings.url == "https://api.example.com"
    with pytest.raises(ValidationError) as raised:
        a_resend("https://api.example.com", **changes)
    assert [error["loc"][0] for error in raised.value.errors()] == [field]
