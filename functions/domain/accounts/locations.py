"""A location of a brand: where goods are brought and machines stand. What is known of one depends on its kind."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.accounts.brands import PicRole
from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Document, Value

RoastingProfile = Literal["light", "medium", "medium_dark", "dark"]
PhotoKind = Literal["front", "exterior", "interior", "other"]
ExtensionKind = Literal["cafe", "restaurant", "hotel", "office"]

# Without these no location is verified.
NEEDED_PHOTOS: frozenset[PhotoKind] = frozenset({"front", "exterior", "interior"})
_LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz"
GEOHASH_LENGTH = 9  # about 5 metres


class Photo(Value):
    """`ref`: where the app has put it."""

    kind: PhotoKind = "other"
    ref: str


class PlaceAddress(Value):
    province: str | None = None
    city: str | None = None
    district: str | None = None
    postal_code: str | None = None
    detail: str | None = None
    lat: float | None = None
    lng: float | None = None


class Extension(Value):
    """What is known of a location of its kind; fields of other kinds are empty."""

    kind: ExtensionKind
    monthly_coffee_kg: float | None = None
    monthly_coffee_budget_minor: int | None = None
    existing_machine_brand: str | None = None
    coffee_notes_preference: str | None = None
    roasting_profile: RoastingProfile | None = None
    sample_available: bool | None = None
    seating_capacity: int | None = None
    number_of_rooms: int | None = None
    breakfast_volume: int | None = None
    banquet_event_usage: str | None = None
    employee_count: int | None = None
    pantry_model: str | None = None


class Location(Document):
    """See docs/contracts.md, Collections. `counted_for`: the brand that counts it; `counted_kg`: what its account's
    `monthly_coffee_kg` has of it.
    """

    collection: ClassVar[str] = "locations"
    customer_id: str | None = None
    brand_id: str | None = None
    location_name: str | None = None
    is_active: bool = True
    address: PlaceAddress | None = None
    geohash: str | None = None
    phone: str | None = None
    pic_name: str | None = None
    pic_role: PicRole | None = None
    instagram: str | None = None
    photos: tuple[Photo, ...] = ()
    verified: bool = False
    notes: str | None = None
    extension: Extension | None = None
    counted_for: str | None = None
    counted_kg: float = 0
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)


def with_derived(location: Location) -> Location:
    """The location with what its fields tell: where it lies on the map, and whether it has the photos that it needs."""
    address = location.address
    has_pin = address is not None and address.lat is not None and address.lng is not None
    return location.with_changes(
        geohash=geohash_of(address.lat, address.lng) if has_pin and address else None,  # type: ignore[arg-type]
        verified={photo.kind for photo in location.photos} >= NEEDED_PHOTOS,
    )


def geohash_of(lat: float, lng: float) -> str:
    """Cells in base 32, longitude first: https://en.wikipedia.org/wiki/Geohash"""
    ranges, point = [[-180.0, 180.0], [-90.0, 90.0]], (lng, lat)
    letters = []
    for number in range(GEOHASH_LENGTH):
        bits = 0
        for bit in range(5):
            axis = (number * 5 + bit) % 2
            low, high = ranges[axis]
            middle = (low + high) / 2
            is_upper = point[axis] >= middle
            bits = bits * 2 + is_upper
            ranges[axis] = [middle, high] if is_upper else [low, middle]
        letters.append(_LETTERS[bits])
    return "".join(letters)
