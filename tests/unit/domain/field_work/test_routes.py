"""A route visits each stop once, and is hardly longer than the shortest one."""

from functools import cache
from itertools import pairwise
from random import Random

import pytest

from functions.domain.field_work.places import Place, metres_between
from functions.domain.field_work.routes import MOST_STOPS, ordered

MAPS = 200


def town(random: Random, count: int) -> list[Place]:
    """Stops of one town, a third of them close to each other."""
    spread = [0.15 if number % 3 else 0.01 for number in range(count)]
    return [Place(-6.2 + random.uniform(-by, by), 106.8 + random.uniform(-by, by)) for by in spread]


def metres(stops: list[Place], order: tuple[int, ...], begins_at: Place | None) -> float:
    way = [*([begins_at] if begins_at else []), *(stops[number] for number in order)]
    return sum(metres_between(one, other) for one, other in pairwise(way))


def shortest(stops: list[Place], begins_at: Place | None) -> float:
    """The best of all orders, by dynamic programming over sets of stops (Held and Karp)."""

    @cache
    def from_here(here: int, left: frozenset[int]) -> float:
        return min(
            (metres_between(stops[here], stops[each]) + from_here(each, left - {each}) for each in left),
            default=0.0,
        )

    every = frozenset(range(len(stops)))
    first = [metres_between(begins_at, stop) if begins_at else 0.0 for stop in stops]
    return min(first[each] + from_here(each, every - {each}) for each in every)


@pytest.mark.item("S002-58")
def test_a_route_of_up_to_8_stops_is_at_most_5_percent_longer_than_the_shortest() -> None:
    random, longer = Random(14), []
    for number in range(MAPS):
        stops = town(random, 3 + number % 6)
        begins_at = town(random, 2)[1] if number % 2 else None
        longer.append(
            metres(stops, ordered(stops, begins_at=begins_at), begins_at) / shortest(stops, begins_at)
        )
    assert max(longer) <= 1.05
    assert sum(longer) / MAPS <= 1.002
    assert sum(ratio < 1 + 1e-9 for ratio in longer) >= 0.9 * MAPS


def test_a_route_has_each_of_50_stops_once_and_is_the_same_again() -> None:
    stops = town(Random(2), MOST_STOPS)
    order = ordered(stops)
    assert sorted(order) == list(range(MOST_STOPS))
    assert order == ordered(stops)
    assert metres(stops, order, None) < 0.5 * metres(stops, tuple(range(MOST_STOPS)), None)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_stops_and_stops_at_one_place_are_a_route_too(count: int) -> None:
    assert sorted(ordered([Place(1, 1)] * count)) == list(range(count))
    assert sorted(ordered([Place(1, 1)] * count, begins_at=Place(0, 0))) == list(range(count))
