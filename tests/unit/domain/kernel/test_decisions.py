"""A value changes by fields that it has, to values that they may have."""

import pytest
from pydantic import ValidationError

from functions.domain.orders.documents import OrderContribution
from tests.builders import NOON, a_customer


def test_a_change_keeps_the_fields_that_it_does_not_name() -> None:
    changed = OrderContribution(orders=1, points=3).with_changes(points=4)
    assert changed == OrderContribution(orders=1, points=4)


def test_a_change_of_a_field_that_is_none_raises_at_once() -> None:
    with pytest.raises(TypeError, match="Customer has no field nmae, wake"):
        a_customer().with_changes(nmae="regular", wake=NOON)


def test_a_change_to_a_value_of_another_type_raises_in_every_test() -> None:
    with pytest.raises(ValidationError, match="wake_at"):
        a_customer().with_changes(wake_at="tomorrow")
