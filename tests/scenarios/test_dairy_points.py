"""A dairy's points as the preset has them: for ten orders, for rewards, and for a year.

Everything comes in by a door: a signed order, a command of a member. The clock starts at noon in Delhi.
"""

from typing import Any

import pytest

from tests.scenarios.dairy import NOON, Dairy
from tests.scenarios.roaster import PHONE

TOLD = [("sms", "points_expiring", PHONE)]
pytestmark = pytest.mark.begins(NOON, ticks=False)


@pytest.mark.item("S002-49")
def test_the_tenth_order_gives_its_points_once_and_loses_them_where_it_is_cancelled(dairy: Dairy) -> None:
    id = dairy.shop_on_sms()
    for number in range(9):
        dairy.sells(number)
    assert dairy.points(id) == 90, "the order before"
    for _ in range(2):
        dairy.sells(9)
        assert dairy.points(id) == 150
    assert dairy.kinds() == ["bonus", *["earn"] * 10]
    dairy.sells(4, status="cancelled")
    assert dairy.points(id) == 90
    dairy.sells(10)
    assert dairy.points(id) == 150


@pytest.mark.item("S002-49", "S002-51")
def test_points_are_told_of_a_month_before_and_are_gone_after_a_year_once(dairy: Dairy) -> None:
    id = dairy.shop_on_sms()
    dairy.sells(1)
    dairy.pass_time("334d")
    assert dairy.left("points_expiring").messages == [], "the day before"
    for day in ("the day", "the day after"):
        dairy.pass_time("24h")
        assert dairy.left("points_expiring").messages == TOLD, day
    (words,) = dairy.words("points_expiring")
    assert words.startswith("Asha, 10 of your points at Amrit expire from January 25, 2026 on.")
    dairy.pass_time("28d")
    assert dairy.points(id) == 10, "the day before"
    for day in ("the day", "the day after"):
        dairy.pass_time("24h")
        assert (dairy.points(id), dairy.kinds()) == (0, ["earn", "expire"]), day
    assert dairy.left("points_expiring").messages == TOLD


@pytest.mark.item("S002-51")
def test_a_reward_takes_its_points_and_one_that_costs_more_is_refused(dairy: Dairy) -> None:
    id = dairy.shop_on_sms()
    dairy.sells(1, "30000")
    reward = {"customer_id": id, "reward_id": "crate"}
    assert dairy.do("redeem_points", by_uid="desk", **reward) == {**reward_result(id), "balance": 50}
    refused = dairy.settled("again", "redeem_points", reward, by_uid="desk")
    assert refused["status"] == "refused"
    assert [problem["path"] for problem in refused["problems"]] == ["points"]
    assert (dairy.points(id), dairy.kinds()) == (50, ["earn", "redeem"])
    (told,) = (each for each in dairy.all("interactions").values() if each["performed_by"] == "desk")
    assert (told["interaction_type"], told["outcome"]) == ("reward_redeemed", "A crate of milk")


def reward_result(customer_id: str) -> dict[str, Any]:
    return {"customer_id": customer_id, "points": 250, "reward": "crate"}
