"""One cause on several channels: each once, as a message of its own, and one thing for the cap over all."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.automations.wake import wake_customer
from functions.domain.customers.customer import Stats
from functions.domain.customers.touches import MarketingTouch
from functions.domain.delivery.claims import claim_message, record_send_result
from functions.domain.orgs.org import Org
from functions.domain.providers.send_results import NotSent
from functions.domain.settings.automations import AutomationSettings
from tests.builders import NOON, a_customer, an_order, an_org, take_in, winbacks
from tests.memory import Billed, DictBackend, a_store, run

LAST = NOON - timedelta(days=30)
CAUSE = f"somebody:automation:winback_30:{LAST:%Y%m%dT%H%M%S}"


def shop(channels: list[str], caps: Any = None) -> Org:
    send = {"send": "winback_30", "variables": {"days": 30, "percent": 10}, "channels": channels}
    return an_org(automations=winbacks(30, then=[send]), messages={"caps": caps or {}, "quiet_hours": None})


def woken(org: Org, now: datetime = NOON, **changes: Any) -> DictBackend:
    backend = DictBackend()
    due = {"due": {"auto:winback_30": NOON}, "wake_at": NOON, "stats": Stats(orders=1, last_order_at=LAST)}
    backend.put(a_customer(**(due | changes)))
    wake(backend, org, now)
    return backend


def wake(backend: DictBackend, org: Org, now: datetime = NOON) -> None:
    run(a_store(backend), lambda: wake_customer(org, "somebody", now))


def found(backend: DictBackend) -> dict[str, tuple[Any, str]]:
    return {id: (m["channel"], m["status"]) for id, m in backend.all("messages").items()}


def test_a_cause_that_asks_for_push_and_email_leaves_a_message_on_each_and_one_interaction() -> None:
    backend = woken(shop(["push", "email"]))
    assert found(backend) == {f"{CAUSE}:push": ("push", "queued"), f"{CAUSE}:email": ("email", "queued")}
    assert {message["cause"] for message in backend.all("messages").values()} == {CAUSE}
    assert list(backend.all("interactions")) == [f"{CAUSE}:ran"]
    assert backend.billed == Billed(reads=1, writes=4)
    wake(backend, shop(["push", "email"]), NOON + timedelta(days=1))
    assert len(backend.all("messages")) == 2


def test_each_keeps_to_its_own_channel_and_says_why_it_does_not_go() -> None:
    backend = woken(shop(["push", "email"]), has_app=False)
    assert found(backend) == {f"{CAUSE}:push": (None, "suppressed"), f"{CAUSE}:email": ("email", "queued")}
    push = backend.all("messages")[f"{CAUSE}:push"]
    assert [(s["channel"], s["reason"]) for s in push["skipped"]] == [("push", "no_app")]


@pytest.mark.parametrize(("limit", "status"), [(1, "queued"), (2, "queued")])
def test_together_they_count_once_over_all_channels(limit: int, status: str) -> None:
    backend = woken(shop(["push", "email"], {"overall": {"day": limit}}))
    assert {each for _, each in found(backend).values()} == {status}
    again = woken(
        shop(["sms"], {"overall": {"day": limit}}),
        marketing_touches=backend.one("customers")["marketing_touches"],
    )
    after = found(again)[f"{CAUSE}:sms"]
    # The same cause asked for elsewhere: its group is its own, so it is no second thing.
    assert after == ("sms", "queued")


def test_another_cause_finds_one_place_taken_by_both() -> None:
    touches = [
        MarketingTouch(message_id=f"x:{channel}", channel=channel, at=NOON, group="x")
        for channel in ("push", "email")
    ]
    for limit, status in ((1, "suppressed"), (2, "queued")):
        backend = woken(shop(["sms"], {"overall": {"day": limit}}), marketing_touches=touches)
        assert found(backend)[f"{CAUSE}:sms"][1] == status


def test_a_channel_s_own_cap_stops_its_message_alone() -> None:
    touched = [MarketingTouch(message_id="x", channel="push", at=NOON)]
    backend = woken(shop(["push", "email"], {"channels": {"push": {"day": 1}}}), marketing_touches=touched)
    assert {id.rpartition(":")[2]: status for id, (_, status) in found(backend).items()} == {
        "push": "suppressed",
        "email": "queued",
    }


def test_one_that_does_not_get_through_does_not_go_where_the_other_goes() -> None:
    org = shop(["push", "email"])
    backend = woken(org)
    id = f"{CAUSE}:push"
    claim = run(a_store(backend), lambda: claim_message(org, id, "somebody", lease_id="mine", now=NOON))
    assert claim.message is not None
    sent = claim.message
    run(a_store(backend), lambda: record_send_result(org, sent, NotSent("blocked", "fallback"), now=NOON))
    assert found(backend)[id] == ("push", "failed")
    assert found(backend)[f"{CAUSE}:email"] == ("email", "queued")


@pytest.mark.item("S000-38")
def test_an_upgrade_is_told_on_each_channel_that_the_business_names() -> None:
    loyalty = {
        "tiers": [{"name": "member"}, {"name": "gold", "any": {"spend": 300}}],
    }
    then = [{"send": "tier_upgrade", "channels": ["push", "email"]}]
    told = AutomationSettings.model_validate({"on": "tier_upgraded", "repeat": "per_tier", "then": then})
    org, backend = an_org(loyalty=loyalty, automations={"told": told}), DictBackend()
    customer_id = take_in(a_store(backend), an_order(org), org=org).customer_id
    ids = {f"{customer_id}:automation:told:gold:{channel}" for channel in ("push", "email")}
    assert set(backend.all("messages")) == ids


def test_a_channel_is_named_once() -> None:
    with pytest.raises(ValueError, match="names a channel twice"):
        shop(["push", "push"])
