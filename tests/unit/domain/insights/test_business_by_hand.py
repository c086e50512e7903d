"""A small shop's figures, worked out by hand: each with its numerator and denominator."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.campaigns.documents import (
    ArmResult,
    Campaign,
    CampaignMetrics,
    OfferResult,
    ReachResult,
    UpliftResult,
)
from functions.domain.feedback.documents import Feedback
from functions.domain.recommendations.documents import Recommendation
from functions.domain.tasks.documents import Task
from tests.builders import a_message
from tests.memory import DictBackend
from tests.unit.domain.insights.business_shop import (
    SHOP,
    a_shop,
    at,
    costs,
    count,
    customer_path,
    figures,
    sells,
)

MARCH, FEBRUARY = "2026-03", "2026-02"
NOW = at(4, 6)  # a Monday: March is over, and April has begun


def bought_in_three_months() -> DictBackend:
    """Five customers. 1 buys each month, 2 in February alone, 3 comes back in March after 120 days, 4 is new in March,
    and 5 has bought nothing since October.
    """
    backend = DictBackend()
    costs(backend, milk=60)
    sells(backend, 1, 1000, at(1, 10), to=1, lines=(("milk", 10, 100),))
    sells(backend, 2, 1000, at(2, 10), to=1, lines=(("milk", 10, 100),))
    sells(backend, 3, 3000, at(3, 10), to=1, lines=(("milk", 10, 100), ("bread", 10, 200)))
    sells(backend, 4, 700, at(2, 20), to=2)
    sells(backend, 5, 500, at(11, 1, year=2025), to=3)
    sells(backend, 6, 900, at(3, 1, hour=0), to=3)  # the first instant of March
    sells(backend, 7, 400, at(3, 31, hour=23), to=4, lines=(("milk", 4, 100),))
    sells(backend, 8, 800, at(3, 15), to=4, status="cancelled")
    sells(backend, 9, 100, at(10, 1, year=2025), to=5)
    return backend


def recommends(backend: DictBackend, id: str, month: int, **fields: Any) -> None:
    backend.put(Recommendation(id=id, customer_id="1", made_at=at(month, 5), **fields))


def rates(backend: DictBackend, id: str, rating: int, month: int, **fields: Any) -> None:
    backend.put(Feedback(id=id, rating=rating, created_at=at(month, 5), **fields))


def serves(backend: DictBackend, id: str, hours: int, **fields: Any) -> None:
    usual = {"task_type": "low_rating", "status": "done", "created_at": at(3, 5)}
    backend.put(Task(id=id, done_at=at(3, 5) + timedelta(hours=hours), **usual | fields))


def ends(backend: DictBackend, id: str, metrics: CampaignMetrics | None, month: int = 3) -> None:
    backend.put(Campaign(id=id, status="done", done_at=at(month, 20), metrics=metrics))


def results(verdict: Any, gained: int | None, *, cost: int, discount: int) -> CampaignMetrics:
    return CampaignMetrics(
        counted_at=NOW,
        treated=ArmResult(people=50, buyers=10),
        reach=ReachResult(sent=40, responded=8),
        uplift=UpliftResult(verdict=verdict, revenue_minor=gained),
        offer=OfferResult(discount_minor=discount),
        cost_minor=cost,
    )


def of_march(backend: DictBackend, **wanted: Any) -> dict[str, Any]:
    count(backend, NOW, SHOP if not wanted else a_shop(**wanted))
    return figures(backend, MARCH)


@pytest.mark.item("S002-91")
def test_who_stayed_and_who_came_back() -> None:
    found = of_march(bought_in_three_months())
    # In February 1 and 2 bought; in March 1, 3 and 4.
    assert (found["retained"], found["retention_base"], found["retention_rate_percent"]) == (1, 2, 50.0)
    # 90 days before March 1 is December 1: 3 and 5 had bought, and nothing since then.
    assert (found["reactivated"], found["dormant"], found["reactivation_rate_percent"]) == (1, 2, 50.0)
    assert (found["buyers"], found["new_customers"]) == (3, 1)
    # 1 bought in both months, in March for more an order.
    assert (found["upsold"], found["upsell_base"], found["upsell_percent"]) == (1, 1, 100.0)


@pytest.mark.parametrize(("last", "dormant"), [(timedelta(), 1), (timedelta(microseconds=1), 0)])
def test_who_has_bought_nothing_for_90_days_when_the_month_begins_is_dormant(
    last: timedelta, dormant: int
) -> None:
    backend = DictBackend()
    sells(backend, 1, 100, at(3, 1, 0) - timedelta(days=90) + last, to=1)
    sells(backend, 2, 100, at(3, 9), to=1)
    found = of_march(backend)
    assert (found["dormant"], found["reactivated"], found["new_customers"]) == (dormant, dormant, 0)


@pytest.mark.item("S002-91")
def test_the_lifetime_value_is_the_mean_of_those_who_have_bought() -> None:
    backend = bought_in_three_months()
    count(backend, NOW)
    april = figures(backend, "2026-04")
    assert april["customers"] == 5
    spent = {1: 5000, 2: 700, 3: 1400, 4: 400, 5: 100}
    assert april["lifetime_spend_minor"] == sum(spent.values()) / 5
    # Of 2, 4 and 5 one order is one a month for 36 months; 1 three orders in 59 days, 3 two in 120: a month is
    # 365.25 / 12 days.
    month = 365.25 / 12
    values = [
        round(5000 / 3 * 3 / (59 / month) * 36),
        700 * 36,
        round(700 * 2 / (120 / month) * 36),
        400 * 36,
        100 * 36,
    ]
    assert april["lifetime_value_minor"] == pytest.approx(
        sum(values) / 5, abs=20
    )  # an average order is whole
    assert figures(backend, MARCH)["lifetime_value_minor"] is None  # it was not counted in its own time


@pytest.mark.item("S002-91")
def test_cross_selling_is_the_share_of_recommendations_that_met_with_a_purchase() -> None:
    backend = bought_in_three_months()
    recommends(backend, "a", 3, status="met")
    recommends(backend, "b", 3)
    recommends(backend, "c", 3)
    recommends(backend, "d", 2, status="met")
    found = of_march(backend)
    assert (found["recommendations_met"], found["recommendations"], found["cross_sell_percent"]) == (
        1,
        3,
        33.33,
    )
    assert found["cross_sell:change_points"] is None  # of a month of which the one before was not counted


@pytest.mark.item("S002-91")
def test_satisfaction_is_the_share_of_ratings_of_four_and_five() -> None:
    backend = bought_in_three_months()
    for number, rating in enumerate((5, 4, 3, 1)):
        rates(backend, f"{number}", rating, 3)
    rates(backend, "none", 0, 3)
    rates(backend, "of april", 1, 4)
    found = of_march(backend)
    assert (found["ratings"], found["csat_percent"], found["rating_average"]) == (4, 50.0, 3.25)


@pytest.mark.item("S002-94")
def test_what_campaigns_brought_is_compared_with_the_month_before() -> None:
    backend = bought_in_three_months()
    for number, contribution in {2: {"last_touch": "m"}, 3: {"redeemed_by": ["n"]}}.items():
        backend.documents[f"orgs/kopi/orders/pos:{number}"]["recorded_state"]["contribution"] |= contribution
    count(backend, at(3, 30))
    march = figures(backend, MARCH)
    assert (march["attributed_orders"], march["attributed_revenue_minor"]) == (1, 3000)
    assert march["attributed_share_percent"] == round(100 * 3000 / 3900, 2)
    # Of February the part until its end, since March is further on.
    assert march["attributed_revenue:growth_percent"] == 200.0
    assert march["revenue:growth_percent"] == round(100 * (3900 - 1700) / 1700, 2)


@pytest.mark.item("S002-94")
def test_a_new_customer_costs_what_marketing_did_divided_by_the_new_ones() -> None:
    backend = bought_in_three_months()
    for number, (channel, month, purpose) in enumerate(
        [
            ("push", 3, "marketing"),
            ("push", 3, "marketing"),
            ("push", 2, "marketing"),
            ("push", 3, "transactional"),
            ("sms", 3, "marketing"),
            (None, 3, "marketing"),
        ]
    ):
        backend.put(
            a_message(id=f"{number}", channel=channel, purpose=purpose, sent_at=at(month, 9), wake_at=None)
        )
    backend.documents["orgs/kopi/orders/pos:3"]["redeemed"] = {"discount_minor": 150}
    found = of_march(backend, business_kpis={"other_marketing_minor": 630})
    # Two pushes of 10 and a call of 200; an SMS costs nothing here.
    assert (found["message_cost_minor"], found["discount_minor"], found["other_marketing_minor"]) == (
        220,
        150,
        630,
    )
    assert (found["marketing_cost_minor"], found["new_customers"]) == (1000, 1)
    assert found["acquisition_cost_minor"] == 1000


@pytest.mark.item("S002-94")
def test_nobody_new_has_no_cost() -> None:
    backend = bought_in_three_months()
    count(backend, NOW, a_shop(business_kpis={"other_marketing_minor": 630}))
    april = figures(backend, "2026-04")
    assert (april["new_customers"], april["acquisition_cost_minor"]) == (0, None)
    # Five and a half days of thirty.
    assert april["other_marketing_minor"] == round(630 * 5.5 / 30)
    assert (april["retention_rate_percent"], april["csat_percent"], april["campaign_roi_percent"]) == (
        0.0,
        None,
        None,
    )


@pytest.mark.item("S002-94")
def test_service_is_how_soon_and_how_much_in_time() -> None:
    backend = bought_in_three_months()
    rates(backend, "solved", 1, 3, status="resolved", resolved_at=at(3, 5) + timedelta(hours=6))
    rates(backend, "open", 2, 3)
    serves(backend, "in time", 4, due_on="2026-03-06")
    serves(backend, "late", 80, due_on="2026-03-06")
    serves(backend, "undated", 6, task_type="chat_handover")
    serves(backend, "a sale", 1, task_type="winback_call")
    serves(backend, "given up", 1, status="cancelled")
    found = of_march(backend)
    assert (found["low_ratings"], found["low_ratings_resolved_percent"]) == (2, 50.0)
    assert found["low_rating_resolution_hours"] == 6.0
    assert (found["service_tasks"], found["service_on_time_percent"], found["service_hours"]) == (
        3,
        50.0,
        30.0,
    )


@pytest.mark.item("S002-94")
def test_campaigns_are_judged_by_what_they_brought_beyond_those_held_out() -> None:
    backend = bought_in_three_months()
    ends(backend, "won", results("more", 900, cost=100, discount=200))
    ends(backend, "lost", results("less", -100, cost=50, discount=50))
    ends(backend, "small", results("too_few", None, cost=500, discount=0))
    ends(backend, "uncounted", None)
    ends(backend, "of february", results("more", 1, cost=1, discount=1), month=2)
    found = of_march(backend)
    assert (found["campaigns"], found["campaigns_judged"]) == (3, 2)
    assert (found["campaigns_too_few"], found["campaigns_uncounted"]) == (1, 1)
    assert (found["campaign_response_percent"], found["campaign_conversion_percent"]) == (20.0, 20.0)
    assert found["uplift_minor"] == 800
    assert found["campaign_roi_percent"] == round(100 * (800 - 150) / (150 + 250), 2)


@pytest.mark.item("S002-94")
def test_profit_is_of_what_has_a_cost_and_stands_for_each_segment() -> None:
    backend = bought_in_three_months()
    for number, segment in {1: "cafe", 3: "hotel", 4: "cafe"}.items():
        backend.client_writes(customer_path(backend, number), segment=segment, segment_ids=["regulars"])
    found = of_march(backend)
    # 14 milk cost 60 each. Bread, and the order of 3 without lines, have no known cost.
    assert (found["revenue_minor"], found["cost_minor"], found["uncosted_minor"]) == (4300, 840, 2900)
    assert (found["profit_minor"], found["margin_percent"]) == (560, 40.0)
    cafes, hotels = (figures(backend, MARCH, f"segment:{name}") for name in ("cafe", "hotel"))
    assert (cafes["revenue_minor"], cafes["profit_minor"], cafes["margin_percent"]) == (3400, 560, 40.0)
    assert (cafes["buyers"], cafes["new_customers"], cafes["retention_rate_percent"]) == (2, 1, 100.0)
    assert (hotels["revenue_minor"], hotels["profit_minor"], hotels["margin_percent"]) == (900, 0, None)
    assert figures(backend, MARCH, "segment:none")["retention_rate_percent"] == 0.0  # 2 did not come back
    assert figures(backend, MARCH, "saved:regulars") == {}  # no saved segment of the shop's


@pytest.mark.item("S002-91", "S002-94")
def test_a_month_that_is_over_is_compared_with_the_one_before_it() -> None:
    backend = bought_in_three_months()
    count(backend, at(2, 28))
    count(backend, at(3, 30))
    count(backend, NOW)
    march = figures(backend, MARCH)
    # February: 1 of 1 stayed, 1,700 in two orders, one new customer. March: 1 of 2, 4,300.
    assert march["retention_rate:change_points"] == -50.0
    assert march["revenue:growth_percent"] == round(100 * 2600 / 1700, 2)
    assert march["new_customers:growth_percent"] == 0.0
    assert march["lifetime_value_minor"] is not None  # as of its own last count


def test_money_in_another_currency_is_no_part_of_the_amounts() -> None:
    backend = bought_in_three_months()
    backend.documents["orgs/kopi/orders/pos:3"]["currency"] = "USD"
    found = of_march(backend)
    assert (found["orders"], found["other_currency_orders"], found["revenue_minor"]) == (2, 1, 1300)
    assert (found["retained"], found["upsell_base"]) == (1, 0)


def test_each_figure_has_a_unit() -> None:
    backend = bought_in_three_months()
    count(backend, NOW)
    page = backend.documents[f"orgs/kopi/insights/business:{MARCH}"]
    units = {name: each["unit"] for name, each in page["figures"].items()}
    assert units["all:retention_rate_percent"] == "percent"
    assert units["all:revenue_minor"] == units["segment:none:profit_minor"] == "INR"
    assert units["all:attributed_orders"] == "orders"
    assert units["all:retained"] == units["all:new_customers"] == "customers"
    assert units["all:retention_rate:change_points"] == "percentage points"
    assert units["all:service_hours"] == "hours"
    assert units["all:campaigns_too_few"] == units["all:campaigns"] == "campaigns"
    assert (page["since"], page["until"], page["is_over"]) == (at(3, 1, 0), at(4, 1, 0), True)
    assert page["as_of"] == NOW
