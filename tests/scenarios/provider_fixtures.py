"""A shop whose channel goes out over a real connection to a provider on this machine."""

import base64
import hashlib
import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions import provision
from functions.domain.settings.types import Channel
from tests.providers.mail_server import HANG_UP, USER, Server, mail_server
from tests.providers.stub import Asked, Does, ProviderStub, provider_stub
from tests.scenarios.app_wires import APP_WIRES
from tests.scenarios.phone_wires import PHONE_WIRES
from tests.scenarios.provider_contracts import ADDRESS, DEVICE, PUBLIC, WORDS, Post, Wire
from tests.scenarios.shop import Shop

NEXT: dict[Channel, Channel] = {"push": "whatsapp", "whatsapp": "sms", "sms": "email", "email": "sms"}
SMTP = "smtp"
WIRES = {**PHONE_WIRES, **APP_WIRES}
NAMES = (*WIRES, SMTP)
_KEY = ec.generate_private_key(ec.SECP256R1())


class HttpLine:
    """A provider that is asked over HTTP; what it answers from now on is up to the test."""

    limited_for_s: int | None = 600

    def __init__(self, wire: Wire, stub: ProviderStub) -> None:
        self.wire, self._stub = wire, stub
        self.provider, self.channel, self.reason = wire.provider, wire.channel, wire.reason
        self.hears_reports = wire.report is not None

    @property
    def channels_file(self) -> dict[str, Any]:
        return {self.wire.provider: {**self.wire.settings, self.wire.address: self._stub.url}}

    def takes(self) -> None:
        self._does(self.wire.taken)

    def refuses(self) -> None:
        self._does(self.wire.refused)

    def limits(self) -> None:
        self._does(self.wire.limited)

    def hangs_up(self) -> None:
        """It reads all of a request, and says nothing."""
        self._does("hang_up")

    @property
    def count(self) -> int:
        return len(self._stub.asked)

    def seen(self) -> dict[str, Any]:
        """What it was asked last, in the form of `wanted`."""
        asked = self._stub.asked[-1]
        assert asked.method == "POST"
        return self.wire.seen(asked)

    def wanted(self, org_id: str, message_id: str) -> dict[str, Any]:
        return self.wire.wanted(org_id, message_id)

    def id_of(self, org_id: str, message_id: str) -> str:
        return self.wire.id

    def report(self, org_id: str, message_id: str, now: datetime) -> Post:
        assert self.wire.report is not None
        return self.wire.report(org_id, message_id, now)

    def _does(self, what: Does) -> None:
        def acts(asked: Asked) -> Does:
            return what

        self._stub.acts = acts


class MailLine:
    """SendGrid's relay: takes mail over SMTP, and reports by its event webhook."""

    provider, reason = SMTP, "recipient_550_5.1.1"
    channel: Channel = "email"
    hears_reports = True
    limited_for_s = None  # SMTP has no word for how long

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def channels_file(self) -> dict[str, Any]:
        settings = {
            "host": "127.0.0.1",
            "port": self._server.port,
            "security": "none",
            "username": USER,
            "password": {"secret": "WIRE_SMTP"},
            "sender": "hello@kopi.example.com",
            "relay": "sendgrid",
        }
        der = _KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {SMTP: settings, "sendgrid": {"public_key": base64.b64encode(der).decode()}}

    def takes(self) -> None:
        self._server.answers = {}

    def refuses(self) -> None:
        self._server.answers = {"recipient": f"550 5.1.1 <{ADDRESS}> does not exist"}

    def limits(self) -> None:
        self._server.answers = {"content": "451 4.7.1 try again later"}

    def hangs_up(self) -> None:
        self._server.answers = {"content": HANG_UP}

    @property
    def count(self) -> int:
        return len(self._server.envelopes)

    def seen(self) -> dict[str, Any]:
        mail = self._server.mails[-1]
        text = mail.get_body(("plain",))
        assert text is not None
        return {
            **{name: mail[name] for name in ("Message-ID", "From", "To", "Subject")},
            "text": text.get_content().strip(),
            "ours": json.loads(mail["X-SMTPAPI"])["unique_args"],
        }

    def wanted(self, org_id: str, message_id: str) -> dict[str, Any]:
        id = self.id_of(org_id, message_id)
        return {
            "Message-ID": id,
            "From": "The Shop <hello@kopi.example.com>",
            "To": ADDRESS,
            "Subject": "Gold at The Shop: thank you",
            "text": WORDS,
            "ours": {"regulars_message": message_id, "regulars_mail": id},
        }

    def id_of(self, org_id: str, message_id: str) -> str:
        key = hashlib.sha256(f"{org_id}\n{message_id}".encode()).hexdigest()[:40]
        return f"<{key}@kopi.example.com>"

    def report(self, org_id: str, message_id: str, now: datetime) -> Post:
        event = {"event": "delivered", "email": ADDRESS, "timestamp": int(now.timestamp())}
        event |= {"sg_event_id": "ZGVsaXZlcmVk", "sg_message_id": "14c5d75ce93.dfd", "smtp-id": "<x@y>"}
        event |= {"regulars_message": message_id, "regulars_mail": self.id_of(org_id, message_id)}
        body, sent_at = json.dumps([event]).encode(), str(int(now.timestamp()))
        proof = _KEY.sign(sent_at.encode() + body, ec.ECDSA(SHA256()))
        name = "X-Twilio-Email-Event-Webhook"
        headers = {f"{name}-Signature": base64.b64encode(proof).decode(), f"{name}-Timestamp": sent_at}
        return Post(f"/{org_id}/sendgrid", body, headers)


Line = HttpLine | MailLine


@contextmanager
def open_line(name: str) -> Iterator[Line]:
    """The provider listens, and takes what comes."""
    if name == SMTP:
        with mail_server(needs_login=True) as server:
            yield MailLine(server)
        return
    wire = WIRES[name]
    with provider_stub(lambda asked: wire.taken) as stub:
        yield HttpLine(wire, stub)


def connect(shop: Shop, *lines: Line, folder: Path, order: tuple[Channel, ...]) -> None:
    """Have the shop send by these, in this order of channels, at any hour. Before anything else of the shop."""
    content: dict[str, Any] = {}
    for line in lines:
        content |= line.channels_file
    file = folder / "channels.yaml"
    file.write_text(yaml.safe_dump(content).replace("/ORG/", f"/{shop.id}/"))
    assert provision.main([shop.id, "--channels", str(file)]) == 0
    changes = {"channels": list(order), "messages.quiet_hours": None, "messages.public_url": PUBLIC}
    shop.client.document(f"orgs/{shop.id}").update(
        {f"settings.{name}": value for name, value in changes.items()}
    )


def reachable(shop: Shop) -> str:
    """A customer whom every channel reaches, one order before gold; their id."""
    return shop.opted_in(
        whatsapp_opt_in=True,
        sms_opt_in=True,
        email_opt_in=True,
        email=ADDRESS,
        has_app=True,
        push_tokens=[DEVICE],
        locale="en",
    )


def post(shop: Shop, callback: Post) -> int:
    """Post a callback as its provider does; the status of the answer."""
    url = shop.firebase.functions_url("hooks") + callback.target
    headers = {"Content-Type": "application/json", **callback.headers}
    request = urllib.request.Request(url, callback.body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        status: int = answer.status
    return status
