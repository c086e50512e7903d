"""What senders write is taken at once however long a word of it is: none takes the square of its length."""

import time
from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest

from functions.domain.conditions.rules import compile_rule
from functions.domain.customers.addresses import normal_email, normal_phone
from functions.domain.views.dead_letters import without_secrets
from functions.store.dead_letters import MOST_CHARACTERS
from tests.builders import NOON

CELL = 100_000
SECONDS = 1.0  # of the processor; the square takes seconds to hours


def told(text: str) -> object:
    return without_secrets({"raw": text})


def phone(text: str) -> object:
    with pytest.raises(ValueError, match="is not a phone number"):
        normal_phone(text, "IN")
    return None


def email(text: str) -> object:
    with pytest.raises(ValueError, match="is not an email address"):
        normal_email(text)
    return None


def number(text: str) -> object:
    return compile_rule({">": [{"var": "notes"}, 1]}).holds({"notes": f"{text}!"}, NOON, UTC)


@pytest.mark.parametrize("word", ["a", "token", "1-", "0", " ", "secret ", "=", "_."])
@pytest.mark.parametrize(
    ("take", "length"), [(told, MOST_CHARACTERS), (phone, CELL), (email, CELL), (number, CELL)]
)
def test_a_long_text_takes_no_longer_than_many_short_ones(
    take: Callable[[str], Any], length: int, word: str
) -> None:
    text = "1" + (word * length)[: length - 2] + "1"
    began = time.process_time()
    take(text)
    assert time.process_time() - began < SECONDS


def test_secrets_are_left_out_of_a_long_text() -> None:
    name = "x" * 1000 + "accessToken" + "x" * 30
    assert without_secrets(f"{name}=s3cr3t&b=1") == f"{name}=(left out)&b=1"
