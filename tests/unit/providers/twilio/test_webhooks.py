"""Twilio's callbacks: who may call, and what each form says."""

import base64
import hmac
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from functions.domain.kernel.errors import Misconfigured
from functions.domain.providers.events import ITEM, BrokenItem, InboundMessage, Problem, StatusItem
from functions.providers.contract import Callback
from functions.providers.twilio.settings import TwilioSettings
from functions.providers.twilio.webhooks import MOST_MEDIA, handshake, parse_events, verify
from tests.builders import NOON, OTHER_PHONE, PHONE, an_org

TOKEN = "12345"
URL = "https://kopi.example/hooks/kopi/twilio"
SID = "SM" + "5" * 32
SETTINGS = TwilioSettings.model_validate(
    {"account_sid": "AC" + "0" * 32, "auth_token": {"secret": "TWILIO_TOKEN"}}
)
INBOUND = {
    "MessageSid": SID,
    "SmsStatus": "received",
    "From": PHONE,
    "To": OTHER_PHONE,
    "Body": "Hi",
    "NumMedia": "0",
}
WHATSAPP = INBOUND | {"From": f"whatsapp:{PHONE}", "To": f"whatsapp:{OTHER_PHONE}", "WaId": PHONE[1:]}
STATUS = {
    "MessageSid": SID,
    "MessageStatus": "delivered",
    "SmsStatus": "delivered",
    "From": OTHER_PHONE,
    "To": PHONE,
}


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_TOKEN", TOKEN)


def a_callback(
    body: bytes, *, url: str = URL, told: str | None = None, query: dict[str, str] | None = None
) -> Callback:
    headers = {} if told is None else {"x-twilio-signature": told}
    return Callback("POST", url, query or {}, headers, body)


def a_form(fields: dict[str, str], query: dict[str, str] | None = None) -> Callback:
    return a_callback(urlencode(fields).encode(), query=query)


def signed(url: str, said: str = "", token: str = TOKEN) -> str:
    """As Twilio's documentation describes it, said in another way than the code under test."""
    proof = hmac.digest(token.encode(), (url + said).encode(), "sha1")
    return base64.b64encode(proof).decode()


def read(fields: dict[str, str], query: dict[str, str] | None = None) -> Any:
    """The one item of a form, after its way through a task."""
    with time_machine.travel(NOON, tick=False):
        (item,) = parse_events(an_org(), a_form(fields, query), SETTINGS)
    return ITEM.validate_json(ITEM.dump_json(item))


# The vectors of Twilio's own libraries (twilio-python, tests/unit/test_request_validator.py).
DOCUMENTED = "https://mycompany.com/myapp.php?foo=1&bar=2"
DOCUMENTED_BODY = b'{"property": "value", "boolean": true}'
DOCUMENTED_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"


def test_the_documented_signature_of_a_form_with_repeated_names_fits() -> None:
    body = b"Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234"
    callback = a_callback(body, url=DOCUMENTED, told="IK+Dwps556ElfBT0I3Rgjkr1wJU=")
    assert verify(callback, SETTINGS) is True


@pytest.mark.parametrize(
    ("body", "told_hash", "fits"),
    [
        (DOCUMENTED_BODY, DOCUMENTED_HASH, True),
        (DOCUMENTED_BODY + b" ", DOCUMENTED_HASH, False),
        (b"", DOCUMENTED_HASH, False),
        (DOCUMENTED_BODY, "é", False),
    ],
)
def test_the_documented_signature_of_json_fits_only_the_body_that_its_hash_is_of(
    body: bytes, told_hash: str, fits: bool
) -> None:
    url = f"{DOCUMENTED}&bodySHA256={DOCUMENTED_HASH}"
    callback = a_callback(body, url=url, told="a9nBmqA0ju/hNViExpshrM61xv4=", query={"bodySHA256": told_hash})
    assert verify(callback, SETTINGS) is fits


BODY = b"To=b&From=+a%C3%A9+&Empty="
SAID = "EmptyFrom aé Tob"  # sorted by name, values not trimmed
RIGHT = signed(URL, SAID)


