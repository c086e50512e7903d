"""Interakt's callbacks: who may call, and what each event says."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.providers.events import ITEM, BrokenItem, InboundMessage, StatusItem
from functions.providers.contract import Callback
from functions.providers.interakt.settings import InteraktSettings
from functions.providers.interakt.webhooks import handshake, parse_events, verify
from tests.builders import PHONE, an_org

SECRET = "wh1sper"
ID = "dfc668a2-c06c-4e9a-a4fd-7b65bc1fdc84"
AT = datetime(2022, 6, 3, 5, 57, 57, 496889, tzinfo=UTC)
SETTINGS = InteraktSettings.model_validate(
    {"api_key": {"secret": "INTERAKT_KEY"}, "webhook_secret": {"secret": "INTERAKT_HOOK"}}
)
CUSTOMER = {"id": "c", "channel_phone_number": PHONE[1:], "traits": {"name": "Zoë", "amount": 7000}}


def an_event(
    type: str, *, customer: Any = CUSTOMER, timestamp: Any = "2022-06-03T05:57:57.496889", **message: Any
) -> Any:
    return {
        "version": "1.0",
        "timestamp": timestamp,
        "type": type,
        "data": {"customer": customer, "message": {"id": ID, "channel_failure_reason": None} | message},
    }


def received(content_type: str | None = "Text", **message: Any) -> Any:
    message = {"chat_message_type": "CustomerMessage", "media_url": None, "meta_data": {}} | message
    return an_event("message_received", message_content_type=content_type, **message)


def a_callback(event: Any, told: str | None = None) -> Callback:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    headers = {} if told is None else {"interakt-signature": told}
    return Callback("POST", "https://kopi.example/hooks/kopi/interakt", {}, headers, body)


def read(event: Any) -> Any:
    """The one item of an event, after its way through a task."""
    (item,) = parse_events(an_org(), a_callback(event), SETTINGS)
    return ITEM.validate_json(ITEM.dump_json(item))


BODY = b'{"type": "message_received"}'
# printf %s '{"type": "message_received"}' | openssl dgst -sha256 -hmac wh1sper
RIGHT = "sha256=92cb38aa772351a79ad2ffaa32eb6d2c6e26fc297081ad8941dd4975c32fbd80"


@pytest.mark.parametrize(
    ("body", "told", "fits"),
    [
        (BODY, RIGHT, True),
        (BODY + b" ", RIGHT, False),
        (b"", RIGHT, False),
        (BODY, None, False),
        (BODY, "", False),
        (BODY, "sha256=", False),
        (BODY, RIGHT.removeprefix("sha256="), False),
        (BODY, RIGHT.upper(), False),
        (BODY, RIGHT[:-1], False),
        (BODY, f"{RIGHT}, {RIGHT}", False),
        (BODY, "sha256=é\u0000\ud800", False),
        (BODY, "x" * 100_000, False),
    ],
)
def test_only_the_signature_of_this_body_by_this_secret_fits(
    monkeypatch: pytest.MonkeyPatch, body: bytes, told: str | None, fits: bool
) -> None:
    monkeypatch.setenv("INTERAKT_HOOK", SECRET)
    assert verify(a_callback(body, told), SETTINGS) is fits


def test_the_signature_of_another_secret_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERAKT_HOOK", "another")
    assert verify(a_callback(BODY, RIGHT), SETTINGS) is False


def test_without_the_secret_no_callback_is_genuine_and_the_settings_are_at_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("INTERAKT_HOOK", raising=False)
    with pytest.raises(Misconfigured):
        verify(a_callback(BODY, RIGHT), SETTINGS)


def test_every_request_carries_items_and_gets_an_empty_answer() -> None:
    assert handshake(a_callback(BODY), SETTINGS) is None


BUTTON = {"button_payload": {"payload": {"type": "QUICK_REPLY", "text": "Yes"}}}
FILE = "https://files.example/1"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (received(message="Hi"), {"kind": "text", "text": "Hi", "phone": PHONE, "name": "Zoë", "at": AT}),
        (
            received(message="Hi", received_at_utc="2022-06-03T05:57:57.359000"),
            {"at": AT.replace(microsecond=359000)},
        ),
        (
            received(message="Hi", received_at_utc="2022-06-03T11:27:57+05:30"),
            {"at": AT.replace(microsecond=0)},
        ),
        (received(None, message="Hi"), {"kind": "text", "text": "Hi"}),
        (an_event("message_received", customer=None, message="Hi"), {"phone": None, "user_id": None}),
        (received(message="Hi \ud83d"), {"kind": "text", "text": "Hi \ufffd"}),
        (received("Interactive", message="", meta_data=BUTTON), {"kind": "button", "text": "Yes"}),
        (received("Location", message=None), {"kind": "location", "text": None}),
        (received("Contacts", message=None), {"kind": "contacts"}),
        (received("Order", message=None), {"kind": "order"}),
        (received("Hologram", message=None), {"kind": "other", "extra": {"type": "Hologram"}}),
        (
            an_event(
                "message_received", customer={"country_code": "+1", "phone_number": PHONE[2:]}, message="Hi"
            ),
            {"phone": PHONE, "user_id": None, "name": None},
        ),
        (
            an_event("message_received", customer={"channel_phone_number": "IN.abc123"}, message="Hi"),
            {"phone": None, "user_id": "IN.abc123"},
        ),
        (
            an_event("message_received", customer=CUSTOMER | {"traits": {"name": 7}}, message="Hi"),
            {"phone": PHONE, "name": None},
        ),
        (
            an_event("message_received", customer=CUSTOMER | {"traits": {"name": "\ud800"}}, message="Hi"),
            {"phone": PHONE, "name": "\ufffd"},
        ),
    ],
)
def test_what_a_customer_writes_is_read_with_its_sender_and_kind(
    event: Any, expected: dict[str, Any]
) -> None:
    item = read(event)
    assert isinstance(item, InboundMessage)
    assert (item.provider, item.channel, item.id, item.origin) == ("interakt", "whatsapp", ID, "customer")
    told = {**item.model_dump(exclude={"sender"}), **item.sender.model_dump()}
    assert {name: told[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("Image", "image"),
        ("Video", "video"),
        ("Audio", "audio"),
        ("Document", "document"),
        ("Sticker", "image"),
    ],
)
def test_a_file_is_kept_by_its_address_with_its_caption(content_type: str, kind: str) -> None:
    item = read(received(content_type, message="Look", media_url=FILE))
    assert (item.kind, item.text) == ("media", "Look")
    assert [(each.kind, each.url) for each in item.media] == [(kind, FILE)]


@pytest.mark.parametrize(
    ("type", "instants", "status", "at"),
    [
        ("message_api_sent", {}, "sent", AT),
        ("message_api_delivered", {}, "delivered", AT),
        (
            "message_api_delivered",
            {"delivered_at_utc": "2022-06-03T05:43:33"},
            "delivered",
            datetime(2022, 6, 3, 5, 43, 33, tzinfo=UTC),
        ),
        (
            "message_api_read",
            {"delivered_at_utc": "2022-06-03T05:43:33", "seen_at_utc": "2022-06-03T05:43:34"},
            "read",
            datetime(2022, 6, 3, 5, 43, 34, tzinfo=UTC),
        ),
        ("message_api_failed", {}, "failed", AT),
    ],
)
def test_a_status_is_told_of_our_message_at_its_own_instant_in_utc(
    type: str, instants: dict[str, str], status: str, at: datetime
) -> None:
    item = read(an_event(type, meta_data={"source_data": {"callback_data": "1:welcome:c1"}}, **instants))
    assert isinstance(item, StatusItem)
    assert (item.id, item.status, item.at, item.message_id) == (ID, status, at, "1:welcome:c1")
    assert (item.problem is not None) is (status == "failed")


@pytest.mark.parametrize(
    "meta_data",
    [
        None,
        {},
        {"source_data": None},
        {"source_data": {"callback_data": "a/b"}},
        {"source_data": {"callback_data": {"id": 1}}},
        {"source_data": {"callback_data": "\ud800"}},
    ],
)
def test_an_id_that_cannot_be_ours_leaves_the_status_to_interakts_id(meta_data: Any) -> None:
    item = read(an_event("message_api_sent", meta_data=meta_data))
    assert (item.message_id, item.id) == (None, ID)


@pytest.mark.parametrize(
    ("code", "reason", "advice"),
    [
        ("1013", "not_on_whatsapp:1013", "suppress"),
        ("131047", "window_closed:131047", "fallback"),
        (131050, "opted_out:131050", "opt_out"),
        ("unheard", "undelivered", "fallback"),
        (None, "undelivered", "fallback"),
    ],
)
def test_a_failure_says_what_its_code_means(code: object, reason: str, advice: str) -> None:
    problem = read(an_event("message_api_failed", channel_error_code=code)).problem
    assert (problem.reason, problem.advice) == (reason, advice)


@pytest.mark.parametrize(
    "event",
    [
        an_event("message_api_clicked", meta_data={"click_type": "QR"}),
        an_event("message_campaign_sent"),
        an_event("account_alerts"),
        an_event("message_received", chat_message_type="AgentMessage", message="Hi"),
        {"type": "Webhook Test"},
    ],
)
def test_an_event_that_does_not_concern_us_is_left_out(event: Any) -> None:
    assert parse_events(an_org(), a_callback(event), SETTINGS) == []


@pytest.mark.parametrize(
    ("event", "path"),
    [
        (received(id=""), "data.message.id"),
        (received(id=7), "data.message.id"),
        ({"type": "message_received", "timestamp": "2022-06-03T05:57:57", "data": {}}, "data.message"),
        ({"type": "message_received", "timestamp": "2022-06-03T05:57:57"}, "data"),
    ],
)
def test_an_event_of_wrong_types_is_kept_as_it_came(event: Any, path: str) -> None:
    item = read(event)
    assert isinstance(item, BrokenItem)
    assert item.reason.startswith(f"{path}: ")
    assert item.raw == event
    assert PHONE[1:] not in item.reason


@pytest.mark.parametrize(
    ("event", "odd"),
    [
        (received(message=["Hi"]), "data.message.message"),
        (received(message="Hi", received_at_utc="soon"), "data.message.received_at_utc"),
        (received(message="Hi", received_at_utc="0001-01-01T00:00:00+05:00"), "data.message.received_at_utc"),
        (received(message="Hi", meta_data="none"), "data.message.meta_data"),
        (received(message="Hi") | {"timestamp": 0}, "timestamp"),
    ],
)
def test_an_odd_field_is_left_out_and_noted_and_the_message_kept(event: Any, odd: str) -> None:
    item = read(event)
    assert isinstance(item, InboundMessage)
    assert item.text == (None if odd.endswith("message.message") else "Hi")
    assert [each["path"] for each in item.extra["left_out"]] == [odd]


@pytest.mark.parametrize("changes", [{"timestamp": None}, {"customer": []}, {"meta_data": "none"}])
def test_a_status_with_an_odd_field_is_kept(changes: dict[str, Any]) -> None:
    item = read(an_event("message_api_sent", **changes))
    assert isinstance(item, StatusItem)
    assert (item.status, item.is_timed) == ("sent", "timestamp" not in changes)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"type": null}', b'{"type": NaN}', b"[" * 100_000])
def test_a_body_that_is_no_event_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse_events(an_org(), a_callback(body), SETTINGS)
