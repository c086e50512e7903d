"""What Meta posts to us: proved, taken apart, and each part read for what it says."""

import hashlib
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
    InboundMessage,
    MediaRef,
    PreferenceItem,
    Problem,
    ProviderEvent,
    Sender,
    StatusItem,
    TemplateItem,
)
from functions.providers.contract import Callback, Reply
from functions.providers.whatsapp_cloud.webhooks import handshake, parse_events, verify
from tests.builders import an_org
from tests.providers.whatsapp_stub import (
    APP_SECRET,
    NUMBER,
    PHONE,
    VERIFY_TOKEN,
    WAMID,
    meta_callback,
    meta_settings,
)

ORG, SETTINGS = an_org(), meta_settings()
WA_ID, BSUID = "12025550123", "US.13491208655302741918"
AT, SECONDS = datetime(2025, 2, 12, 4, 3, 44, tzinfo=UTC), "1739333024"
TARGET = "wamid.HBgLMTIwMjU1NTAxMjMVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcB"
ASHA = {"profile": {"name": "Asha"}, "wa_id": WA_ID, "user_id": BSUID}
NO_PHONE = {"profile": {"name": "Asha"}, "user_id": BSUID}
BUDI = {"profile": {"name": "Budi"}, "wa_id": "12025550156"}


def a_message(**changes: Any) -> dict[str, Any]:
    """A text; None leaves a part out."""
    message = {
        "from": WA_ID,
        "id": WAMID,
        "timestamp": SECONDS,
        "type": "text",
        "text": {"body": "Hi"},
    } | changes
    return {name: part for name, part in message.items() if part is not None}


def a_body(*messages: Any, field: str = "messages", **more: Any) -> dict[str, Any]:
    """One change of one entry, with messages; `more` goes into its value."""
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "12025550199", "phone_number_id": NUMBER},
        "contacts": [ASHA],
        "messages": [*messages],
    }
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": [{"field": field, "value": value | more}]}],
    }


def read(body: Any) -> list[ProviderEvent]:
    found = parse_events(ORG, meta_callback(body), SETTINGS)
    for item in found:  # each travels as JSON
        assert ITEM.validate_json(json.dumps(ITEM.dump_python(item, mode="json"))) is not None
    return found


def read_message(**changes: Any) -> InboundMessage:
    [item] = read(a_body(a_message(**changes)))
    assert isinstance(item, InboundMessage), item
    return item


# Proof


def _signed(body: bytes, signature: str | None) -> Callback:
    headers = {} if signature is None else {"x-hub-signature-256": signature}
    return Callback("POST", "https://api.example.com/hooks/kopi/whatsapp_cloud", {}, headers, body)


