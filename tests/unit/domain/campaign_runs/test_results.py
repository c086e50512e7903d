"""A campaign's results are what its customers bought, by group, and stand for good once no order can join them."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from functions.domain.campaign_runs.results import counted_for_good, metrics_of
from functions.domain.campaigns.documents import Campaign
from functions.domain.configuration.segments import segment_faults
from functions.domain.kernel.errors import NotFound
from functions.domain.messages.click_tracking import Link
from functions.domain.orgs.org import Org
from functions.domain.responses.clicks import record_click
from functions.domain.settings.segments import SegmentSettings
from functions.domain.views.campaign_results import campaign_results
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, an_order
from tests.builders import take_in as taken_in
from tests.campaigns import a_buyer, a_shop, all_pages, stocked
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.offers.shoppers import a_shop as with_offers
from tests.unit.domain.offers.shoppers import an_offer

ORG = a_shop(campaigns={"message_cost_minor": {"push": 50}})
VARIANTS = ({"id": "a", "template": "monsoon"}, {"id": "b", "template": "sunny"})
ID = "rain"
LATER = NOON + timedelta(days=2)


def a_campaign_to(count: int, org: Org = ORG, **changes: Any) -> DictBackend:
    buyers = [a_buyer(number, identity_ids=()) for number in range(count)]
    backend = stocked(*buyers, **{"holdout_percent": 50, "channels": ("push",)} | changes)
    all_pages(backend, org)
    return backend


def buys(
    backend: DictBackend, customer_id: str, number: str, *, at: datetime, org: Org = ORG, **changes: Any
) -> None:
    given = {"ordered_at": at.isoformat(), "updated_at": at.isoformat(), "order_id": number}
    order = an_order(ORG, customer={}, **given | changes)
    named = order.with_changes(buyer=replace(order.buyer, customer_id=customer_id, identities=()))
    taken_in(a_store(backend), named, org=org, now=NOON + timedelta(days=30))


def groups(backend: DictBackend) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"treated": [], "held_out": []}
    for message in backend.all("messages").values():
        found[message["arm"]].append(message["customer_id"])
    return found


def results(backend: DictBackend, now: datetime) -> dict[str, Any]:
    return run(a_store(backend), lambda: campaign_results(ORG, "market", ID, now=now))


@pytest.mark.item("S002-02")
@pytest.mark.item("S002-10")
@pytest.mark.item("S002-37")
def test_results_are_those_of_who_was_written_to_beside_those_of_who_was_held_out() -> None:
    backend = a_campaign_to(240)
    by_group = groups(backend)
    treated, held_out = by_group["treated"], by_group["held_out"]
    for number, id in enumerate(treated[:40]):
        buys(backend, id, f"t{number}", at=NOON + timedelta(days=1))
    for number, id in enumerate(held_out[:12]):
        buys(backend, id, f"h{number}", at=NOON + timedelta(days=1))
    buys(backend, treated[0], "again", at=NOON + timedelta(days=2))
    buys(backend, treated[60], "late", at=NOON + timedelta(days=7))
    buys(backend, treated[61], "back", at=NOON + timedelta(days=1), status="cancelled")
    found = results(backend, NOON + timedelta(days=31))
    assert found["treated"] == {
        "people": len(treated),
        "buyers": 40,
        "orders": 41,
        "revenue_minor": 41 * 38_700,
        "last_touch_orders": 41,
        "last_touch_minor": 41 * 38_700,
        "first_touch_orders": 41,
        "first_touch_minor": 41 * 38_700,
    }
    bought = {"people": len(held_out), "buyers": 12, "orders": 12, "revenue_minor": 12 * 38_700}
    assert found["held_out"] == bought | dict.fromkeys(
        ("last_touch_orders", "last_touch_minor", "first_touch_orders", "first_touch_minor"), 0
    )
    assert found["uplift"]["points"] == pytest.approx(40 / len(treated) - 12 / len(held_out))
    assert found["uplift"]["verdict"] == "more"
    expected = 41 * 38_700 - 12 * 38_700 * len(treated) // len(held_out)
    assert found["uplift"]["revenue_minor"] == expected
    assert found["cost_minor"] == 50 * len(treated)
    assert found["roi"] == pytest.approx((expected - 50 * len(treated)) / (50 * len(treated)), abs=1e-4)


def test_variants_are_counted_each_by_itself_and_compared() -> None:
    backend = a_campaign_to(400, variants=VARIANTS)
    own: dict[str, list[str]] = {"a": [], "b": []}
    for message in backend.all("messages").values():
        if message["arm"] == "treated":
            own[message["variant"]].append(message["customer_id"])
    for variant, buyers in (("a", 40), ("b", 12)):
        for id in own[variant][:buyers]:
            buys(backend, id, f"{variant}{id}", at=NOON + timedelta(days=1))
    found = results(backend, NOON + timedelta(days=3))
    assert {id: (each["people"], each["buyers"]) for id, each in found["variants"].items()} == {
        "a": (len(own["a"]), 40),
        "b": (len(own["b"]), 12),
    }
    (test,) = found["tests"]
    assert (test["first"], test["second"]) == ("a", "b")
    assert test["p_value"] < 0.001


@pytest.mark.item("S001-81")
def test_what_was_redeemed_of_the_offer_is_told_of_all_and_of_each_variant_and_is_a_cost() -> None:
    org = with_offers(ORG, ten=an_offer())
    backend = a_campaign_to(240, org, variants=VARIANTS, offer_id="ten")
    own: dict[str, list[str]] = {"a": [], "b": []}
    for message in backend.all("messages").values():
        if message["arm"] == "treated":
            own[message["variant"]].append(message["customer_id"])
    at, code = NOON + timedelta(days=1), {"coupon_code": "TEN", "lines": [], "total": "90.00"}
    for number, id in enumerate((*own["a"][:20], own["a"][0], *own["b"][:10])):
        buys(backend, id, f"t{number}", at=at, org=org, **code)
    buys(backend, own["b"][20], "without", at=at, org=org, lines=[], total="90.00")
    buys(backend, own["b"][21], "back", at=at, org=org, **code | {"status": "cancelled"})
    for number, id in enumerate(groups(backend)["held_out"][:6]):
        buys(backend, id, f"h{number}", at=at, org=org, **code)
    backend.billed = Billed()
    found = results(backend, NOON + timedelta(days=3))
    assert backend.billed == Billed(reads=2 + 2 * 8 + 5 + 4 + 3 + 2 * (4 + 9 + 3), writes=1)
    people = {variant: len(own[variant]) for variant in own}
    assert found["offer"] == {
        "redeemers": 30,
        "redemptions": 31,
        "discount_minor": 31 * 1_000,
        "redemption_rate": round(30 / sum(people.values()), 4),
    }
    assert found["variant_offers"] == {
        "a": {
            "redeemers": 20,
            "redemptions": 21,
            "discount_minor": 21 * 1_000,
            "redemption_rate": round(20 / people["a"], 4),
        },
        "b": {
            "redeemers": 10,
            "redemptions": 10,
            "discount_minor": 10 * 1_000,
            "redemption_rate": round(10 / people["b"], 4),
        },
    }
    sent_minor = 50 * sum(people.values())
    assert found["cost_minor"] == sent_minor
    brought = found["uplift"]["revenue_minor"]
    assert found["roi"] == round((brought - sent_minor) / (sent_minor + 31 * 1_000), 4)


def test_a_campaign_without_an_offer_has_no_redemptions_of_one() -> None:
    backend = a_campaign_to(2)
    found = results(backend, NOON + timedelta(days=3))
    assert (found["offer"], found["variant_offers"]) == (None, {})


def test_few_customers_are_said_to_be_too_few_for_an_uplift() -> None:
    backend = a_campaign_to(20)
    found = results(backend, NOON + timedelta(days=3))
    assert found["uplift"] == {
        "verdict": "too_few",
        "points": None,
        "low": None,
        "high": None,
        "revenue_minor": None,
    }
    assert found["roi"] is None


def test_results_are_counted_anew_after_ten_minutes_and_read_before() -> None:
    backend = a_campaign_to(20)
    later = NOON + timedelta(days=3)
    results(backend, later)
    treated = groups(backend)["treated"][0]
    buys(backend, treated, "1", at=NOON + timedelta(days=1))
    backend.billed = Billed()
    assert results(backend, later + timedelta(minutes=9))["treated"]["orders"] == 0
    assert backend.billed == Billed(reads=2)
    backend.billed = Billed()
    assert results(backend, later + timedelta(minutes=10))["treated"]["orders"] == 1
    assert backend.billed == Billed(reads=2 + 2 * 8 + 5 + 4, writes=1)


def test_a_campaign_that_is_over_is_counted_for_good_after_the_last_day_of_attribution() -> None:
    backend = a_campaign_to(20)
    campaign = backend.one("campaigns")
    assert campaign["status"] == "done"
    until = campaign["wake_at"]
    assert until == NOON + timedelta(days=7)
    buys(backend, groups(backend)["treated"][0], "1", at=NOON + timedelta(days=1))
    wake = WAKE_UPS["campaigns"].wake
    run(a_store(backend), lambda: wake(ORG, Waking(ID, until - timedelta(seconds=1), None)))
    assert "metrics" not in backend.one("campaigns")
    run(a_store(backend), lambda: wake(ORG, Waking(ID, until, None)))
    kept = backend.one("campaigns")
    assert kept["metrics"]["is_final"]
    assert kept["metrics"]["treated"]["orders"] == 1
    assert "wake_at" not in kept
    run(a_store(backend), lambda: counted_for_good(ORG, ID, until))
    assert backend.one("campaigns") == kept
    backend.billed = Billed()
    assert results(backend, until + timedelta(days=400))["treated"]["orders"] == 1
    assert backend.billed == Billed(reads=2)


def test_no_results_are_shown_of_a_campaign_that_is_not_there() -> None:
    backend = a_campaign_to(1)
    with pytest.raises(NotFound):
        run(a_store(backend), lambda: campaign_results(ORG, "market", "none", now=NOON))


@pytest.mark.item("S001-81")
def test_what_became_of_messages_is_told_of_each_variant_and_each_channel() -> None:
    backend = a_campaign_to(40, variants=VARIANTS, holdout_percent=0, channels=("push", "sms"))
    own: dict[str, list[dict[str, Any]]] = {"a": [], "b": []}
    for path, message in backend.documents.items():
        if "/messages/" in path:
            own[message["variant"]].append(message)
    ends = ("sent", "delivered", "read", "failed", "unknown", "delivered")
    for variant, count in (("a", 6), ("b", 3)):
        for message, status in zip(own[variant][:count], ends, strict=False):
            message |= {"status": status, "channel": "sms" if variant == "a" else "push"}
    own["a"][0]["response"] = {"has_clicked": True, "has_responded": True}
    own["a"][1]["response"] = {"has_clicked": True, "has_replied": True, "has_responded": True}
    own["b"][0]["response"] = {"has_opted_out": True}
    buys(backend, own["a"][0]["customer_id"], "1", at=NOON + timedelta(days=1))
    found = results(backend, NOON + timedelta(days=3))
    nothing = {"opted_out": 0, "clicked": 0, "replied": 0, "responded": 0}
    assert found["variant_reach"]["a"] == nothing | {
        "sent": 4,
        "delivered": 3,
        "read": 1,
        "failed": 2,
        "clicked": 2,
        "replied": 1,
        "responded": 2,
        "delivery_rate": 0.5,
        "response_rate": 0.5,
        "conversion_rate": round(1 / len(own["a"]), 4),
    }
    assert found["variant_reach"]["b"] == nothing | {
        "sent": 3,
        "delivered": 2,
        "read": 1,
        "failed": 0,
        "opted_out": 1,
        "delivery_rate": round(2 / 3, 4),
        "response_rate": 0.0,
        "conversion_rate": 0.0,
    }
    assert found["reach"] == {
        "sent": 7,
        "delivered": 5,
        "read": 2,
        "failed": 2,
        "clicked": 2,
        "replied": 1,
        "responded": 2,
        "opted_out": 1,
        "delivery_rate": round(5 / 9, 4),
        "response_rate": round(2 / 7, 4),
        "conversion_rate": round(1 / 40, 4),
    }
    assert {id: each["delivery_rate"] for id, each in found["channels"].items()} == {
        "push": round(2 / 3, 4),
        "sms": 0.5,
    }


def test_calls_are_sent_and_no_part_of_the_delivery_rate() -> None:
    campaign = Campaign.model_validate({"id": ID, "channels": ("call", "sms"), "progress": {"called": 4}})
    found = {"channel.sms.sent": 1, "channel.sms.delivered": 3, "reach.responded": 2}
    reach = metrics_of(campaign, found, now=NOON, is_final=False).reach
    assert (reach.sent, reach.delivery_rate, reach.response_rate) == (8, 0.75, 0.25)


def test_who_clicked_and_did_not_buy_is_a_segment() -> None:
    clicked_only = {
        "some": [
            {"var": "campaigns"},
            {
                "and": [
                    {"==": [{"var": "campaign_id"}, ID]},
                    {"in": ["clicked", {"var": "did"}]},
                    {"!": {"in": ["bought", {"var": "did"}]}},
                ]
            },
        ]
    }
    segments = {
        **ORG.segments,
        "warm": SegmentSettings.model_validate({"name": "Warm", "filter": clicked_only}),
    }
    org = ORG.model_copy(update={"segments": segments})
    assert segment_faults(org, "warm") == []
    backend = a_campaign_to(2, holdout_percent=0)
    first, second = groups(backend)["treated"]
    for id in (first, second):
        run(a_store(backend), partial(record_click, org, Link(f"{ID}:{id}", "https://shop.example"), NOON))

    def warm() -> list[str]:
        return [id for id, each in backend.all("customers").items() if "warm" in each["segment_ids"]]

    assert warm() == [first, second]
    buys(backend, first, "1", at=NOON + timedelta(days=1), org=org)
    assert warm() == [second]
    buys(
        backend,
        first,
        "1",
        at=NOON + timedelta(days=1),
        org=org,
        status="cancelled",
        updated_at=LATER.isoformat(),
    )
    assert warm() == [first, second]


@pytest.mark.parametrize(
    ("kpi", "more"), [("revenue", 0), ("aov", 0), ("new_leads", 3), ("retention", 4), ("basket_size", 4)]
)
def test_a_figure_costs_results_a_few_sums_more(kpi: str, more: int) -> None:
    backend = a_campaign_to(20, kpi=kpi, kpi_target=0.5)
    backend.billed = Billed()
    found = results(backend, NOON + timedelta(days=3))["kpi"]
    assert backend.billed == Billed(reads=2 + 2 * 8 + 5 + 4 + more, writes=1)
    assert (found["kpi"], found["target"]) == (kpi, 0.5)


def test_a_message_says_by_which_figure_and_of_whom_who_is_held_out_too() -> None:
    backend = a_campaign_to(20, kpi="first_order_conversion")
    for message in backend.all("messages").values():
        assert (message["kpi"], message["kpi_base"]) == ("first_order_conversion", 1)
    by_group = groups(backend)
    buys(backend, by_group["treated"][0], "1", at=NOON + timedelta(days=1))
    buys(backend, by_group["held_out"][0], "2", at=NOON + timedelta(days=1))
    found = results(backend, NOON + timedelta(days=3))["kpi"]
    treated, held_out = (len(by_group[name]) for name in ("treated", "held_out"))
    assert (found["numerator"], found["denominator"]) == (1, treated)
    assert found["held_out"] == round(1 / held_out, 4)
