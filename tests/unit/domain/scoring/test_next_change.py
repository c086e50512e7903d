"""The instant at which time moves a temperature, a stage or a type is the first one at which they differ."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org
from functions.domain.scoring.engagement import next_change, scored
from tests.builders import NOON
from tests.examples import examples
from tests.unit.domain.scoring.customers import DAY, ONE_A_DAY, buyer, shop

HOUR = timedelta(hours=1)
HORIZON = 45 * 24
START = datetime(2025, 3, 1, tzinfo=UTC)  # before clocks change in New York and in London
HOURS = st.integers(-24 * 60, 24 * 8).map(lambda hours: START + hours * HOUR)
LENGTHS = st.integers(1, 40)
ZONES = st.sampled_from(["Asia/Dhaka", "America/New_York", "Europe/London", "Pacific/Auckland"])
CONDITIONS: list[Any] = [
    {"older_than": [{"var": "stats.last_order_at"}, "9d"]},
    {"within": [{"var": "stats.last_interaction_at"}, "3d"]},
    {"<": [{"var": "stats.last_order_at"}, {"datetime_add": [{"now": []}, -36, "hour"]}]},
]


@st.composite
def rules(draw: st.DrawFn) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 4))):
        rule: dict[str, Any] = {"name": f"r{number}", "points": draw(st.integers(1, 60))}
        if draw(st.booleans()):
            since = draw(st.sampled_from(["order", "visit", "interaction", "activity", "signup"]))
            fades = draw(st.sampled_from(["linear", "half_life"]))
            rule |= {"by": "recency", "since": since, "fades": fades, "days": draw(st.integers(1, 60))}
        else:
            sign = draw(st.sampled_from([1, -1]))
            rule |= {
                "by": "condition",
                "points": sign * rule["points"],
                "when": draw(st.sampled_from(CONDITIONS)),
            }
        found.append(rule)
    return found


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    warm, hot = sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2, unique=True)))
    at_risk, churned = sorted(draw(st.lists(LENGTHS, min_size=2, max_size=2, unique=True)))
    since = draw(st.sampled_from(["order", "visit", "activity"]))
    lifecycle = {"since": since, "new_days": draw(LENGTHS), "at_risk_days": at_risk, "churned_days": churned}
    types = {"inactive_days": draw(LENGTHS)}
    scoring = {"rules": draw(rules()), "warm_from": warm, "hot_from": hot}
    return shop(scoring | {"lifecycle": lifecycle, "customer_types": types})


@st.composite
def customers(draw: st.DrawFn) -> Customer:
    names = ("first_order_at", "last_order_at", "last_visit_at", "last_interaction_at", "last_activity_at")
    stats = {name: draw(st.none() | HOURS) for name in names}
    orders = draw(st.integers(0, 3))
    return buyer(stats={**stats, "orders": orders}, timezone=draw(ZONES), created_at=draw(HOURS))


def bands(org: Org, customer: Customer, now: datetime) -> tuple[str | None, ...]:
    found = scored(org, customer, now)
    return found.temperature, found.lifecycle_stage, found.customer_type


@settings(max_examples=examples(60), deadline=None)
@given(orgs(), customers(), st.integers(0, 600).map(lambda hours: START + hours * HOUR))
def test_the_next_change_is_the_one_that_every_hour_tried_finds(
    org: Org, customer: Customer, now: datetime
) -> None:
    today = bands(org, customer, now)
    tried = (now + hours * HOUR for hours in range(1, HORIZON))
    found = next((at for at in tried if bands(org, customer, at) != today), None)
    at = next_change(org, customer, now)
    if found is None:
        assert at is None or at >= now + HORIZON * HOUR - HOUR
        return
    assert at is not None
    # `within` still holds at its last instant, so it changes right after the hour.
    assert found - HOUR < at <= found
    assert bands(org, customer, at - timedelta(microseconds=1)) == today
    assert bands(org, customer, at) != today


def test_points_that_move_no_band_are_passed_over() -> None:
    org = shop({"rules": [ONE_A_DAY], "hot_from": 30, "warm_from": 10, "lifecycle": {"new_days": 1}})
    customer = buyer()
    times, now = [], NOON + DAY
    while (at := next_change(org, customer, now)) is not None:
        times.append((at - NOON).days)
        now = at
    assert times == [11, 31, 45, 90]


def test_a_condition_that_moves_no_band_wakes_at_the_last_instant_that_was_tried() -> None:
    is_odd = {"%": [{"cat": [{"datetime_truncate": [{"now": []}, "hour"]}, ""]}, 2]}
    rule = {"by": "condition", "name": "odd", "points": 1, "when": {"==": [is_odd, 9]}}
    at = next_change(shop({"rules": [rule]}), buyer(None), NOON)
    assert at is not None
    assert NOON + 200 * DAY < at < NOON + 220 * DAY
