"""The least value of a function of some positive numbers, found by Nelder and Mead's simplex in their logarithms."""

import math
from collections.abc import Callable, Sequence

_STEP = 0.5  # of the first simplex, in logarithms
_SMALLEST, _LARGEST = math.log(1e-6), math.log(1e6)

Point = tuple[float, ...]


class NoMinimum(ValueError):
    """The function has no least value within the allowed steps: what it is of tells too little."""


def least(function: Callable[[Point], float], start: Sequence[float], *, tolerance: float = 1e-9) -> Point:
    """Where `function` is least, from `start`; the numbers stay between a millionth and a million.

    Raises NoMinimum if 200 steps for each number do not bring it within `tolerance`, relative to its value.
    """

    def at(point: Point) -> tuple[float, Point]:
        inside = tuple(min(max(each, _SMALLEST), _LARGEST) for each in point)
        return function(tuple(math.exp(each) for each in inside)), inside

    first = tuple(math.log(each) for each in start)
    corners = [at(first)]
    corners += [at((*first[:i], first[i] + _STEP, *first[i + 1 :])) for i in range(len(first))]
    for _ in range(200 * len(first)):
        corners.sort()
        if corners[-1][0] - corners[0][0] <= tolerance * (1 + abs(corners[0][0])):
            return tuple(math.exp(each) for each in corners[0][1])
        _move(corners, at)
    raise NoMinimum(f"no least value was found in {200 * len(first)} steps")


def _move(corners: list[tuple[float, Point]], at: Callable[[Point], tuple[float, Point]]) -> None:
    """Put a better corner in place of the worst one, or draw all towards the best."""
    *others, worst = corners
    center = tuple(
        math.fsum(axis) / len(others) for axis in zip(*(point for _, point in others), strict=True)
    )

    def beyond(factor: float) -> tuple[float, Point]:
        return at(tuple(c + factor * (c - w) for c, w in zip(center, worst[1], strict=True)))

    reflected = beyond(1.0)
    if reflected[0] < corners[0][0]:
        corners[-1] = min(reflected, beyond(2.0))
        return
    if reflected[0] < others[-1][0]:
        corners[-1] = reflected
        return
    nearer = beyond(0.5 if reflected[0] < worst[0] else -0.5)
    if nearer[0] < min(reflected[0], worst[0]):
        corners[-1] = nearer
        return
    best = corners[0][1]
    corners[1:] = [
        at(tuple((b + each) / 2 for b, each in zip(best, point, strict=True))) for _, point in corners[1:]
    ]
