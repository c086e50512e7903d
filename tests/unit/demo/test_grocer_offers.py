"""The offers of the grocer's demo, counted a second time: each figure by hand on a few baskets."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from demo.__main__ import _verdict
from demo.check import differences
from demo.grocer.baskets import ZONE, Basket, phone_of
from demo.grocer.expected import expected, launched
from demo.grocer.offers_counted import Purchase, purchases_of, recipients_of, sent_twice, wrong_offers
from demo.grocer.report import offers_table

DAY = timedelta(days=1)
AT = datetime(2015, 10, 11, 10, tzinfo=ZONE)
CUSTOMERS = [{"id": f"c{member}", "phone": phone_of(member)} for member in (1001, 1002, 1003)]


def a_purchase(days: float, *categories: str, member: int = 1001, minor: int = 10_000) -> Purchase:
    """So many days after the message."""
    return Purchase(member, AT + days * DAY, minor, frozenset(categories or ("soda",)), lines=2)


def a_message(member: int = 1001, arm: str | None = "treated", **changes: Any) -> dict[str, Any]:
    status = "sent" if arm == "treated" else "suppressed"
    return {
        "campaign_id": "offer-2015",
        "customer_id": f"c{member}",
        "arm": arm,
        "created_at": AT,
        "channel": "sms" if arm == "treated" else None,
        "status": status,
    } | changes


def figures(**changes: Any) -> dict[str, Any]:
    return {
        "kpi": "order_volume",
        "value": 2.0,
        "value_of_held_out": 0.0,
        "recipients": 1,
        "held_out": 1,
        "buyers": 1,
        "orders": 2,
        "revenue_minor": 20_000,
        "held_out_buyers": 0,
        "held_out_orders": 0,
        "held_out_revenue_minor": 0,
        "cost_minor": 40,
    } | changes


PURCHASES = [
    a_purchase(-40),
    a_purchase(-0.1),
    a_purchase(0.1),
    a_purchase(27.9),
    a_purchase(28.1),
    a_purchase(-1, member=1002),
    a_purchase(-1, member=1003),
]
MESSAGES = [a_message(), a_message(1002, "held_out"), a_message(1003, None), {"status": "sent"}]


def wrong(found: dict[str, Any], messages: list[dict[str, Any]], purchases: list[Purchase]) -> list[str]:
    return wrong_offers({"offer-2015": found}, recipients_of(messages, CUSTOMERS, purchases), purchases)


def test_figures_that_the_baskets_say_are_right_and_each_other_one_is_named() -> None:
    assert wrong(figures(), MESSAGES, PURCHASES) == []
    for name in figures():
        if name != "kpi":
            (line,) = wrong(figures(**{name: 77}), MESSAGES, PURCHASES)
            assert line.startswith(f"offers.campaigns.offer-2015.{name}: 77, expected ")


def test_who_was_held_out_and_written_to_is_told() -> None:
    messages = [a_message(), a_message(1002, "held_out", status="sent")]
    assert wrong(figures(), messages, PURCHASES) == [
        "offers.campaigns.offer-2015: 1 were held out and written to"
    ]


def test_a_member_with_two_messages_of_one_campaign_is_counted() -> None:
    joined = [*CUSTOMERS, {"id": "other", "phone": phone_of(1001)}]
    again = a_message(customer_id="other")
    other_campaign = a_message(campaign_id="offer-2014")
    assert sent_twice(recipients_of([*MESSAGES, other_campaign], joined, PURCHASES)) == 0
    assert sent_twice(recipients_of([*MESSAGES, again], joined, PURCHASES)) == 1


NEW = "yogurt"


@pytest.mark.parametrize(
    ("kpi", "days", "categories", "value"),
    [
        ("first_order_conversion", (3,), (), 1.0),
        ("first_order_conversion", (-3, 3), (), None),
        ("cross_sell_rate", (3,), ("spices",), 1.0),
        ("cross_sell_rate", (3,), (), 0.0),
        ("aov", (-3, 3, 4), (), 10_000.0),
        ("order_volume", (-3, 3, 4), (), 2.0),
        ("new_leads", (3,), (), 0.0),
        ("membership_adoption", (-2, -1, 3), (), 1.0),
        ("membership_adoption", (-3, -2, -1, 3), (), None),
        ("membership_adoption", (-1, 3), (), 0.0),
        ("trial_to_repeat", (3, 4), (NEW,), 1.0),
        ("trial_to_repeat", (3,), (NEW,), 0.0),
        ("trial_to_repeat", (3,), (), None),
        ("basket_size", (3, 4), (), 2.0),
        ("reactivation", (-31, 3), (), 1.0),
        ("reactivation", (-29, 3), (), None),
        ("revenue", (3, 4), (), 20_000.0),
        ("retention", (-3, 3), (), 1.0),
        ("retention", (3,), (), None),
        ("upgrade_rate", (-5, -4, -3, -2, -1, 3), (), 1.0),
        ("upgrade_rate", (*range(-12, 0), 3), (), None),
    ],
)
def test_each_figure_of_one_customer(
    kpi: str, days: tuple[int, ...], categories: tuple[str, ...], value: float | None
) -> None:
    purchases = [a_purchase(each, *categories) for each in days]
    lines = wrong(figures(kpi=kpi, value="?"), [a_message()], [*purchases, *PURCHASES[5:]])
    assert f"offers.campaigns.offer-2015.value: ?, expected {value}" in lines


def test_a_purchase_is_what_the_till_posted() -> None:
    basket = Basket(1001, AT, (("soda", 2), ("rice", 1)), is_first=False)
    assert purchases_of([basket], [{"total": "199.80"}]) == [
        Purchase(1001, AT, 19_980, frozenset({"soda", "rice"}), 3)
    ]


def test_the_offers_come_on_their_day_of_each_month_and_ramadans_before_it() -> None:
    days = launched(date(2015, 3, 11), date(2015, 8, 10))
    assert days == {
        "rice_spice-2015": "2015-04-11",
        "oil_combo-2015": "2015-05-11",
        "ramadan_pack-2015": "2015-06-09",
        "referral-2015": "2015-07-11",
    }


@pytest.mark.parametrize(("name", "value"), [("sent_twice", 1), ("wrong", ["a figure"]), ("launched", {})])
def test_a_run_fails_where_an_offer_came_twice_not_at_all_or_with_a_wrong_figure(
    name: str, value: Any
) -> None:
    right = {
        path.partition(".")[2]: each
        for path, each in expected("default").items()
        if path.startswith("offers.")
    }
    figures: dict[str, Any] = {
        "preset": "grocer",
        "length": "default",
        "offers": right,
        "replay": {"changed": 0},
    }
    assert not [line for line in differences(figures) if line.startswith("offers.")]
    figures["offers"] = right | {name: value}
    wrong = [line for line in differences(figures) if line.startswith("offers.")]
    assert wrong == [f"offers.{name}: {value}, expected {right[name]}"]
    assert _verdict(figures, [], wrong) == 1


def test_the_table_has_both_groups_the_uplift_with_its_interval_and_the_cost() -> None:
    uplift = {"points": 0.05, "low": -0.012, "high": 0.108, "verdict": "no_difference_seen"}
    row = figures(kpi="retention", value=0.25, value_of_held_out=None, uplift=uplift, offer="Coupon")
    console = Console(record=True, width=160, file=io.StringIO())
    console.print(
        offers_table({"campaigns": {"coupon-2015": row}, "launched": {"coupon-2015": "2015-11-11"}})
    )
    cells = [cell.strip() for cell in console.export_text().splitlines()[4].strip("│").split("│")]
    wanted = ["Coupon", "2015-11-11", "1 : 1", "retention 25.0% : none", "2 : 0"]
    assert cells == [*wanted, "+5.0% (-1.2% to +10.8%): no difference seen", "0.40"]