def _signature(body: bytes, secret: str = APP_SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


BODY = rb'{"text": "\u0938\u094d\u0924\u0947 \/ caf\u00e9"}'


@pytest.mark.usefixtures("whatsapp_secrets")
@pytest.mark.parametrize(
    ("body", "signature", "genuine"),
    [
        (BODY, _signature(BODY), True),
        (json.dumps(json.loads(BODY)).encode(), _signature(BODY), False),
        (BODY + b"\n", _signature(BODY), False),
        (BODY, _signature(BODY, "another"), False),
        (BODY, _signature(BODY).removeprefix("sha256="), False),
        (BODY, _signature(BODY).replace("sha256", "sha1"), False),
        (BODY, _signature(BODY).upper(), False),
        (BODY, "", False),
        (BODY, None, False),
        (BODY, "sha256=ünïcode\ud800", False),
    ],
)
def test_only_meta_s_signature_over_the_very_bytes_is_proof(
    body: bytes, signature: str | None, genuine: bool
) -> None:
    assert verify(_signed(body, signature), SETTINGS) is genuine


def test_the_signature_is_the_one_that_any_other_tool_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    # printf %s '{"order_id": "1"}' | openssl dgst -sha256 -hmac s3cret
    monkeypatch.setenv("KOPI_APP_SECRET", "s3cret")
    told = "sha256=96896f493ef243f9581332fde750912747e75c9374a858a9dee2b6cda0e72ac2"
    assert verify(_signed(b'{"order_id": "1"}', told), SETTINGS)


def test_without_its_secret_nothing_can_be_proved() -> None:
    with pytest.raises(Misconfigured):
        verify(_signed(BODY, _signature(BODY)), SETTINGS)


def _handshake(**query: str) -> Callback:
    return Callback("GET", "https://api.example.com/hooks/kopi/whatsapp_cloud", query, {}, b"")


@pytest.mark.usefixtures("whatsapp_secrets")
@pytest.mark.parametrize(
    ("query", "genuine"),
    [
        ({"hub.verify_token": VERIFY_TOKEN}, True),
        ({"hub.verify_token": "a word of theirs"}, False),
        ({"hub.verify_token": ""}, False),
        ({"hub.verify_token": "é\ud800"}, False),
        ({}, False),
    ],
)
def test_a_handshake_needs_the_word_that_the_business_told_meta(query: dict[str, str], genuine: bool) -> None:
    assert verify(_handshake(**query), SETTINGS) is genuine


@pytest.mark.parametrize(
    ("callback", "answer"),
    [
        (_handshake(**{"hub.mode": "subscribe", "hub.challenge": "1158201444"}), Reply(body=b"1158201444")),
        (_handshake(**{"hub.mode": "unsubscribe", "hub.challenge": "1"}), Reply(status=400)),
        (_handshake(**{"hub.mode": "subscribe"}), Reply(status=400)),
        (_signed(BODY, None), None),
    ],
)
def test_a_handshake_gives_the_bare_challenge_back(callback: Callback, answer: Reply | None) -> None:
    assert handshake(callback, SETTINGS) == answer


# Messages


def test_a_text_is_a_message_of_the_customer() -> None:
    assert read_message() == InboundMessage(
        provider="whatsapp_cloud",
        channel="whatsapp",
        id=WAMID,
        at=AT,
        origin="customer",
        kind="text",
        sender=Sender(phone=PHONE, user_id=BSUID, name="Asha"),
        text="Hi",
    )


IMAGE = {
    "id": "2754859441498128",
    "sha256": "abc=",
    "mime_type": "image/jpeg",
    "url": "https://lookaside.example/1",
}
IMAGE_REF = MediaRef(
    kind="image",
    id="2754859441498128",
    url="https://lookaside.example/1",
    mime_type="image/jpeg",
    sha256="abc=",
)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"type": "text", "text": {"body": ""}}, {"kind": "text", "text": ""}),
        (
            {"type": "image", "image": IMAGE | {"caption": "My cup"}},
            {"kind": "media", "text": "My cup", "media": (IMAGE_REF,)},
        ),
        (
            {"type": "video", "video": {"id": "1", "mime_type": "video/mp4"}},
            {"kind": "media", "media": (MediaRef(kind="video", id="1", mime_type="video/mp4"),)},
        ),
        (
            {"type": "audio", "audio": {"id": "2", "mime_type": "audio/ogg; codecs=opus", "voice": True}},
            {
                "kind": "media",
                "media": (MediaRef(kind="audio", id="2", mime_type="audio/ogg; codecs=opus"),),
                "extra": {"voice": True},
            },
        ),
        (
            {"type": "document", "document": {"id": "3", "filename": "order.pdf", "caption": "Ours"}},
            {
                "kind": "media",
                "text": "Ours",
                "media": (MediaRef(kind="document", id="3", filename="order.pdf"),),
            },
        ),
        (
            {"type": "sticker", "sticker": {"id": "4", "mime_type": "image/webp", "animated": False}},
            {"kind": "media", "media": (MediaRef(kind="sticker", id="4", mime_type="image/webp"),)},
        ),
        (
            {
                "type": "location",
                "location": {"latitude": 19.21, "longitude": 73, "name": "Shop", "address": ""},
            },
            {
                "kind": "location",
                "text": "Shop",
                "extra": {"location": {"latitude": 19.21, "longitude": 73.0, "name": "Shop"}},
            },
        ),
        (
            {"type": "contacts", "contacts": [{"name": {"formatted_name": "Budi"}, "phones": []}]},
            {"kind": "contacts", "extra": {"contacts": [{"name": {"formatted_name": "Budi"}, "phones": []}]}},
        ),
        (
            {"type": "button", "button": {"payload": "stop-1", "text": "Stop"}, "context": {"id": TARGET}},
            {"kind": "button", "text": "Stop", "target_id": TARGET, "extra": {"payload": "stop-1"}},
        ),
        (
            {
                "type": "interactive",
                "interactive": {"type": "button_reply", "button_reply": {"id": "yes", "title": "Yes please"}},
            },
            {"kind": "button", "text": "Yes please", "extra": {"payload": "yes"}},
        ),
        (
            {
                "type": "interactive",
                "interactive": {
                    "type": "list_reply",
                    "list_reply": {"id": "p2", "title": "Gold", "description": "12 days"},
                },
            },
            {"kind": "button", "text": "Gold", "extra": {"payload": "p2"}},
        ),
        (
            {
                "type": "interactive",
                "interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": "{}"}},
            },
            {
                "kind": "other",
                "extra": {"type": "nfm_reply", "form": {"name": "flow", "response_json": "{}"}},
            },
        ),
        (
            {"type": "interactive", "interactive": {"type": "of_next_year"}},
            {"kind": "other", "extra": {"type": "of_next_year"}},
        ),
        (
            {
                "type": "order",
                "order": {
                    "catalog_id": "c",
                    "text": "Today please",
                    "product_items": [
                        {"product_retailer_id": "latte", "quantity": 2, "item_price": 3.87, "currency": "USD"}
                    ],
                },
            },
            {
                "kind": "order",
                "text": "Today please",
                "extra": {
                    "order": {
                        "catalog_id": "c",
                        "product_items": [
                            {
                                "product_retailer_id": "latte",
                                "quantity": 2,
                                "item_price": "3.87",
                                "currency": "USD",
                            }
                        ],
                    }
                },
            },
        ),
        (
            {"type": "reaction", "reaction": {"message_id": TARGET, "emoji": "👍"}},
            {"kind": "reaction", "text": "👍", "target_id": TARGET},
        ),
        (
            {"type": "reaction", "reaction": {"message_id": TARGET}},
            {"kind": "reaction", "target_id": TARGET, "extra": {"removed": True}},
        ),
        (
            {"type": "reaction", "reaction": {"message_id": TARGET, "emoji": ""}},
            {"kind": "reaction", "target_id": TARGET, "extra": {"removed": True}},
        ),
        (
            {
                "type": "edit",
                "edit": {
                    "original_message_id": TARGET,
                    "message": {"type": "text", "text": {"body": "Hello"}},
                },
            },
            {"kind": "edit", "text": "Hello", "target_id": TARGET},
        ),
        (
            {
                "type": "edit",
                "edit": {
                    "original_message_id": TARGET,
                    "message": {"type": "image", "image": IMAGE | {"caption": "Our cup"}},
                },
            },
            {"kind": "edit", "text": "Our cup", "media": (IMAGE_REF,), "target_id": TARGET},
        ),
        (
            {"type": "revoke", "revoke": {"original_message_id": TARGET}},
            {"kind": "revocation", "target_id": TARGET},
        ),
        (
            {"type": "system", "system": {"type": "user_changed_number", "wa_id": "12025550156"}},
            {
                "kind": "system",
                "new_phone": "+12025550156",
                "extra": {
                    "type": "system",
                    "system": {"type": "user_changed_number", "wa_id": "12025550156"},
                },
            },
        ),
        (
            {"type": "unsupported", "errors": [{"code": 131051, "title": "Message type unknown"}]},
            {
                "kind": "other",
                "extra": {
                    "type": "unsupported",
                    "errors": [{"code": 131051, "title": "Message type unknown"}],
                },
            },
        ),
        ({"type": "hologram", "hologram": {"id": "1"}}, {"kind": "other", "extra": {"type": "hologram"}}),
    ],
)
def test_each_type_of_message_says_what_it_says(part: dict[str, Any], said: dict[str, Any]) -> None:
    message = read_message(text=None, **part) if part["type"] != "text" else read_message(**part)
    nothing: dict[str, Any] = {"text": None, "media": (), "target_id": None, "extra": {}}
    assert message.model_dump(include={"kind", *nothing}) == InboundMessage.model_validate(
        message.model_dump() | nothing | said
    ).model_dump(include={"kind", *nothing})


