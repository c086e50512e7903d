"""An index of one field's values proves that nothing can pass a comparison, and nothing that it does not know."""

import itertools

import pytest

from local.query_cache.comparisons import Comparison
from local.query_cache.effects import UNKNOWN
from local.query_cache.field_index import FieldIndex, Known
from local.query_cache.keys import Key

FIELD = ("at",)
NUMBER, WORD = 2, 4


def number(value: float) -> Key:
    return Key(NUMBER, value)


def up_to(high: float) -> Comparison:
    return Comparison(FIELD, NUMBER, high=high)


def an_index(**values: Key | None) -> FieldIndex:
    index = FieldIndex(FIELD)
    index.fill((name, Known(value, 1)) for name, value in values.items())
    return index


@pytest.mark.parametrize(
    ("comparison", "is_proved"),
    [
        (up_to(2), True),
        (up_to(3), False),
        (Comparison(FIELD, NUMBER, low=7), False),
        (Comparison(FIELD, NUMBER, low=8), True),
        (Comparison(FIELD, NUMBER, low=5, high=5), True),
        (Comparison(FIELD, NUMBER, low=7, high=7), False),
        (Comparison(FIELD, WORD, low=b"a"), True),
        (Comparison(FIELD, 1, high=True), True),
    ],
)
def test_range_between_the_values_is_proved_to_be_empty(comparison: Comparison, is_proved: bool) -> None:
    assert an_index(a=number(3), b=number(7), c=None).proves_none(comparison) is is_proved


def test_nothing_is_proved_before_it_is_filled() -> None:
    index = FieldIndex(FIELD)
    index.learn("a", Known(number(9), 1))
    assert not index.proves_none(up_to(1))
    index.fill([])
    assert index.proves_none(up_to(1))


def test_one_unknown_value_leaves_everything_open_until_it_is_known() -> None:
    index = an_index(a=number(9))
    index.learn("b", Known(UNKNOWN, 2))
    assert not index.proves_none(up_to(1))
    index.learn("b", Known(None, 3))
    assert index.proves_none(up_to(1))


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_news_count_by_their_time_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    """The emulator is read at one time of these; commits are learnt before and after."""
    news = [Known(number(1), 1), Known(UNKNOWN, 2), Known(None, 3), Known(number(9), 4)]
    index = FieldIndex(FIELD)
    for at in order[:2]:
        index.learn("a", news[at])
    index.fill([("a", news[order[2]])])
    index.learn("a", news[order[3]])

    assert index.proves_none(up_to(8))
    assert not index.proves_none(up_to(9))


def test_what_is_gone_is_forgotten_once_no_older_news_can_come() -> None:
    index = an_index(a=number(1))
    index.learn("a", Known(None, 5))
    index.learn("a", Known(number(1), 4))
    assert index.proves_none(up_to(1))

    index.forget_what_is_gone()
    index.learn("a", Known(number(1), 6))
    assert not index.proves_none(up_to(1))


def test_bounds_between_the_same_values_lie_in_one_gap() -> None:
    index = an_index(a=number(3), b=number(7), c=Key(WORD, b"a"), d=None)
    gaps = [index.gap_of(NUMBER, bound) for bound in (1, 2, 3, 4, 6.5, 7, 8, float("inf"))]
    assert gaps[0] == gaps[1] != gaps[2]
    assert gaps[3] == gaps[4] not in (gaps[2], gaps[5])
    assert gaps[6] == gaps[7] not in (gaps[5], index.gap_of(WORD, b"b"))


def test_gap_changes_with_the_values_around_it() -> None:
    index = an_index(a=number(3), b=number(7))
    before = index.gap_of(NUMBER, 5)
    index.learn("c", Known(number(4), 2))
    assert index.gap_of(NUMBER, 5) != before
    index.learn("c", Known(None, 3))
    assert index.gap_of(NUMBER, 5) == before


def test_no_gap_is_known_while_a_value_is_not() -> None:
    index = FieldIndex(FIELD)
    assert index.gap_of(NUMBER, 5) is None
    index.fill([("a", Known(UNKNOWN, 1))])
    assert index.gap_of(NUMBER, 5) is None
