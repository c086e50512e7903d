"""What WAHA posts to us: proved, and each event read for what it says, whichever engine tells it."""

import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.providers.events import (
    ITEM,
    BrokenItem,
    GatewayItem,
    InboundMessage,
    MediaRef,
    Problem,
    ProviderEvent,
    Sender,
    StatusItem,
)
from functions.providers.contract import Callback
from functions.providers.waha.webhooks import handshake, parse_events, verify
from tests.builders import an_org
from tests.providers.whatsapp_stub import HMAC_KEY, KEY, PHONE, waha_callback, waha_settings

ORG, SETTINGS = an_org(), waha_settings()
CHAT, HIDDEN, MINE = "12025550123@c.us", "131241241245@lid", "12025550199@c.us"
INSIDE = "12025550123@s.whatsapp.net"
OTHER_KEY = "3A9B1C7D2E4F5A6B7C8D"
EVENT_ID = "evt_01jkxyz"
AT, SECONDS = datetime(2025, 2, 12, 4, 3, 44, tzinfo=UTC), 1739333024
SENT_AT = datetime(2025, 2, 12, 4, 3, 45, 500000, tzinfo=UTC)

NOWEB = {"key": {"remoteJid": HIDDEN, "remoteJidAlt": INSIDE, "id": KEY}, "pushName": "Asha"}
GOWS = {
    "Info": {
        "Chat": HIDDEN,
        "SenderAlt": "12025550123:2@s.whatsapp.net",
        "RecipientAlt": "",
        "PushName": "Asha",
    }
}
GOWS_MINE = {"Info": {"IsFromMe": True, "SenderAlt": "12025550199@s.whatsapp.net", "RecipientAlt": INSIDE}}
GOWS_RECEIPT = {"Chat": HIDDEN, "IsFromMe": False, "SenderAlt": INSIDE, "MessageIDs": [KEY], "Type": "read"}


def an_event(event: str = "message", payload: Any = None, **changes: Any) -> dict[str, Any]:
    return {
        "id": EVENT_ID,
        "timestamp": SECONDS * 1000 + 1500,
        "event": event,
        "session": "default",
        "me": {"id": MINE, "pushName": "Kopi", "lid": "999999999999@lid"},
        "payload": payload,
        "environment": {"version": "2026.7.1", "engine": "GOWS", "tier": "PLUS"},
    } | changes


def a_payload(**changes: Any) -> dict[str, Any]:
    """A text of the customer, as WEBJS tells it."""
    return {
        "id": f"false_{CHAT}_{KEY}",
        "timestamp": SECONDS,
        "from": CHAT,
        "fromMe": False,
        "source": "app",
        "to": MINE,
        "participant": None,
        "body": "Hi",
        "hasMedia": False,
        "media": None,
        "ack": 2,
        "vCards": [],
        "location": None,
        "replyTo": None,
        "_data": {"notifyName": "Asha"},
    } | changes


def a_sender(**fields: Any) -> Sender:
    """WAHA's own id of a person is the hidden one."""
    return Sender(user_id_kind="whatsapp_lid", **fields)


def read(body: Any, **headers: str) -> list[ProviderEvent]:
    found = parse_events(ORG, waha_callback(body, **headers), SETTINGS)
    for item in found:  # each travels as JSON
        assert ITEM.validate_json(json.dumps(ITEM.dump_python(item, mode="json"))) is not None
    return found


def read_message(event: str = "message", **changes: Any) -> InboundMessage:
    [item] = read(an_event(event, a_payload(**changes)))
    assert isinstance(item, InboundMessage), item
    return item


# Proof

BODY = rb'{"event": "message", "body": "\u0938\u094d\u0924\u0947 \/"}'


def _signed(body: bytes, signature: str | None) -> Callback:
    headers = {} if signature is None else {"x-webhook-hmac": signature}
    return Callback("POST", "https://api.example.com/hooks/kopi/waha", {}, headers, body)


def _signature(body: bytes, key: str = HMAC_KEY, method: str = "sha512") -> str:
    return hmac.new(key.encode(), body, method).hexdigest()