@pytest.mark.item("S003-02", "S003-17")
def test_a_reply_names_its_message_and_an_ad_is_kept_with_what_it_brought() -> None:
    ad = {
        "source_url": "https://fb.me/1",
        "source_id": "12",
        "source_type": "ad",
        "ctwa_clid": "Aff-n8ZTODiE",
    }
    product = {"catalog_id": "c", "product_retailer_id": "latte"}
    context = {"from": "12025550199", "id": TARGET, "forwarded": True, "referred_product": product}
    message = read_message(referral=ad, context=context)
    assert message.target_id == TARGET
    assert message.extra == {"referral": ad, "referred_product": product, "forwarded": True}


@pytest.mark.parametrize(
    ("message", "contacts", "sender"),
    [
        ({}, [ASHA], Sender(phone=PHONE, user_id=BSUID, name="Asha")),
        ({}, [{"wa_id": WA_ID}], Sender(phone=PHONE)),
        ({}, [], Sender(phone=PHONE)),
        ({}, None, Sender(phone=PHONE)),
        ({}, "nobody", Sender(phone=PHONE)),
        ({}, [BUDI, ASHA], Sender(phone=PHONE, user_id=BSUID, name="Asha")),
        ({}, [{"wa_id": 5}, {"profile": "x"}, ASHA], Sender(phone=PHONE, user_id=BSUID, name="Asha")),
        ({"from_user_id": BSUID}, [], Sender(phone=PHONE, user_id=BSUID)),
        # a person with a username and no phone
        ({"from": None, "from_user_id": BSUID}, [NO_PHONE], Sender(user_id=BSUID, name="Asha")),
        ({"from": "", "from_user_id": BSUID}, [{"user_id": BSUID, "wa_id": ""}], Sender(user_id=BSUID)),
        ({"from": None, "from_user_id": BSUID}, [], Sender(user_id=BSUID)),
        ({"from": None, "from_user_id": BSUID}, [ASHA], Sender(phone=PHONE, user_id=BSUID, name="Asha")),
        # nobody named, and one contact
        ({"from": None}, [{"user_id": BSUID, "wa_id": ""}], Sender(user_id=BSUID)),
        # a number that libphonenumber does not know is still who it is to WhatsApp
        ({"from": "5215512"}, [], Sender(user_id="5215512")),
    ],
)
def test_a_sender_is_known_by_phone_or_by_the_business_s_id_of_them(
    message: dict[str, Any], contacts: Any, sender: Sender
) -> None:
    [item] = read(a_body(a_message(**message), contacts=contacts))
    assert isinstance(item, InboundMessage)
    assert item.sender == sender


