"""One odd field costs no message: any JSON in any one place of an event that a provider sends, for every provider."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.kernel.errors import Malformed
from functions.domain.providers.events import (
    ITEM,
    BrokenItem,
    InboundMessage,
    PreferenceItem,
    ProviderEvent,
    StatusItem,
    believed,
)
from functions.providers.contract import Callback
from functions.providers.registry import PROVIDERS, parse_settings, webhooks_of
from tests.builders import PHONE, an_org
from tests.provider_events import a_preference, a_status, an_inbound
from tests.unit.providers.reports import REPORTING

Path = tuple[str | int, ...]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TEXT = "STOP"
ORG = an_org()
DIGITS = PHONE.removeprefix("+")


@dataclass(frozen=True)
class Sample:
    """A customer's text. `vital`: its id, its sender, what it says and which event it is."""

    body: Any
    vital: tuple[Path, ...]


META: Path = ("entry", 0, "changes", 0)
MESSAGES = {
    "whatsapp_cloud": Sample(
        {
            "object": "whatsapp_business_account",
            "entry": [
                {
                    "id": "1",
                    "changes": [
                        {
                            "field": "messages",
                            "value": {
                                "messaging_product": "whatsapp",
                                "metadata": {"display_phone_number": "1"},
                                "contacts": [{"profile": {"name": "Asha"}, "wa_id": DIGITS}],
                                "messages": [
                                    {
                                        "from": DIGITS,
                                        "id": "wamid.1",
                                        "timestamp": "1739321024",
                                        "type": "text",
                                        "text": {"body": TEXT},
                                        "context": {"id": "wamid.0", "forwarded": False},
                                        "referral": {"source_id": "7", "body": "Ad"},
                                        "errors": [{"code": 1}],
                                        "interactive": {"type": "x"},
                                    }
                                ],
                            },
                        }
                    ],
                }
            ],
        },
        (
            ("object",),
            (*META, "field"),
            (*META, "value", "metadata"),
            (*META, "value", "messages", 0, "from"),
            (*META, "value", "messages", 0, "id"),
            (*META, "value", "messages", 0, "group_id"),
            (*META, "value", "messages", 0, "text", "body"),
        ),
    ),
    "waha": Sample(
        {
            "id": "evt_1",
            "timestamp": 1739321024123,
            "event": "message",
            "session": "default",
            "metadata": {},
            "me": {"id": "1@c.us", "pushName": "Kopi"},
            "payload": {
                "id": f"false_{DIGITS}@c.us_ABCD",
                "timestamp": 1739321024,
                "from": f"{DIGITS}@c.us",
                "source": "app",
                "to": "1@c.us",
                "body": TEXT,
                "hasMedia": False,
                "ack": 1,
                "replyTo": {"id": "AAAA", "body": "x"},
                "_data": {"notifyName": "Asha"},
            },
            "environment": {"engine": "NOWEB"},
        },
        (("event",), ("session",), ("payload", "id"), ("payload", "from"), ("payload", "body")),
    ),
    "gupshup": Sample(
        {
            "app": "KopiApp",
            "timestamp": 1580227766370,
            "version": 2,
            "type": "message",
            "payload": {
                "id": "g1",
                "source": DIGITS,
                "type": "text",
                "payload": {"text": TEXT, "url": None, "latitude": 1.5, "contentType": "x"},
                "sender": {"phone": DIGITS, "name": "Asha"},
                "context": {"id": "w0", "gsId": "g0"},
            },
        },
        (("type",), ("payload", "id"), ("payload", "sender", "phone"), ("payload", "payload", "text")),
    ),
    "interakt": Sample(
        {
            "version": "1.0",
            "timestamp": "2022-06-03T05:57:57",
            "type": "message_received",
            "data": {
                "customer": {"channel_phone_number": DIGITS, "traits": {"name": "Asha"}},
                "message": {
                    "id": "i1",
                    "chat_message_type": "CustomerMessage",
                    "message_content_type": "Text",
                    "message": TEXT,
                    "media_url": None,
                    "received_at_utc": "2022-06-03T05:57:57",
                    "meta_data": {"source": "x"},
                },
            },
        },
        (
            ("type",),
            ("data", "customer", "channel_phone_number"),
            ("data", "message", "id"),
            ("data", "message", "chat_message_type"),
            ("data", "message", "message"),
            ("data", "message", "meta_data"),
        ),
    ),
}
STATUS_VITAL: Mapping[str, tuple[Path, ...]] = {
    "whatsapp_cloud": (
        ("object",),
        (*META, "field"),
        (*META, "value", "metadata"),
        *((*META, "value", "statuses", 0, name) for name in ("id", "status", "recipient_type")),
    ),
    "waha": (
        ("event",),
        ("session",),
        ("payload", "id"),
        ("payload", "ack"),
        ("payload", "fromMe"),
        ("payload", "from"),
        ("payload", "to"),
    ),
    "gupshup": (("type",), ("payload", "id"), ("payload", "gsId"), ("payload", "type")),
    "interakt": (("type",), ("data", "message", "id")),
    "sendgrid": ((0, "event"), (0, "regulars_mail"), (0, "smtp-id"), (0, "sg_machine_open")),
    "ses": (),
    "resend": (("type",), ("data", "email_id")),
}


