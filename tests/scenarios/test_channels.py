"""Each channel from the order to the provider over a real connection and back: sent, delivered, refused, held, cut."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import PHONE
from tests.scenarios.provider_contracts import ADDRESS, DEVICE, WORDS
from tests.scenarios.provider_fixtures import NAMES, NEXT, Line, connect, open_line, post, reachable
from tests.scenarios.shop import Shop
from tests.scenarios.test_messages import a_queued_message

# aiosmtpd warns of passwords without TLS, which is what loopback is for.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
]
TO = {"push": DEVICE, "whatsapp": PHONE, "sms": PHONE, "email": ADDRESS}


@pytest.fixture(params=NAMES)
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    with open_line(request.param) as opened:
        yield opened


@pytest.fixture
def connected(shop: Shop, line: Line, tmp_path: Path) -> Shop:
    """A shop with a regular, whose first channel is the line's; the next one is the sandbox's."""
    connect(shop, line, folder=tmp_path, order=(line.channel, NEXT[line.channel]))
    reachable(shop)
    return shop


def upgrade(shop: Shop) -> str:
    """An order lifts the customer to gold; the id of the message of it."""
    at = shop.now().isoformat()  # what was ordered days ago brings no message
    assert shop.post(order_id="2", total="9000.00", ordered_at=at, updated_at=at).json["tier"] == "gold"
    shop.firebase.idle()
    (id,) = shop.all("messages")
    return id


def steps(message: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(step["status"], step["channel"], step["detail"]) for step in message["history"]]


@pytest.mark.item("S000-46", "S002-75", "S003-25")
def test_an_upgrade_reaches_the_provider_as_it_wants_it_and_its_report_is_believed(
    connected: Shop, line: Line
) -> None:
    id = upgrade(connected)
    message = connected.read(f"messages/{id}")
    assert (line.count, line.seen()) == (1, line.wanted(connected.id, id))
    assert (message["status"], message["provider"], message["body"]) == ("sent", line.provider, WORDS)
    assert (message["channel"], message["to"]) == (line.channel, TO[line.channel])
    assert message["provider_message_id"] == line.id_of(connected.id, id)
    if not line.hears_reports:
        return
    assert post(connected, line.report(connected.id, id, connected.now())) == 200
    connected.firebase.idle()
    arrived = connected.read(f"messages/{id}")
    assert arrived["status"] == "delivered"
    assert [status for status, _, _ in steps(arrived)] == ["queued", "sending", "sent", "delivered"]
    assert (arrived["provider"], arrived["provider_message_id"]) == (
        line.provider,
        message["provider_message_id"],
    )


def test_what_the_provider_refuses_goes_by_the_next_channel_once_and_one_message_tells_it(
    connected: Shop, line: Line
) -> None:
    line.refuses()
    id = upgrade(connected)
    message, after = connected.read(f"messages/{id}"), NEXT[line.channel]
    assert (message["status"], message["provider"], message["channel"]) == ("sent", "sandbox", after)
    assert (message["to"], message["tried"]) == (TO[after], [line.channel])
    assert steps(message) == [
        ("queued", line.channel, None),
        ("sending", line.channel, None),
        ("queued", line.channel, line.reason),
        ("queued", after, None),
        ("sending", after, None),
        ("sent", after, None),
    ]
    connected.firebase.advance("2h")
    assert connected.read(f"messages/{id}") == message
    assert len(connected.all("messages")) == 1


def test_a_message_that_has_to_wait_goes_later_and_is_the_same(connected: Shop, line: Line) -> None:
    line.limits()
    id = upgrade(connected)
    held = connected.read(f"messages/{id}")
    wait = held["send_at"] - held["history"][-1]["at"]
    assert (held["status"], held["attempts"], line.count) == ("queued", 1, 1)
    if line.limited_for_s is None:
        assert timedelta(seconds=5) <= wait <= timedelta(seconds=15)
    else:
        assert wait == timedelta(seconds=line.limited_for_s)
        connected.firebase.advance("9m")
        assert line.count == 1
    line.takes()
    connected.firebase.advance("2m")
    message = connected.read(f"messages/{id}")
    assert (message["status"], message["provider"], message["attempts"]) == ("sent", line.provider, 2)
    assert (line.count, line.seen()) == (2, line.wanted(connected.id, id))


def test_marketing_whose_connection_was_cut_is_unknown_after_its_lease_and_never_sent_again(
    connected: Shop, line: Line
) -> None:
    line.hangs_up()
    variables = {"name": None, "business": "The Shop", "days": 30, "percent": 10}
    a_queued_message(
        connected,
        "m",
        channel=line.channel,
        to=TO[line.channel],
        template="winback_30",
        purpose="marketing",
        variables=variables,
    )
    connected.firebase.idle()
    assert (connected.read("messages/m")["status"], line.count) == ("sending", 1)
    line.takes()
    connected.firebase.advance("2h")
    message = connected.read("messages/m")
    assert (message["status"], message["reason"], message["attempts"]) == ("unknown", "lease_over", 1)
    connected.firebase.advance("24h")
    assert (connected.read("messages/m"), line.count) == (message, 1)
