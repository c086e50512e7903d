"""A travel agency whose chats go over a real wire: signed callbacks come in, answers go out to a provider."""

import hashlib
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from functions import provision
from local.client import LocalFirebase
from tests.providers.stub import ProviderStub, provider_stub
from tests.scenarios.phone_wires import NUMBER, PHONE_WIRES
from tests.scenarios.provider_contracts import DIGITS, Post, Wire, proof_of
from tests.scenarios.provider_fixtures import post
from tests.scenarios.shop import SECRET, Shop
from tests.scenarios.staff import ask

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

    def gives_back(self, phase: str | None = None) -> None:
        """A member of the desk gives the chat back to the assistant."""
        path = f"conversations/{self.chat_id}/give_back"
        answer = ask(self.shop, "POST", path, {"phase": phase}, role="agent")
        assert answer.status == 200, answer.text

    def reports(self, status: str = "delivered") -> None:
        """The provider tells that the message was delivered: the one that it took."""
        assert self.wire.report is not None
        (message_id,) = [id for id, one in self.shop.all("messages").items() if one["status"] == "sent"]
        assert post(self.shop, self.wire.report(self.shop.id, message_id, self.shop.now())) == 200
        self.shop.firebase.idle()

    def until(self, duration: str) -> None:
        """The clock moves, and all that comes due is done."""
        self.shop.firebase.advance(duration)
        self.shop.firebase.idle()

    @property
    def chat_id(self) -> str:
        (id,) = self.shop.all("conversations")
        return id

    @property
    def sent(self) -> list[dict[str, Any]]:
        """What the provider was asked for, body by body."""
        return [asked.content for asked in self.stub.asked]

    @property
    def chat(self) -> dict[str, Any]:
        (found,) = [f for id, f in self.shop.all("conversations").items() if "/" not in id]
        return found

    @property
    def turns(self) -> list[dict[str, Any]]:
        return sorted(
            self.shop.all(f"conversations/{self.chat_id}/turns").values(), key=lambda each: each["at"]
        )


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


def by_meta(shop: Shop, text: str, *, ad: str | None = None) -> Post:
    message: dict[str, Any] = {
        "id": f"wamid.{next(_keys)}",
        "from": DIGITS,
        "timestamp": str(int(shop.now().timestamp())),
    }
    message |= {"type": "text", "text": {"body": text}}
    if ad is not None:
        message["referral"] = {"source_type": "ad", "source_id": ad, "ctwa_clid": "click-1"}
    contact = {"wa_id": DIGITS, "profile": {"name": "A pilgrim"}}
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}}
    value |= {"contacts": [contact], "messages": [message]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    proof = f"sha256={proof_of('WIRE_META_APP', body)}"
    return Post(f"/{shop.id}/whatsapp_cloud", body, {"X-Hub-Signature-256": proof})


CALLBACKS: dict[str, Any] = {"waha": by_waha, "whatsapp_cloud": by_meta}


@contextmanager
def an_agency(firebase: LocalFirebase, wire_name: str, file: Path) -> Iterator[Agency]:
    """One of its own, whose provider is asked here. `file`: where its channels are written."""
    wire = PHONE_WIRES[wire_name]
    shop = Shop(firebase, is_provisioned=False)
    arguments = [shop.id, "--preset", "umrah", "--name", "Al Hijrah", "--hook-secret", SECRET]
    assert provision.main(arguments) == 0
    with provider_stub(lambda asked: wire.taken) as stub:
        file.write_text(yaml.safe_dump({wire.provider: {**wire.settings, wire.address: stub.url}}))
        assert provision.main([shop.id, "--channels", str(file)]) == 0
        yield Agency(shop, wire, stub)
        firebase.faults()
        firebase.idle()