@pytest.mark.usefixtures("whatsapp_secrets")
@pytest.mark.parametrize(
    ("body", "signature", "genuine"),
    [
        (BODY, _signature(BODY), True),
        (json.dumps(json.loads(BODY)).encode(), _signature(BODY), False),
        (BODY + b"\n", _signature(BODY), False),
        (BODY, _signature(BODY, "another"), False),
        (BODY, _signature(BODY, method="sha256"), False),
        (BODY, "sha512=" + _signature(BODY), False),
        (BODY, "", False),
        (BODY, None, False),
        (BODY, "ünïcode\ud800", False),
    ],
)
def test_only_a_signature_over_the_very_bytes_is_proof(
    body: bytes, signature: str | None, genuine: bool
) -> None:
    assert verify(_signed(body, signature), SETTINGS) is genuine


@pytest.mark.usefixtures("whatsapp_secrets")
def test_the_signature_is_the_one_that_any_other_tool_computes() -> None:
    # printf %s '{"event":"message"}' | openssl dgst -sha512 -hmac my-secret-key
    told = (
        "fbb1b020b2550507ba2386f68d136b9597d53e7af4f502f64dcf9cd8003356a5"
        "e4ce20409dc35fc9a8490cf1d5003925b0c4d86f21f1f47823c83d0532f4284f"
    )
    assert verify(_signed(b'{"event":"message"}', told), SETTINGS)


def test_without_its_key_nothing_can_be_proved() -> None:
    with pytest.raises(Misconfigured):
        verify(_signed(BODY, _signature(BODY)), SETTINGS)


def test_there_is_no_handshake() -> None:
    assert handshake(_signed(b"", None), SETTINGS) is None


# Messages


@pytest.mark.item("S003-26")
@pytest.mark.parametrize("event", ["message", "message.any"])
def test_a_text_is_one_message_of_the_customer_by_either_event(event: str) -> None:
    assert read_message(event) == InboundMessage(
        provider="waha",
        channel="whatsapp",
        id=f"false_{CHAT}_{KEY}",
        at=AT,
        origin="customer",
        kind="text",
        sender=a_sender(phone=PHONE, name="Asha"),
        text="Hi",
        extra={"key": KEY},
    )


MEDIA = {"url": "http://waha:3000/api/files/a.jpg", "mimetype": "image/jpeg", "filename": None, "s3": None}


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (
            {"hasMedia": True, "media": MEDIA, "body": "My cup"},
            {
                "kind": "media",
                "text": "My cup",
                "media": (MediaRef(kind="image", url=MEDIA["url"], mime_type="image/jpeg"),),
            },
        ),
        (
            {"hasMedia": True, "body": "", "media": MEDIA | {"mimetype": "audio/ogg; codecs=opus"}},
            {
                "kind": "media",
                "media": (MediaRef(kind="audio", url=MEDIA["url"], mime_type="audio/ogg; codecs=opus"),),
            },
        ),
        (
            {
                "hasMedia": True,
                "body": None,
                "media": {
                    "url": None,
                    "mimetype": "application/pdf",
                    "filename": "a.pdf",
                    "error": {"details": "x"},
                },
            },
            {
                "kind": "media",
                "media": (MediaRef(kind="document", mime_type="application/pdf", filename="a.pdf"),),
            },
        ),
        ({"hasMedia": True, "body": None}, {"kind": "media", "media": (MediaRef(kind="document"),)}),
        (
            {"body": None, "location": {"latitude": "19.21", "longitude": 73.1, "name": "Shop", "url": ""}},
            {
                "kind": "location",
                "extra": {"location": {"latitude": 19.21, "longitude": 73.1, "name": "Shop"}},
            },
        ),
        (
            {"body": None, "vCards": ["BEGIN:VCARD\nEND:VCARD"]},
            {"kind": "contacts", "extra": {"contacts": ["BEGIN:VCARD\nEND:VCARD"]}},
        ),
        ({"body": None}, {"kind": "other"}),
        ({"body": ""}, {"kind": "other"}),
        (
            {"replyTo": {"id": OTHER_KEY, "participant": MINE, "body": "We said"}},
            {
                "kind": "text",
                "text": "Hi",
                "target_id": f"true_{CHAT}_{OTHER_KEY}",
                "extra": {"target_key": OTHER_KEY},
            },
        ),
        (
            {"replyTo": {"id": OTHER_KEY, "participant": "999999999999:4@lid"}},
            {
                "kind": "text",
                "text": "Hi",
                "target_id": f"true_{CHAT}_{OTHER_KEY}",
                "extra": {"target_key": OTHER_KEY},
            },
        ),
        (
            {"replyTo": {"id": OTHER_KEY, "participant": CHAT}},
            {
                "kind": "text",
                "text": "Hi",
                "target_id": f"false_{CHAT}_{OTHER_KEY}",
                "extra": {"target_key": OTHER_KEY},
            },
        ),
        (
            {"replyTo": {"id": OTHER_KEY}},
            {"kind": "text", "text": "Hi", "target_id": OTHER_KEY, "extra": {"target_key": OTHER_KEY}},
        ),
        (
            {"replyTo": {"id": f"true_{CHAT}_{OTHER_KEY}"}},
            {
                "kind": "text",
                "text": "Hi",
                "target_id": f"true_{CHAT}_{OTHER_KEY}",
                "extra": {"target_key": OTHER_KEY},
            },
        ),
    ],
)
def test_each_kind_of_message_says_what_it_says(part: dict[str, Any], said: dict[str, Any]) -> None:
    message = read_message(**part)
    nothing: dict[str, Any] = {"text": None, "media": (), "target_id": None, "extra": {}}
    expected = nothing | said
    expected["extra"] = {**expected["extra"], "key": KEY}
    assert {name: getattr(message, name) for name in ("kind", *nothing)} == expected


