"""A place on the map, and how far it is from another one."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_M = 6_371_008.8  # mean radius


class Place(NamedTuple):
    """Degrees of WGS 84."""

    lat: float
    lng: float


def metres_between(one: Place, other: Place) -> float:
    """The way as the crow flies, on a sphere (haversine): within 0.6 percent of the ellipsoid's."""
    up = sin(radians(other.lat - one.lat) / 2) ** 2
    along = sin(radians(other.lng - one.lng) / 2) ** 2
    chord = up + cos(radians(one.lat)) * cos(radians(other.lat)) * along
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))


def place_of(text: str) -> Place | None:
    """A place as an address has it: `-6.2,106.8`; None where it is not on earth."""
    parts = text.split(",")
    try:
        lat, lng = (float(part) for part in parts)
    except ValueError:
        return None
    return Place(lat, lng) if -90 <= lat <= 90 and -180 <= lng <= 180 else None
