"""Campaigns that are tracked: kept by those who market, and redeemed once for each order."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.campaigns.documents import Campaign
from functions.domain.coupons.documents import Coupon
from functions.domain.kernel.decisions import Document
from functions.domain.orgs.org import Org
from functions.domain.settings.segments import SegmentSettings
from functions.domain.views.campaigns import campaign_tallies, with_counts
from tests.builders import NOON, a_customer, a_member, an_order, an_org, give, problems, take_in, with_staff
from tests.memory import Billed, DictBackend, a_store

DAY = timedelta(days=1)
NEW = {"name": "Monsoon", "offer": "A second cup", "segment_ids": ["regulars"]}
TAKEN = {"campaign_id": "cup", "customer_id": "somebody"}


def org() -> Org:
    regulars = SegmentSettings.model_validate({"name": "Regulars", "filter": True})
    return an_org().model_copy(update={"segments": {"regulars": regulars}})


def a_cafe(*documents: Document) -> DictBackend:
    return with_staff(a_customer(), a_member(id="market", roles=("marketing",)), *documents)


def a_campaign(**changes: Any) -> Campaign:
    return Campaign(**{"id": "cup", "name": "Cup", "offer": "A second cup"} | changes)


def asked(backend: DictBackend, kind: str, data: Any, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = give(backend, kind, data, org=org(), **changes)
    return found


@pytest.mark.item("S004-20")
def test_a_campaign_is_kept_with_its_offer_and_segments_and_changed_field_by_field() -> None:
    backend = a_cafe()
    result = asked(backend, "save_campaign", NEW, id="c", by_uid="market")["result"]
    asked(backend, "save_campaign", NEW, id="c", by_uid="market")
    ends = {"campaign_id": result["campaign_id"], "ends_at": (NOON + DAY).isoformat()}
    asked(backend, "save_campaign", ends, id="d", by_uid="market")
    kept = backend.one("campaigns")
    assert (kept["name"], kept["offer"], kept["segment_ids"]) == ("Monsoon", "A second cup", ["regulars"])
    assert (kept["mode"], kept["ends_at"], kept["created_by"]) == ("tracked_only", NOON + DAY, "market")


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"segment_ids": ["regulars", "ghost"]}, "segment_ids.1", "names no segment"),
        ({"name": " "}, "name", "is needed"),
        ({"offer": None}, "offer", "is needed"),
        ({"mode": "sent"}, "mode", "Input should be 'tracked_only', 'scheduled' or 'ongoing'"),
        (
            {"starts_at": NOON.isoformat(), "ends_at": NOON.isoformat()},
            "ends_at",
            "is not after starts_at",
        ),
    ],
)
def test_a_campaign_that_is_wrong_is_refused_and_nothing_is_kept(
    changes: dict[str, Any], path: str, message: str
) -> None:
    backend = a_cafe()
    command = asked(backend, "save_campaign", {**NEW, **changes}, by_uid="market")
    assert problems(command) == {path: message}
    assert not backend.all("campaigns")


@pytest.mark.item("S004-20")
def test_an_order_redeems_a_campaign_once_however_often_it_is_recorded() -> None:
    backend = a_cafe(a_campaign())
    take_in(a_store(backend), an_order())
    (order_id,), (customer_id,) = backend.all("orders"), set(backend.all("customers")) - {"somebody"}
    taken = {"campaign_id": "cup", "customer_id": customer_id, "order_id": order_id}
    first = asked(backend, "record_redemption", taken, id="a")
    again = asked(backend, "record_redemption", taken, id="b")
    assert again["result"] == {**first["result"], "replayed": True}
    assert backend.one("campaign_redemptions")["order_id"] == order_id
    other = asked(backend, "record_redemption", {**taken, "customer_id": "somebody"}, id="c")
    assert problems(other) == {"order_id": "names another customer's"}


def test_without_an_order_each_command_is_a_redemption_of_its_own() -> None:
    backend = a_cafe(a_campaign())
    for id in ("a", "a", "b"):
        asked(backend, "record_redemption", TAKEN, id=id)
    assert len(backend.all("campaign_redemptions")) == 2


@pytest.mark.parametrize(
    ("campaign", "data", "path", "message"),
    [
        ({}, {"campaign_id": "ghost"}, "campaign_id", "names no campaign"),
        ({}, {"order_id": "ghost"}, "order_id", "names no order"),
        (
            {"coupon_name": "Cup"},
            {},
            "campaign_id",
            "counts its coupons: redeem one with the order",
        ),
        ({"starts_at": NOON + DAY}, {}, "campaign_id", "has not begun then"),
        ({"ends_at": NOON}, {}, "campaign_id", "is over then"),
        ({}, {"redeemed_at": (NOON + DAY).isoformat()}, "redeemed_at", "lies in the future"),
    ],
)
def test_a_redemption_that_cannot_be_is_refused_and_not_counted(
    campaign: dict[str, Any], data: dict[str, Any], path: str, message: str
) -> None:
    backend = a_cafe(a_campaign(**campaign))
    assert problems(asked(backend, "record_redemption", {**TAKEN, **data})) == {path: message}
    assert not backend.all("campaign_redemptions")


def test_a_campaign_s_coupons_are_counted_where_it_names_them_and_its_records_where_not() -> None:
    row = {"id": "cup", "segment_ids": ["regulars"], "coupon_name": "Cup"}
    tallies = campaign_tallies([row, {**row, "id": "own", "coupon_name": None}])
    assert set(tallies) == {"redeemed.cup", "redeemed.own", "segment.regulars"}
    assert tallies["redeemed.cup"].model is Coupon
    assert tallies["redeemed.cup"].where == (("name", "Cup"), ("status", "redeemed"))
    assert tallies["redeemed.own"].where == (("campaign_id", "own"),)
    counted = {"redeemed.cup": 3, "segment.regulars": 7}
    assert with_counts(row, counted) == {**row, "segments": {"regulars": 7}, "redemption_count": 3}


def test_a_campaign_bills_one_document_and_a_redemption_two_reads_and_one_write() -> None:
    backend = a_cafe(a_campaign())
    bills = []
    for kind, data, giver in (("save_campaign", NEW, "market"), ("record_redemption", TAKEN, "till")):
        backend.billed = Billed()
        asked(backend, kind, data, id=kind, by_uid=giver)
        bills.append(backend.billed)
    assert [(each.reads, each.writes) for each in bills] == [(1, 2), (3, 2)]