@pytest.mark.parametrize(
    ("message", "contacts"),
    [
        ({"from": None}, []),
        ({"from": ""}, [{"wa_id": "12025550156"}, {"wa_id": "12025550157"}]),
        ({"from": None, "from_user_id": ""}, [{"wa_id": "", "user_id": ""}]),
    ],
)
def test_a_message_without_a_sender_is_kept_as_broken(message: dict[str, Any], contacts: Any) -> None:
    [item] = read(a_body(a_message(**message), contacts=contacts))
    assert isinstance(item, BrokenItem)
    assert (item.id, item.reason) == (WAMID, "names no sender")


def test_what_is_said_in_a_group_is_left_out() -> None:
    assert read(a_body(a_message(group_id="Y2FwaV9ncm91cDox"))) == []
    assert len(read(a_body(a_message(group_id="")))) == 1


def test_what_another_number_of_the_account_heard_is_left_out() -> None:
    metadata = {"display_phone_number": "12025550198", "phone_number_id": "1"}
    status = {"id": WAMID, "status": "read", "timestamp": SECONDS}
    assert read(a_body(a_message(), statuses=[status], metadata=metadata)) == []
    assert len(read(a_body(a_message(), statuses=[status]))) == 2


def test_what_staff_write_in_the_business_app_is_theirs_and_about_the_customer() -> None:
    echo = a_message(**{"from": "12025550199", "to": WA_ID})
    revoke = a_message(
        **{"from": "12025550199", "to_user_id": BSUID},
        type="revoke",
        text=None,
        revoke={"original_message_id": TARGET},
    )
    body = a_body(field="smb_message_echoes", messages=None, contacts=None, message_echoes=[echo, revoke])
    first, second = read(body)
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    assert (first.origin, first.kind, first.text, first.sender) == (
        "staff",
        "text",
        "Hi",
        Sender(phone=PHONE),
    )
    assert (second.origin, second.kind, second.target_id) == ("staff", "revocation", TARGET)
    assert second.sender == Sender(user_id=BSUID)


