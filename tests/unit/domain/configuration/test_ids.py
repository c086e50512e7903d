"""A document that is saved by its name alone gets an id that a path can hold, whatever the name's script."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from functions.domain.configuration.ids import id_of
from functions.domain.configuration.kinds import DOCUMENT_ID


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Big bills", "big_bills"),
        ("  First-time customers! ", "first-time_customers"),
        ("Café", "cafe"),
        ("ＶＩＰ", "vip"),
        ("★", ""),
        ("", ""),
        ("x" * 300, "x" * 60),
    ],
)
def test_an_id_is_made_of_what_the_name_has_of_letters_and_digits(name: str, id: str) -> None:
    assert id_of(name) == id


@given(some.text(max_size=40))
def test_an_id_is_one_or_there_is_none(name: str) -> None:
    assert id_of(name) == "" or DOCUMENT_ID.fullmatch(id_of(name))
