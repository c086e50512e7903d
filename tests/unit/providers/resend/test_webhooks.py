"""What Resend reports: who signed it and when, and what each event says of a message."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.providers.events import BrokenItem, Problem, ProviderEvent, StatusItem
from functions.providers.contract import Callback
from functions.providers.resend import webhooks as resend
from functions.providers.resend.settings import ResendSettings
from tests.builders import an_org

# The example of Svix' manual, docs.svix.com/receiving/verifying-payloads/how-manual
SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl"
EXAMPLE = {
    "svix-id": "msg_loFOjxBNrRLzqYUf",
    "svix-timestamp": "1731705121",
    "svix-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
}
EXAMPLE_BODY = b'{"event_type":"ping","data":{"success":true}}'
THEN = 1731705121
EMAIL_ID = "56761188-7520-42d8-8898-ff6fc54ce618"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPI_RESEND_HOOK", SECRET)


def settings(webhook_secret: dict[str, str] | None = {"secret": "KOPI_RESEND_HOOK"}) -> ResendSettings:  # noqa: B006
    return ResendSettings.model_validate(
        {"api_key": {"secret": "KEY"}, "sender": "hello@kopi.example", "webhook_secret": webhook_secret}
    )


def a_callback(body: bytes, headers: dict[str, str]) -> Callback:
    return Callback("POST", "https://example.com/hooks/kopi/resend", {}, headers, body)


def read(event: Any) -> list[ProviderEvent]:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return resend.parse_events(an_org(), a_callback(body, EXAMPLE), settings())


def an_event(type: str, **content: Any) -> dict[str, Any]:
    usual = {"email_id": EMAIL_ID, "to": ["regular@example.com"], "tags": {"regulars_message": "bQ"}}
    return {"type": type, "created_at": "2024-11-22T23:41:12.126Z", "data": usual | content}


@pytest.mark.parametrize(
    ("changes", "body", "seconds_later", "fits"),
    [
        ({}, EXAMPLE_BODY, 0, True),
        ({}, EXAMPLE_BODY, 300, True),
        ({}, EXAMPLE_BODY, -300, True),
        ({}, EXAMPLE_BODY, 301, False),
        ({}, EXAMPLE_BODY, -301, False),
        ({}, EXAMPLE_BODY + b" ", 0, False),
        ({"svix-id": "msg_other"}, EXAMPLE_BODY, 0, False),
        ({"svix-timestamp": "1731705122"}, EXAMPLE_BODY, 0, False),
        ({"svix-timestamp": "now"}, EXAMPLE_BODY, 0, False),
        ({"svix-timestamp": "٣"}, EXAMPLE_BODY, 0, False),
        ({"svix-timestamp": "9" * 40}, EXAMPLE_BODY, 0, False),
        ({"svix-signature": "v1,AAAA " + EXAMPLE["svix-signature"]}, EXAMPLE_BODY, 0, True),
        ({"svix-signature": EXAMPLE["svix-signature"].replace("v1", "v2")}, EXAMPLE_BODY, 0, False),
        ({"svix-signature": EXAMPLE["svix-signature"][:-2]}, EXAMPLE_BODY, 0, False),
        ({"svix-signature": "v1,é\ud800"}, EXAMPLE_BODY, 0, False),
        ({"svix-signature": ""}, EXAMPLE_BODY, 0, False),
    ],
)
def test_only_what_resend_signed_within_five_minutes_is_genuine(
    changes: dict[str, str], body: bytes, seconds_later: int, fits: bool
) -> None:
    with time_machine.travel(THEN + seconds_later, tick=False):
        assert resend.verify(a_callback(body, EXAMPLE | changes), settings()) is fits


def test_a_body_that_is_no_text_is_checked_like_any_other() -> None:
    body, key = b"\xff\xfe", base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.new(key, f"id.{THEN}.".encode() + body, hashlib.sha256).digest()
    signed = "v1," + base64.b64encode(digest).decode()
    headers = {"svix-id": "id", "svix-timestamp": str(THEN), "svix-signature": signed}
    with time_machine.travel(THEN, tick=False):
        assert resend.verify(a_callback(body, headers), settings())


def test_nothing_is_genuine_without_headers() -> None:
    assert not resend.verify(a_callback(EXAMPLE_BODY, {}), settings())


def test_another_secret_signs_nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPI_RESEND_HOOK", "whsec_" + base64.b64encode(b"another").decode())
    with time_machine.travel(THEN, tick=False):
        assert not resend.verify(a_callback(EXAMPLE_BODY, EXAMPLE), settings())


@time_machine.travel(THEN, tick=False)
def test_a_secret_that_is_missing_or_none_is_a_matter_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    callback = a_callback(EXAMPLE_BODY, EXAMPLE)
    with pytest.raises(Misconfigured, match="webhook_secret is not set"):
        resend.verify(callback, settings(None))
    monkeypatch.setenv("KOPI_RESEND_HOOK", "whsec_?")
    with pytest.raises(Misconfigured, match="not whsec_ and base64") as raised:
        resend.verify(callback, settings())
    assert "whsec_?" not in str(raised.value)


HARD = Problem(reason="hard_bounce", advice="suppress")
SOFT = Problem(reason="soft_bounce", advice="fallback")


@pytest.mark.parametrize(
    ("event", "status", "problem"),
    [
        (an_event("email.sent"), "sent", None),
        (an_event("email.delivered"), "delivered", None),
        (an_event("email.opened"), "read", None),
        (an_event("email.clicked", click={"link": "https://example.com"}), "read", None),
        (an_event("email.bounced", bounce={"type": "Permanent", "subType": "General"}), "failed", HARD),
        (an_event("email.bounced", bounce={"type": "Permanent", "subType": "Suppressed"}), "failed", HARD),
        (an_event("email.bounced", bounce={"type": "Transient", "subType": "MailboxFull"}), "failed", SOFT),
        (an_event("email.bounced", bounce={"type": "Undetermined"}), "failed", SOFT),
        (an_event("email.bounced"), "failed", HARD),
        (an_event("email.failed"), "failed", Problem(reason="failed", advice="fallback")),
        (an_event("email.suppressed"), "failed", Problem(reason="suppressed", advice="suppress")),
        (an_event("email.complained"), "complained", None),
    ],
)
def test_an_event_is_a_status_of_our_message(event: Any, status: Any, problem: Problem | None) -> None:
    at = datetime(2024, 11, 22, 23, 41, 12, 126000, UTC)
    expected = StatusItem(
        provider="resend", id=EMAIL_ID, status=status, at=at, message_id="m", problem=problem
    )
    assert read(event) == [expected]


@pytest.mark.parametrize(
    "type", ["email.delivery_delayed", "email.scheduled", "email.received", "contact.updated", "new"]
)
def test_what_says_nothing_of_a_message_is_left_out(type: str) -> None:
    assert read(an_event(type)) == []


@pytest.mark.parametrize(
    ("tags", "message_id"),
    [
        ({"regulars_message": "bQ", "category": "x"}, "m"),
        ([{"name": "category", "value": "x"}, {"name": "regulars_message", "value": "bQ"}], "m"),
        ({"category": "x"}, None),
        (["x"], None),
        (None, None),
        ({"regulars_message": "?"}, None),
        ({"regulars_message": 7}, None),
    ],
)
def test_our_id_comes_back_in_the_tags(tags: Any, message_id: str | None) -> None:
    (item,) = read(an_event("email.delivered", tags=tags))
    assert isinstance(item, StatusItem)
    assert item.message_id == message_id


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (an_event("email.delivered", email_id=None), "email_id: must be text"),
        (an_event("email.delivered") | {"data": []}, "data: must be there"),
    ],
)
def test_an_event_that_cannot_be_read_is_kept_as_it_came(event: Any, reason: str) -> None:
    broken = BrokenItem(provider="resend", id="msg_loFOjxBNrRLzqYUf", reason=reason, raw=event)
    assert read(event) == [broken]


@pytest.mark.parametrize("created_at", ["soon", 0.5, None, []])
def test_a_status_without_an_instant_is_kept_as_of_its_receipt(created_at: Any) -> None:
    (item,) = read(an_event("email.delivered") | {"created_at": created_at})
    assert isinstance(item, StatusItem)
    assert (item.status, item.is_timed) == ("delivered", False)


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"{}", b'{"type": 7}', b"\xff"])
def test_a_body_that_is_no_event_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        read(body)


def test_no_callback_of_resend_is_a_handshake() -> None:
    assert resend.handshake(a_callback(EXAMPLE_BODY, EXAMPLE), settings()) is None
