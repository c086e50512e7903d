"""Gupshup over real HTTP: what goes out, and what each of its answers means for the message."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.providers.content import Content, Media, TemplateCall
from functions.domain.settings.types import Channel
from functions.providers import http_client as calls
from functions.providers.gupshup.sending import Gupshup, make
from functions.providers.registry import parse_settings
from tests.builders import OTHER_PHONE, PHONE
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

ID = "59f8db90-c37e-4408-90ab-cc54ef8246ad"
APP = "8a6b2f5e-0000-4000-8000-000000000000"
TEMPLATE_ID, HINDI_ID = "c6aecef6-bcb0-4fb1-8100-28c094e3bc6b", "d7aecef6-bcb0-4fb1-8100-28c094e3bc6b"
TAKEN = Said(202, {"status": "submitted", "messageId": ID})
URL = "https://kopi.example/menu.pdf"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    monkeypatch.setenv("GUPSHUP_API_KEY", SECRET_VALUE)
    with scripted_server() as server:
        yield server


def gupshup(channel: Channel, url: str, **changes: Any) -> Gupshup:
    settings = {
        "api_key": {"secret": "GUPSHUP_API_KEY"},
        "callback_secret": {"secret": "GUPSHUP_CALLBACK_SECRET"},
        "app_name": "KopiApp",
        "source": OTHER_PHONE[1:],
        "sms_app_id": APP,
        "template_ids": {"welcome": TEMPLATE_ID, "welcome/hi": HINDI_ID},
        "base_url": url,
    }
    return make(channel, parse_settings("gupshup", settings | changes))  # type: ignore[arg-type]  # its own model


@pytest.mark.item("S004-23")
@pytest.mark.parametrize(
    ("media", "message"),
    [
        (None, {"type": "text", "text": TEXT}),
        (Media("image", URL), {"type": "image", "originalUrl": URL, "previewUrl": URL, "caption": TEXT}),
        (Media("video", URL), {"type": "video", "url": URL, "caption": TEXT}),
        (Media("audio", URL), {"type": "audio", "url": URL}),
        (Media("document", URL), {"type": "file", "url": URL, "filename": "menu.pdf", "caption": TEXT}),
        (
            Media("document", URL, "Menu.pdf"),
            {"type": "file", "url": URL, "filename": "Menu.pdf", "caption": TEXT},
        ),
    ],
)
def test_a_whatsapp_text_or_file_goes_out_as_a_form_with_the_key_in_apikey(
    server: ScriptedServer, media: Media | None, message: dict[str, str]
) -> None:
    server.says(TAKEN)
    outgoing = an_outgoing("whatsapp", Content(TEXT, media=media))
    assert outcome(gupshup("whatsapp", server.url), outgoing) == ("sent", "gupshup", ID, TEXT)
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/wa/api/v1/msg")
    assert request.headers["apikey"] == SECRET_VALUE
    assert json.loads(request.form["message"]) == message
    assert request.form == {
        "channel": "whatsapp",
        "source": OTHER_PHONE[1:],
        "src.name": "KopiApp",
        "destination": PHONE[1:],
        "message": request.form["message"],
    }


@pytest.mark.parametrize(
    ("template", "media", "called", "header"),
    [
        (TemplateCall("welcome", "en"), None, {"id": TEMPLATE_ID, "params": []}, None),
        (TemplateCall("welcome", "hi", ("आशा",)), None, {"id": HINDI_ID, "params": ["आशा"]}, None),
        (
            TemplateCall("welcome", "en", ("a", "b"), header="top", buttons={1: "second", 0: "first"}),
            None,
            {"id": TEMPLATE_ID, "params": ["top", "a", "b", "first", "second"]},
            None,
        ),
        (
            TemplateCall("another", "en"),
            Media("document", URL, "Menu.pdf"),
            {"id": "another", "params": []},
            {"type": "document", "document": {"link": URL, "filename": "Menu.pdf"}},
        ),
        (
            TemplateCall("another", "en"),
            Media("image", URL),
            {"id": "another", "params": []},
            {"type": "image", "image": {"link": URL}},
        ),
    ],
)
def test_a_template_goes_out_by_gupshups_id_of_it_with_its_values_in_order(
    server: ScriptedServer,
    template: TemplateCall,
    media: Media | None,
    called: dict[str, Any],
    header: dict[str, Any] | None,
) -> None:
    server.says(TAKEN)
    outgoing = an_outgoing("whatsapp", Content(TEXT, template=template, media=media))
    assert outcome(gupshup("whatsapp", server.url), outgoing)[0] == "sent"
    (request,) = server.requests
    assert request.path == "/wa/api/v1/template/msg"
    assert json.loads(request.form["template"]) == called
    assert ("message" in request.form and json.loads(request.form["message"])) == (header or False)


@pytest.mark.parametrize(
    ("settings", "form"),
    [
        ({}, {"destination": PHONE[1:], "message": TEXT}),
        ({"sms_sender": "KOPICF"}, {"destination": PHONE[1:], "message": TEXT, "source": "KOPICF"}),
    ],
)
def test_an_sms_goes_to_the_app_with_the_key_in_authorization(
    server: ScriptedServer, settings: dict[str, Any], form: dict[str, str]
) -> None:
    server.says(TAKEN)
    template = TemplateCall("welcome", "en")  # for WhatsApp; an SMS is its text
    outgoing = an_outgoing("sms", Content(TEXT, template=template))
    assert outcome(gupshup("sms", server.url, **settings), outgoing) == ("sent", "gupshup", ID, TEXT)
    (request,) = server.requests
    assert request.path == f"/sms/v1/message/{APP}"
    assert request.headers["authorization"] == SECRET_VALUE
    assert "apikey" not in request.headers
    assert request.form == form


@pytest.mark.parametrize(("answer", "means"), BAD_DAYS)
def test_a_bad_day_is_told_apart_and_nothing_goes_out_twice(
    server: ScriptedServer, answer: Answer, means: tuple[Any, ...]
) -> None:
    server.says(answer)
    assert outcome(gupshup("whatsapp", server.url), an_outgoing("whatsapp")) == means
    assert len(server.requests) == 1


def test_an_error_under_a_status_of_success_is_a_refusal(server: ScriptedServer) -> None:
    server.says(Said(200, {"status": "error", "message": f"Invalid destination {PHONE}"}))
    assert outcome(gupshup("sms", server.url), an_outgoing("sms")) == ("refused", "refused", "fallback")


def test_an_answer_after_the_clients_time_out_leaves_open_whether_it_was_taken(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "ANSWER_SECONDS", 0.2)
    server.says(Mute())
    assert outcome(gupshup("sms", server.url), an_outgoing("sms")) == ("silent",)
    assert len(server.requests) == 1


@pytest.mark.usefixtures("server")
def test_a_refused_connection_means_that_it_was_not_taken() -> None:
    outgoing = an_outgoing("whatsapp")
    assert outcome(gupshup("whatsapp", closed_port()), outgoing) == ("away", "ConnectError", None)


@pytest.mark.parametrize(
    ("channel", "settings", "missing"),
    [
        ("whatsapp", {"source": None}, "source or app_name is missing"),
        ("whatsapp", {"app_name": None}, "source or app_name is missing"),
        ("sms", {"sms_app_id": None}, "sms_app_id is missing"),
        ("sms", {"api_key": {"secret": "NOT_GIVEN"}}, "the secret NOT_GIVEN is not set"),
    ],
)
def test_what_is_not_set_up_is_said_by_name_and_nothing_goes_out(
    server: ScriptedServer, channel: Channel, settings: dict[str, Any], missing: str
) -> None:
    with pytest.raises(Misconfigured) as raised:
        gupshup(channel, server.url, **settings).send(an_outgoing(channel))
    assert raised.value.reason == missing
    assert server.requests == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("api_key", "s3cret"), ("source", PHONE), ("sms_app_id", "a/b"), ("base_url", "api.gupshup.io")],
)
def test_settings_that_cannot_be_right_are_refused_by_their_name(field: str, value: object) -> None:
    with pytest.raises(Malformed) as raised:
        gupshup("sms", "https://api.gupshup.io", **{field: value})
    assert [fault.path for fault in raised.value.faults] == [field]