# Statuses and preferences


def a_status(**changes: Any) -> dict[str, Any]:
    return {"id": WAMID, "status": "sent", "timestamp": SECONDS, "recipient_id": WA_ID} | changes


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("played", "read"),
        ("failed", "failed"),
    ],
)
def test_a_status_moves_the_message_that_we_sent(told: str, status: str) -> None:
    [item] = read(a_body(statuses=[a_status(status=told, biz_opaque_callback_data="order-1:win")]))
    assert item == StatusItem(
        provider="whatsapp_cloud",
        id=WAMID,
        status=status,
        at=AT,
        message_id="order-1:win",
    )


@pytest.mark.parametrize(
    "status", [{"status": "deleted"}, {"status": "warning"}, {"recipient_type": "group"}]
)
def test_a_status_that_says_nothing_of_a_customer_has_no_effect(status: dict[str, Any]) -> None:
    assert read(a_body(statuses=[a_status(**status)])) == []


@pytest.mark.parametrize(
    ("errors", "problem"),
    [
        (
            [{"code": 131026, "title": "Message undeliverable"}],
            Problem(reason="undeliverable:131026", advice="suppress"),
        ),
        ([{"code": 131050}], Problem(reason="opted_out:131050", advice="opt_out")),
        ([{"code": 131049}, {"code": 131050}], Problem(reason="marketing_limit:131049", advice="fallback")),
        ([{"code": 131056}], Problem(reason="pair_rate_limit:131056", advice="fallback")),
        ([{"code": 424242}], Problem(reason="undelivered:424242", advice="fallback")),
        ([], None),
    ],
)
def test_a_failure_says_what_to_do_about_it(errors: list[Any], problem: Problem | None) -> None:
    [item] = read(a_body(statuses=[a_status(status="failed", errors=errors)]))
    assert isinstance(item, StatusItem)
    assert (item.status, item.problem) == ("failed", problem)


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ("order-1:win", "order-1:win"),
        ("i" * 512, "i" * 512),
        ("i" * 513, None),
        ("a/b", None),
        ("..", None),
        ("__of_firestore__", None),
        ("", None),
    ],
)
def test_only_what_can_be_an_id_of_ours_is_taken_for_one(told: str, ours: str | None) -> None:
    [item] = read(a_body(statuses=[a_status(biz_opaque_callback_data=told)]))
    assert isinstance(item, StatusItem)
    assert item.message_id == ours