@pytest.mark.parametrize(
    ("changes", "sender"),
    [
        ({}, a_sender(phone=PHONE, name="Asha")),
        ({"id": f"false_{INSIDE}_{KEY}"}, a_sender(phone=PHONE, name="Asha")),
        ({"id": f"false_{HIDDEN}_{KEY}", "_data": NOWEB}, a_sender(phone=PHONE, user_id=HIDDEN, name="Asha")),
        ({"id": f"false_{HIDDEN}_{KEY}", "_data": GOWS}, a_sender(phone=PHONE, user_id=HIDDEN, name="Asha")),
        ({"_data": {"key": {"remoteJidAlt": HIDDEN}}}, a_sender(phone=PHONE, user_id=HIDDEN)),
        # who hides the phone has none, though a hidden id has digits too
        ({"id": f"false_{HIDDEN}_{KEY}"}, a_sender(user_id=HIDDEN, name="Asha")),
        ({"id": f"false_12025550123@lid_{KEY}"}, a_sender(user_id="12025550123@lid", name="Asha")),
        (
            {"id": f"false_{HIDDEN}_{KEY}", "_data": {"key": {"remoteJidAlt": HIDDEN}}},
            a_sender(user_id=HIDDEN),
        ),
        ({"id": f"false_{HIDDEN}_{KEY}", "_data": {"key": {"remoteJidAlt": 5}}}, a_sender(user_id=HIDDEN)),
        ({"id": f"false_{HIDDEN}_{KEY}", "_data": ["what", "ever"]}, a_sender(user_id=HIDDEN)),
        # a key alone: then the chat is told beside it
        ({"id": KEY}, a_sender(phone=PHONE, name="Asha")),
        # a number that libphonenumber does not know is still whose chat it is
        ({"id": f"false_5215512@c.us_{KEY}"}, a_sender(user_id="5215512@c.us", name="Asha")),
    ],
)
def test_a_sender_is_known_by_phone_or_by_a_hidden_id(changes: dict[str, Any], sender: Sender) -> None:
    assert read_message(**changes).sender == sender


@pytest.mark.parametrize("source", ["api", "app", None])
def test_what_the_customer_wrote_is_theirs_whatever_it_was_written_with(source: str | None) -> None:
    assert read_message(source=source).origin == "customer"


@pytest.mark.parametrize(
    ("source", "origin"), [("api", "echo"), ("app", "staff"), (None, "staff"), ("of next year", "staff")]
)
def test_our_own_message_comes_back_as_an_echo_and_what_staff_wrote_as_theirs(
    source: str | None, origin: str
) -> None:
    message = read_message(
        "message.any", id=f"true_{CHAT}_{KEY}", fromMe=True, source=source, **{"from": MINE, "to": CHAT}
    )
    assert (message.origin, message.id) == (origin, f"true_{CHAT}_{KEY}")
    assert message.sender == a_sender(phone=PHONE)


