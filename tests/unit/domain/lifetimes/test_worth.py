"""What customers are worth, from what their profiles count: on the papers' customers, and on few and odd ones."""

from datetime import UTC, datetime, time, timedelta

import pytest

from functions.domain.customers.customer import Stats
from functions.domain.lifetimes.purchases import History
from functions.domain.lifetimes.worth import FEWEST_REPEATERS, fit_models, history_of, worth_of
from tests.builders import NOON
from tests.unit.domain.lifetimes.cdnow import (
    FITTED_UNTIL,
    Days,
    customers,
    fitted_days,
    later_days,
)
from tests.unit.domain.lifetimes.cdnow import (
    history_of as history_of_days,
)

DAY = timedelta(days=1)
NOW = datetime.combine(FITTED_UNTIL, time(23), UTC)


def stats_of(days: Days) -> Stats:
    """As orders would have counted them, in cents."""
    bought = fitted_days(days)
    spend = sum(days[day] for day in bought)
    first, last = (datetime.combine(day, time(12), UTC) for day in (bought[0], bought[-1]))
    return Stats(
        orders=len(bought),
        spend_minor=spend,
        aov_minor=spend // len(bought),
        first_order_at=first,
        last_order_at=last,
    )


def test_a_profile_counts_what_the_model_needs() -> None:
    for days in customers():
        assert history_of(stats_of(days), NOW) == pytest.approx(history_of_days(days))


@pytest.mark.item("S002-42", "S002-43")
def test_the_next_39_weeks_of_the_papers_customers_are_foretold_from_their_profiles() -> None:
    known = [(history_of(stats_of(days), NOW), stats_of(days).aov_minor, days) for days in customers()]
    models = fit_models((history, mean) for history, mean, _ in known if history is not None)
    assert models is not None
    foretold = [
        worth_of(models, history, mean, weeks=39) for history, mean, _ in known if history is not None
    ]
    orders = sum(len(later_days(days)) for days in customers())
    spend = sum(days[day] for days in customers() for day in later_days(days))
    assert sum(each.orders for each in foretold) == pytest.approx(orders, rel=0.15)
    assert sum(each.spend_minor for each in foretold) == pytest.approx(spend, rel=0.2)

    repeaters = [
        (worth, days)
        for worth, (_, _, days) in zip(foretold, known, strict=True)
        if len(fitted_days(days)) > 1
    ]
    back = [bool(later_days(days)) for _, days in repeaters]
    likely = [came for came, (worth, _) in zip(back, repeaters, strict=True) if worth.p_alive >= 0.5]
    unlikely = [came for came, (worth, _) in zip(back, repeaters, strict=True) if worth.p_alive < 0.5]
    assert sum(likely) / len(likely) > 1.5 * sum(unlikely) / len(unlikely), (
        "who is called likely comes back more often"
    )


def test_below_a_hundred_who_ordered_again_there_is_no_model() -> None:
    again, once = (History(2, 5.0, 9.0), 900), (History(0, 0.0, 9.0), 900)
    unpaid = (History(2, 5.0, 9.0), 0)
    assert fit_models([again] * (FEWEST_REPEATERS - 1) + [once] * 500 + [unpaid] * 50) is None


@pytest.mark.parametrize(
    ("stats", "history"),
    [
        (Stats(), None),
        (Stats(orders=3), None),
        (Stats(orders=-1, first_order_at=NOON, last_order_at=NOON), None),
        (Stats(orders=1, first_order_at=NOON + DAY, last_order_at=NOON + DAY), None),
        (Stats(orders=1, first_order_at=NOON, last_order_at=NOON), (0, 0, 0)),
        (Stats(orders=2, first_order_at=NOON - 14 * DAY, last_order_at=NOON - 7 * DAY), (1, 1, 2)),
        (Stats(orders=2, first_order_at=NOON - 7 * DAY, last_order_at=NOON - 14 * DAY), (1, 0, 1)),
        (Stats(orders=2, first_order_at=NOON - 7 * DAY, last_order_at=NOON + 7 * DAY), (1, 1, 1)),
    ],
)
def test_odd_profiles_have_a_history_that_can_be_or_none(
    stats: Stats, history: tuple[int, ...] | None
) -> None:
    assert history_of(stats, NOON) == history


def test_who_has_bought_much_and_fell_silent_is_at_stake_and_who_just_bought_is_not() -> None:
    models = fit_models((History(1 + n % 9, 10.0 + n % 30, 45.0), 1_000 + 10 * n) for n in range(300))
    assert models is not None
    silent = worth_of(models, History(9, 12.0, 45.0), 5_000, weeks=13)
    fresh = worth_of(models, History(9, 44.5, 45.0), 5_000, weeks=13)
    assert silent.p_alive < 0.5 < fresh.p_alive
    assert silent.at_stake_minor > fresh.at_stake_minor
    assert silent.orders < fresh.orders
