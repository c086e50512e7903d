"""The ranges around a place hold every place that is near enough, wherever on earth, and are few."""

from itertools import pairwise
from math import asin, atan2, cos, degrees, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.field_work.geohashes import MOST_CELLS, geohash_of, ranges_around
from functions.domain.field_work.places import EARTH_M, Place, metres_between, place_of


def beside(place: Place, metres: float, bearing: float) -> Place:
    """The place so far away in a direction: the formula of great circles."""
    lat, lng, angle = radians(place.lat), radians(place.lng), metres / EARTH_M
    up = asin(sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(bearing))
    along = atan2(sin(bearing) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin(up))
    return Place(degrees(up), (degrees(lng + along) + 540) % 360 - 180)


@given(
    lat=st.one_of(st.floats(-90, 90), st.sampled_from([90.0, -90.0, 89.9, -89.99])),
    lng=st.one_of(st.floats(-180, 180), st.sampled_from([180.0, -180.0, 179.9999, -179.999])),
    within_m=st.floats(1, 50_000),
    share=st.floats(0, 0.999),
    bearing=st.floats(0, 2 * pi),
)
def test_what_is_near_enough_is_in_a_range_at_the_poles_and_the_180th_meridian_too(
    lat: float, lng: float, within_m: float, share: float, bearing: float
) -> None:
    ranges = ranges_around(Place(lat, lng), within_m)
    geohash = geohash_of(*beside(Place(lat, lng), within_m * share, bearing))
    assert any(low <= geohash <= high for low, high in ranges)
    assert len(ranges) <= MOST_CELLS
    assert all(before[1] < after[0] for before, after in pairwise(ranges))


def test_a_geohash_is_the_one_that_the_world_knows() -> None:
    assert geohash_of(57.64911, 10.40744) == "u4pruydqq"


def test_metres_are_those_of_the_sphere() -> None:
    assert round(metres_between(Place(-6.2, 106.8), Place(-6.2, 106.8))) == 0
    assert round(metres_between(Place(0, 179.9995), Place(0, -179.9995))) == 111
    assert round(metres_between(Place(52.52, 13.405), Place(48.8566, 2.3522)), -3) == 877_000


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-6.2,106.8", Place(-6.2, 106.8)),
        (" 90 , -180", Place(90, -180)),
        ("91,0", None),
        ("0,181", None),
        ("nan,0", None),
        ("inf,0", None),
        ("1", None),
        ("1,2,3", None),
        ("here", None),
    ],
)
def test_a_text_is_a_place_on_earth_or_none(text: str, place: Place | None) -> None:
    assert place_of(text) == place
