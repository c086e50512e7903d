"""Gupshup's callbacks: who may call, and what each event says."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.providers.events import (
    ITEM,
    BrokenItem,
    InboundMessage,
    PreferenceItem,
    Problem,
    StatusItem,
)
from functions.providers.contract import Callback
from functions.providers.gupshup.settings import GupshupSettings
from functions.providers.gupshup.webhooks import handshake, parse_events, verify
from tests.builders import PHONE, an_org

SECRET = "wh1sper"
GS_ID, WHATSAPP_ID = "59f8db90-c37e-4408-90ab-cc54ef8246ad", "gBEGkYaYVSEEAgnZxQ3JmKK6Wvg"
MILLISECONDS, AT = 1580227766370, datetime(2020, 1, 28, 16, 9, 26, 370000, tzinfo=UTC)
SETTINGS = GupshupSettings.model_validate(
    {"api_key": {"secret": "GUPSHUP_KEY"}, "callback_secret": {"secret": "GUPSHUP_CALLBACK"}}
)
SENDER = {"phone": PHONE[1:], "name": "Zoë", "country_code": "1", "dial_code": PHONE[2:]}


def an_event(type: str, payload: Any, **changes: Any) -> dict[str, Any]:
    return {
        "app": "KopiApp",
        "timestamp": MILLISECONDS,
        "version": 2,
        "type": type,
        "payload": payload,
    } | changes


def a_message(type: Any, payload: Any, **changes: Any) -> dict[str, Any]:
    message = {"id": WHATSAPP_ID, "source": PHONE[1:], "type": type, "payload": payload, "sender": SENDER}
    return an_event("message", message | changes)


def a_status(type: str, payload: Any = None, **changes: Any) -> dict[str, Any]:
    status = {
        "id": WHATSAPP_ID,
        "gsId": GS_ID,
        "type": type,
        "destination": PHONE[1:],
        "payload": payload or {},
    }
    return an_event("message-event", status | changes)


def a_callback(
    event: Any, headers: dict[str, str] | None = None, query: dict[str, str] | None = None
) -> Callback:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return Callback("POST", "https://kopi.example/hooks/kopi/gupshup", query or {}, headers or {}, body)


def read(event: Any) -> Any:
    """The one item of an event, after its way through a task."""
    (item,) = parse_events(an_org(), a_callback(event), SETTINGS)
    return ITEM.validate_json(ITEM.dump_json(item))


@pytest.mark.parametrize(
    ("headers", "query", "fits"),
    [
        ({"x-callback-secret": SECRET}, {}, True),
        ({}, {"secret": SECRET}, True),
        ({"x-callback-secret": "wrong"}, {"secret": SECRET}, True),
        ({}, {}, False),
        ({"x-callback-secret": ""}, {"secret": ""}, False),
        ({"x-callback-secret": SECRET.upper()}, {}, False),
        ({"x-callback-secret": f"{SECRET} "}, {}, False),
        ({"x-callback-secret": "é\u0000\ud800"}, {"secret": "é\ud800"}, False),
        ({"authorization": SECRET}, {"token": SECRET}, False),
        ({}, {"secret": "x" * 100_000}, False),
    ],
)
def test_only_who_brings_the_secret_in_the_header_or_the_address_is_let_in(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], query: dict[str, str], fits: bool
) -> None:
    monkeypatch.setenv("GUPSHUP_CALLBACK", SECRET)
    assert verify(a_callback({}, headers, query), SETTINGS) is fits


def test_without_the_secret_no_callback_is_genuine_and_the_settings_are_at_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GUPSHUP_CALLBACK", raising=False)
    with pytest.raises(Misconfigured):
        verify(a_callback({}, query={"secret": ""}), SETTINGS)


def test_every_request_carries_items_and_gets_an_empty_answer() -> None:
    assert handshake(a_callback({}), SETTINGS) is None


FILE = {"url": "https://files.example/1", "contentType": "image/jpeg", "name": "1.jpg", "caption": "Look"}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (a_message("text", {"text": "Hi"}), {"kind": "text", "text": "Hi", "phone": PHONE, "name": "Zoë"}),
        (a_message("text", {"text": "Hi"}, sender={}), {"phone": PHONE, "name": None}),
        (a_message("text", {"text": "Hi"}, sender=None, context=None), {"phone": PHONE, "target_id": None}),
        (a_message("text", None), {"kind": "text", "text": None}),
        (a_message("text", {"text": "Hi \ud83d"}), {"text": "Hi \ufffd"}),
        (a_message("text", {"text": "Hi"}, context={"gsId": "\ud83d"}), {"target_id": "\ufffd"}),
        (
            a_message("text", {"text": "Hi"}, sender={"phone": "IN.abc123"}),
            {"phone": None, "user_id": "IN.abc123"},
        ),
        (
            a_message("text", {"text": "Hi"}, context={"id": "w", "gsId": GS_ID}),
            {"target_id": GS_ID},
        ),
        (a_message("text", {"text": "Hi"}, context={"id": "w"}), {"target_id": "w"}),
        (
            a_message("quick_reply", {"text": "Yes", "type": "button"}),
            {"kind": "button", "text": "Yes", "extra": {"button_id": "Yes"}},
        ),
        (
            a_message("button_reply", {"title": "Yes", "id": "b1", "reply": "Yes b1"}),
            {"kind": "button", "text": "Yes", "extra": {"button_id": "b1"}},
        ),
        (
            a_message("list_reply", {"title": "Noon", "id": 2, "postbackText": "slot-2", "description": "d"}),
            {"kind": "button", "text": "Noon", "extra": {"button_id": "slot-2"}},
        ),
        (
            a_message("location", {"latitude": "-6.2", "longitude": 106.8}),
            {
                "kind": "location",
                "text": None,
                "extra": {"location": {"latitude": -6.2, "longitude": 106.8}},
            },
        ),
        (a_message("contact", {"contacts": [{}]}), {"kind": "contacts", "text": None}),
        (
            a_message("reaction", {"emoji": "👍", "id": "w", "gsId": GS_ID}),
            {"kind": "reaction", "text": "👍", "target_id": GS_ID},
        ),
        (
            a_message("reaction", {"emoji": "", "id": "w"}),
            {"kind": "reaction", "text": None, "target_id": "w"},
        ),
        (a_message("hologram", {}), {"kind": "other", "text": None, "extra": {"type": "hologram"}}),
    ],
)
def test_what_a_customer_writes_is_read_with_its_sender_and_kind(
    event: dict[str, Any], expected: dict[str, Any]
) -> None:
    item = read(event)
    assert isinstance(item, InboundMessage)
    assert (item.provider, item.channel, item.id, item.at) == ("gupshup", "whatsapp", WHATSAPP_ID, AT)
    assert item.origin == "customer"
    told = {**item.model_dump(exclude={"sender"}), **item.sender.model_dump()}
    assert {name: told[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("image", "image"),
        ("video", "video"),
        ("audio", "audio"),
        ("file", "document"),
        ("sticker", "image"),
    ],
)
def test_a_file_is_kept_by_its_address_with_its_caption(type: str, kind: str) -> None:
    item = read(a_message(type, FILE))
    assert (item.kind, item.text) == ("media", "Look")
    (media,) = item.media
    assert (media.kind, media.url, media.mime_type, media.filename) == (
        kind,
        "https://files.example/1",
        "image/jpeg",
        "1.jpg",
    )


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "failed"])
def test_a_status_is_known_by_gupshups_own_id(status: str) -> None:
    item = read(a_status(status))
    assert isinstance(item, StatusItem)
    assert (item.id, item.status, item.at, item.message_id) == (GS_ID, status, AT, None)
    assert (item.problem is not None) is (status == "failed")


def test_a_failure_without_its_part_is_a_failure_still() -> None:
    event = an_event("message-event", {"id": GS_ID, "type": "failed", "payload": None})
    assert read(event).problem.reason == "undelivered"


def test_a_status_without_gupshups_id_is_known_by_the_one_that_it_has() -> None:
    assert read(an_event("message-event", {"id": GS_ID, "type": "failed", "payload": {}})).id == GS_ID


@pytest.mark.parametrize(
    ("payload", "reason", "advice"),
    [
        ({"code": 1002, "reason": "Number Does Not Exist On WhatsApp"}, "not_on_whatsapp:1002", "suppress"),
        ({"code": "131047", "reason": "Re-engagement message"}, "window_closed:131047", "fallback"),
        ({"code": 1012}, "opted_out:1012", "opt_out"),
        ({"code": 77}, "undelivered:77", "fallback"),
        ({"reason": "who knows"}, "undelivered", "fallback"),
    ],
)
def test_a_failure_says_what_its_code_means(payload: dict[str, Any], reason: str, advice: str) -> None:
    problem = read(a_status("failed", payload)).problem
    assert (problem.reason, problem.advice) == (reason, advice)


@pytest.mark.parametrize(("type", "granted"), [("opted-in", True), ("opted-out", False)])
def test_an_opt_in_or_out_at_gupshup_is_a_preference_about_marketing(type: str, granted: bool) -> None:
    event = an_event("user-event", {"phone": PHONE[1:], "type": type})
    item, again = read(event), read(event)
    assert isinstance(item, PreferenceItem)
    assert (item.channel, item.granted, item.purposes) == ("whatsapp", granted, ("marketing",))
    assert (item.phone, item.user_id, item.at) == (PHONE, None, AT)
    assert item.id == again.id
    assert PHONE[1:] not in item.id


@pytest.mark.parametrize(
    "event",
    [
        a_status("enqueued", {"whatsappMessageId": WHATSAPP_ID, "type": "session"}),
        a_status("deleted"),
        a_status("mismatch"),
        an_event("user-event", {"phone": "callbackSetPhone", "type": "sandbox-start"}),
        an_event("billing-event", {"deductions": {}}),
        an_event("template-event", {}),
        an_event("account-event", "anything"),
        an_event("of the future", None, timestamp=None),
    ],
)
def test_an_event_that_does_not_concern_us_is_left_out(event: dict[str, Any]) -> None:
    assert parse_events(an_org(), a_callback(event), SETTINGS) == []


@pytest.mark.parametrize(
    ("event", "path"),
    [
        (a_message("text", {"text": "Hi"}, id=""), "id"),
        (a_message("text", {"text": "Hi"}, id=None), "id"),
        (an_event("message-event", {"type": "failed"}), "has neither an id nor a gsId"),
        (an_event("message", []), "payload"),
        (an_event("user-event", {"type": "opted-out"}), "phone"),
    ],
)
def test_an_event_of_wrong_types_is_kept_as_it_came(event: dict[str, Any], path: str) -> None:
    item = read(event)
    assert isinstance(item, BrokenItem)
    assert item.reason.startswith(path)
    assert item.raw == event
    assert PHONE[1:] not in item.reason


@pytest.mark.parametrize(
    ("event", "kind", "text", "odd"),
    [
        (a_message("text", {"text": 7}), "text", None, ["payload.text"]),
        (a_message("text", "Hi"), "text", None, ["payload"]),
        (a_message("text", {"text": "Hi"}, sender=[]), "text", "Hi", ["sender"]),
        (a_message(7, {"text": "Hi"}), "text", "Hi", ["type"]),
        (a_message("image", {"caption": "Look"}), "other", "Look", []),
        (a_message("location", {"latitude": "1"}), "other", None, []),
        (a_message("location", {"latitude": "x", "longitude": 1}), "other", None, ["payload.latitude"]),
    ],
)
def test_an_odd_field_is_left_out_and_noted_and_the_message_kept(
    event: dict[str, Any], kind: str, text: str | None, odd: list[str]
) -> None:
    item = read(event)
    assert isinstance(item, InboundMessage)
    assert (item.kind, item.text, item.sender.phone) == (kind, text, PHONE)
    assert [each["path"] for each in item.extra.get("left_out", [])] == odd


@pytest.mark.parametrize("timestamp", ["soon", 0, None, []])
def test_a_status_without_an_instant_or_with_an_odd_code_is_kept(timestamp: Any) -> None:
    item = read(a_status("failed", {"code": "many"}) | {"timestamp": timestamp})
    assert isinstance(item, StatusItem)
    assert (item.status, item.is_timed) == ("failed", False)
    assert item.problem == Problem(reason="undelivered", advice="fallback")


def test_a_failure_that_names_its_message_by_gupshup_s_id_alone_is_one() -> None:
    item = read(a_status("failed", {"code": 1002}, id=None))
    assert isinstance(item, StatusItem)
    assert (item.id, item.status) == (GS_ID, "failed")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"type": 7}',
        b'{"timestamp": NaN, "type": "message"}',
        b"[" * 100_000,
        b'{"object": "whatsapp_business_account", "entry": []}',
    ],
)
def test_a_body_that_is_no_event_of_version_2_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse_events(an_org(), a_callback(body), SETTINGS)
