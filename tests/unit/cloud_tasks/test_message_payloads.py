"""A message goes along with its task and comes out as it is stored, to the nanosecond of its version."""

import json
from datetime import timedelta
from typing import Any

import pytest
from google.api_core.datetime_helpers import DatetimeWithNanoseconds

from functions.cloud_tasks.message_payloads import encode_message, encode_stored
from functions.domain.delivery.claims import claim_message
from functions.domain.messages.attachments import Attachment
from functions.domain.messages.outbox import Happening, Message
from functions.queues.delivery_payloads import MessagePayload, decode_payloads
from functions.store.documents import to_fields, to_model
from functions.store.snapshots import Snapshot
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import DictBackend, a_store

PATH = "orgs/kopi/messages/m"
VERSION = DatetimeWithNanoseconds(2025, 1, 25, 12, 0, 0, nanosecond=123456789, tzinfo=NOON.tzinfo)
EVERYTHING: dict[str, Any] = {
    "text": "Until six.",
    "by_uid": "till",
    "member_uid": "rep",
    "group": "g",
    "about": "carts/c",
    "variables": {"name": None, "business": "Kopi ☕", "days": 30, "code": "0030", "minus": -1},
    "skipped": ({"channel": "push", "reason": "no_app"}, {"channel": "sms", "reason": "cap_channel_week"}),
    "channel": "whatsapp",
    "campaign_id": "rain",
    "variant": "a",
    "among": ("whatsapp", "sms"),
    "not_before": NOON,
    "task_id": "task",
    "priority": 60,
    "arm": "treated",
    "kpi": "upgrade_rate",
    "kpi_base": 1,
    "kpi_gain": 1,
    "tier_before": "silver",
    "result": {"orders": 1, "revenue_minor": 450},
    "response": {"has_clicked": True, "has_responded": True, "clicked_at": NOON},
    "handoff": "task",
    "tried": ("sms",),
    "retired_ids": ("s1", "s2"),
    "status": "sent",
    "reason": "why",
    "to": "+12025550123",
    "body": "Zeile\n\u2028 আপনার \U0001f600",
    "provider": "waha",
    "provider_message_id": "w1",
    "attempts": 3,
    "lease_id": "mine",
    "enqueued_count": 4,
    "batch_id": "customers:2025-01-25T12:00:00+00:00:first",
    "created_at": NOON + timedelta(microseconds=1),
    "send_at": NOON + timedelta(microseconds=999999),
    "sent_at": NOON,
    "wake_at": NOON,
    "expires_at": NOON + timedelta(days=180),
    "attachment": Attachment(kind="document", url="https://example.com/a.pdf", filename="a.pdf"),
    "history": (
        Happening(status="queued", at=NOON, detail="quiet_hours", channel="sms"),
        Happening(status="sent", at=NOON + timedelta(microseconds=7)),
    ),
}


def on_the_wire(content: dict[str, Any]) -> MessagePayload:
    """What a task's function finds, after JSON."""
    (payload,) = decode_payloads(json.loads(json.dumps({"messages": [content]})))
    return payload


def test_a_message_with_every_field_survives_its_task() -> None:
    message = a_message(**EVERYTHING)
    assert all(value not in (None, ()) for value in message.model_dump().values())
    stored = Snapshot(PATH, to_fields(message), VERSION)
    content = on_the_wire(encode_stored(stored))
    assert content == MessagePayload("m", "somebody", "marketing", (stored,), "rep", message.rule)
    assert to_model(Message, content.known[0]) == message


def test_a_message_with_the_fewest_fields_survives_its_task() -> None:
    message = a_message(wake_at=None, to=None)
    content = on_the_wire(encode_stored(Snapshot(PATH, to_fields(message), VERSION)))
    assert "wake_at" not in (content.known[0].fields or {})
    assert to_model(Message, content.known[0]) == message


def test_a_version_keeps_its_nanoseconds() -> None:
    content = on_the_wire(encode_stored(Snapshot(PATH, to_fields(a_message()), VERSION)))
    assert content.known[0].version.nanosecond == 123456789
    assert content.known[0].version == VERSION


@pytest.mark.parametrize(
    "content",
    [encode_message(a_message()), encode_stored(Snapshot(PATH, to_fields(a_message()), None))],
    ids=["its model", "its fields without a version"],
)
def test_a_message_that_is_not_known_as_stored_is_named_alone(content: dict[str, Any]) -> None:
    assert content == {"id": "m", "customer_id": "somebody", "purpose": "marketing", "rule": "winback:30"}
    assert on_the_wire(content) == MessagePayload("m", "somebody", "marketing", rule="winback:30")


def test_payloads_come_out_in_their_order() -> None:
    payload = {"messages": [encode_message(a_message(id=id)) for id in ("b", "a", "c")]}
    assert [content.message_id for content in decode_payloads(payload)] == ["b", "a", "c"]


def test_a_claim_from_a_payload_changes_what_is_stored_as_if_it_had_been_read() -> None:
    claims = []
    for comes_along in (True, False):
        backend, message = DictBackend(), a_message(send_at=NOON)
        backend.put(message)
        backend.put(a_customer())
        backend.client_writes(PATH, note="kept")
        version = backend.versions[PATH]
        carried = on_the_wire(encode_stored(Snapshot(PATH, to_fields(message), VERSION))).known[0]
        known = [Snapshot(PATH, carried.fields, version)] if comes_along else []
        a_store(backend).commit(
            "kopi",
            lambda: claim_message(an_org(), "m", "somebody", lease_id="mine", now=NOON),
            known=known,
        )
        claims.append(backend.one("messages"))
    assert claims[0] == claims[1]
    assert (claims[0]["status"], claims[0]["note"]) == ("sending", "kept")


def test_a_task_names_the_member_of_a_message_to_staff_and_no_other_does() -> None:
    notice = on_the_wire(encode_message(a_message(customer_id="", member_uid="rep", purpose="internal")))
    assert notice == MessagePayload("m", "", "internal", (), "rep", "winback:30")
    assert "member_uid" not in encode_message(a_message())
