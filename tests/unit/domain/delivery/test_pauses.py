"""A provider that refuses the account: its channel pauses in one try, nothing is lost, and it comes back by itself."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.delivery.claims import Claim, claim_message, record_send_result
from functions.domain.delivery.fallback import Recorded
from functions.domain.delivery.releases import release_held
from functions.domain.delivery.status_reports import record_report
from functions.domain.messages.outbox import Message
from functions.domain.orgs.channels import set_up_channels
from functions.domain.orgs.documents import OrgDocument
from functions.domain.orgs.gateways import FIRST_PROBE, LONGEST_PROBE, record_gateway
from functions.domain.orgs.org import Org
from functions.domain.providers.events import Problem, StatusItem
from functions.domain.providers.send_results import NotSent, SendResult, Sent
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import DictBackend, a_store, run
from tests.provider_events import a_gateway
from tests.provisioning import provision

REFUSED = NotSent("account_token:190", "pause", None, "waha")
SENT = Sent("waha", "w1", "the text")
MINUTE = timedelta(minutes=1)


class Shop:
    """An organisation whose WhatsApp goes by one gateway, and a queued message for each of its customers."""

    def __init__(self, *ids: str) -> None:
        self.backend = DictBackend()
        provision(self.backend)
        self.set_up()
        for id in ids:
            message = a_message(id=id, customer_id=f"c-{id}", channel="whatsapp", wake_at=NOON)
            self.backend.put(message)
            self.backend.put(a_customer(id=f"c-{id}", has_app=False))

    def set_up(self) -> None:
        served_by: Any = {"whatsapp": "waha"}
        self.run(
            lambda: set_up_channels(
                "kopi", providers={}, served_by=served_by, windowless=("whatsapp",), now=NOON
            )
        )

    def run(self, decide: Any) -> Any:
        return run(a_store(self.backend), decide)

    @property
    def org(self) -> Org:
        """As an instance reads it that has just looked."""
        document = self.document
        seen = {
            "served_by": document.served_by,
            "windowless_channels": document.windowless_channels,
            "paused_channels": document.paused_channels,
            "probes_at": {channel: pause.probe_at for channel, pause in (document.pauses or {}).items()},
        }
        return an_org(channels=["whatsapp"]).model_copy(update=seen)

    @property
    def document(self) -> OrgDocument:
        return OrgDocument.model_validate({**self.backend.documents["orgs/kopi"], "id": "kopi"})

    @property
    def probe_at(self) -> Any:
        pause = self.document.pause_of("whatsapp")
        return None if pause is None else pause.probe_at

    def message(self, id: str) -> Message:
        return Message.model_validate({**self.backend.all("messages")[id], "id": id})

    def claim(self, id: str, now: Any, org: Org | None = None) -> Claim:
        seen = org or self.org
        claim: Claim = self.run(lambda: claim_message(seen, id, f"c-{id}", lease_id=f"{id}:{now}", now=now))
        return claim

    def send(self, id: str, result: SendResult, now: Any) -> Recorded:
        """What a delivery does with a message that may go."""
        seen = self.org
        claim = self.claim(id, now, seen)
        assert claim.state == "sending", claim
        message = claim.message
        assert message is not None
        recorded: Recorded = self.run(lambda: record_send_result(seen, message, result, now=now))
        return recorded


def test_a_refused_account_costs_one_try_and_an_alarm_and_the_next_message_is_not_handed_over() -> None:
    shop = Shop("a", "b")
    recorded = shop.send("a", REFUSED, NOON)
    assert (recorded.status, recorded.alarm) == ("queued", "account_token:190")
    waiting = shop.message("a")
    assert (waiting.status, waiting.attempts, waiting.send_at) == ("queued", 0, NOON + FIRST_PROBE)
    assert (waiting.channel, waiting.tried, waiting.history[-1].detail) == (
        "whatsapp",
        (),
        "account_token:190",
    )
    assert shop.document.paused_channels == {"whatsapp": "account_token:190"}
    letter = shop.backend.one("dead_letters")
    assert letter["payload"] == {"channel": "whatsapp", "provider": "waha", "reason": "account_token:190"}
    assert letter["error"]["code"] == "channel_paused"
    assert shop.claim("b", NOON + MINUTE).state == "waiting"
    assert (shop.message("b").status, shop.message("b").attempts) == ("queued", 0)


def test_one_message_probes_and_what_waits_goes_when_it_was_taken() -> None:
    shop = Shop("a", "b", "c")
    shop.send("a", REFUSED, NOON)
    at = NOON + FIRST_PROBE
    stale = shop.org
    assert shop.claim("a", at, stale).state == "sending"
    assert shop.claim("b", at, stale).state == "waiting"  # of all that come at once one goes
    message = shop.message("a")
    recorded = shop.run(lambda: record_send_result(stale, message, SENT, now=at))
    assert (recorded.status, shop.document.paused_channels, shop.document.pauses) == ("sent", {}, None)
    assert shop.send("c", SENT, at + MINUTE).status == "sent"


@pytest.mark.parametrize(
    "result", [NotSent("window_closed", "stop", None, "waha"), NotSent("unknown", "suppress", None, "waha")]
)
def test_a_probe_that_is_refused_for_its_own_sake_shows_that_the_account_works(result: NotSent) -> None:
    shop = Shop("a")
    shop.send("a", REFUSED, NOON)
    shop.send("a", result, NOON + FIRST_PROBE)
    assert shop.document.paused_channels == {}


@pytest.mark.parametrize("result", [NotSent("ConnectError", "retry", None, "waha"), NotSent("bug", "stop")])
def test_a_probe_that_nobody_looked_at_shows_nothing(result: NotSent) -> None:
    shop = Shop("a")
    shop.send("a", REFUSED, NOON)
    shop.send("a", result, NOON + FIRST_PROBE)
    assert shop.document.paused_channels == {"whatsapp": "account_token:190"}


def test_probes_have_growing_pauses_and_cost_no_attempt_and_one_alarm() -> None:
    shop, at, pauses = Shop("a"), NOON, []
    for _ in range(7):
        recorded = shop.send("a", REFUSED, at)
        send_at = recorded.enqueue.send_at if recorded.enqueue else None
        assert send_at is not None
        pauses.append(send_at - at)
        at = send_at
    assert pauses == [FIRST_PROBE, FIRST_PROBE * 2, FIRST_PROBE * 4, FIRST_PROBE * 8, *[LONGEST_PROBE] * 3]
    assert shop.message("a").attempts == 0
    assert len(shop.backend.all("dead_letters")) == 1
    assert shop.message("a").tried == ()


def test_a_number_that_too_many_people_blocked_rests_for_as_long_as_its_table_says() -> None:
    shop = Shop("a")
    shop.send("a", NotSent("spam_limit:131048", "pause", timedelta(hours=1), "waha"), NOON)
    assert shop.message("a").send_at == NOON + timedelta(hours=1)
    assert shop.probe_at == NOON + timedelta(hours=1)


def test_a_gateway_s_own_word_ends_a_pause() -> None:
    shop = Shop("a")
    shop.send("a", REFUSED, NOON)
    up = a_gateway(is_working=True, detail="working", at=NOON + MINUTE)
    shop.run(lambda: record_gateway("kopi", up))
    assert (shop.document.paused_channels, shop.document.pauses) == ({}, None)


def test_channels_that_are_set_up_again_go_again_and_a_gateway_that_said_it_is_down_stays_down() -> None:
    shop = Shop("a")
    shop.send("a", REFUSED, NOON)
    shop.set_up()
    assert shop.document.paused_channels == {}
    shop.run(lambda: record_gateway("kopi", a_gateway()))
    shop.set_up()
    assert shop.document.paused_channels == {"whatsapp": "FAILED"}


def test_a_gateway_whose_word_that_it_works_was_lost_is_found_working_by_a_probe() -> None:
    shop = Shop("a")
    shop.run(lambda: record_gateway("kopi", a_gateway()))
    assert shop.claim("a", NOON + MINUTE).state == "waiting"
    send_at = shop.message("a").send_at
    assert send_at is not None
    shop.send("a", SENT, max(send_at, NOON + FIRST_PROBE))
    assert shop.document.paused_channels == {}


def test_a_provider_that_serves_the_channel_no_more_pauses_nothing() -> None:
    shop = Shop("a")
    recorded = shop.send("a", NotSent("account_token:190", "pause", None, "interakt"), NOON)
    assert (recorded.status, recorded.alarm, shop.document.paused_channels) == ("queued", None, {})


def test_a_message_that_failed_later_for_the_account_s_sake_waits_for_the_account() -> None:
    shop = Shop("a")
    shop.send("a", SENT, NOON)
    problem = Problem(reason="account_payment:131042", advice="pause")
    failed = StatusItem(provider="waha", id="w1", status="failed", at=NOON, message_id="a", problem=problem)
    result = shop.run(lambda: record_report(shop.org, failed, NOON + MINUTE))
    waiting = shop.message("a")
    assert (result.state, result.alarm, result.enqueue) == ("moved", "account_payment:131042", waiting)
    assert (waiting.status, waiting.channel, waiting.attempts) == ("queued", "whatsapp", 0)
    assert (waiting.provider_message_id, waiting.retired_ids) == (None, ("w1",))
    assert shop.document.paused_channels == {"whatsapp": "account_payment:131042"}
    before = dict(shop.backend.versions)
    shop.run(lambda: record_report(shop.org, failed, NOON + 2 * MINUTE))  # as providers send it
    assert shop.backend.versions == before


def test_a_pause_suppresses_nobody() -> None:
    shop = Shop("a")
    shop.send("a", REFUSED, NOON)
    customer = Customer.model_validate({**shop.backend.all("customers")["c-a"], "id": "c-a"})
    assert (customer.suppressed, customer.consents) == ({}, {})


@pytest.mark.parametrize("odd", [None, 7, "x", [], {"whatsapp": 7}, {"fax": {}}])
def test_pauses_that_somebody_broke_by_hand_cost_nothing_but_a_probe(odd: Any) -> None:
    shop = Shop("a")
    shop.send("a", REFUSED, NOON)
    shop.backend.client_writes("orgs/kopi", pauses=odd)
    shop.send("a", SENT, NOON + FIRST_PROBE)
    assert shop.document.paused_channels == {}


def test_what_waited_for_the_channel_goes_at_once_when_it_works_and_nothing_else_does() -> None:
    shop = Shop("a", "b", "c", "d")
    shop.send("a", REFUSED, NOON)
    for id in ("b", "c"):
        shop.claim(id, NOON + MINUTE)
    night = (
        shop.message("d")
        .with_changes(send_at=NOON + timedelta(hours=9))
        .now_is("queued", NOON, "quiet_hours")
    )
    shop.backend.put(night)
    up = a_gateway(is_working=True, detail="working", at=NOON + 2 * MINUTE)
    news = shop.run(lambda: record_gateway("kopi", up))
    assert (news.is_paused, news.resumed) == (False, "account_token:190")
    released = shop.run(lambda: release_held("whatsapp", news.resumed, NOON + 2 * MINUTE))
    assert sorted(message.id for message in released) == ["a", "b", "c"]
    assert [shop.message(id).send_at for id in "abc"] == [None] * 3
    assert shop.message("d") == night
    for id in "abc":
        assert shop.send(id, SENT, NOON + 3 * MINUTE).status == "sent"


def test_a_probe_that_went_through_names_the_reason_that_is_over() -> None:
    shop = Shop("a")
    shop.send("a", REFUSED, NOON)
    assert shop.send("a", SENT, NOON + FIRST_PROBE).resumed == "account_token:190"
