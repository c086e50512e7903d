"""What is exported are the fields that a list names, and no cell of it is a formula."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.views.exports import as_cell, exports
from tests.builders import a_customer, an_org


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+12025550123", "'+12025550123"),
        ("-2", "'-2"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
        (["=x", "y"], "'=x; y"),
        (["a, b"], "a, b;"),
        (-3, "-3"),
        ("plain", "plain"),
        (None, ""),
        (True, "yes"),
        ({}, ""),
        ({"a": "ä"}, '{"a": "ä"}'),
        (datetime(2025, 1, 25, tzinfo=UTC), "2025-01-25T00:00:00+00:00"),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe(value: Any, cell: str) -> None:
    assert as_cell(value) == cell


def test_each_kind_has_its_columns_and_no_others() -> None:
    export, customer = exports()["customers"], a_customer()
    (row,) = export.rows(an_org(), customer, None)
    assert set(row) == set(export.columns)
    assert not {"identity_ids", "devices", "push_tokens", "edits"} & set(export.columns)
    for kind in exports().values():
        assert len(set(kind.columns)) == len(kind.columns)


def test_who_was_joined_into_another_customer_is_no_row_of_their_own() -> None:
    joined: Customer = a_customer().with_changes(joined_into="other")
    assert list(exports()["customers"].rows(an_org(), joined, None)) == []
