"""An agency's chats over real wires: what a customer writes comes in by a signed callback, the answer goes out."""

import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions import provision
from local.client import LocalFirebase
from tests.providers.stub import ProviderStub, provider_stub
from tests.scenarios.phone_wires import NUMBER, PHONE_WIRES
from tests.scenarios.provider_contracts import DIGITS, Post, Wire, proof_of
from tests.scenarios.provider_fixtures import post
from tests.scenarios.shop import SECRET, Shop

CODE = "UMR_MAR_2025_HEMAT"
_keys = itertools.count(1)


@dataclass
class Agency:
    """An organisation of the preset `umrah`, whose WhatsApp goes over this wire."""

    shop: Shop
    wire: Wire
    stub: ProviderStub

    def hears(self, text: str, **changes: Any) -> None:
        assert post(self.shop, CALLBACKS[self.wire.provider](self.shop, text, **changes)) == 200
        self.shop.firebase.idle()

    def asks(self, *texts: str) -> list[str]:
        """What went out after a burst, text by text."""
        before = len(self.stub.asked)
        for text in texts:
            self.hears(text)
        self.shop.firebase.advance("3s")
        self.shop.firebase.idle()
        return [text_of(asked.content) for asked in self.stub.asked[before:]]

    @property
    def chat(self) -> dict[str, Any]:
        (found,) = [f for id, f in self.shop.all("conversations").items() if "/" not in id]
        return found

    @property
    def turns(self) -> list[dict[str, Any]]:
        (id,) = self.shop.all("conversations")
        return sorted(self.shop.all(f"conversations/{id}/turns").values(), key=lambda each: each["at"])


def text_of(body: dict[str, Any]) -> str:
    """The words of what a provider was asked to send: a text, or a file's caption."""
    if "chatId" in body:
        return str(body.get("text") or body.get("caption"))
    kind = body[body["type"]]
    return str(kind.get("body") or kind.get("caption"))


def by_waha(shop: Shop, text: str, *, mine: bool = False) -> Post:
    now, key, chat = shop.now(), f"3EB0{next(_keys):016X}", f"{DIGITS}@c.us"
    payload = {
        "id": f"{'true' if mine else 'false'}_{chat}_{key}",
        "timestamp": int(now.timestamp()),
        "from": "12025550199@c.us" if mine else chat,
        "to": chat if mine else "12025550199@c.us",
        "fromMe": mine,
        "source": "app",
        "body": text,
        "hasMedia": False,
        "_data": {"notifyName": "A pilgrim"},
    }
    event = {"id": f"evt_{key}", "timestamp": int(now.timestamp() * 1000), "session": "default"}
    event |= {"event": "message.any" if mine else "message", "me": {"id": "12025550199@c.us"}}
    body = json.dumps(event | {"payload": payload}).encode()
    proof = proof_of("WIRE_WAHA_HMAC", body, hashlib.sha512)
    return Post(f"/{shop.id}/waha", body, {"X-Webhook-Hmac": proof})


def by_meta(shop: Shop, text: str) -> Post:
    message: dict[str, Any] = {
        "id": f"wamid.{next(_keys)}",
        "from": DIGITS,
        "timestamp": str(int(shop.now().timestamp())),
    }
    message |= {"type": "text", "text": {"body": text}}
    contact = {"wa_id": DIGITS, "profile": {"name": "A pilgrim"}}
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}}
    value |= {"contacts": [contact], "messages": [message]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    proof = f"sha256={proof_of('WIRE_META_APP', body)}"
    return Post(f"/{shop.id}/whatsapp_cloud", body, {"X-Hub-Signature-256": proof})


CALLBACKS: dict[str, Any] = {"waha": by_waha, "whatsapp_cloud": by_meta}


@pytest.fixture(params=sorted(CALLBACKS))
def agency(request: pytest.FixtureRequest, firebase: LocalFirebase, tmp_path: Path) -> Iterator[Agency]:
    wire = PHONE_WIRES[request.param]
    shop = Shop(firebase, is_provisioned=False)
    arguments = [shop.id, "--preset", "umrah", "--name", "Al Hijrah", "--hook-secret", SECRET]
    assert provision.main(arguments) == 0
    with provider_stub(lambda asked: wire.taken) as stub:
        file = tmp_path / "channels.yaml"
        file.write_text(yaml.safe_dump({wire.provider: {**wire.settings, wire.address: stub.url}}))
        assert provision.main([shop.id, "--channels", str(file)]) == 0
        yield Agency(shop, wire, stub)
        firebase.faults()
        firebase.idle()


@pytest.mark.item("S003-02", "S003-05", "S003-11")
def test_a_code_is_answered_with_the_package_s_image_and_facts(agency: Agency) -> None:
    (text,) = agency.asks(CODE)
    assert "Harga: Rp 25.000.000\nKeberangkatan: 15 Maret 2025\nDurasi: 9 hari" in text
    assert "umr_mar_2025_hemat.jpg" in agency.stub.asked[-1].body.decode()
    assert (agency.chat["phase"], agency.chat["campaign_code"]) == ("leads", CODE)


@pytest.mark.item("S003-42")
def test_three_quick_messages_have_one_answer_even_where_every_event_comes_twice(agency: Agency) -> None:
    agency.shop.firebase.faults(duplicate_events=1.0, seed=7)
    (text,) = agency.asks("Assalamualaikum", CODE, "hotelnya dekat haram?")
    assert "Rp 25.000.000" in text
    assert "Jarak hotel" in text
    (turn,) = agency.turns
    assert len(turn["messages"]) == 3


@pytest.mark.item("S003-03", "S003-14", "S003-15")
def test_a_chat_goes_from_the_code_to_the_booking_and_to_a_person(agency: Agency) -> None:
    agency.shop.has_member("desk", "agent")
    agency.asks(CODE)
    (details,) = agency.asks("ya")
    assert "Termasuk:" in details
    (handover,) = agency.asks("DP berapa?")
    assert "akan segera menghubungi" in handover
    assert [turn["phase_after"] for turn in agency.turns] == ["leads", "interest", "booking"]
    (lead,) = agency.shop.all("leads").values()
    assert (lead["campaign_id"], lead["source"]) == (CODE, "whatsapp")
    agency.shop.firebase.advance("2m")
    agency.shop.firebase.idle()
    assert agency.asks("halo?") == []
    assert agency.turns[-1]["unanswered"] == "owned_by_person"
    (task,) = agency.shop.all("tasks").values()
    assert (task["task_type"], task["reason"]) == ("chat_handover", "payment")


def test_a_turn_bills_6_reads_and_6_writes_at_the_most(agency: Agency) -> None:
    for text in ("Halo", CODE, "bisa bicara dengan admin?"):
        agency.shop.firebase.reset_meter()
        agency.asks(text)
        billed = agency.shop.firebase.meter()["by_function"]["taketurn"]
        assert billed["reads"] <= 6
        assert billed["writes"] <= 6


@pytest.mark.parametrize("agency", ["waha"], indirect=True)
def test_a_person_who_writes_on_the_phone_itself_is_not_talked_over(agency: Agency) -> None:
    """Of Meta's own webhooks none tells of it."""
    agency.asks(CODE)
    agency.hears("Saya bantu ya", mine=True)
    assert agency.asks("ya") == []
    assert agency.chat["owner"] == "staff"
