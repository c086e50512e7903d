"""BG/NBD against the paper's figures, and against customers whose rates and chances are known."""

import math
from collections import Counter, defaultdict
from itertools import count
from random import Random

import pytest

from functions.domain.lifetimes.minimum import NoMinimum, least
from functions.domain.lifetimes.purchases import History, PurchaseModel, fit_purchases
from tests.unit.domain.lifetimes.cdnow import customers, histories, history_of, later_days

PAPER = PurchaseModel(r=0.243, alpha=4.414, a=0.793, b=2.426)


@pytest.fixture(scope="module")
def fitted() -> PurchaseModel:
    return fit_purchases(histories())


@pytest.mark.item("S002-42")
def test_the_fit_is_the_one_that_was_published(fitted: PurchaseModel) -> None:
    assert fitted.r == pytest.approx(0.243, rel=0.01)
    assert fitted.alpha == pytest.approx(4.414, rel=0.01)
    assert fitted.a == pytest.approx(0.793, rel=0.01)
    assert fitted.b == pytest.approx(2.426, rel=0.01)
    assert fitted.log_likelihood(histories()) == pytest.approx(-9582.4, abs=0.1)


def test_no_other_model_near_it_is_likelier(fitted: PurchaseModel) -> None:
    best = fitted.log_likelihood(histories())
    for name in ("r", "alpha", "a", "b"):
        for factor in (0.97, 1.03):
            values = {**fitted.__dict__, name: getattr(fitted, name) * factor}
            assert PurchaseModel(**values).log_likelihood(histories()) < best


def test_all_orders_of_the_78_weeks_are_foretold_within_5_percent(fitted: PurchaseModel) -> None:
    foretold = sum(fitted.expected_of_new(history_of(days).age + 39) for days in customers())
    ordered = sum(len(days) - 1 for days in customers())
    assert ordered == 4339
    assert foretold == pytest.approx(ordered, rel=0.05)


def test_the_next_39_weeks_of_those_with_as_many_orders_are_foretold(fitted: PurchaseModel) -> None:
    foretold: dict[int, float] = defaultdict(float)
    ordered, size = Counter[int](), Counter[int]()
    for days in customers():
        done = history_of(days)
        group = min(done.repeats, 7)
        foretold[group] += fitted.expected(done, 39)
        ordered[group] += len(later_days(days))
        size[group] += 1
    off = {group: abs(foretold[group] - ordered[group]) / size[group] for group in size}
    assert max(off.values()) < 0.4
    assert all(foretold[group] / size[group] < foretold[group + 1] / size[group + 1] for group in range(7))


def test_a_silence_that_is_long_for_the_customer_makes_them_less_likely_to_be_alive() -> None:
    often, seldom = History(20, 20.0, 30.0), History(2, 20.0, 30.0)
    assert PAPER.p_alive(often) < 0.1 < PAPER.p_alive(seldom)
    assert PAPER.p_alive(History(0, 0.0, 30.0)) == 1.0
    assert PAPER.p_alive(History(20, 30.0, 30.0)) > 0.95


def test_a_very_long_silence_is_no_overflow() -> None:
    gone = History(5000, 1.0, 5000.0)
    assert PAPER.p_alive(gone) < 1e-9
    assert PAPER.expected(gone, 13) < 1e-9
    assert math.isfinite(PAPER.log_likelihood({gone: 1}))


def test_what_is_expected_of_new_customers_is_what_such_customers_do() -> None:
    model, random = PurchaseModel(r=0.8, alpha=4.0, a=1.5, b=3.0), Random(7)
    done = [_ordered(model, random, weeks=30.0)[0] for _ in range(20_000)]
    assert sum(done) / len(done) == pytest.approx(model.expected_of_new(30.0), rel=0.02)


def test_the_model_of_customers_who_are_made_by_one_is_found_again() -> None:
    model, random = PurchaseModel(r=0.8, alpha=4.0, a=1.0, b=3.0), Random(11)
    groups: Counter[History] = Counter()
    for _ in range(8_000):
        orders, last = _ordered(model, random, weeks=52.0)
        groups[History(orders, round(last, 1), 52.0)] += 1
    found = fit_purchases(groups)
    assert found.r / found.alpha == pytest.approx(0.2, rel=0.1)
    assert found.a / (found.a + found.b) == pytest.approx(0.25, rel=0.1)
    assert sum(found.expected(each, 13) * n for each, n in groups.items()) == pytest.approx(
        sum(model.expected(each, 13) * n for each, n in groups.items()), rel=0.05
    )


def test_a_mean_chance_of_one_is_no_division_by_zero() -> None:
    below, at, above = (
        PurchaseModel(r=0.8, alpha=4.0, a=a, b=3.0).expected(History(3, 5.0, 9.0), 13)
        for a in (0.999, 1.0, 1.001)
    )
    assert at == pytest.approx((below + above) / 2, rel=0.0001)


def test_the_least_of_a_valley_is_found_and_of_a_slope_is_none() -> None:
    def valley(point: tuple[float, ...]) -> float:
        return (math.log(point[0]) - 1) ** 2 + (math.log(point[1]) + 2) ** 2

    assert least(valley, (5.0, 5.0)) == pytest.approx((math.e, math.exp(-2)), rel=0.001)
    falling = count()
    with pytest.raises(NoMinimum, match="400 steps"):
        least(lambda _: -(float(next(falling)) ** 2), (1.0, 1.0))


def _ordered(model: PurchaseModel, random: Random, *, weeks: float) -> tuple[int, float]:
    """Orders after the first one, and when the last was, of a customer made by the model's story."""
    rate = random.gammavariate(model.r, 1 / model.alpha)
    leaves = random.betavariate(model.a, model.b)
    orders, at, last = 0, 0.0, 0.0
    while True:
        at += random.expovariate(rate) if rate > 1e-9 else math.inf
        if at > weeks:
            return orders, last
        orders, last = orders + 1, at
        if random.random() < leaves:
            return orders, last
