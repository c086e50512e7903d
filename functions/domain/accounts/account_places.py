"""Where an account is: the address of the first of its locations that was active with one, as long as it is."""

from functions.domain.accounts.locations import Location, PlaceAddress
from functions.domain.customers.account import AccountPlace
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Find, Reading, find

PAGE_SIZE = 20


def moves_place(before: Location, after: Location) -> bool:
    """Whether a change of a location may move its account."""
    return _place(before) != _place(after) or before.customer_id != after.customer_id


def place_after(customer: Customer, location: Location) -> Reading[AccountPlace | None]:
    """The address of an account after a change of a location, which may be another account's now. It stays where it is
    while that location is open. Bills nothing, unless it has to move: 1 read for each location that is looked at.
    """
    known = customer.account.place if customer.account is not None else None
    if known is not None and known.location_id != location.id:
        return known
    is_theirs = location.customer_id in customer.ids
    if is_theirs and (place := _place(location)) is not None:
        return place
    return None if known is None else (yield from _next(customer, location.id))


def _next(customer: Customer, left: str) -> Reading[AccountPlace | None]:
    """The address of another open location of the account, the first by id."""
    for id in customer.ids:
        after = None
        while True:
            where = (("customer_id", id),)
            page = yield from find(
                Find(Location, where, "customer_id", "ASCENDING", PAGE_SIZE, start_after=after)
            )
            places = (_place(each) for each in page if each.id != left)
            if (place := next(filter(None, places), None)) is not None:
                return place
            if len(page) < PAGE_SIZE:
                break
            after = (id, page[-1].id)
    return None


def _place(location: Location) -> AccountPlace | None:
    address = location.address or PlaceAddress()
    parts = (address.province, address.city, address.district, address.postal_code)
    if not location.is_active or not any(parts):
        return None
    province, city, district, code = parts
    return AccountPlace(
        location_id=location.id, province=province, city=city, district=district, postal_code=code
    )