def _places(part: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(part, Mapping):
        for name, value in part.items():
            yield from _places(value, (*path, name))
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from _places(value, (*path, index))


def _side_places(body: Any, vital: tuple[Path, ...]) -> list[Path]:
    """The places of which no part is vital, and that are part of nothing vital."""
    return [
        place
        for place in _places(body)
        if not any(place[: len(each)] == each or each[: len(place)] == place for each in vital)
    ]


def _with(part: Any, path: Path, wrong: Any) -> Any:
    if not path:
        return wrong
    first, *rest = path
    if isinstance(part, list):
        return [_with(v, tuple(rest), wrong) if i == first else v for i, v in enumerate(part)]
    return {**part, first: _with(part[first], tuple(rest), wrong)}


def _read(provider: str, callback: Callback) -> list[ProviderEvent]:
    """The events of a callback, each after its way through a task."""
    chosen = parse_settings(provider, REPORTING[provider].settings)
    events = webhooks_of(provider).parse_events(ORG, callback, chosen)
    return [ITEM.validate_json(json.dumps(ITEM.dump_python(event, mode="json"))) for event in events]


def _posted(provider: str, body: Any) -> Callback:
    return Callback("POST", f"https://kopi.example/hooks/kopi/{provider}", {}, {}, json.dumps(body).encode())


@pytest.mark.parametrize("provider", MESSAGES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_odd_side_field_costs_a_customer_s_text(provider: str, data: st.DataObject) -> None:
    sample = MESSAGES[provider]
    place = data.draw(st.sampled_from(_side_places(sample.body, sample.vital)))
    body = _with(sample.body, place, data.draw(JSON))
    (event,) = _read(provider, _posted(provider, body))
    assert isinstance(event, InboundMessage), (place, event)
    assert (event.text, event.sender.phone, event.origin) == (TEXT, PHONE, "customer")
    now = datetime.now(UTC)
    assert isinstance(event.at, datetime)
    json.dumps(believed(event, now).model_dump(mode="json"), ensure_ascii=False).encode()


@pytest.mark.parametrize("provider", [name for name in STATUS_VITAL if name != "ses"])
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_odd_side_field_costs_a_status(provider: str, data: st.DataObject) -> None:
    known = json.loads(REPORTING[provider].report("winback:30:c1").body)
    place = data.draw(st.sampled_from(_side_places(known, STATUS_VITAL[provider])))
    body = _with(known, place, data.draw(JSON))
    (event,) = _read(provider, _posted(provider, body))
    assert isinstance(event, StatusItem), (place, event)
    assert event.status == "delivered"


@pytest.mark.parametrize("place", [("mail", "tags"), ("delivery",), ("delivery", "timestamp")])
@settings(max_examples=40, deadline=None)
@given(wrong=JSON)
def test_no_odd_side_field_costs_a_status_of_ses(place: Path, wrong: Any) -> None:
    callback = REPORTING["ses"].report("winback:30:c1")
    envelope = json.loads(callback.body)
    report = json.loads(envelope["Message"])
    assert isinstance(report.get(place[0]), Mapping)
    changed = json.dumps(_with(report, place, wrong))
    (event,) = _read("ses", _posted("ses", {**envelope, "Message": changed}))
    assert isinstance(event, StatusItem)
    assert event.status == "delivered"


FORM = {
    "MessageSid": "SM1",
    "From": f"whatsapp:{PHONE}",
    "To": "whatsapp:+12025550199",
    "Body": TEXT,
    "NumMedia": "0",
    "ProfileName": "Asha",
    "WaId": DIGITS,
    "Latitude": "",
    "Longitude": "",
    "ReferralSourceId": "7",
    "OptOutType": "STOP",
    "OriginalRepliedMessageSid": "SM0",
}


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(sorted(set(FORM) - {"MessageSid", "From", "Body"})), wrong=st.text(max_size=20))
def test_no_odd_side_field_of_a_form_costs_a_customer_s_text(name: str, wrong: str) -> None:
    body = urlencode({**FORM, name: wrong}, errors="replace").encode()
    (event,) = _read("twilio", Callback("POST", "https://kopi.example/hooks/kopi/twilio", {}, {}, body))
    assert isinstance(event, InboundMessage)
    assert (event.text, event.sender.phone) == (TEXT, PHONE)


@pytest.mark.parametrize("provider", MESSAGES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_cannot_be_read_at_all_is_kept_whole(provider: str, data: st.DataObject) -> None:
    sample = MESSAGES[provider]
    place = data.draw(st.sampled_from([path for path in sample.vital if path[-1] == "id"]))
    body = _with(sample.body, place, data.draw(JSON.filter(lambda value: not isinstance(value, str | float))))
    try:
        (event,) = _read(provider, _posted(provider, body))
    except Malformed:
        return  # the whole body is kept
    assert isinstance(event, BrokenItem)
    assert event.raw is not None


def test_every_provider_that_calls_back_is_tried_here() -> None:
    tried = {*MESSAGES, *STATUS_VITAL, "twilio", "sandbox"}
    assert tried == {name for name, listed in PROVIDERS.items() if listed.calls_back}


# Clocks.


NOW = datetime(2025, 1, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize("make", [an_inbound, a_status, a_preference])
@pytest.mark.parametrize(
    ("stated", "believed_at"),
    [
        (NOW - timedelta(days=30), NOW - timedelta(days=30)),
        (NOW + timedelta(minutes=9), NOW + timedelta(minutes=9)),
        (NOW + timedelta(minutes=11), NOW),
        (datetime(2100, 1, 1, tzinfo=UTC), NOW),
        (datetime(2009, 12, 31, tzinfo=UTC), NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), NOW),
    ],
)
def test_a_clock_that_cannot_be_right_gives_way_to_the_time_of_receipt(
    make: Any, stated: datetime, believed_at: datetime
) -> None:
    event = believed(make(at=stated), NOW)
    assert event.at == believed_at  # type: ignore[union-attr]
    if isinstance(event, InboundMessage):
        assert ("left_out" in event.extra) == (stated != believed_at)
    if isinstance(event, StatusItem):
        assert event.is_timed == (stated == believed_at)
    assert isinstance(event, InboundMessage | StatusItem | PreferenceItem)