@pytest.mark.parametrize(
    ("url", "body", "told", "fits"),
    [
        (URL, BODY, RIGHT, True),
        (URL, b"Empty=&To=b&From=+a%C3%A9+", RIGHT, True),
        (URL, b"a=2&a=1&a=2", signed(URL, "a1a2"), True),
        (URL, b"a=2&a=1&a=2", signed(URL, "a1a2a2"), False),
        (f"{URL}?message=1", BODY, signed(f"{URL}?message=1", SAID), True),
        (URL, BODY, signed(URL.replace(".example", ".example:443"), SAID), True),
        (URL.replace(".example", ".example:8443"), BODY, RIGHT, True),
        (
            URL.replace(".example", ".example:8443"),
            BODY,
            signed(URL.replace(".example", ".example:8443"), SAID),
            True,
        ),
        ("http://kopi.example/x", BODY, signed("http://kopi.example:80/x", SAID), True),
        (URL, BODY, signed(URL.replace("https", "http"), SAID), False),
        (URL, BODY, signed(f"{URL}/", SAID), False),
        (f"{URL}?message=2", BODY, signed(f"{URL}?message=1", SAID), False),
        (URL, BODY, signed(URL, SAID, token="another"), False),
        (URL, BODY, signed(URL, SAID.replace(" ", "")), False),
        (URL, BODY + b"&More=1", RIGHT, False),
        (URL, b"To=c&From=+a%C3%A9+&Empty=", RIGHT, False),
        (URL, b"", RIGHT, False),
        (URL, BODY, None, False),
        (URL, BODY, "", False),
        (URL, BODY, RIGHT.swapcase(), False),
        (URL, BODY, f" {RIGHT}", False),
        (URL, BODY, f"{RIGHT}, {RIGHT}", False),
        (URL, BODY, "é\u0000\ud800", False),
        (URL, BODY, "x" * 100_000, False),
        (URL, b"\xff=\xfe", RIGHT, False),
        (URL, b"&".join(b"a=%d" % n for n in range(1_001)), RIGHT, False),
        ("https://kopi.example:port/", BODY, RIGHT, False),
    ],
)
def test_only_the_signature_of_this_form_at_this_address_by_this_token_fits(
    url: str, body: bytes, told: str | None, fits: bool
) -> None:
    assert verify(a_callback(body, url=url, told=told), SETTINGS) is fits


def test_without_the_token_no_callback_is_genuine_and_the_settings_are_at_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TWILIO_TOKEN")
    with pytest.raises(Misconfigured):
        verify(a_callback(BODY, told=signed(URL, SAID, token="")), SETTINGS)