def a_preference(**changes: Any) -> dict[str, Any]:
    return {
        "wa_id": WA_ID,
        "detail": "User requested to stop marketing messages",
        "category": "marketing_messages",
        "value": "stop",
        "timestamp": int(SECONDS),
    } | changes


@pytest.mark.parametrize(
    ("changes", "granted", "phone", "user_id"),
    [
        ({}, False, PHONE, None),
        ({"value": "resume"}, True, PHONE, None),
        ({"wa_id": "", "user_id": BSUID}, False, None, BSUID),
        ({"user_id": BSUID}, False, PHONE, BSUID),
    ],
)
def test_the_switch_for_marketing_is_a_preference(
    changes: dict[str, Any], granted: bool, phone: str | None, user_id: str | None
) -> None:
    body = a_body(field="user_preferences", user_preferences=[a_preference(**changes)])
    [item] = read(body)
    assert isinstance(item, PreferenceItem)
    assert (item.granted, item.phone, item.user_id) == (granted, phone, user_id)
    assert (item.channel, item.purposes, item.at) == ("whatsapp", ("marketing",), AT)
    assert WA_ID not in item.id
    assert read(body) == [item]


def test_a_no_to_another_number_of_the_business_is_a_no() -> None:
    metadata = {"phone_number_id": "1"}
    body = a_body(field="user_preferences", metadata=metadata, user_preferences=[a_preference()])
    assert len(read(body)) == 1


def test_a_preference_of_another_kind_has_no_effect() -> None:
    body = a_body(field="user_preferences", user_preferences=[a_preference(category="calls", value=5)])
    assert read(body) == []


# Whole bodies


def test_every_part_of_every_change_of_every_entry_is_read() -> None:
    body = a_body(a_message(id="1"), a_message(id="2"), statuses=[a_status(id="3"), a_status(id="4")])
    other = a_body(a_message(id="5"))["entry"]
    change = a_body(field="user_preferences", user_preferences=[a_preference()])["entry"][0]["changes"]
    body["entry"][0]["changes"] += change
    body["entry"] += other
    assert [item.item for item in read(body)] == [
        "message",
        "message",
        "status",
        "status",
        "preference",
        "message",
    ]
    assert [item.id for item in read(body) if item.item != "preference"] == ["1", "2", "3", "4", "5"]


def test_a_thousand_updates_in_one_body_are_all_read() -> None:
    statuses = [a_status(id=f"wamid.{number}") for number in range(1000)]
    assert [item.id for item in read(a_body(statuses=statuses))] == [f"wamid.{n}" for n in range(1000)]


def test_a_repeated_body_gives_the_same_items() -> None:
    body = a_body(a_message(), {"id": 5}, statuses=[a_status()])
    assert read(body) == read(body)


ODD_PARTS = [
    (a_message(timestamp="yesterday"), "text", "Hi"),
    (a_message(timestamp=0), "text", "Hi"),
    (a_message(timestamp=True), "text", "Hi"),
    (a_message(timestamp="1e999"), "text", "Hi"),
    (a_message(type=5), "text", "Hi"),
    (a_message(referral=7), "text", "Hi"),
    (a_message(context=[]), "text", "Hi"),
    (a_message(errors={"code": 1}), "text", "Hi"),
    (a_message(text="Hi"), "other", None),
    (a_message(text={"body": 5}), "other", None),
    (a_message(type="interactive", interactive=[]), "text", "Hi"),
    (a_message(type="image", image=[]), "text", "Hi"),
    (a_message(type="location", location={"latitude": "north", "longitude": 1}), "text", "Hi"),
]


@pytest.mark.parametrize(("part", "kind", "text"), ODD_PARTS)
def test_a_message_with_an_odd_field_is_kept_without_it_and_the_field_is_noted(
    part: Any, kind: str, text: str | None
) -> None:
    (item,) = read(a_body(part))
    assert isinstance(item, InboundMessage)
    assert (item.id, item.kind, item.text) == (WAMID, kind, text)
    assert item.extra["left_out"]


