"""Geohashes: a place as a text whose beginnings are the squares that it lies in, so that near places are found by
ranges of one indexed field.
"""

from math import asin, cos, degrees, floor, radians, sin

from functions.domain.field_work.places import EARTH_M, Place

LENGTH = 9  # about 5 metres
# More cells follow the circle closer, and are more ranges to ask.
MOST_CELLS = 16
_LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz"
_BITS = LENGTH * 5
_MARGIN = 1e-9  # degrees: what rounding may shift


def geohash_of(lat: float, lng: float) -> str:
    """Cells in base 32, longitude first: https://en.wikipedia.org/wiki/Geohash"""
    ranges, point = [[-180.0, 180.0], [-90.0, 90.0]], (lng, lat)
    bits = 0
    for bit in range(_BITS):
        axis = bit % 2
        low, high = ranges[axis]
        middle = (low + high) / 2
        is_upper = point[axis] >= middle
        bits = bits * 2 + is_upper
        ranges[axis] = [middle, high] if is_upper else [low, middle]
    return _text(bits)


def ranges_around(place: Place, within_m: float) -> tuple[tuple[str, str], ...]:
    """The first and the last geohash of each range that holds a part of the circle: all of it is in one of them, and
    what lies about it too. At most MOST_CELLS; neighbours are one range. A pole and the 180th meridian are no edges.
    """
    south, north, west, east = _box(place, within_m)
    for size in range(_BITS, -1, -1):
        columns, rows = 2 ** ((size + 1) // 2), 2 ** (size // 2)
        first, last = floor((west + 180) / 360 * columns), floor((east + 180) / 360 * columns)
        lowest = max(0, floor((south + 90) / 180 * rows))
        highest = min(rows - 1, floor((north + 90) / 180 * rows))
        width = min(columns, last - first + 1)
        if width * (highest - lowest + 1) <= MOST_CELLS:
            break
    cells = {
        _woven((first + step) % columns, row, size)
        for step in range(width)
        for row in range(lowest, highest + 1)
    }
    return tuple(
        (_text(low << (_BITS - size)), _text((high + 1 << (_BITS - size)) - 1)) for low, high in _runs(cells)
    )


def _box(place: Place, within_m: float) -> tuple[float, float, float, float]:
    """South, north, west and east of a circle; around a pole all longitudes."""
    angle = within_m / EARTH_M
    up = degrees(angle) + _MARGIN
    south, north = place.lat - up, place.lat + up
    if south <= -90 or north >= 90:
        return south, north, -180.0, 180.0
    along = degrees(asin(sin(angle) / cos(radians(place.lat)))) + _MARGIN
    return south, north, place.lng - along, place.lng + along


def _woven(column: int, row: int, size: int) -> int:
    """The number of a cell: the bits of its column and its row in turn, the column's first."""
    bits, columns_left, rows_left = 0, (size + 1) // 2, size // 2
    for bit in range(size):
        if bit % 2 == 0:
            columns_left -= 1
            bits = bits * 2 + (column >> columns_left & 1)
        else:
            rows_left -= 1
            bits = bits * 2 + (row >> rows_left & 1)
    return bits


def _runs(numbers: set[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as one run each."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


def _text(bits: int) -> str:
    return "".join(_LETTERS[bits >> shift & 31] for shift in range(_BITS - 5, -1, -5))
