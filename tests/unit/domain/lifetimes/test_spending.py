"""Gamma-Gamma against the paper's figures, and in any currency."""

from collections import Counter

import pytest

from functions.domain.lifetimes.spending import Spending, SpendModel, fit_spending
from tests.unit.domain.lifetimes.cdnow import spending


@pytest.fixture(scope="module")
def fitted() -> SpendModel:
    return fit_spending(spending())


@pytest.mark.item("S002-42")
def test_the_fit_is_the_one_that_was_published(fitted: SpendModel) -> None:
    assert sum(spending().values()) == 946
    assert fitted.p == pytest.approx(6.25, rel=0.01)
    assert fitted.q == pytest.approx(3.74, rel=0.01)
    assert fitted.gamma == pytest.approx(15.44, rel=0.01)


def test_few_orders_are_believed_less_than_many(fitted: SpendModel) -> None:
    everybody = fitted.expected_mean(Spending(0, 0.0))
    one, many = fitted.expected_mean(Spending(1, 100.0)), fitted.expected_mean(Spending(50, 100.0))
    assert everybody == pytest.approx(6.25 * 15.44 / 2.74, rel=0.01)
    assert everybody < one < many < 100
    assert many == pytest.approx(100, rel=0.02)


def test_it_is_the_same_in_rupiah(fitted: SpendModel) -> None:
    rupiah = Counter({Spending(each.orders, each.mean * 16_000): n for each, n in spending().items()})
    in_rupiah = fit_spending(rupiah)
    assert (in_rupiah.p, in_rupiah.q) == pytest.approx((fitted.p, fitted.q), rel=1e-6)
    assert in_rupiah.gamma == pytest.approx(fitted.gamma * 16_000, rel=1e-6)