@pytest.mark.parametrize("part", [a_message(timestamp=None), a_message(type="image"), a_message(type="new")])
def test_a_message_that_lacks_a_field_is_kept(part: Any) -> None:
    (item,) = read(a_body(part))
    assert isinstance(item, InboundMessage)
    assert (item.id, item.text) == (WAMID, "Hi")


BROKEN_PARTS: list[tuple[Any, str | None, str | None]] = [
    (a_message(id=None), None, "id: Field required"),
    (a_message(id=""), None, None),
    (a_message(id=5), None, None),
    ("Hi", None, None),
    (None, None, None),
    (3.5, None, None),
]


@pytest.mark.parametrize(("part", "id", "reason"), BROKEN_PARTS)
def test_one_part_that_cannot_be_read_is_kept_and_its_neighbours_go_on(
    part: Any, id: str | None, reason: str | None
) -> None:
    before, broken, after = read(a_body(a_message(id="before"), part, a_message(id="after")))
    assert (before.id, after.id) == ("before", "after")
    assert isinstance(broken, BrokenItem)
    assert broken.raw == (part if part != 3.5 else "3.5")
    assert broken.id == id if id else len(broken.id) == 32
    assert reason is None or broken.reason == reason
    assert PHONE[1:] not in broken.reason


@pytest.mark.parametrize(
    "part",
    [
        a_status(status=None),
        a_status(id=None),
        [],
    ],
)
def test_a_status_that_cannot_be_read_is_kept_beside_the_others(part: Any) -> None:
    broken, message = read(a_body(statuses=[part, a_status()]))
    assert isinstance(broken, BrokenItem)
    assert (broken.raw, message.item) == (part, "status")


@pytest.mark.parametrize(
    ("changes", "is_timed"),
    [({"timestamp": None}, False), ({"timestamp": "soon"}, False), ({"errors": "many"}, True)],
)
def test_a_status_with_an_odd_field_is_kept_without_it(changes: dict[str, Any], is_timed: bool) -> None:
    (item,) = read(a_body(statuses=[a_status(**changes)]))
    assert isinstance(item, StatusItem)
    assert (item.status, item.is_timed) == ("sent", is_timed)


@pytest.mark.parametrize("part", [a_preference(timestamp=[]), a_preference(category=7)])
def test_a_no_with_an_odd_field_is_one(part: Any) -> None:
    (item,) = read(a_body(field="user_preferences", user_preferences=[part]))
    assert isinstance(item, PreferenceItem)
    assert item.granted is False


@pytest.mark.parametrize(
    "part",
    [
        a_preference(value="maybe"),
        a_preference(wa_id=None),
    ],
)
def test_a_preference_that_cannot_be_read_is_kept(part: Any) -> None:
    [broken] = read(a_body(field="user_preferences", user_preferences=[part]))
    assert isinstance(broken, BrokenItem)
    assert broken.raw == part


@pytest.mark.parametrize(
    "body",
    [
        a_body(messages="one"),
        a_body(messages={"0": a_message()}),
        a_body() | {"entry": ["an entry"]},
        a_body() | {"entry": [{"changes": None}]},
        a_body() | {"entry": [{"changes": ["a change"]}]},
        a_body() | {"entry": [{"changes": [{"field": "messages"}]}]},
        a_body() | {"entry": [{"changes": [{"field": "messages", "value": []}]}]},
    ],
)
def test_a_level_that_is_not_what_it_must_be_is_kept(body: dict[str, Any]) -> None:
    body["entry"].append(a_body(a_message())["entry"][0])
    broken, message = read(body)
    assert (broken.item, message.item) == ("broken", "message")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[]", b'"x"', b"{}", b'{"entry": {}}', b'{"entry": NaN}']
)
def test_a_body_that_is_none_of_meta_s_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse_events(ORG, meta_callback(body), SETTINGS)


