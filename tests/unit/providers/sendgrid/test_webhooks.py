"""What SendGrid reports: who signed it, and what each event of a list says of a message."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import ValidationError

from functions.domain.kernel.errors import Malformed
from functions.domain.providers.events import BrokenItem, PreferenceItem, Problem, ProviderEvent, StatusItem
from functions.providers.contract import Callback
from functions.providers.sendgrid import webhooks as sendgrid
from functions.providers.sendgrid.settings import SendgridSettings
from tests.builders import an_org

KEY = ec.generate_private_key(ec.SECP256R1())
SENT_AT = "1731705121"
BODY = b'[{"event":"delivered"}]\r\n'
MAIL_ID = "<f3c462ea863be78df2866190baea99a50a569df4@kopi.example>"
AT = datetime(2024, 11, 15, 21, 12, 1, tzinfo=UTC)


def public(key: Any) -> str:
    return base64.b64encode(
        key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()


SETTINGS = SendgridSettings(public_key=public(KEY))


def signed(body: bytes, *, key: ec.EllipticCurvePrivateKey = KEY, sent_at: str = SENT_AT) -> dict[str, str]:
    signature = key.sign(sent_at.encode() + body, ec.ECDSA(SHA256()))
    return {sendgrid.SIGNATURE: base64.b64encode(signature).decode(), sendgrid.TIMESTAMP: sent_at}


def a_callback(body: bytes, headers: dict[str, str]) -> Callback:
    return Callback("POST", "https://example.com/hooks/kopi/sendgrid", {}, headers, body)


def read(*events: Any) -> list[ProviderEvent]:
    return sendgrid.parse_events(an_org(), a_callback(json.dumps(events).encode(), {}), SETTINGS)


def an_event(kind: str, **changes: Any) -> dict[str, Any]:
    """An event as SendGrid posts it for an email of ours."""
    return {
        "event": kind,
        "email": "regular@example.com",
        "timestamp": 1731705121,
        "smtp-id": MAIL_ID,
        "sg_event_id": "ZGVsaXZlcmVk",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "regulars_message": "m",
        "regulars_mail": MAIL_ID,
    } | changes


FORGED = signed(BODY, key=ec.generate_private_key(ec.SECP256R1()))


@pytest.mark.parametrize(
    ("headers", "body", "fits"),
    [
        (signed(BODY), BODY, True),
        (signed(b""), b"", True),
        (signed(b"\xff\xfe"), b"\xff\xfe", True),
        (signed(BODY), BODY.strip(), False),
        (signed(BODY), BODY.replace(b"delivered", b"bounce"), False),
        (signed(BODY) | {sendgrid.TIMESTAMP: "1731705122"}, BODY, False),
        (signed(BODY) | {sendgrid.TIMESTAMP: "é\ud800"}, BODY, False),
        (FORGED, BODY, False),
        (signed(BODY) | {sendgrid.SIGNATURE: "AAAA"}, BODY, False),
        (signed(BODY) | {sendgrid.SIGNATURE: "é"}, BODY, False),
        (signed(BODY) | {sendgrid.SIGNATURE: ""}, BODY, False),
        ({}, BODY, False),
    ],
)
def test_only_what_sendgrid_signed_is_genuine(headers: dict[str, str], body: bytes, fits: bool) -> None:
    assert sendgrid.verify(a_callback(body, headers), SETTINGS) is fits


def test_a_list_that_comes_again_is_genuine_and_says_the_same_items() -> None:
    body = json.dumps([an_event("bounce", type="bounce"), an_event("unsubscribe")]).encode()
    callback = a_callback(body, signed(body))
    assert [sendgrid.verify(callback, SETTINGS) for _ in range(2)] == [True, True]
    first, again = (sendgrid.parse_events(an_org(), callback, SETTINGS) for _ in range(2))
    assert first == again
    assert [item.item for item in first] == ["status", "preference"]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "?",
        base64.b64encode(b"not a key").decode(),
        public(rsa.generate_private_key(65537, 2048)),
        public(ec.generate_private_key(ec.SECP384R1())),
    ],
)
def test_a_key_that_is_none_of_sendgrids_is_refused_when_it_is_set_up(key: str) -> None:
    with pytest.raises(ValidationError, match="is not a public key"):
        SendgridSettings(public_key=key)


HARD = Problem(reason="hard_bounce", advice="suppress")
SOFT = Problem(reason="soft_bounce", advice="fallback")
OURS = Problem(reason="sender_refused", advice="fallback", needs_owner=True)
UNCLEAR = Problem(reason="bounce", advice="fallback")
STATUSES: list[tuple[dict[str, Any], str, Problem | None]] = [
    (an_event("processed"), "sent", None),
    (an_event("delivered", response="250 OK"), "delivered", None),
    (an_event("open"), "read", None),
    (an_event("open", sg_machine_open=False), "read", None),
    (an_event("click", url="https://example.com"), "read", None),
    (an_event("bounce", type="bounce", status="5.1.1"), "failed", HARD),
    (an_event("bounce", type="bounce"), "failed", HARD),
    (an_event("bounce", type="bounce", status="4.2.2"), "failed", SOFT),
    (an_event("bounce", type="bounce", reason="552 5.2.2 over quota"), "failed", SOFT),
    (
        an_event("bounce", type="bounce", bounce_classification="Invalid Address", status="5.0.0"),
        "failed",
        HARD,
    ),
    (an_event("bounce", type="bounce", bounce_classification="Reputation", status="5.0.0"), "failed", OURS),
    (an_event("bounce", type="blocked", status="5.7.1"), "failed", OURS),
    (an_event("bounce", type="bounce", reason="550 5.1.1 blocked using zen.spamhaus.org"), "failed", OURS),
    (an_event("bounce", type="bounce", reason="550 who knows"), "failed", UNCLEAR),
    (an_event("spamreport"), "complained", None),
    *(
        (an_event("dropped", reason=reason), "failed", Problem(reason=said, advice=advice))
        for reason, said, advice in (
            ("Bounced Address", "dropped_bounced", "suppress"),
            ("Invalid", "dropped_invalid", "suppress"),
            ("Spam Reporting Address", "complaint", "suppress"),
            ("Unsubscribed Address", "dropped_unsubscribed", "opt_out"),
            ("Spam Content", "dropped_spam_content", "fallback"),
            ("Recipient List over Package Quota", "dropped", "fallback"),
        )
    ),
]


@pytest.mark.parametrize(("event", "status", "problem"), STATUSES)
def test_an_event_is_a_status_of_our_message(event: Any, status: Any, problem: Problem | None) -> None:
    expected = StatusItem(
        provider="sendgrid", id=MAIL_ID, status=status, at=AT, message_id="m", problem=problem
    )
    assert read(event) == [expected]


@pytest.mark.parametrize("event", ["unsubscribe", "group_unsubscribe"])
def test_who_unsubscribes_at_sendgrid_wants_no_more_marketing_by_email(event: str) -> None:
    expected = PreferenceItem(
        provider="sendgrid",
        channel="email",
        id="ZGVsaXZlcmVk",
        at=AT,
        granted=False,
        purposes=("marketing",),
        email="regular@example.com",
    )
    assert read(an_event(event, email="Regular@Example.com", asm_group_id=1)) == [expected]


@pytest.mark.parametrize(
    "event",
    [
        an_event("deferred", response="400 try again later"),
        an_event("open", sg_machine_open=True),
        an_event("account_status_change"),
        an_event("open", event=["open"]),
        {"event": "delivered", "timestamp": 1731705121, "sg_message_id": "x"},
        {},
    ],
)
def test_what_says_nothing_of_a_message_of_ours_is_left_out(event: Any) -> None:
    assert read(event) == []


def test_an_event_without_our_marks_names_its_message_by_the_message_id() -> None:
    (item,) = read({"event": "delivered", "timestamp": 1731705121, "smtp-id": MAIL_ID})
    assert isinstance(item, StatusItem)
    assert (item.id, item.message_id) == (MAIL_ID, None)


def test_a_broken_event_is_kept_apart_and_its_neighbours_go_on() -> None:
    timeless = an_event("delivered", timestamp="soon")
    nobodys = an_event("unsubscribe", email="nobody")
    found = read(an_event("delivered"), timeless, 7, nobodys, an_event("open"))
    assert [item.item for item in found] == ["status", "status", "broken", "broken", "status"]
    broken = [item for item in found if isinstance(item, BrokenItem)]
    assert [(each.reason, each.raw) for each in broken] == [
        ("must be an object", 7),
        ("is not an email address", nobodys),
    ]
    assert broken[1].id == "ZGVsaXZlcmVk"


@pytest.mark.parametrize(
    ("kind", "granted"), [("unsubscribe", False), ("group_unsubscribe", False), ("group_resubscribe", True)]
)
def test_who_unsubscribes_is_out_and_who_resubscribes_to_the_group_is_in_again(
    kind: str, granted: bool
) -> None:
    (item,) = read(an_event(kind))
    assert isinstance(item, PreferenceItem)
    assert (item.granted, item.purposes, item.channel) == (granted, ("marketing",), "email")


@pytest.mark.parametrize("body", [b"{", b"{}", b"null", b"\xff"])
def test_a_body_that_is_no_list_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        sendgrid.parse_events(an_org(), a_callback(body, {}), SETTINGS)


def test_no_callback_of_sendgrid_is_a_handshake() -> None:
    assert sendgrid.handshake(a_callback(BODY, {}), SETTINGS) is None
