"""Each figure by which a campaign is judged, at its edges: who is among those of whom it is a share, and who counts."""

from dataclasses import dataclass
from typing import Any, get_args

import pytest

from functions.domain.campaigns.kpis import OF_MESSAGES, GroupSums, base_of, kpi_result, parts_of, rank_of
from functions.domain.messages.campaign_parts import CampaignResult
from functions.domain.settings.offer_calendar import Kpi
from tests.builders import a_customer

LADDER = ("silver", "gold")
NEW, BOUGHT = {"stats": {"orders": 0}}, {"stats": {"orders": 3}}


def stage(name: str | None) -> dict[str, Any]:
    return {"engagement": {"lifecycle_stage": name}}


def tier(name: str | None) -> dict[str, Any]:
    return {"loyalty": {"tier": name}}


@pytest.mark.parametrize(
    ("kpi", "customer", "base"),
    [
        ("first_order_conversion", NEW, 1),
        ("first_order_conversion", BOUGHT, 0),
        ("retention", NEW, 0),
        ("retention", BOUGHT, 1),
        ("reactivation", stage("at_risk"), 1),
        ("reactivation", stage("churned"), 1),
        ("reactivation", stage("active"), 0),
        ("reactivation", stage(None), 0),
        ("membership_adoption", tier(None), 1),
        ("membership_adoption", tier("silver"), 0),
        ("upgrade_rate", tier(None), 1),
        ("upgrade_rate", tier("silver"), 1),
        ("upgrade_rate", tier("gold"), 0),
        ("cross_sell_rate", NEW, 1),
        ("trial_to_repeat", BOUGHT, None),
        ("aov", BOUGHT, None),
        (None, BOUGHT, None),
    ],
)
def test_who_is_among_those_of_whom_it_is_a_share(kpi: Any, customer: dict[str, Any], base: Any) -> None:
    assert base_of(kpi, a_customer(**customer), ladder=LADDER) == base


@pytest.mark.parametrize(
    ("kpi", "base", "bought", "parts"),
    [
        ("first_order_conversion", 1, {"orders": 2}, (1, 1)),
        ("first_order_conversion", 1, {}, (1, 0)),
        ("first_order_conversion", 0, {"orders": 1}, (0, 0)),
        ("retention", 1, {"orders": 1}, (1, 1)),
        ("reactivation", 0, {"orders": 1}, (0, 0)),
        ("cross_sell_rate", 1, {"orders": 3, "promoted_orders": 1}, (1, 1)),
        ("cross_sell_rate", 1, {"orders": 3}, (1, 0)),
        ("trial_to_repeat", None, {"orders": 1}, (0, 0)),
        ("trial_to_repeat", None, {"orders": 2, "promoted_orders": 1}, (1, 0)),
        ("trial_to_repeat", None, {"orders": 4, "promoted_orders": 3}, (1, 1)),
        ("basket_size", None, {"orders": 2, "lines": 7}, (None, 7)),
        ("membership_adoption", 1, {"orders": 1, "is_raised": True}, (1, 1)),
        ("membership_adoption", 0, {"orders": 1, "is_raised": True}, (0, 0)),
        ("upgrade_rate", 1, {"orders": 1}, (1, 0)),
        ("revenue", None, {"orders": 1, "revenue_minor": 5}, (None, None)),
    ],
)
def test_what_a_customer_adds(kpi: Any, base: Any, bought: dict[str, Any], parts: Any) -> None:
    assert parts_of(kpi, base, CampaignResult(**bought)) == parts


@dataclass(frozen=True)
class Expected:
    kpi: Kpi
    value: float | None
    numerator: int
    denominator: int | None


SUMS = GroupSums(orders=8, revenue_minor=10_001, base=30, gain=20, new_leads=5)


@pytest.mark.parametrize(
    "expected",
    [
        Expected("first_order_conversion", 0.6667, 20, 30),
        Expected("cross_sell_rate", 0.6667, 20, 30),
        Expected("membership_adoption", 0.6667, 20, 30),
        Expected("trial_to_repeat", 0.6667, 20, 30),
        Expected("reactivation", 0.6667, 20, 30),
        Expected("retention", 0.6667, 20, 30),
        Expected("upgrade_rate", 0.6667, 20, 30),
        Expected("aov", 1250.125, 10_001, 8),
        Expected("basket_size", 2.5, 20, 8),
        Expected("order_volume", 8.0, 8, None),
        Expected("revenue", 10_001.0, 10_001, None),
        Expected("new_leads", 5.0, 5, None),
    ],
    ids=lambda each: each.kpi,
)
def test_the_figure_is_its_numerator_over_its_denominator(expected: Expected) -> None:
    found = kpi_result(expected.kpi, SUMS, GroupSums(), target=None)
    assert (found.value, found.numerator, found.denominator) == (
        expected.value,
        expected.numerator,
        expected.denominator,
    )
    assert found.is_met is None


def test_every_figure_has_a_row() -> None:
    assert len(get_args(Kpi)) == 12
    assert set(get_args(Kpi)) > OF_MESSAGES


@pytest.mark.parametrize(("target", "is_met"), [(0.66, True), (0.6667, True), (0.67, False)])
def test_a_target_is_met_from_itself_on(target: float, is_met: bool) -> None:
    assert kpi_result("retention", SUMS, GroupSums(), target=target).is_met is is_met


def test_nothing_to_share_is_no_figure_and_meets_no_target() -> None:
    found = kpi_result("retention", GroupSums(), GroupSums(base=4, gain=1), target=0.1)
    assert (found.value, found.held_out, found.is_met) == (None, 0.25, None)


@pytest.mark.parametrize(("name", "rank"), [(None, 0), ("silver", 1), ("gold", 2), ("gone", 0)])
def test_a_tier_that_there_is_not_is_none(name: str | None, rank: int) -> None:
    assert rank_of(name, LADDER) == rank
