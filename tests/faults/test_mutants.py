"""The search can fail: each of these mistakes, made on purpose, is caught, and by the sentence that fits it."""

import pytest

from tests.faults.mutants import MUTANTS, WITHIN_SEEDS, catch


@pytest.mark.parametrize("number", range(len(MUTANTS)), ids=[mutant.name for mutant in MUTANTS])
def test_a_mistake_is_caught_within_a_thousand_seeds(number: int) -> None:
    caught = catch(number)
    assert caught is not None, f"{MUTANTS[number].name} went unnoticed for {WITHIN_SEEDS} seeds"


def test_no_mistake_stands_on_the_list_twice() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) == 149
