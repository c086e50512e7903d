"""What an agency's customers see while they wait, over real wires: how soon an answer comes, that their message was
read and somebody types, and who writes to them where nobody answers.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.settings.assistant import AssistantSettings
from tests.scenarios.agency import CALLBACKS, CODE, Agency
from tests.scenarios.phone_wires import NUMBER
from tests.scenarios.provider_contracts import DIGITS, Post, proof_of
from tests.scenarios.provider_fixtures import post
from tests.scenarios.test_umrah import agency

assert agency, "a fixture"

AT_MOST = timedelta(seconds=2)


def unread(agency: Agency, text: str) -> datetime:
    """A message comes in, and waits; when its turn is due, by the moving clock."""
    assert post(agency.shop, CALLBACKS[agency.wire.provider](agency.shop, text)) == 200
    agency.shop.firebase.idle()
    due_at: datetime = agency.chat["turn_due_at"]
    return due_at


@pytest.mark.item("S003-42")
def test_the_first_answer_leaves_within_2_seconds_of_the_debounce_s_end(agency: Agency) -> None:
    waits = []
    for text in ("Assalamualaikum", CODE, "hotelnya dekat haram?"):
        due_at = unread(agency, text)
        before = len(agency.stub.asked)
        agency.shop.firebase.advance("3s")
        agency.shop.firebase.idle()
        assert len(agency.stub.asked) == before + 1
        sent = [each for each in agency.shop.all("messages").values() if each.get("sent_at")]
        waits.append(max(each["sent_at"] for each in sent) - due_at)
    assert all(timedelta(0) <= wait <= AT_MOST for wait in waits), waits
    assert AssistantSettings().debounce_seconds == 2


@pytest.mark.item("S003-23")
def test_a_customer_sees_that_their_message_was_read_and_that_somebody_types(agency: Agency) -> None:
    agency.asks("Assalamualaikum", CODE)
    shown = [each for each in agency.stub.presence if each.body]
    if agency.wire.provider == "waha":
        assert [each.path.rpartition("/")[2] for each in shown] == ["sendSeen", "startTyping", "stopTyping"]
    else:
        (asked,) = shown
        assert (asked.content["status"], asked.content["typing_indicator"]) == ("read", {"type": "text"})
    agency.asks("bisa bicara dengan admin?")
    before = len(agency.stub.presence)
    agency.asks("halo?")
    assert len(agency.stub.presence) == before, "a person has the conversation"


@pytest.mark.item("S003-23", "S003-25")
def test_what_becomes_of_an_answer_is_kept_when_the_customer_reads_it(agency: Agency) -> None:
    agency.asks(CODE)
    (id,) = agency.shop.all("messages")
    read = _read_by_waha if agency.wire.provider == "waha" else _read_by_meta
    assert post(agency.shop, read(agency, {"id": id, **agency.shop.all("messages")[id]})) == 200
    agency.shop.firebase.idle()
    message = agency.shop.all("messages")[id]
    assert message["status"] == "read"
    assert [step["status"] for step in message["history"]][-1] == "read"


@pytest.mark.item("S003-04", "S003-41")
def test_a_chat_that_nobody_answers_goes_to_the_manager_and_at_last_its_customer_is_told(
    agency: Agency,
) -> None:
    agency.shop.has_member("boss", "manager")
    agency.asks("bisa bicara dengan admin?")
    agency.shop.firebase.advance("17h")  # whatever the hour is, a quarter of working hours lies in these
    agency.shop.firebase.idle()
    reasons = [each["because"] for each in agency.chat["handovers"]]
    assert reasons == ["asked_for", "unanswered", "unanswered"]
    assert agency.chat["handovers"][1]["to_uid"] == "boss"
    told = [each for each in agency.shop.all("messages").values() if each["rule"] == "assistant.holding"]
    assert [each["status"] for each in told] == ["sent"]
    (text,) = [asked for asked in agency.stub.asked if b"belum sempat membalas" in asked.body]
    assert text


def _read_by_waha(agency: Agency, message: dict[str, Any]) -> Post:
    payload = {"id": message["provider_message_id"], "to": f"{DIGITS}@c.us", "fromMe": True, "ack": 3}
    event = {"id": "evt_read", "timestamp": int(agency.shop.now().timestamp() * 1000), "session": "default"}
    body = json.dumps(event | {"event": "message.ack", "payload": payload}).encode()
    proof = proof_of("WIRE_WAHA_HMAC", body, hashlib.sha512)
    return Post(f"/{agency.shop.id}/waha", body, {"X-Webhook-Hmac": proof})


def _read_by_meta(agency: Agency, message: dict[str, Any]) -> Post:
    at = str(int(agency.shop.now().timestamp()))
    status = {"id": message["provider_message_id"], "status": "read", "timestamp": at, "recipient_id": DIGITS}
    status |= {"biz_opaque_callback_data": message["id"]}
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, "statuses": [status]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    proof = f"sha256={proof_of('WIRE_META_APP', body)}"
    return Post(f"/{agency.shop.id}/whatsapp_cloud", body, {"X-Hub-Signature-256": proof})


@pytest.mark.parametrize("agency", ["waha"], indirect=True)
def test_a_chat_of_a_member_who_leaves_or_is_away_goes_back_to_the_pool(agency: Agency) -> None:
    shop = agency.shop
    agency.asks(CODE)
    (place,) = [id for id in shop.all("conversations") if "/" not in id]
    for number, how in enumerate(("leaves", "is away")):
        shop.has_member("desk", "agent")
        given = {"conversation_id": place, "assigned_to": "desk"}
        shop.give(f"handover-{number}", "hand_over_conversation", given)
        shop.firebase.idle()
        assert agency.chat["owner"] == "desk"
        agency.asks("kapan bisa ketemu di kantor?")
        if how == "is away":
            shop.has_member("boss", "owner")
            absence = {"member_uid": "desk", "absent_from": "2020-01-01", "absent_until": "2099-01-01"}
            shop.give(f"absence-{number}", "change_member", absence, by_uid="boss")
        else:
            shop.write("members/desk", {"roles": []})
        shop.firebase.idle()
        shop.firebase.advance("2m")
        shop.firebase.idle()
        assert agency.chat["owner"] != "desk", how
