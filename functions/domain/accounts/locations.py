"""A location of a brand: where goods are brought and machines stand. What is known of one depends on its kind."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.accounts.brands import PicRole
from functions.domain.customers.edits import Edits
from functions.domain.field_work.geohashes import geohash_of
from functions.domain.field_work.places import Place
from functions.domain.kernel.decisions import Document, Value

RoastingProfile = Literal["light", "medium", "medium_dark", "dark"]
PhotoKind = Literal["front", "exterior", "interior", "other"]
ExtensionKind = Literal["cafe", "restaurant", "hotel", "office"]

# Without these no location is verified.
NEEDED_PHOTOS: frozenset[PhotoKind] = frozenset({"front", "exterior", "interior"})


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


def pin_of(location: Location) -> Place | None:
    """Where it lies on the map; None where that is not known."""
    address = location.address
    if address is None or address.lat is None or address.lng is None:
        return None
    return Place(address.lat, address.lng)


def with_derived(location: Location) -> Location:
    """The location with what its fields tell: where it lies on the map, and whether it has the photos that it needs."""
    pin = pin_of(location)
    return location.with_changes(
        geohash=geohash_of(*pin) if pin is not None else None,
        verified={photo.kind for photo in location.photos} >= NEEDED_PHOTOS,
    )
