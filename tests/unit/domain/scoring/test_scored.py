"""A score with its reasons, a temperature, a stage and a type, from the customer and the instant alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.customers.customer import Customer, Engagement, ScoreReason
from functions.domain.scoring.engagement import next_change, scored
from tests.builders import NOON
from tests.unit.domain.scoring.customers import DAY, ONE_A_DAY, buyer, shop

SECOND = timedelta(seconds=1)
TEN_ORDERS = {"by": "figure", "name": "orders", "points": 10, "of": "orders", "per": 2, "most": 30}


def points(rule: dict[str, Any], customer: Customer, now: datetime = NOON) -> float | None:
    return scored(shop({"rules": [rule]}), customer, now).lead_score


@pytest.mark.item("S002-19")
def test_a_score_says_what_each_rule_gave_and_leaves_out_what_gave_nothing() -> None:
    rules = [
        ONE_A_DAY,
        {"by": "known", "name": "birthday_known", "points": 7, "of": "birthday"},
        {"by": "known", "name": "opted_in", "points": 5, "of": "opt_in"},
        {
            "by": "condition",
            "name": "cheap",
            "points": -9,
            "when": {"<": [{"var": "stats.spend_minor"}, 100]},
        },
    ]
    engagement = scored(shop({"rules": rules}), buyer(birthday="02-03"), NOON + 5 * DAY)
    given = [(reason.rule, reason.points) for reason in engagement.score_reasons]
    assert given == [("last_order", 35), ("birthday_known", 7), ("cheap", -9)]
    assert (engagement.lead_score, engagement.scored_at) == (33, NOON + 5 * DAY)


@pytest.mark.parametrize(
    ("days", "linear", "half_life"),
    [
        (-1, 40, 40),
        (0, 40, 40),
        (1, 39, 39),
        (20, 20, 28),
        (39, 1, 20),
        (40, 0, 20),
        (80, 0, 10),
        (400, 0, 0),
    ],
)
def test_points_fade_by_whole_days(days: int, linear: int, half_life: int) -> None:
    now = NOON + days * DAY
    assert points(ONE_A_DAY, buyer(), now) == linear
    assert points({**ONE_A_DAY, "fades": "half_life"}, buyer(), now) == half_life


def test_points_fade_when_the_day_is_over_and_not_a_second_before() -> None:
    assert [points(ONE_A_DAY, buyer(), NOON + DAY + by) for by in (-SECOND, 0 * SECOND)] == [40, 39]


@pytest.mark.parametrize(
    ("orders", "expected"), [(0, 0), (1, 0), (2, 10), (3, 10), (4, 20), (6, 30), (100, 30)]
)
def test_figures_count_in_full_steps_up_to_the_most(orders: int, expected: int) -> None:
    assert points(TEN_ORDERS, Customer(id="c").with_changes(stats=a_stats(orders=orders))) == expected


def a_stats(**figures: Any) -> Any:
    return Customer.model_validate({"id": "c", "stats": figures}).stats


def test_spend_counts_in_the_major_unit() -> None:
    rule = {**TEN_ORDERS, "of": "spend", "per": "99.50"}
    spends = [Customer(id="c", stats=a_stats(spend_minor=minor)) for minor in (99_49, 99_50, 19_900)]
    assert [points(rule, each) for each in spends] == [0, 10, 20]


@pytest.mark.parametrize(
    ("of", "known"),
    [
        ("birthday", {"birthday": "02-03"}),
        ("email", {"email": "regular@example.com"}),
        ("phone", {"phone": "+12025550123"}),
        ("app", {"has_app": True}),
        ("opt_in", {"sms_opt_in": True}),
    ],
)
def test_what_is_known_of_a_customer_counts(of: str, known: dict[str, Any]) -> None:
    rule = {"by": "known", "name": "known", "points": 9, "of": of}
    assert [points(rule, buyer(**each)) for each in ({}, known)] == [0, 9]


@pytest.mark.parametrize(("given", "expected"), [(-100, 0), (0, 0), (100, 100)])
def test_a_score_stays_between_nothing_and_a_hundred(given: int, expected: int) -> None:
    rules = [{"by": "condition", "name": n, "points": given, "when": True} for n in ("a", "b")]
    assert scored(shop({"rules": rules}), buyer(), NOON).lead_score == expected


@pytest.mark.item("S001-14", "S001-16")
@pytest.mark.parametrize(
    ("days", "expected"), [(9, "hot"), (10, "hot"), (11, "warm"), (30, "warm"), (31, "cold")]
)
def test_the_temperature_follows_from_the_score_by_the_business_s_bands(days: int, expected: str) -> None:
    org = shop({"rules": [ONE_A_DAY], "hot_from": 30, "warm_from": 10})
    assert scored(org, buyer(), NOON + days * DAY).temperature == expected


LIFECYCLE = {"new_days": 10, "at_risk_days": 20, "churned_days": 40}


@pytest.mark.item("S001-13", "S002-17", "S001-16")
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), "new"),
        (10 * DAY - SECOND, "new"),
        (10 * DAY, "active"),
        (20 * DAY - SECOND, "active"),
        (20 * DAY, "at_risk"),
        (40 * DAY - SECOND, "at_risk"),
        (40 * DAY, "churned"),
        (4000 * DAY, "churned"),
        (-5 * DAY, "new"),
    ],
)
def test_the_stage_moves_when_exactly_so_many_days_are_over(after: timedelta, expected: str) -> None:
    assert scored(shop({"lifecycle": LIFECYCLE}), buyer(), NOON + after).lifecycle_stage == expected


@pytest.mark.item("S001-13")
def test_who_never_ordered_is_a_prospect_for_ever_and_new() -> None:
    org, customer = shop({"lifecycle": LIFECYCLE}), buyer(None, created_at=NOON)
    engagement = scored(org, customer, NOON + 400 * DAY)
    assert (engagement.lifecycle_stage, engagement.customer_type) == ("prospect", "new")
    assert next_change(org, customer, NOON) is None


def test_who_has_only_cancelled_orders_is_a_prospect_whenever_they_were() -> None:
    stats = {"orders": 0, "last_activity_at": NOON, "last_interaction_at": NOON}
    customer = buyer(None, stats=stats)
    assert scored(shop({}), customer, NOON + 400 * DAY).lifecycle_stage == "prospect"


@pytest.mark.parametrize(
    ("since", "expected"), [("order", "churned"), ("visit", "at_risk"), ("activity", "active")]
)
def test_a_business_says_what_ends_a_silence(since: str, expected: str) -> None:
    stats = {
        "orders": 1,
        "last_order_at": NOON,
        "last_visit_at": NOON + 20 * DAY,
        "last_activity_at": NOON + 30 * DAY,
    }
    org = shop({"lifecycle": {**LIFECYCLE, "since": since}})
    assert scored(org, buyer(stats=stats), NOON + 40 * DAY).lifecycle_stage == expected


TYPES = {"repeat": {"orders": 2}, "vip": {"orders": 5, "spend": {"more_than": 1000}}, "inactive_days": 30}


@pytest.mark.item("S001-12", "S001-16")
@pytest.mark.parametrize(
    ("orders", "spend", "days", "expected"),
    [
        (1, 100_000, 0, "new"),
        (2, 100_000, 0, "repeat"),
        (4, 100_000, 0, "repeat"),
        (5, 0, 0, "vip"),
        (1, 100_001, 0, "vip"),
        (5, 0, 29, "vip"),
        (5, 0, 30, "inactive"),
        (1, 0, 30, "inactive"),
    ],
)
def test_the_type_follows_from_orders_spend_and_silence(
    orders: int, spend: int, days: int, expected: str
) -> None:
    stats = {"orders": orders, "spend_minor": spend, "last_order_at": NOON}
    engagement = scored(shop({"customer_types": TYPES}), buyer(stats=stats), NOON + days * DAY)
    assert engagement.customer_type == expected


@pytest.mark.item("S001-16")
def test_a_lifetime_value_is_high_from_the_business_s_own_threshold() -> None:
    org = shop({"high_value": {"spend": 500}})
    found = [scored(org, buyer(stats={"spend_minor": minor}), NOON) for minor in (499_99, 500_00)]
    assert [each.lifetime_value for each in found] == ["low", "high"]
    assert scored(shop({}), buyer(), NOON).lifetime_value is None


def test_a_day_is_one_on_the_customer_s_wall_where_it_has_23_or_25_hours() -> None:
    org = shop({"rules": [], "lifecycle": LIFECYCLE, "customer_types": {"inactive_days": 365}})
    zone = "America/New_York"
    spring, autumn = (
        datetime(2025, 3, 1, 17, tzinfo=UTC),
        datetime(2025, 10, 25, 16, tzinfo=UTC),
    )  # noon there
    stats = {"first_order_at": NOON - 400 * DAY}
    lasts = [
        buyer(stats={**stats, "orders": 1, "last_order_at": last}, timezone=zone) for last in (spring, autumn)
    ]
    times = [next_change(org, each, NOON + (0 if n == 0 else 270) * DAY) for n, each in enumerate(lasts)]
    assert times == [spring + 20 * DAY - timedelta(hours=1), autumn + 20 * DAY + timedelta(hours=1)]


def test_without_scores_there_is_nothing_and_no_time_moves_it() -> None:
    assert scored(shop(None), buyer(), NOON) == Engagement()
    assert next_change(shop(None), buyer(), NOON) is None


def test_instants_at_the_ends_of_the_calendar_were_long_ago_or_are_far_off() -> None:
    first, last = (
        buyer(at, timezone="America/New_York")
        for at in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    )
    org = shop({})
    assert [scored(org, each, NOON).lead_score for each in (first, last)] == [5, 45]
    assert [scored(org, each, NOON).lifecycle_stage for each in (first, last)] == ["churned", "new"]
    assert next_change(org, first, NOON) is None
    assert (at := next_change(org, last, NOON)) is not None
    assert at.year == 9000


@pytest.mark.parametrize(
    ("scoring", "message"),
    [
        ({"hot_from": 30, "warm_from": 30}, "warm_from: is no less than hot_from"),
        (
            {"lifecycle": {"at_risk_days": 90, "churned_days": 90}},
            "churned_days: is no later than at_risk_days",
        ),
        ({"rules": [ONE_A_DAY, ONE_A_DAY]}, "rules: two have the same name"),
        ({"rules": [{**ONE_A_DAY, "points": 101}]}, "less than or equal to 100"),
        ({"rules": [{**ONE_A_DAY, "days": 0}]}, "greater than or equal to 1"),
        ({"rules": [{**TEN_ORDERS, "per": 0}]}, "greater than or equal to 0.01"),
        (
            {"rules": [{"by": "condition", "name": "x", "points": 1, "when": {"nope": 1}}]},
            "at nope: is no operator",
        ),
        (
            {
                "rules": [
                    {"by": "condition", "name": "x", "points": 1, "when": {"var": "engagement.lead_score"}}
                ]
            },
            "when: reads engagement.lead_score, which hangs on the score itself",
        ),
        (
            {"rules": [{"by": "condition", "name": "x", "points": 1, "when": {"var": "monthly.last_minor"}}]},
            "when: reads monthly.last_minor, which a score does not look up",
        ),
        ({"rules": [{**ONE_A_DAY, "name": f"rule_{n}"} for n in range(31)]}, "at most 30 items"),
    ],
)
def test_scores_that_cannot_be_meant_are_refused_with_the_reason(scoring: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        shop(scoring)


def test_the_reasons_are_no_more_than_the_rules() -> None:
    engagement = scored(shop({}), buyer(), NOON)
    assert engagement.score_reasons == (
        ScoreReason(rule="last_order", points=40),
        ScoreReason(rule="orders", points=5),
    )
