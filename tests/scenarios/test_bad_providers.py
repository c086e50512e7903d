"""Providers on their worst days, over real connections: an account that is refused, and answers that tell nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.providers.stub import Says
from tests.scenarios.provider_contracts import DIGITS, Post, proof_of
from tests.scenarios.provider_fixtures import (
    NAMES,
    NEXT,
    SMTP,
    HttpLine,
    MailLine,
    connect,
    open_line,
    post,
    reachable,
)
from tests.scenarios.shop import Shop
from tests.scenarios.test_channels import TO, upgrade
from tests.scenarios.test_messages import a_queued_message

# aiosmtpd warns of passwords without TLS, which is what loopback is for.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
]
HTTP = [name for name in NAMES if name != SMTP]
GATEWAY = Says(502, b"<html><body>Bad gateway</body></html>")
# What each says when the account, and not the message, is at fault.
REFUSED = {
    "whatsapp_cloud": (Says(401, {"error": {"code": 190, "message": "expired"}}), "account_token:190"),
    "waha": (Says(422, {"status": "SCAN_QR_CODE", "expected": ["WORKING"]}), "session_not_working"),
}
VARIABLES: dict[str, Any] = {"name": None, "business": "The Shop", "days": 30, "percent": 10}


@pytest.fixture
def line(request: pytest.FixtureRequest) -> Iterator[HttpLine]:
    with open_line(request.param) as opened:
        assert isinstance(opened, HttpLine)
        yield opened


@pytest.fixture
def connected(shop: Shop, line: HttpLine, tmp_path: Path) -> Shop:
    connect(shop, line, folder=tmp_path, order=(line.channel, NEXT[line.channel]))
    reachable(shop)
    return shop


def a_winback(shop: Shop, line: HttpLine) -> None:
    """A marketing message that is to go now."""
    a_queued_message(
        shop,
        "m",
        channel=line.channel,
        to=TO[line.channel],
        template="winback_30",
        purpose="marketing",
        variables=VARIABLES,
    )
    shop.firebase.idle()


def org(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = shop.client.document(f"orgs/{shop.id}").get().to_dict()
    return found


@pytest.mark.parametrize("line", HTTP, indirect=True)
def test_marketing_that_nobody_can_tell_of_is_handed_over_once_and_ends_unknown(
    connected: Shop, line: HttpLine
) -> None:
    line._does(GATEWAY)
    a_winback(connected, line)
    assert line.count == 1
    connected.firebase.advance("12h")
    message = connected.read("messages/m")
    assert (message["status"], line.count) == ("unknown", 1)


@pytest.mark.parametrize("line", HTTP, indirect=True)
def test_what_may_be_sent_twice_is_tried_once_more_and_no_more(connected: Shop, line: HttpLine) -> None:
    line._does(GATEWAY)
    id = upgrade(connected)
    connected.firebase.advance("12h")
    message = connected.read(f"messages/{id}")
    assert (message["status"], line.count) == ("unknown", 2)


@pytest.mark.parametrize("line", REFUSED, indirect=True)
def test_a_refused_account_is_asked_once_and_what_waits_goes_when_it_works(
    connected: Shop, line: HttpLine
) -> None:
    says, reason = REFUSED[line.provider]
    line._does(says)
    id = upgrade(connected)
    message = connected.read(f"messages/{id}")
    assert (message["status"], message["attempts"], line.count) == ("queued", 0, 1)
    assert org(connected)["paused_channels"] == {"whatsapp": reason}
    (letter,) = connected.all("dead_letters").values()
    assert (letter["error"]["code"], letter["payload"]["reason"]) == ("channel_paused", reason)
    a_winback(connected, line)
    assert (connected.read("messages/m")["status"], line.count) == ("queued", 1)
    connected.firebase.advance("2h")
    assert 2 <= line.count <= 5, "one message probes, with growing pauses"
    line.takes()
    connected.firebase.advance("61m")
    sent = [connected.read(f"messages/{each}") for each in (id, "m")]
    assert [(each["status"], each["attempts"]) for each in sent] == [("sent", 1)] * 2
    assert org(connected)["paused_channels"] == {}


def test_a_mail_server_that_refuses_the_shop_costs_no_customer_their_address(
    shop: Shop, tmp_path: Path
) -> None:
    with open_line(SMTP) as line:
        assert isinstance(line, MailLine)
        connect(shop, line, folder=tmp_path, order=("email",))
        customer_id = reachable(shop)
        line._server.answers = {"recipient": "550 5.7.1 Blocked - see blocklist"}
        id = upgrade(shop)
        message = shop.read(f"messages/{id}")
        assert (message["status"], message["history"][-1]["detail"]) == ("queued", "recipient_550_5.7.1")
        assert shop.read(f"customers/{customer_id}")["suppressed"] == {}
        assert shop.all("suppressions") == {}
        assert list(shop.all("dead_letters")) == ["sender_refused:smtp:recipient_550_5.7.1"]
        line.takes()
        shop.firebase.advance("2h")
        assert shop.read(f"messages/{id}")["status"] == "sent"


def test_a_stop_dated_2100_counts_from_its_receipt_and_start_after_it_stands(
    shop: Shop, tmp_path: Path
) -> None:
    with open_line("whatsapp_cloud") as line:
        connect(shop, line, folder=tmp_path, order=("whatsapp",))
        customer_id = reachable(shop)
        for number, (text, at) in enumerate((("STOP", "4102444800"), ("START", "soon"))):
            message: dict[str, Any] = {"from": DIGITS, "id": f"w{number}", "timestamp": at, "type": "text"}
            message |= {"text": {"body": text}, "referral": 7, "interactive": []}
            value = {"messaging_product": "whatsapp", "messages": [message]}
            entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
            body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
            proof = f"sha256={proof_of('WIRE_META_APP', body)}"
            target = f"/{shop.id}/whatsapp_cloud"
            assert post(shop, Post(target, body, {"X-Hub-Signature-256": proof})) == 200
            shop.firebase.idle()
            consent = shop.read(f"customers/{customer_id}")["consents"]["whatsapp"]["marketing"]
            assert (consent["granted"], consent["at"].year < 2100) == (text == "START", True)
            shop.firebase.advance("1m")
    assert shop.all("dead_letters") == {}