def test_every_request_carries_items_and_gets_an_empty_answer() -> None:
    assert handshake(a_form(INBOUND), SETTINGS) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (INBOUND, {"channel": "sms", "kind": "text", "text": "Hi", "phone": PHONE}),
        (WHATSAPP, {"channel": "whatsapp", "kind": "text", "text": "Hi", "phone": PHONE}),
        (INBOUND | {"Body": " Hi \n"}, {"channel": "sms", "kind": "text", "text": " Hi \n", "phone": PHONE}),
        (INBOUND | {"Body": ""}, {"channel": "sms", "kind": "other", "text": None, "phone": PHONE}),
        (INBOUND | {"From": "57575"}, {"channel": "sms", "phone": None, "user_id": "57575"}),
        (WHATSAPP | {"ProfileName": "Zoë"}, {"name": "Zoë"}),
        (
            WHATSAPP | {"From": "whatsapp:IN.abc123", "WaId": "", "ExternalUserId": "IN.abc123"},
            {"phone": None, "user_id": "IN.abc123"},
        ),
        (WHATSAPP | {"From": "whatsapp:IN.abc123", "WaId": ""}, {"phone": None, "user_id": "IN.abc123"}),
        (WHATSAPP | {"ExternalUserId": "IN.abc123"}, {"phone": PHONE, "user_id": "IN.abc123"}),
        (
            WHATSAPP | {"ButtonText": "Yes", "ButtonPayload": "yes-1", "Body": "Yes"},
            {"kind": "button", "text": "Yes", "extra": {"button_id": "yes-1"}},
        ),
        (
            WHATSAPP | {"ListId": "slot-2", "ListTitle": "Noon", "Body": "Noon"},
            {"kind": "button", "text": "Noon", "extra": {"button_id": "slot-2"}},
        ),
        (
            WHATSAPP | {"Latitude": "-6.2", "Longitude": "106.8", "Label": "Kopi", "Address": "", "Body": ""},
            {
                "kind": "location",
                "text": None,
                "extra": {"location": {"latitude": -6.2, "longitude": 106.8, "label": "Kopi"}},
            },
        ),
        (WHATSAPP | {"OriginalRepliedMessageSid": "SM1"}, {"target_id": "SM1"}),
        (INBOUND | {"Body": "Stop", "OptOutType": "STOP"}, {"extra": {"keyword": "stop"}}),
        (INBOUND | {"Body": "start", "OptOutType": "START"}, {"extra": {"keyword": "start"}}),
        (
            WHATSAPP | {"ReferralCtwaClid": "c", "ReferralSourceId": "7", "ReferralBody": ""},
            {"extra": {"referral": {"ctwa_clid": "c", "source_id": "7"}}},
        ),
        ({name: value for name, value in INBOUND.items() if name != "SmsStatus"}, {"kind": "text"}),
    ],
)
def test_what_a_customer_writes_is_read_with_its_channel_sender_and_kind(
    fields: dict[str, str], expected: dict[str, Any]
) -> None:
    item = read(fields)
    assert isinstance(item, InboundMessage)
    assert (item.provider, item.id, item.origin, item.at) == ("twilio", SID, "customer", NOON)
    told = {**item.model_dump(exclude={"sender"}), **item.sender.model_dump()}
    assert {name: told[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("types", "kind", "files"),
    [
        (["image/jpeg"], "media", ["image"]),
        (["video/mp4", "audio/ogg", "application/pdf"], "media", ["video", "audio", "document"]),
        (["text/vcard"], "contacts", ["document"]),
        (["text/vcard", "image/png"], "media", ["document", "image"]),
        ([""], "media", ["document"]),
    ],
)
def test_files_are_kept_by_address_and_type(types: list[str], kind: str, files: list[str]) -> None:
    media = {f"MediaUrl{n}": f"https://api.example/{n}" for n in range(len(types))}
    media |= {f"MediaContentType{n}": mime_type for n, mime_type in enumerate(types)}
    item = read(WHATSAPP | media | {"NumMedia": str(len(types))})
    assert item.kind == kind
    assert [(each.kind, each.url, each.mime_type) for each in item.media] == [
        (file, f"https://api.example/{n}", types[n] or None) for n, file in enumerate(files)
    ]


@pytest.mark.parametrize(
    ("status", "reported"),
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("undelivered", "failed"),
        ("failed", "failed"),
    ],
)
def test_a_status_is_told_of_the_message_that_the_address_names(status: str, reported: str) -> None:
    item = read(STATUS | {"MessageStatus": status}, {"message": "1:welcome:c1"})
    assert isinstance(item, StatusItem)
    assert (item.id, item.status, item.message_id, item.at) == (SID, reported, "1:welcome:c1", NOON)
    assert (item.problem is not None) is (reported == "failed")


@pytest.mark.parametrize(
    "status", ["accepted", "scheduled", "queued", "sending", "canceled", "of the future"]
)
def test_a_status_on_the_way_is_left_out(status: str) -> None:
    assert parse_events(an_org(), a_form(STATUS | {"MessageStatus": status}), SETTINGS) == []


def test_a_status_is_known_without_message_status_too() -> None:
    fields = {name: value for name, value in STATUS.items() if name != "MessageStatus"}
    assert read(fields).status == "delivered"


@pytest.mark.parametrize(
    ("code", "reason", "advice"),
    [
        ("21610", "opted_out:21610", "opt_out"),
        ("63016", "window_closed:63016", "fallback"),
        ("30005", "unknown_number:30005", "suppress"),
        ("", "undelivered", "fallback"),
    ],
)
def test_a_failure_says_what_its_error_code_means(code: str, reason: str, advice: str) -> None:
    problem = read(STATUS | {"MessageStatus": "failed", "ErrorCode": code}).problem
    assert (problem.reason, problem.advice) == (reason, advice)


