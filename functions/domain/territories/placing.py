"""Which territory a customer is in, and who has them: by its rules, unless it was set by hand."""

from collections.abc import Collection
from typing import Final

from functions.domain.customers.customer import Customer
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.orgs.org import Org
from functions.domain.territories.matching import Place, territory_of

HAND: Final = "hand"
RULES: Final = "rules"
TERRITORY: Final = "territory"


def place_of(customer: Customer) -> Place:
    """The customer's own address where any of it is known, else that of their account's location."""
    own = Place(customer.province, customer.city, customer.district, customer.postal_code)
    place = customer.account.place if customer.account is not None else None
    if any(own) or place is None:
        return own
    return Place(place.province, place.city, place.district, place.postal_code)


def is_by_hand(customer: Customer) -> bool:
    """Whether the customer's territory was set by hand: rules leave it alone then. One of before rules is."""
    return customer.territory_id is not None and customer.territory_by != RULES


def is_to_be_placed(before: Customer | None, after: Customer) -> bool:
    """Whether a change moves what the customer's territory follows from."""
    return before is None or _asked(before) != _asked(after)


def placed(org: Org, customer: Customer) -> Customer:
    """The customer in the territory that has them, and with its member where they have no owner of their own."""
    return _owned(org, _in_territory(org, customer))


def with_hand(org: Org, before: Customer, after: Customer, *, written: Collection[str]) -> Customer:
    """The customer after these fields were written: another territory or owner is set by hand, an emptied one is for
    the rules again; a form that is saved as it was read says nothing. Malformed where the business has territories,
    and none of that id.
    """
    id = after.territory_id
    if "territory_id" in written and id != before.territory_id:
        if id is not None and org.territories and id not in org.territories:
            raise Malformed("customer", [FieldFault("territory_id", "names no territory")])
        after = after.with_changes(territory_by=None if id is None else HAND)
    is_other = "owner_uid" in written and after.owner_uid != before.owner_uid
    return after.with_changes(owner_by=None) if is_other else after


def given_to(customer: Customer, uid: str | None) -> Customer:
    """The customer as a member's, by their territory."""
    return customer.with_changes(owner_uid=uid, owner_by=TERRITORY if uid is not None else None)


def _in_territory(org: Org, customer: Customer) -> Customer:
    if is_by_hand(customer):
        return customer
    id = territory_of(org.territories, customer.id, place_of(customer))
    return customer.with_changes(territory_id=id, territory_by=RULES if id is not None else None)


def _owned(org: Org, customer: Customer) -> Customer:
    if customer.owner_uid is not None and customer.owner_by != TERRITORY:
        return customer.with_changes(owner_by=None)
    territory = org.territories.get(customer.territory_id or "")
    return given_to(customer, territory.member_uid if territory is not None else None)


def _asked(customer: Customer) -> tuple[object, ...]:
    by = (customer.territory_id, customer.territory_by, customer.owner_uid, customer.owner_by)
    return (place_of(customer), *by)