@pytest.mark.parametrize(
    "body",
    [
        a_body(field="message_template_status_update", event="FLAGGED"),
        a_body(field="message_template_quality_update"),
        a_body(field="phone_number_quality_update", event="FLAGGED"),
        a_body(field="account_update", event="DISABLED_UPDATE"),
        a_body(field="account_alerts"),
        a_body(field="history", history=[{"errors": []}]),
        a_body(field="of_next_year", messages="anything"),
        a_body() | {"object": "page"},
        a_body() | {"entry": []},
        a_body() | {"entry": [{"changes": [{"value": 5}]}]},
        a_body(messages=None, errors=[{"code": 131042, "title": "Business eligibility payment issue"}]),
    ],
)
def test_what_is_about_the_account_or_not_known_yet_has_no_effect(body: dict[str, Any]) -> None:
    assert read(body) == []


def test_half_a_character_is_kept_as_a_sign_in_its_place() -> None:
    message = a_message(id="wamid.\ud83d", text={"body": "Hi \ud83d"}, referral={"headline": "\ud83d"})
    [item] = read(json.dumps(a_body(message)).encode())
    assert isinstance(item, InboundMessage)
    assert (item.id, item.text, item.extra) == (
        "wamid.\ufffd",
        "Hi \ufffd",
        {"referral": {"headline": "\ufffd"}},
    )


def test_a_body_too_deep_to_read_is_malformed() -> None:
    with pytest.raises(Malformed):
        parse_events(ORG, meta_callback(b'{"entry": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"), SETTINGS)


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
NAMES = [
    "id",
    "from",
    "from_user_id",
    "timestamp",
    "type",
    "text",
    "context",
    "referral",
    "errors",
    "group_id",
]
TYPES = [
    "text",
    "image",
    "interactive",
    "order",
    "edit",
    "reaction",
    "system",
    "location",
    "contacts",
    "button",
    "revoke",
]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES + TYPES), JSON, max_size=4), st.sampled_from(TYPES))
def test_whatever_stands_in_a_message_its_neighbour_is_read(wrong: dict[str, Any], type: str) -> None:
    found = read(a_body({**a_message(type=type), **wrong}, a_message(id="neighbour")))
    assert found[-1].id == "neighbour"
    assert len(found) <= 2


def a_template_update(event: str, *, account: str = "1", **value: Any) -> Callback:
    given = {
        "event": event,
        "message_template_id": 594425479261596,
        "message_template_name": "winback_30",
        "message_template_language": "en_US",
        "reason": "NONE",
    } | value
    change = {"field": "message_template_status_update", "value": given}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": account, "time": 1739333024, "changes": [change]}],
    }
    return meta_callback(body)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("APPROVED", "approved"),
        ("REINSTATED", "approved"),
        ("PENDING", "pending"),
        ("REJECTED", "rejected"),
        ("PAUSED", "paused"),
        ("DISABLED", "disabled"),
    ],
)
def test_a_template_s_state_is_read_as_of_the_entry_s_time(event: str, state: str) -> None:
    (item,) = parse_events(ORG, a_template_update(event, reason="INCORRECT_CATEGORY"), SETTINGS)
    assert isinstance(item, TemplateItem)
    assert (item.name, item.language, item.state, item.at) == ("winback_30", "en_US", state, AT)
    assert (item.channel, item.reason) == ("whatsapp", "INCORRECT_CATEGORY")


def test_what_is_no_state_of_a_template_is_left_out_and_a_nameless_one_is_kept() -> None:
    assert parse_events(ORG, a_template_update("FLAGGED"), SETTINGS) == []
    (item,) = parse_events(ORG, a_template_update("PAUSED", message_template_name=None), SETTINGS)
    assert isinstance(item, BrokenItem)
    (item,) = parse_events(ORG, a_template_update("PAUSED"), SETTINGS)
    assert isinstance(item, TemplateItem)
    assert item.reason is None
    others = SETTINGS.model_copy(update={"business_account_id": "2"})
    assert parse_events(ORG, a_template_update("PAUSED"), others) == []