@pytest.mark.parametrize("message_id", ["", "a/b", "x" * 513, "a\u0000b"])
def test_an_id_that_cannot_be_ours_leaves_the_status_to_twilios_id(message_id: str) -> None:
    item = read(STATUS, {"message": message_id})
    assert (item.message_id, item.id) == (None, SID)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (INBOUND | {"MessageSid": ""}, "MessageSid: is missing"),
        (INBOUND | {"From": ""}, "From: is missing"),
        (STATUS | {"MessageSid": ""}, "MessageSid: is missing"),
    ],
)
def test_a_form_that_cannot_be_read_is_kept_as_it_came_under_one_id(
    fields: dict[str, str], reason: str
) -> None:
    item, again = read(fields), read(fields)
    assert isinstance(item, BrokenItem)
    assert (item.reason, item.raw) == (reason, urlencode(fields))
    assert item.id == again.id
    assert len(item.id) == 32


@pytest.mark.parametrize(
    ("changes", "odd"),
    [
        ({"NumMedia": "abc"}, ["NumMedia"]),
        ({"NumMedia": "-1"}, ["NumMedia"]),
        ({"NumMedia": str(MOST_MEDIA + 1)}, []),
        ({"NumMedia": "1"}, []),
        ({"Latitude": "north", "Longitude": "1"}, ["Latitude"]),
    ],
)
def test_a_message_with_an_odd_field_is_kept_without_it_and_the_field_is_noted(
    changes: dict[str, str], odd: list[str]
) -> None:
    item = read(INBOUND | changes)
    assert isinstance(item, InboundMessage)
    assert (item.id, item.text, item.media) == (INBOUND["MessageSid"], INBOUND["Body"], ())
    assert [each["path"] for each in item.extra.get("left_out", [])] == odd


def test_a_file_without_a_count_is_kept() -> None:
    item = read(INBOUND | {"NumMedia": "abc", "MediaUrl0": "https://api.twilio.com/1"})
    assert isinstance(item, InboundMessage)
    assert [file.url for file in item.media] == ["https://api.twilio.com/1"]


def test_a_failure_with_an_odd_code_is_one() -> None:
    item = read(STATUS | {"MessageStatus": "failed", "ErrorCode": "E1"})
    assert isinstance(item, StatusItem)
    assert (item.status, item.problem) == ("failed", Problem(reason="undelivered", advice="fallback"))


@pytest.mark.parametrize("body", [b"\xff=1", b"&".join(b"a=%d" % n for n in range(1_001))])
def test_a_body_that_is_no_form_is_kept(body: bytes) -> None:
    (item,) = parse_events(an_org(), a_callback(body), SETTINGS)
    assert isinstance(item, BrokenItem)
    assert item.reason == "body: is not a form"


def test_of_a_name_that_comes_twice_the_first_counts() -> None:
    (item,) = parse_events(
        an_org(), a_callback(urlencode(INBOUND).encode() + b"&Body=Bye&MessageSid=SM1"), SETTINGS
    )
    assert isinstance(item, InboundMessage)
    assert (item.text, item.id) == ("Hi", SID)


@pytest.mark.parametrize("sender", [f"rcs:{PHONE}", "messenger:123"])
def test_a_channel_of_twilios_that_we_do_not_have_is_left_out(sender: str) -> None:
    assert parse_events(an_org(), a_form(INBOUND | {"From": sender}), SETTINGS) == []


def test_json_of_another_product_is_left_out() -> None:
    callback = a_callback(b'{"a": 1}', query={"bodySHA256": "0"})
    assert parse_events(an_org(), callback, SETTINGS) == []


def test_an_item_comes_at_the_time_of_its_coming() -> None:
    before = datetime.now(UTC)
    (item,) = parse_events(an_org(), a_form(INBOUND), SETTINGS)
    assert isinstance(item, InboundMessage)
    assert before <= item.at <= datetime.now(UTC)
