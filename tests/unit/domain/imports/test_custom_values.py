"""A file has texts alone: its columns become values of the types that the business gave its fields."""

from typing import Any

import pytest

from tests.builders import an_org
from tests.unit.domain.imports.sheets import a_row

ORG = an_org(
    custom_fields=[
        {"name": "fridges", "type": "number"},
        {"name": "has_ramp", "type": "boolean"},
        {"name": "days", "type": "list"},
        {"name": "shop", "type": "text"},
    ]
)


@pytest.mark.item("S002-18", "S002-79")
@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("fridges", "2", 2),
        ("fridges", "2.5", 2.5),
        ("fridges", "two", "two"),  # which the command refuses
        ("has_ramp", "Yes", True),
        ("has_ramp", "0", False),
        ("has_ramp", "perhaps", "perhaps"),
        ("days", "mon; tue", ["mon", "tue"]),
        ("days", "mon,tue", ["mon", "tue"]),
        ("shop", "12", "12"),
        ("not_defined", "12", "12"),
    ],
)
def test_a_column_of_a_custom_field_is_read_by_its_type(name: str, text: str, value: Any) -> None:
    row = a_row(ORG, "customers", {"name": "Regular", f"custom.{name}": text})
    assert row.data["custom"] == {name: value}


@pytest.mark.item("S002-20")
def test_a_column_of_allergies_is_a_list() -> None:
    row = a_row(ORG, "customers", {"name": "Regular", "allergies": "milk; nuts;milk"})
    assert row.data["allergies"] == ["milk", "nuts"]
