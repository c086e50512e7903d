"""The grocer's baskets, and what the demo reckons from them."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from demo.__main__ import _verdict
from demo.check import differences, read_figures
from demo.grocer.baskets import ZONE, Basket, phone_of, read_baskets
from demo.grocer.calls import Agent
from demo.grocer.coupons import Purses, with_coupon
from demo.grocer.days import Load, Seen, repeated
from demo.grocer.expected import expected
from demo.grocer.figures import figures_of
from demo.grocer.meeting import Due, bought_in, called_off, met, share_met_by_chance
from demo.grocer.prices import PRICES
from demo.grocer.profiles import LASTS

NO_DOCUMENTS: dict[str, list[dict[str, Any]]] = {
    name: [] for name in ("orders", "customers", "messages", "coupons", "dead_letters")
}


def a_basket(on: str, *categories: str, member: int = 1001) -> Basket:
    at = datetime.fromisoformat(f"{on}T12:00").replace(tzinfo=ZONE)
    counts = {category: categories.count(category) for category in categories}
    return Basket(member, at, tuple(counts.items()), is_first=False)


def a_due(on: str, bought_on: str, category: str = "soda", member: int = 1001) -> Due:
    return Due(member, category, date.fromisoformat(on), date.fromisoformat(bought_on))


def test_the_full_length_has_every_line_of_the_file() -> None:
    baskets = read_baskets("full")
    assert len(baskets) == 14_963
    assert sum(basket.lines for basket in baskets) == sum(len(b.body()["lines"]) for b in baskets) == 38_765
    members = {basket.member for basket in baskets}
    assert len(members) == len({phone_of(member) for member in members}) == 3_898
    assert sum(basket.is_first for basket in baskets) == 3_898
    assert [basket.at for basket in baskets] == sorted(basket.at for basket in baskets)


def test_every_category_has_a_price_and_the_profiles_are_of_the_twenty_largest() -> None:
    counts: dict[str, int] = {}
    for basket in read_baskets("full"):
        for category, count in basket.counts:
            counts[category] = counts.get(category, 0) + count
    assert counts.keys() == PRICES.keys()
    others = [count for category, count in counts.items() if category not in LASTS]
    assert len(LASTS) == 20
    assert min(counts[category] for category in LASTS) >= max(others)


def test_a_basket_is_posted_with_a_line_for_each_thing_and_their_sum() -> None:
    body = a_basket("2015-03-01", "soda", "soda", "pork").body()
    assert (body["order_id"], body["currency"], body["total"]) == ("1001-2015-03-01", "BDT", "460.00")
    assert [(line["category"], line["unit_price"]) for line in body["lines"]] == [
        ("soda", "40.00"),
        ("soda", "40.00"),
        ("pork", "380.00"),
    ]
    assert sum(Decimal(line["unit_price"]) for line in body["lines"]) == Decimal(body["total"])


@pytest.mark.parametrize(
    ("bought_on", "is_met"),
    [("2015-03-14", False), ("2015-03-15", True), ("2015-03-29", True), ("2015-03-30", False)],
)
def test_a_reminder_is_met_by_the_same_category_within_a_week(bought_on: str, *, is_met: bool) -> None:
    due = [a_due("2015-03-22", "2015-03-01")]
    assert met(due, bought_in([a_basket(bought_on, "soda")])) == is_met
    assert met(due, bought_in([a_basket(bought_on, "pork"), a_basket(bought_on, "soda", member=1002)])) == 0


def test_what_is_running_out_does_not_meet_its_own_reminder() -> None:
    assert met([a_due("2015-03-11", "2015-03-04")], bought_in([a_basket("2015-03-04", "soda")])) == 0


@pytest.mark.parametrize(
    ("again_on", "is_called_off"),
    [("2015-03-14", False), ("2015-03-15", True), ("2015-03-21", True), ("2015-03-22", False)],
)
def test_a_purchase_in_the_week_before_calls_a_reminder_off(again_on: str, *, is_called_off: bool) -> None:
    baskets = [a_basket("2015-03-01", "soda"), a_basket(again_on, "soda")]
    due = a_due("2015-03-22", "2015-03-01")
    assert called_off(baskets, []) == ([due] if is_called_off else [])
    assert called_off(baskets, [due]) == []


def test_chance_is_reckoned_the_same_each_time_and_meets_all_where_members_are_alike() -> None:
    due = [a_due("2015-03-22", "2015-03-01", member=member) for member in (1001, 1002)]
    alike = bought_in(a_basket("2015-03-20", "soda", member=member) for member in (1001, 1002))
    assert share_met_by_chance(due, alike) == 1.0
    one = bought_in([a_basket("2015-03-20", "soda")])
    assert share_met_by_chance(due, one) == share_met_by_chance(due, one) == 0.5
    assert share_met_by_chance([], one) == 0.0


def test_who_is_reminded_of_one_purchase_again_is_counted() -> None:
    due = a_due("2015-03-22", "2015-03-01")
    assert repeated([due, a_due("2015-04-22", "2015-04-01")]) == 0
    assert repeated([due, a_due("2015-03-23", "2015-03-01")]) == 1


def test_a_task_or_message_that_is_there_twice_is_counted_as_sent_twice() -> None:
    task = {"customer_id": "c", "cause": "c:automation:reminder_hot:1", "status": "open"}
    assert figures_of(NO_DOCUMENTS | {"tasks": [task]}, [], Seen(), agents=())["reminders"]["sent_twice"] == 0
    assert (
        figures_of(NO_DOCUMENTS | {"tasks": [task, task]}, [], Seen(), agents=())["reminders"]["sent_twice"]
        == 1
    )


@pytest.mark.parametrize(
    ("changed", "sent_twice", "wrong", "status"),
    [(0, 0, [], 0), (1, 0, [], 1), (0, 1, [], 1), (0, 0, ["customers: 1, expected 2"], 1)],
    ids=["fine", "changed", "twice", "wrong"],
)
def test_a_run_fails_where_a_replay_changed_something_something_came_twice_or_a_figure_is_wrong(
    changed: int, sent_twice: int, wrong: list[str], status: int
) -> None:
    figures = {"replay": {"changed": changed}, "reminders": {"sent_twice": sent_twice}}
    assert _verdict(figures, [], wrong) == status


def test_the_check_of_a_grocer_names_what_differs_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    wanted = expected("default")
    figures: dict[str, Any] = {"preset": "grocer", "length": "default", "reminders": {"due": 1}}
    path.write_text(json.dumps(figures), encoding="utf-8")
    found = differences(read_figures(path))
    assert f"reminders.due: 1, expected {wanted['reminders.due']}" in found
    assert "reminders.sent_twice: missing, expected 0" in found
    assert len(found) == len(wanted)


def test_a_check_of_a_business_without_a_demo_says_so(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    path.write_text('{"preset": "bakery", "length": "default"}', encoding="utf-8")
    with pytest.raises(ValueError, match="has figures of a business that has no demo"):
        read_figures(path)


def test_the_best_coupon_that_is_still_good_is_brought_along_once_and_taken_off_the_bill() -> None:
    basket = a_basket("2015-03-01", "soda", "bottled water")
    before = basket.at - timedelta(minutes=1)
    purses = Purses()
    purses.add([a_coupon("A", 5), a_coupon("B", 10), a_coupon("C", 20, valid_until=before)])
    purses.add([a_coupon("D", 30, customer_id="another")])
    taken = [purses.take("c", basket.at) for _ in range(3)]
    assert [coupon and coupon["id"] for coupon in taken] == ["B", "A", None]
    body = with_coupon(basket, a_coupon("A", 5))
    assert (body["total"], body["coupon_code"], body["lines"]) == ("61.75", "A", basket.body()["lines"])


def a_coupon(code: str, percent: int, **fields: Any) -> dict[str, Any]:
    return {"id": code, "customer_id": "c", "kind": "percent", "percent": percent, **fields}


@pytest.mark.parametrize(
    ("load", "handed_on", "over"),
    [(2, "2015-03-02", 0), (3, "2015-03-02", 1), (3, "2015-03-01", 0), (3, None, 0)],
    ids=["room", "beyond", "another day", "own follow-ups"],
)
def test_a_day_is_over_capacity_where_an_agent_is_handed_more_than_they_can_do(
    load: int, handed_on: str | None, over: int
) -> None:
    at = datetime.fromisoformat(f"{handed_on}T09:00").replace(tzinfo=ZONE) if handed_on else None
    task = {"customer_id": "c", "cause": "1", "status": "open", "assignee_uid": "a", "assigned_at": at}
    seen = Seen(loads=[Load("a", date(2015, 3, 2), load)])
    agents = (Agent("a", "A", 2, ()),)
    tasks = figures_of(NO_DOCUMENTS | {"tasks": [task]}, [], seen, agents=agents)["tasks"]
    assert (tasks["over_capacity"], tasks["by_agent"]["a"]["most_on_a_day"]) == (over, load)