@pytest.mark.parametrize("engine", [GOWS_MINE, NOWEB])
def test_an_echo_from_a_hidden_chat_has_the_id_that_sending_gave_it(engine: dict[str, Any]) -> None:
    message = read_message("message.any", id=f"true_{HIDDEN}_{KEY}", fromMe=True, source="api", _data=engine)
    assert message.id == f"true_{CHAT}_{KEY}"
    assert message.sender == a_sender(phone=PHONE, user_id=HIDDEN)


@pytest.mark.parametrize(
    "chat",
    [
        "120363297269676566@g.us",
        "120363297269676566@newsletter",
        "status@broadcast",
        "1739333024@broadcast",
        "nobody",
    ],
)
def test_groups_channels_broadcasts_and_statuses_are_left_out(chat: str) -> None:
    id = f"false_{chat}_{KEY}_{CHAT}"
    reaction = {"text": "👍", "messageId": id}
    assert read(an_event("message", a_payload(id=id, **{"from": chat}))) == []
    assert read(an_event("message.reaction", a_payload(id=id, reaction=reaction, **{"from": chat}))) == []
    assert read(an_event("message.edited", a_payload(id=id, editedMessageId=KEY, **{"from": chat}))) == []
    assert read(an_event("message.revoked", {"after": a_payload(id=id, **{"from": chat})})) == []
    ack = a_payload(id=f"true_{chat}_{KEY}", fromMe=True, ack=3, **{"from": chat, "to": chat})
    assert read(an_event("message.ack", ack)) == []


def test_a_message_without_an_instant_has_the_event_s() -> None:
    assert read_message(timestamp=None).at == SENT_AT


def test_an_older_server_s_event_has_the_instant_of_its_header_or_of_now() -> None:
    event = an_event("message", a_payload(timestamp=None), id=None, timestamp=None)
    [item] = read(event, **{"x-webhook-timestamp": str(SECONDS * 1000)})
    assert isinstance(item, InboundMessage)
    assert item.at == AT
    before = datetime.now(UTC)
    [item] = read(event)
    assert isinstance(item, InboundMessage)
    assert before <= item.at <= datetime.now(UTC)


# Reactions, edits, revocations


def test_a_reaction_names_the_message_that_it_is_about() -> None:
    message = read_message(
        "message.reaction",
        timestamp=1739333024.0,
        body=None,
        reaction={"text": "🙏", "messageId": f"true_{CHAT}_{OTHER_KEY}"},
    )
    assert (message.kind, message.text, message.at) == ("reaction", "🙏", AT)
    assert message.target_id == f"true_{CHAT}_{OTHER_KEY}"
    assert message.extra == {"key": KEY, "target_key": OTHER_KEY}


@pytest.mark.parametrize("text", ["", None])
def test_a_reaction_without_a_sign_was_taken_back(text: str | None) -> None:
    reaction = {"text": text, "messageId": f"true_{CHAT}_{OTHER_KEY}"}
    message = read_message("message.reaction", reaction=reaction)
    assert (message.kind, message.text, message.extra["removed"]) == ("reaction", None, True)


def test_a_reaction_in_a_hidden_chat_names_our_message_as_sending_did() -> None:
    reaction = {"text": "🙏", "messageId": f"true_{HIDDEN}_{OTHER_KEY}"}
    message = read_message("message.reaction", id=f"false_{HIDDEN}_{KEY}", _data=NOWEB, reaction=reaction)
    assert message.target_id == f"true_{CHAT}_{OTHER_KEY}"


@pytest.mark.parametrize("chat", [CHAT, HIDDEN])
def test_an_edit_names_the_message_by_its_whole_id_and_by_its_key(chat: str) -> None:
    message = read_message(
        "message.edited", id=f"false_{chat}_{KEY}", body="Hello", editedMessageId=OTHER_KEY
    )
    original = read_message(id=f"false_{chat}_{OTHER_KEY}")
    assert (message.kind, message.text, message.at) == ("edit", "Hello", SENT_AT)
    assert message.target_id == original.id
    assert message.extra == {"key": KEY, "target_key": original.extra["key"]}


