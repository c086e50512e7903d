"""What a bill earns, and which tier the figures satisfy."""

from decimal import Decimal
from typing import Any

import pytest

from functions.domain.customers.customer import LoyaltyAccount, Stats
from functions.domain.loyalty.points import GivenByOrders, credited, points_by_rule
from functions.domain.loyalty.tiers import rank, tier_for
from tests.builders import an_org

EARN = {"per_amount": "100", "points": 1}


@pytest.mark.item("S002-49", "S002-71", "S004-18", "S004-19")
@pytest.mark.parametrize(
    ("bill_minor", "points"),
    [(0, 0), (9_999, 0), (10_000, 1), (10_001, 1), (38_700, 3), (99_999, 9), (10**12, 10**8)],
)
def test_a_bill_earns_a_point_for_every_full_hundred(bill_minor: int, points: int) -> None:
    assert points_by_rule(an_org(), bill_minor) == points


@pytest.mark.parametrize(
    ("currency", "rule", "bill_minor", "points"),
    [
        ("INR", {"per_amount": "100", "points": 2}, 38_700, 6),
        ("INR", {"per_amount": "0.5", "points": 1}, 38_749, 774),
        ("JPY", {"per_amount": "100", "points": 1}, 387, 3),
        ("KWD", {"per_amount": "1", "points": 1}, 3_999, 3),
        ("IDR", {"per_amount": "10000", "points": 1}, 3_870_000, 3),
    ],
)
def test_the_rule_is_in_the_major_unit_of_any_currency(
    currency: str, rule: dict[str, Any], bill_minor: int, points: int
) -> None:
    assert points_by_rule(an_org(currency=currency, loyalty={"earn": rule}), bill_minor) == points


@pytest.mark.parametrize(
    ("balance", "owed", "change", "earned", "reversed", "balance_after", "owed_after"),
    [
        (10, 0, 3, 3, 0, 13, 0),
        (10, 0, -3, 0, -3, 7, 0),
        (2, 0, -10, 0, -2, 0, 8),
        (0, 0, -10, 0, 0, 0, 10),
        (0, 8, 3, 3, -3, 0, 5),
        (0, 8, 10, 10, -8, 2, 0),
        (5, 0, 0, 0, 0, 5, 0),
    ],
)
def test_a_balance_never_falls_below_zero_and_what_is_owed_is_paid_by_the_next_earnings(
    balance: int,
    owed: int,
    change: int,
    earned: int,
    reversed: int,
    balance_after: int,
    owed_after: int,
) -> None:
    after = credited(LoyaltyAccount(points=balance, points_owed=owed), GivenByOrders(points=change))
    moved = {each.kind: each.amount for each in after.movements}
    assert (moved.get("earn", 0), moved.get("reverse", 0)) == (earned, reversed)
    assert (after.account.points, after.account.points_owed) == (balance_after, owed_after)
    wallet = LoyaltyAccount(wallet_minor=balance, wallet_owed_minor=owed)
    after = credited(wallet, GivenByOrders(wallet_minor=change))
    moved = {each.kind: each.amount for each in after.movements if each.unit == "wallet_minor"}
    assert (moved.get("earn", 0), moved.get("reverse", 0)) == (earned, reversed)
    assert (after.account.wallet_minor, after.account.wallet_owed_minor) == (balance_after, owed_after)


def test_a_bonus_that_was_spent_is_owed_and_the_next_bill_pays_it() -> None:
    spent = LoyaltyAccount(points=20, bonus_points=50)
    after = credited(spent, GivenByOrders(points=-5, bonus_points=-50))
    assert {(each.kind, each.amount) for each in after.movements} == {("reverse", -5), ("bonus", -15)}
    assert (after.account.points, after.account.points_owed, after.account.bonus_points) == (0, 35, 0)
    paid = credited(after.account, GivenByOrders(points=40, bonus_points=10))
    assert [(each.kind, each.amount) for each in paid.movements] == [
        ("earn", 40),
        ("bonus", 10),
        ("reverse", -35),
    ]
    assert (paid.account.points, paid.account.points_owed) == (15, 0)


ANY = {"gold": {"any": {"lifetime_points": 50, "orders": 20}}, "platinum": {"any": {"spend": "1000.50"}}}
ALL = {
    "gold": {"all": {"lifetime_points": 50, "orders": 20}},
    "platinum": {"all": {"spend": "1000.50", "orders": 1}},
}


@pytest.mark.item("S001-57", "S001-58", "S001-59", "S001-60", "S004-06", "S004-18")
@pytest.mark.parametrize(
    ("ladder", "orders", "spend_minor", "lifetime_points", "tier"),
    [
        (ANY, 0, 0, 0, "silver"),
        (ANY, 19, 0, 49, "silver"),
        (ANY, 20, 0, 0, "gold"),
        (ANY, 0, 0, 50, "gold"),
        (ANY, 0, 100_049, 0, "silver"),
        (ANY, 0, 100_050, 0, "platinum"),
        (ANY, 20, 100_050, 50, "platinum"),
        (ALL, 20, 0, 49, "silver"),
        (ALL, 19, 0, 50, "silver"),
        (ALL, 20, 0, 50, "gold"),
        (ALL, 0, 100_050, 0, "silver"),
        (ALL, 1, 100_050, 0, "platinum"),
    ],
)
def test_the_highest_tier_whose_thresholds_are_met_wins(
    ladder: dict[str, Any], orders: int, spend_minor: int, lifetime_points: int, tier: str
) -> None:
    tiers = [{"name": "silver"}, *({"name": name, **rule} for name, rule in ladder.items())]
    org = an_org(loyalty={"earn": EARN, "tiers": tiers})
    assert tier_for(org, Stats(orders=orders, spend_minor=spend_minor), lifetime_points) == tier


def test_a_ladder_whose_lowest_tier_has_a_threshold_has_people_below_it() -> None:
    org = an_org(loyalty={"earn": EARN, "tiers": [{"name": "gold", "any": {"orders": 2}}]})
    assert tier_for(org, Stats(orders=1), 0) is None
    assert tier_for(org, Stats(orders=2), 0) == "gold"


def test_nobody_has_a_tier_without_a_ladder() -> None:
    assert tier_for(an_org(loyalty={"earn": EARN}), Stats(orders=99), 999) is None


def test_a_tier_s_rank_is_its_place_and_an_unknown_one_stands_lowest() -> None:
    ladder = an_org().settings.loyalty
    ranks = {tier: rank(ladder, tier) for tier in ("silver", "gold", "platinum", "gone", None)}
    assert ranks == {"silver": 0, "gold": 1, "platinum": 2, "gone": 0, None: 0}


@pytest.mark.parametrize("tiers", [[], [{"name": "gold", "any": {"orders": 2}}]])
def test_who_has_no_tier_stands_below_a_lowest_one_that_has_a_threshold(tiers: list[Any]) -> None:
    ladder = an_org(loyalty={"earn": EARN, "tiers": tiers}).settings.loyalty
    assert {tier: rank(ladder, tier) for tier in ("gone", None)} == {"gone": -1, None: -1}
    assert [rank(ladder, tier["name"]) for tier in tiers] == list(range(len(tiers)))


def test_thresholds_are_exact() -> None:
    (_, gold, _) = an_org().settings.loyalty.tiers
    assert {metric: threshold.at_least for metric, threshold in gold.any.items()} == {
        "lifetime_points": Decimal(50),
        "orders": Decimal(20),
    }
