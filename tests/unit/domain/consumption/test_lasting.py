"""How long a purchase lasts: the seed's worked examples, units, limits and scaling."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from functions import presets
from functions.domain.consumption.lasting import consumption_days, profile_of, reminder_days
from functions.domain.kernel.units import amount_of
from functions.domain.settings.consumption import ConsumptionProfile
from tests.memory import DictBackend
from tests.unit.domain.consumption.grocers import BOUGHT, DAY, OIL, RICE, a_grocer, buys, days

GROCER = {
    ref.id: content
    for ref, content in presets.load("grocer").contents.items()
    if ref.collection == "consumption_profiles"
}


def profile(**changes: Any) -> ConsumptionProfile:
    usual = {"categories": ["x"], "avg_consumption_days": 30, "per": {"quantity": "1", "unit": "kg"}}
    return ConsumptionProfile.model_validate(usual | changes)


@pytest.mark.item("S001-22", "S001-23", "S001-25", "S001-26")
@pytest.mark.parametrize(
    ("category", "quantity", "unit", "reminded_after"),
    [
        ("rice", "5", "kg", 22),
        ("oil", "1", "litre", 18),
        ("spices", "200", "g", 28),
        ("honey", "500", "g", 40),
        ("ghee", "500", "g", 40),
        ("চাল", "5", "কেজি", 22),
    ],
)
def test_the_grocer_s_worked_examples_come_on_their_days(
    category: str, quantity: str, unit: str, reminded_after: int
) -> None:
    line = {"product_id": "p", "category": category, "quantity": quantity, "unit": unit}
    backend = DictBackend()
    buys(backend, line, org=a_grocer(GROCER))
    assert list(days(backend).values()) == [f"{BOUGHT + reminded_after * DAY:%Y-%m-%d}"]


@pytest.mark.item("S001-18")
@pytest.mark.parametrize(
    ("quantity", "unit", "same_as"),
    [
        ("5000", "g", ("5", "kg")),
        ("0.5", "L", ("500", "ml")),
        ("1", "dozen", ("12", "pcs")),
        ("2", "5kg", ("10", "kg")),
        ("3", "500 g", ("1.5", "Kg.")),
        ("2", "2.5 kg", ("5", "kilograms")),
        ("২", "কেজি", ("2", "kg")),
    ],
)
def test_the_same_amount_is_one_amount_in_every_unit(
    quantity: str, unit: str, same_as: tuple[str, str]
) -> None:
    assert amount_of(quantity, unit) == amount_of(*same_as) is not None


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [("5", "bags"), ("5", None), (None, "kg"), ("much", "kg"), ("NaN", "kg"), ("1e30", "kg"), ("2", "")],
)
def test_what_has_no_known_unit_or_number_lasts_the_profile_s_days(
    quantity: str | None, unit: str | None
) -> None:
    assert amount_of(quantity, unit) is None
    assert consumption_days(profile(), amount_of(quantity, unit)) == 30


def test_an_amount_of_another_kind_lasts_the_profile_s_days() -> None:
    assert consumption_days(profile(), amount_of("3", "pcs")) == 30


@pytest.mark.item("S001-27")
def test_ten_kilograms_last_twice_as_long_as_five_where_the_profile_scales() -> None:
    rice = profile(avg_consumption_days=25, per={"quantity": "5", "unit": "kg"})
    assert [consumption_days(rice, amount_of(each, "kg")) for each in ("5", "10", "2.5", "0.1")] == [
        25,
        50,
        12,
        0,
    ]
    fixed = profile(avg_consumption_days=25, per={"quantity": "5", "unit": "kg"}, scales=False)
    assert consumption_days(fixed, amount_of("10", "kg")) == 25


@pytest.mark.item("S001-24")
def test_a_reminder_comes_no_sooner_and_no_later_than_the_limits() -> None:
    each = profile(buffer_days=7, min_days=10, max_days=90)
    amounts = ("0.1", "0.56", "0.6", "3.2", "3.3", "999999999")
    assert [reminder_days(each, amount_of(amount, "kg")) for amount in amounts] == [10, 10, 11, 89, 90, 90]


@given(
    st.decimals(min_value=0, max_value=10**6, places=3),
    st.decimals(min_value=0, max_value=10**6, places=3),
    st.integers(1, 3650),
)
def test_more_never_lasts_shorter(one: Any, other: Any, average: int) -> None:
    each = profile(avg_consumption_days=average)
    less, more = sorted((one, other))
    found = [reminder_days(each, amount_of(str(amount), "kg")) for amount in (less, more)]
    assert each.min_days <= found[0] <= found[1] <= each.max_days


@pytest.mark.item("S001-19")
def test_a_product_s_own_profile_goes_before_its_category_s_and_then_the_first_by_id() -> None:
    by_category, own = profile(categories=["Rice"]), profile(categories=[], product_ids=["basmati"])
    profiles = {"a": by_category, "b": own, "c": profile(product_ids=["basmati"])}
    assert profile_of(profiles, "basmati", "rice") is own
    assert profile_of(profiles, "miniket", "RICE") is by_category
    assert profile_of(profiles, None, None) is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"categories": []}, "of no product and no category"),
        ({"min_days": 91}, "is more than max_days"),
        ({"per": {"quantity": "5", "unit": "bags"}}, "is not a known unit"),
        ({"per": {"quantity": "0", "unit": "kg"}}, "no quantity above zero"),
        ({"per": {"quantity": "1e-999999999", "unit": "kg"}}, "no quantity above zero"),
        ({"per": {"quantity": "some", "unit": "kg"}}, "no quantity"),
        ({"avg_consumption_days": 0}, "greater than or equal to 1"),
        ({"scale": True}, "Extra inputs"),
    ],
)
def test_a_wrong_profile_is_refused_with_the_reason(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        profile(**wrong)


def test_several_packs_of_one_product_in_an_order_last_together() -> None:
    backend = DictBackend()
    buys(backend, RICE, RICE | {"quantity": "5000", "unit": "g"}, OIL)
    assert days(backend) == {
        "miniket": f"{BOUGHT + 47 * DAY:%Y-%m-%d}",
        "soya": f"{BOUGHT + 18 * DAY:%Y-%m-%d}",
    }
