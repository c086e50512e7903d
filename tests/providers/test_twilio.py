"""Twilio over real HTTP: what goes out, and what each of its answers means for the message."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.providers.content import Content, Media, TemplateCall
from functions.domain.settings.types import Channel
from functions.providers import http_client as calls
from functions.providers.registry import parse_settings
from functions.providers.twilio.sending import Twilio, make
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

ACCOUNT = "AC" + "0" * 32
SERVICE = "MG" + "1" * 32
WELCOME, WELCOME_HINDI, DIRECT = "HX" + "2" * 32, "HX" + "3" * 32, "HX" + "4" * 32
SID = "SM" + "5" * 32
TAKEN = Said(201, {"sid": SID, "status": "queued"})
MEDIA = Media("image", "https://kopi.example/menu.png")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", SECRET_VALUE)
    with scripted_server() as server:
        yield server


def twilio(channel: Channel, url: str, **changes: Any) -> Twilio:
    settings = {
        "account_sid": ACCOUNT,
        "auth_token": {"secret": "TWILIO_AUTH_TOKEN"},
        "whatsapp_from": OTHER_PHONE,
        "sms_from": OTHER_PHONE,
        "content_sids": {"welcome": WELCOME, "welcome/hi": WELCOME_HINDI},
        "base_url": url,
    }
    return make(channel, parse_settings("twilio", settings | changes))  # type: ignore[arg-type]  # its own model


@pytest.mark.item("S002-75", "S004-23")
@pytest.mark.parametrize(
    ("channel", "settings", "form"),
    [
        ("sms", {}, {"To": PHONE, "From": OTHER_PHONE, "Body": TEXT}),
        ("sms", {"sms_from": "KOPI"}, {"To": PHONE, "From": "KOPI", "Body": TEXT}),
        (
            "sms",
            {"messaging_service_sid": SERVICE},
            {"To": PHONE, "MessagingServiceSid": SERVICE, "Body": TEXT},
        ),
        (
            "whatsapp",
            {"messaging_service_sid": SERVICE},
            {"To": f"whatsapp:{PHONE}", "From": f"whatsapp:{OTHER_PHONE}", "Body": TEXT},
        ),
        (
            "whatsapp",
            {"status_callback": "https://kopi.example/hooks/kopi/twilio"},
            {
                "To": f"whatsapp:{PHONE}",
                "From": f"whatsapp:{OTHER_PHONE}",
                "Body": TEXT,
                "StatusCallback": "https://kopi.example/hooks/kopi/twilio?message=1:welcome:c1",
            },
        ),
    ],
)
def test_a_text_goes_out_as_a_form_with_the_account_and_its_token(
    server: ScriptedServer, channel: Channel, settings: dict[str, Any], form: dict[str, str]
) -> None:
    server.says(TAKEN)
    assert outcome(twilio(channel, server.url, **settings), an_outgoing(channel)) == (
        "sent",
        "twilio",
        SID,
        TEXT,
    )
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert request.form == form
    # printf %s "$ACCOUNT:s3cret-v4lue" | base64
    assert request.headers["authorization"] == (
        "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDpzM2NyZXQtdjRsdWU="
    )


@pytest.mark.parametrize(
    ("template", "sid", "variables"),
    [
        (TemplateCall("welcome", "en"), WELCOME, None),
        (TemplateCall("welcome", "hi", ("Asha", "5")), WELCOME_HINDI, {"1": "Asha", "2": "5"}),
        (TemplateCall(DIRECT, "en", ("Zoë",)), DIRECT, {"1": "Zoë"}),
        (
            TemplateCall("welcome", "en", ("a",), header="top", buttons={1: "second", 0: "first"}),
            WELCOME,
            {"1": "a", "2": "top", "3": "first", "4": "second"},
        ),
    ],
)
def test_a_template_goes_out_by_its_content_sid_in_place_of_text_and_media(
    server: ScriptedServer, template: TemplateCall, sid: str, variables: dict[str, str] | None
) -> None:
    server.says(TAKEN)
    outgoing = an_outgoing("whatsapp", Content(TEXT, template=template, media=MEDIA))
    assert outcome(twilio("whatsapp", server.url), outgoing)[0] == "sent"
    form = server.requests[0].form
    assert form["ContentSid"] == sid
    assert (json.loads(form["ContentVariables"]) if "ContentVariables" in form else None) == variables
    assert {"Body", "MediaUrl"} & form.keys() == set()


@pytest.mark.parametrize(
    ("channel", "mms", "has_media"),
    [("whatsapp", False, True), ("sms", True, True), ("sms", False, False)],
)
def test_a_file_goes_by_whatsapp_and_by_sms_only_where_the_business_has_mms(
    server: ScriptedServer, channel: Channel, mms: bool, has_media: bool
) -> None:
    server.says(TAKEN)
    outgoing = an_outgoing(channel, Content(TEXT, media=MEDIA))
    assert outcome(twilio(channel, server.url, mms=mms), outgoing)[0] == "sent"
    form = server.requests[0].form
    assert form["Body"] == TEXT
    assert form.get("MediaUrl") == (MEDIA.url if has_media else None)


@pytest.mark.parametrize(
    ("status", "code", "means"),
    [
        (429, 20429, ("away", "rate_limited:20429", 9.0)),
        (400, 21611, ("away", "rate_limited:21611", 9.0)),
        (400, 63018, ("away", "rate_limited:63018", 9.0)),
        (400, 21211, ("refused", "invalid_number:21211", "suppress")),
        (400, 21614, ("refused", "invalid_number:21614", "suppress")),
        (403, 21408, ("refused", "country_not_enabled:21408", "fallback")),
        (400, 21610, ("refused", "opted_out:21610", "opt_out")),
        (400, 21617, ("refused", "too_long:21617", "fallback")),
        (400, 21656, ("refused", "request_wrong:21656", "stop")),
        (400, 63016, ("refused", "window_closed:63016", "fallback")),
        (400, 63024, ("refused", "not_deliverable:63024", "fallback")),
        (400, 29999, ("refused", "undelivered:29999", "fallback")),
        (401, 20003, ("down", "account_wrong:20003")),
        (404, 20404, ("down", "account_wrong:20404")),
        (400, 21606, ("down", "sender_wrong:21606")),
        (403, 20005, ("down", "account_wrong:20005")),
        (500, 29999, ("away", "http_500", 9.0)),
        (403, 29999, ("down", "credentials_refused:403")),
        (400, "21610", ("refused", "http_400", "fallback")),
    ],
)
def test_an_error_means_what_its_code_says_and_else_what_the_status_says(
    server: ScriptedServer, status: int, code: object, means: tuple[Any, ...]
) -> None:
    server.says(
        Said(status, {"code": code, "message": f"To {PHONE}", "status": status}, {"Retry-After": "9"})
    )
    assert outcome(twilio("sms", server.url), an_outgoing("sms")) == means
    assert len(server.requests) == 1


@pytest.mark.parametrize(("answer", "means"), BAD_DAYS)
def test_a_bad_day_is_told_apart_and_nothing_goes_out_twice(
    server: ScriptedServer, answer: Answer, means: tuple[Any, ...]
) -> None:
    server.says(answer)
    assert outcome(twilio("whatsapp", server.url), an_outgoing("whatsapp")) == means
    assert len(server.requests) == 1


def test_an_answer_after_the_clients_time_out_leaves_open_whether_it_was_taken(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "ANSWER_SECONDS", 0.2)
    server.says(Mute())
    assert outcome(twilio("sms", server.url), an_outgoing("sms")) == ("silent",)
    assert len(server.requests) == 1


@pytest.mark.usefixtures("server")
def test_a_refused_connection_means_that_it_was_not_taken() -> None:
    assert outcome(twilio("sms", closed_port()), an_outgoing("sms")) == ("away", "ConnectError", None)


@pytest.mark.parametrize(
    ("channel", "settings", "template", "missing"),
    [
        ("whatsapp", {"whatsapp_from": None}, None, "whatsapp_from is missing"),
        ("sms", {"sms_from": None}, None, "messaging_service_sid or sms_from is missing"),
        ("sms", {"auth_token": {"secret": "NOT_GIVEN"}}, None, "the secret NOT_GIVEN is not set"),
    ],
)
def test_what_is_not_set_up_is_said_by_name_and_nothing_goes_out(
    server: ScriptedServer,
    channel: Channel,
    settings: dict[str, Any],
    template: TemplateCall | None,
    missing: str,
) -> None:
    outgoing = an_outgoing(channel, Content(TEXT, template=template))
    with pytest.raises(Misconfigured) as raised:
        twilio(channel, server.url, **settings).send(outgoing)
    assert raised.value.reason == missing
    assert server.requests == []


def test_a_template_without_its_content_goes_by_another_channel_and_holds_up_no_other(
    server: ScriptedServer,
) -> None:
    outgoing = an_outgoing("whatsapp", Content(TEXT, template=TemplateCall("bye", "en")))
    means = ("refused", "content_sids has no bye", "fallback")
    assert outcome(twilio("whatsapp", server.url), outgoing) == means
    assert server.requests == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account_sid", "AC123"),
        ("auth_token", "s3cret"),
        ("whatsapp_from", f"whatsapp:{PHONE}"),
        ("messaging_service_sid", ACCOUNT),
        ("content_sids", {"welcome": "welcome"}),
        ("base_url", "api.twilio.com"),
    ],
)
def test_settings_that_cannot_be_right_are_refused_by_their_name(field: str, value: object) -> None:
    with pytest.raises(Malformed) as raised:
        twilio("sms", "https://api.twilio.com", **{field: value})
    assert [fault.path.split(".")[0] for fault in raised.value.faults] == [field]
