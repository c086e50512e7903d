"""Interakt over real HTTP: what goes out, and what each of its answers means for the message."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.domain.kernel.errors import Misconfigured
from functions.domain.providers.content import Content, Media, TemplateCall
from functions.providers import http_client as calls
from functions.providers.interakt.sending import LONGEST_CALLBACK_DATA, Interakt, make
from functions.providers.registry import parse_settings
from tests.builders import PHONE
from tests.providers.scripted_http import (
    BAD_DAYS,
    SECRET_VALUE,
    TEXT,
    Answer,
    Mute,
    Said,
    ScriptedServer,
    an_outgoing,
    closed_port,
    outcome,
    scripted_server,
)

ID = "dfc668a2-c06c-4e9a-a4fd-7b65bc1fdc84"
TAKEN = Said(201, {"result": True, "message": "Message queued for sending", "id": ID})
URL = "https://kopi.example/menu.pdf"
WHOM = {"fullPhoneNumber": PHONE[1:], "callbackData": "1:welcome:c1"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    monkeypatch.setenv("INTERAKT_API_KEY", SECRET_VALUE)
    with scripted_server() as server:
        yield server


def interakt(url: str, secret: str = "INTERAKT_API_KEY") -> Interakt:
    settings = {
        "api_key": {"secret": secret},
        "webhook_secret": {"secret": "INTERAKT_WEBHOOK_SECRET"},
        "base_url": url,
    }
    return make("whatsapp", parse_settings("interakt", settings))  # type: ignore[arg-type]  # its own model


@pytest.mark.item("S004-23")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (Content(TEXT), {"type": "Text", "data": {"message": TEXT}}),
        (
            Content(TEXT, media=Media("image", URL)),
            {"type": "Image", "data": {"message": TEXT, "mediaUrl": URL}},
        ),
        (
            Content(TEXT, media=Media("document", URL, "Menu.pdf")),
            {"type": "Document", "data": {"message": TEXT, "mediaUrl": URL, "fileName": "Menu.pdf"}},
        ),
        (
            Content(TEXT, template=TemplateCall("welcome", "en")),
            {"type": "Template", "template": {"name": "welcome", "languageCode": "en"}},
        ),
        (
            Content(
                TEXT,
                template=TemplateCall("welcome", "hi", ("आशा", "5"), header="top", buttons={1: "b", 0: "a"}),
            ),
            {
                "type": "Template",
                "template": {
                    "name": "welcome",
                    "languageCode": "hi",
                    "headerValues": ["top"],
                    "bodyValues": ["आशा", "5"],
                    "buttonValues": {"0": ["a"], "1": ["b"]},
                },
            },
        ),
        (
            Content(
                TEXT,
                template=TemplateCall("welcome", "en", header="top"),
                media=Media("document", URL, "Menu.pdf"),
            ),
            {
                "type": "Template",
                "template": {
                    "name": "welcome",
                    "languageCode": "en",
                    "headerValues": [URL],
                    "fileName": "Menu.pdf",
                },
            },
        ),
    ],
)
def test_a_message_goes_out_with_our_id_and_the_key_as_it_stands(
    server: ScriptedServer, content: Content, says: dict[str, Any]
) -> None:
    server.says(TAKEN)
    assert outcome(interakt(server.url), an_outgoing("whatsapp", content)) == ("sent", "interakt", ID, TEXT)
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/public/message/")
    assert request.headers["authorization"] == f"Basic {SECRET_VALUE}"
    assert request.json == WHOM | says


@pytest.mark.parametrize(
    ("length", "goes_along"), [(LONGEST_CALLBACK_DATA, True), (LONGEST_CALLBACK_DATA + 1, False)]
)
def test_our_id_goes_along_only_as_long_as_interakt_takes_it(
    server: ScriptedServer, length: int, goes_along: bool
) -> None:
    server.says(TAKEN)
    assert outcome(interakt(server.url), an_outgoing("whatsapp", message_id="x" * length))[0] == "sent"
    assert ("callbackData" in server.requests[0].json) is goes_along


@pytest.mark.parametrize(
    ("status", "message", "means"),
    [
        (
            400,
            "Please correct the following error - Customer has not messaged within last 24 hours",
            ("refused", "window_closed", "fallback"),
        ),
        (
            200,
            "Please correct the following error - Customer has not messaged within last 24 hours",
            ("refused", "window_closed", "fallback"),
        ),
        (
            400,
            "Please correct the following error - Customer is not available for the organization",
            ("refused", "http_400", "fallback"),
        ),
        (200, f"{PHONE} is invalid", ("refused", "refused", "fallback")),
        (200, None, ("refused", "refused", "fallback")),
    ],
)
def test_a_refusal_is_known_by_its_result_and_a_closed_window_by_its_words(
    server: ScriptedServer, status: int, message: str | None, means: tuple[Any, ...]
) -> None:
    server.says(Said(status, {"result": False, "message": message}))
    assert outcome(interakt(server.url), an_outgoing("whatsapp")) == means


@pytest.mark.parametrize(("answer", "means"), BAD_DAYS)
def test_a_bad_day_is_told_apart_and_nothing_goes_out_twice(
    server: ScriptedServer, answer: Answer, means: tuple[Any, ...]
) -> None:
    server.says(answer)
    assert outcome(interakt(server.url), an_outgoing("whatsapp")) == means
    assert len(server.requests) == 1


def test_an_answer_after_the_clients_time_out_leaves_open_whether_it_was_taken(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "ANSWER_SECONDS", 0.2)
    server.says(Mute())
    assert outcome(interakt(server.url), an_outgoing("whatsapp")) == ("silent",)
    assert len(server.requests) == 1


@pytest.mark.usefixtures("server")
def test_a_refused_connection_means_that_it_was_not_taken() -> None:
    assert outcome(interakt(closed_port()), an_outgoing("whatsapp")) == ("away", "ConnectError", None)


def test_a_secret_that_is_not_given_is_said_by_name_and_nothing_goes_out(server: ScriptedServer) -> None:
    with pytest.raises(Misconfigured) as raised:
        interakt(server.url, "NOT_GIVEN").send(an_outgoing("whatsapp"))
    assert raised.value.reason == "the secret NOT_GIVEN is not set"
    assert server.requests == []