@pytest.mark.parametrize(
    "payload",
    [
        {"revokedMessageId": OTHER_KEY, "before": None, "after": a_payload(body=None)},
        {
            "revokedMessageId": OTHER_KEY,
            "before": a_payload(id=f"false_{CHAT}_{OTHER_KEY}"),
            "after": a_payload(),
        },
        {"before": a_payload(id=f"false_{CHAT}_{OTHER_KEY}"), "after": a_payload()},
        {"before": a_payload(id=f"false_{CHAT}_{OTHER_KEY}"), "after": None},
        {"after": a_payload(id=f"false_{CHAT}_{OTHER_KEY}")},
    ],
)
def test_a_revocation_names_the_message_by_its_whole_id_and_by_its_key(payload: dict[str, Any]) -> None:
    [message] = read(an_event("message.revoked", payload))
    assert isinstance(message, InboundMessage)
    assert (message.kind, message.text, message.at, message.origin) == (
        "revocation",
        None,
        SENT_AT,
        "customer",
    )
    assert (message.target_id, message.extra["target_key"]) == (f"false_{CHAT}_{OTHER_KEY}", OTHER_KEY)


def test_what_staff_take_back_is_theirs() -> None:
    after = a_payload(id=f"true_{CHAT}_{KEY}", fromMe=True, **{"from": MINE, "to": CHAT})
    [message] = read(an_event("message.revoked", {"revokedMessageId": OTHER_KEY, "after": after}))
    assert isinstance(message, InboundMessage)
    assert (message.origin, message.target_id) == ("staff", f"true_{CHAT}_{OTHER_KEY}")


# Acknowledgements and sessions


def an_ack(ack: Any, **changes: Any) -> dict[str, Any]:
    payload = {
        "id": f"true_{CHAT}_{KEY}",
        "from": MINE,
        "to": CHAT,
        "fromMe": True,
        "ack": ack,
        "ackName": "-",
    }
    return an_event("message.ack", payload | changes)


@pytest.mark.item("S003-25")
@pytest.mark.parametrize(
    ("ack", "status", "problem"),
    [
        (-1, "failed", Problem(reason="undelivered", advice="fallback")),
        (1, "sent", None),
        (2, "delivered", None),
        (3, "read", None),
        (4, "read", None),
    ],
)
def test_an_acknowledgement_moves_the_message_that_we_sent(
    ack: int, status: str, problem: Problem | None
) -> None:
    [item] = read(an_ack(ack))
    assert isinstance(item, StatusItem)
    assert (item.provider, item.id, item.status, item.at) == ("waha", f"true_{CHAT}_{KEY}", status, SENT_AT)
    assert (item.message_id, item.problem) == (None, problem)


@pytest.mark.parametrize(
    "event",
    [
        an_ack(0),
        an_ack(5),
        an_ack(3, fromMe=False, id=f"false_{CHAT}_{KEY}"),
        an_ack(3) | {"event": "message.ack.group"},
    ],
)
def test_an_acknowledgement_that_says_nothing_of_ours_has_no_effect(event: dict[str, Any]) -> None:
    assert read(event) == []


@pytest.mark.parametrize(
    ("id", "engine", "known_as"),
    [
        (f"true_{HIDDEN}_{KEY}", GOWS_RECEIPT, f"true_{CHAT}_{KEY}"),
        (f"true_{HIDDEN}_{KEY}", NOWEB, f"true_{CHAT}_{KEY}"),
        (f"true_{INSIDE}_{KEY}", None, f"true_{CHAT}_{KEY}"),
        (f"true_{HIDDEN}_{KEY}", None, f"true_{HIDDEN}_{KEY}"),
    ],
)
def test_an_acknowledgement_names_the_message_as_sending_did(id: str, engine: Any, known_as: str) -> None:
    [item] = read(an_ack(2, id=id, _data=engine))
    assert item.id == known_as


@pytest.mark.parametrize(
    ("status", "is_working"),
    [
        ("WORKING", True),
        ("FAILED", False),
        ("STOPPED", False),
        ("SCAN_QR_CODE", False),
        ("PASSKEY_REQUIRED", False),
        ("PASSKEY_CONFIRMATION_REQUIRED", False),
        ("STARTING", None),
        ("OF_NEXT_YEAR", None),
    ],
)
def test_a_session_s_status_says_whether_the_gateway_works(status: str, is_working: bool | None) -> None:
    found = read(an_event("session.status", {"name": "default", "status": status, "statuses": []}))
    if is_working is None:
        assert found == []
        return
    assert found == [
        GatewayItem(
            provider="waha",
            channel="whatsapp",
            id=EVENT_ID,
            at=SENT_AT,
            is_working=is_working,
            detail=status.lower(),
        )
    ]


