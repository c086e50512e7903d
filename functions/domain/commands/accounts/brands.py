"""`save_brand` and `save_location`: the name that the public knows, and where it is."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool

from functions.domain.accounts.account_places import moves_place, place_after
from functions.domain.accounts.brands import (
    Brand,
    BusinessScale,
    IndustrySegment,
    PicRole,
    with_more_locations,
)
from functions.domain.accounts.locations import (
    Extension,
    ExtensionKind,
    Location,
    Photo,
    PhotoKind,
    PlaceAddress,
    RoastingProfile,
    with_derived,
)
from functions.domain.commands.accounts.legal_entities import read_legal_entity
from functions.domain.commands.accounts.plans import PLAN_FIELDS, PlanForm, kept_plan
from functions.domain.commands.awaiting import read_named
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse, require, require_owner
from functions.domain.commands.following import facts_of, followed_up, joined_changes, with_customer
from functions.domain.commands.requests import Request, read_customer
from functions.domain.customers.account import Account, AccountPlace
from functions.domain.customers.addresses import normal_phone
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.validation import (
    DocumentId,
    Form,
    LongText,
    MinorAmount,
    OptionalId,
    OptionalText,
    Whole,
)
from functions.domain.orgs.org import Org

MOST_PHOTOS = 30
BRAND_FIELDS = (
    *("brand_name", "industry_segment", "business_scale", "pic_name", "pic_role"),
    *PLAN_FIELDS,
)
LOCATION_FIELDS = (
    *("location_name", "brand_id", "is_active", "address", "phone", "pic_name", "pic_role", "instagram"),
    *("photos", "notes", "extension"),
)
_OF_ALL = frozenset({"kind", "monthly_coffee_kg", "monthly_coffee_budget_minor", "existing_machine_brand"})
_OF_CAFES = frozenset({"coffee_notes_preference", "roasting_profile", "sample_available", "seating_capacity"})
OF_KIND: dict[str, frozenset[str]] = {
    "cafe": _OF_ALL | _OF_CAFES,
    "restaurant": _OF_ALL | _OF_CAFES,
    "hotel": _OF_ALL | {"number_of_rooms", "breakfast_volume", "banquet_event_usage"},
    "office": _OF_ALL | {"employee_count", "pantry_model"},
}
Count = Annotated[Whole, Field(ge=0, le=10**6)]


class BrandForm(PlanForm):
    """Fields of a brand. One that is absent stays as it is, one that is null goes."""

    brand_id: OptionalId = None
    customer_id: OptionalId = None
    legal_entity_id: OptionalId = None
    brand_name: OptionalText = None
    industry_segment: IndustrySegment | None = None
    business_scale: BusinessScale | None = None
    pic_name: OptionalText = None
    pic_role: PicRole | None = None


class PhotoForm(Form):
    kind: PhotoKind = "other"
    ref: Annotated[str, Field(strict=True, min_length=1, max_length=2000)]


class AddressForm(Form):
    province: OptionalText = None
    city: OptionalText = None
    district: OptionalText = None
    postal_code: OptionalText = None
    detail: OptionalText = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    lng: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None


class ExtensionForm(Form):
    """What is known of a location, by its kind."""

    kind: ExtensionKind
    monthly_coffee_kg: Annotated[float, Field(ge=0, le=10**6, allow_inf_nan=False)] | None = None
    monthly_coffee_budget_minor: MinorAmount | None = None
    existing_machine_brand: OptionalText = None
    coffee_notes_preference: OptionalText = None
    roasting_profile: RoastingProfile | None = None
    sample_available: StrictBool | None = None
    seating_capacity: Count | None = None
    number_of_rooms: Count | None = None
    breakfast_volume: Count | None = None
    banquet_event_usage: OptionalText = None
    employee_count: Count | None = None
    pantry_model: OptionalText = None


def _of_its_kind(extension: ExtensionForm | None) -> ExtensionForm | None:
    written = extension.model_fields_set if extension is not None else set()
    if extension is not None and written - OF_KIND[extension.kind]:
        raise ValueError("has fields of another kind of location")
    return extension


class LocationForm(Form):
    """Fields of a location. One that is absent stays as it is, one that is null goes."""

    location_id: OptionalId = None
    brand_id: DocumentId | None = None
    location_name: OptionalText = None
    is_active: StrictBool = True
    address: AddressForm | None = None
    phone: OptionalText = None
    pic_name: OptionalText = None
    pic_role: PicRole | None = None
    instagram: OptionalText = None
    photos: Annotated[tuple[PhotoForm, ...], Field(max_length=MOST_PHOTOS)] = ()
    notes: LongText | None = None
    extension: Annotated[ExtensionForm | None, AfterValidator(_of_its_kind)] = None


def save_brand(org: Org, request: Request[BrandForm], now: datetime) -> Decision[Result]:
    """The brand with these fields; a new one where none is named, or the named one is not there. Bills 2 reads and 1
    write, and 1 read more where it names a legal entity. Its account stays the one that it had.
    """
    form = request.data
    known = yield from read_named(Brand, form.brand_id, request, now=now)
    bound = yield from _bound(request, known or Brand(id=form.brand_id or request.command_id))
    saved = edited(bound, request, BRAND_FIELDS, **kept_plan(form))
    require(saved.document, "brand_name")
    if saved.document == known:
        return NOTHING, saved.result(brand_id=bound.id)
    after = saved.document.with_changes(updated_at=now)
    changes = yield from followed_up(org, known, after, request=request, kind="brand_changed", now=now)
    return changes, saved.result(brand_id=bound.id)


def _bound(request: Request[BrandForm], brand: Brand) -> Reading[Brand]:
    """The brand with its account and legal entity; Malformed where one of them is another account's."""
    form = request.data
    entity = yield from read_legal_entity(form.legal_entity_id)
    if form.legal_entity_id is not None and entity is None:
        raise refuse("legal_entity_id", "names no legal entity")
    of_entity = entity.customer_id if entity else None
    customer_id = form.customer_id or brand.customer_id or of_entity
    if customer_id is not None:
        customer = yield from read_customer(request.giver, customer_id)
        require_owner(brand.customer_id, customer, path="customer_id")
        require_owner(of_entity, customer, path="legal_entity_id")
        brand = brand.with_changes(customer_id=brand.customer_id or customer.id)
    return brand.with_changes(legal_entity_id=form.legal_entity_id or brand.legal_entity_id)


