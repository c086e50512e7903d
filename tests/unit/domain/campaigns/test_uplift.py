"""Uplift, intervals and tests of shares equal published and hand-worked figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.campaigns.uplift import TOO_FEW, Arm, after_holm, p_value, uplift, wilson

arms = st.integers(1, 5000).flatmap(lambda n: st.builds(Arm, st.just(n), st.integers(0, n)))


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [  # Newcombe 1998, table II, method 10
        (Arm(70, 56), Arm(80, 48), 0.0524, 0.3339),
    ],
)
def test_an_interval_is_as_published(one: Arm, other: Arm, low: float, high: float) -> None:
    found = uplift(one, other)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    assert found.verdict == "more"


def test_a_wilson_interval_is_as_worked_by_hand() -> None:
    """10 of 100: (10 + 1.9207 -+ 1.96 * sqrt(9 + 0.9604)) / 103.8415."""
    low, high = wilson(Arm(100, 10))
    assert low == pytest.approx(0.05523, abs=5e-5)
    assert high == pytest.approx(0.17437, abs=5e-5)


def test_what_the_treated_bought_beyond_the_held_out_is_in_proportion() -> None:
    found = uplift(Arm(900, 180, 90_000), Arm(100, 10, 7_000))
    assert found.points == pytest.approx(0.1)
    assert found.revenue_minor == 90_000 - 63_000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Arm(29, 10), Arm(1000, 300)),
        (Arm(1000, 10), Arm(100, 1)),
        (Arm(0, 0), Arm(0, 0)),
        (Arm(50, 50), Arm(50, 50)),
    ],
)
def test_too_few_are_said_to_be_too_few(one: Arm, other: Arm) -> None:
    assert uplift(one, other) == TOO_FEW
    assert p_value(one, other) is None


@given(arms, arms)
def test_an_interval_holds_its_difference_and_turns_with_the_groups(one: Arm, other: Arm) -> None:
    found, turned = uplift(one, other), uplift(other, one)
    if found.verdict == "too_few":
        assert turned == TOO_FEW
        return
    assert found.points is not None
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.points <= found.high <= 1
    assert turned.low == pytest.approx(-found.high)
    assert {found.verdict, turned.verdict} in ({"more", "less"}, {"no_difference_seen"})


def test_a_p_value_is_as_worked_by_hand() -> None:
    """40 of 200 beside 20 of 200: z = 0.1 / sqrt(0.15 * 0.85 * 0.01) = 2.8006; two-sided 0.00510."""
    assert p_value(Arm(200, 40), Arm(200, 20)) == pytest.approx(0.00510, abs=5e-6)


def test_p_values_of_several_comparisons_are_corrected_in_order() -> None:
    assert after_holm({"a": 0.01, "b": 0.04, "c": 0.03}) == {"a": 0.03, "c": 0.06, "b": 0.06}
    assert after_holm({"a": 0.9, "b": 0.8}) == {"b": 1.0, "a": 1.0}
    assert after_holm({}) == {}