# Whole bodies


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("message", a_payload()),
        ("message.ack", a_payload(id=f"true_{CHAT}_{KEY}", fromMe=True)),
        ("session.status", {"status": "FAILED"}),
    ],
)
def test_a_repeated_event_gives_the_same_item(event: str, payload: Any) -> None:
    for id in (EVENT_ID, None):
        [item] = read(an_event(event, payload, id=id))
        assert read(an_event(event, payload, id=id)) == [item]


@pytest.mark.parametrize("event", ["message", "message.ack", "session.status"])
def test_another_session_of_the_server_is_left_out(event: str) -> None:
    assert read(an_event(event, a_payload(status="FAILED", ack=2), session="other")) == []


@pytest.mark.parametrize(
    "event",
    [
        "message.waiting",
        "state.change",
        "group.v2.join",
        "presence.update",
        "poll.vote",
        "call.received",
        "label.upsert",
        "engine.event",
        "of.next.year",
    ],
)
def test_other_events_have_no_effect(event: str) -> None:
    assert read(an_event(event, "whatever")) == []


@pytest.mark.parametrize(
    "event",
    [
        an_event("message", a_payload(fromMe="perhaps")),
        an_event("message", a_payload(timestamp="yesterday")),
        an_event("message", a_payload(body=["Hi"])),
        an_event("message", a_payload(media="a picture")),
        an_event("message", a_payload(location={"latitude": None, "longitude": 1})),
        an_event("message", a_payload(), timestamp="now"),
        an_event("message", a_payload(), me="Kopi"),
        an_event("message.reaction", a_payload(reaction={"text": "👍"})),
    ],
)
def test_an_event_with_an_odd_field_is_kept_without_it(event: dict[str, Any]) -> None:
    [item] = read(event)
    assert isinstance(item, InboundMessage)
    assert (item.sender.phone, item.origin) == (PHONE, "customer")


@pytest.mark.parametrize(
    "event",
    [
        an_event("message", None),
        an_event("message", "Hi"),
        an_event("message", a_payload(id=None)),
        an_event("message", a_payload(id="")),
        an_event("message", a_payload(id={"_serialized": "x"})),
        an_event("message.reaction", a_payload()),
        an_event("message.edited", a_payload()),
        an_event("message.revoked", {"revokedMessageId": OTHER_KEY, "after": None, "before": None}),
        an_event("message.revoked", {"after": "gone"}),
        an_ack(None),
        an_ack("READ"),
        an_event("session.status", {"status": 5}),
        an_event("session.status", {}),
    ],
)
def test_an_event_that_cannot_be_read_is_kept_as_it_came(event: dict[str, Any]) -> None:
    [item] = read(event)
    assert isinstance(item, BrokenItem)
    assert (item.id, item.raw) == (EVENT_ID, event)
    assert PHONE[1:] not in item.reason
    [nameless] = read(event | {"id": None})
    assert len(nameless.id) == 32


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'"message"',
        b"{}",
        b'{"event": 5}',
        b'{"event": "message", "payload": NaN}',
    ],
)
def test_a_body_that_is_none_of_waha_s_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse_events(ORG, waha_callback(body), SETTINGS)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=5,
)
EVENTS = [
    "message",
    "message.any",
    "message.ack",
    "message.reaction",
    "message.edited",
    "message.revoked",
    "session.status",
]
PARTS = [
    "id",
    "timestamp",
    "from",
    "to",
    "fromMe",
    "source",
    "body",
    "hasMedia",
    "media",
    "location",
    "vCards",
    "replyTo",
    "_data",
    "reaction",
    "ack",
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EVENTS), st.dictionaries(st.sampled_from(PARTS), JSON, max_size=4))
def test_whatever_stands_in_an_event_it_is_read_or_kept(event: str, wrong: dict[str, Any]) -> None:
    assert len(read(an_event(event, a_payload() | wrong))) <= 1