def save_location(org: Org, request: Request[LocationForm], now: datetime) -> Decision[Result]:
    """The location with these fields; its brand counts it while it is active, and the account its coffee, in the same
    commit. Bills 2 reads and 1 write; 1 write more where the count moves, 1 read and 1 write more for another brand, 1
    read and 1 write more where the account's coffee or address changes; where it moves away from a closed location, 1
    read more for each of the account's that is looked at (accounts/account_places.py).
    """
    form = request.data
    known = yield from read_named(Location, form.location_id, request, now=now)
    location = known or Location(id=form.location_id or request.command_id)
    saved = edited(location, request, LOCATION_FIELDS, **_as_kept(org, form))
    if saved.document == known:
        return NOTHING, saved.result(location_id=location.id)
    require(saved.document, "location_name", "brand_id")
    brand = yield from _brand(saved.document.brand_id)
    if brand.customer_id is not None:
        yield from read_customer(request.giver, brand.customer_id)
    derived = with_derived(saved.document.with_changes(customer_id=brand.customer_id, updated_at=now))
    after = derived.with_changes(
        counted_for=brand.id if derived.is_active else None, counted_kg=_kg_of(derived)
    )
    changes = yield from _counted(org, location, after, request=request, brand=brand, now=now)
    changes = yield from _with_accounts(changes, location, after, org=org, request=request, now=now)
    return joined_changes(changes, Changes(put=(after,))), saved.result(location_id=location.id)


def _brand(id: str | None) -> Reading[Brand]:
    brand = (yield from get(Brand, id)) if id is not None else None
    if brand is None:
        raise refuse("brand_id", "names no brand")
    return brand


def _as_kept(org: Org, form: LocationForm) -> dict[str, Any]:
    kept: dict[str, Any] = {"photos": tuple(Photo(**each.model_dump()) for each in form.photos)}
    if form.address is not None:
        kept["address"] = PlaceAddress(**form.address.model_dump())
    if form.extension is not None:
        kept["extension"] = Extension(**form.extension.model_dump())
    if form.phone is not None:
        try:
            kept["phone"] = normal_phone(form.phone, org.settings.country)
        except ValueError as error:
            raise refuse("phone", str(error)) from None
    return kept


def _kg_of(location: Location) -> float:
    kg = location.extension.monthly_coffee_kg if location.extension else None
    return round(kg, 3) if location.is_active and kg is not None else 0


def _counted(
    org: Org,
    before: Location,
    after: Location,
    *,
    request: Request[LocationForm],
    brand: Brand,
    now: datetime,
) -> Reading[Changes]:
    """The brands whose count moves."""
    if before.counted_for == after.counted_for:
        return NOTHING
    moves: list[tuple[Brand, int]] = []
    if before.counted_for is not None:
        former = brand if before.counted_for == brand.id else (yield from get(Brand, before.counted_for))
        moves += [(former, -1)] if former is not None else []
    if after.counted_for is not None:
        moves.append((brand, 1))
    changes = NOTHING
    for each, more in moves:
        counted = with_more_locations(each, more).with_changes(updated_at=now)
        changes = yield from followed_up(
            org, each, counted, request=request, kind="brand_changed", now=now, beside=changes
        )
    return changes


def _with_accounts(
    changes: Changes,
    before: Location,
    after: Location,
    *,
    org: Org,
    request: Request[LocationForm],
    now: datetime,
) -> Reading[Changes]:
    """The accounts with the coffee and the address of the location as it is now, instead of what it was."""
    facts = facts_of(request, "customer_changed")
    moves = {before.customer_id: -before.counted_kg}
    moves[after.customer_id] = moves.get(after.customer_id, 0) + after.counted_kg
    has_moved = moves_place(before, after)
    for id, kg in moves.items():
        if id is not None and (kg or has_moved):
            customer = yield from read_customer(request.giver, id)
            place = yield from place_after(customer, after)
            change = partial(_with_place, kg=kg, place=place)
            changes = yield from with_customer(changes, org, customer, change=change, facts=facts, now=now)
    return changes


def _with_place(customer: Customer, *, kg: float, place: AccountPlace | None) -> Customer:
    known = customer.account or Account()
    total = max(0.0, round(known.monthly_coffee_kg + kg, 3))
    account = known.with_changes(monthly_coffee_kg=total, place=place)
    return customer if account == known else customer.with_changes(account=account)
