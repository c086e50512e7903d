"""What an account is made of as staff see it: legal entities, brands, locations, contacts, contracts, invoices."""

from collections.abc import Mapping
from typing import Any

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.contacts import Contact
from functions.domain.accounts.contracts import Contract
from functions.domain.accounts.invoices import Invoice
from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.accounts.locations import Location
from functions.domain.kernel.decisions import BY_ID, NOTHING, Decision, Find, Get, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.staff.readership import Roles
from functions.domain.views.lists import Listed, only
from functions.domain.views.of_customer import customer_with_reader
from functions.domain.views.pages import Wanted, page

FIELDS: Mapping[type[Any], tuple[str, ...]] = {
    LegalEntity: (
        *("customer_id", "legal_name", "tax_id", "business_license", "billing_address", "billing_email"),
        *("payment_term_days", "credit_limit_minor", "exposure_minor"),
    ),
    Brand: (
        *("customer_id", "brand_name", "legal_entity_id", "industry_segment", "business_scale", "pic_name"),
        *("pic_role", "total_locations", "is_strategic", "health", "health_reason", "goals"),
        *("growth_opportunities", "competitors", "relationships", "updated_at"),
    ),
    Location: (
        *("customer_id", "brand_id", "location_name", "is_active", "address", "geohash", "phone"),
        *("pic_name", "pic_role", "instagram", "photos", "verified", "notes", "extension", "updated_at"),
    ),
    Contact: (
        *("customer_id", "person_id", "name", "position", "department", "email", "phone", "birthday"),
        *("is_primary", "is_decision_maker", "influence_level", "preferred_contact_method", "notes", "tags"),
        *("communication_preferences", "last_contact_at", "updated_at"),
    ),
    Contract: (
        *("customer_id", "legal_entity_id", "title", "starts_on", "ends_on", "renewal", "is_cancelled"),
        *("prices", "updated_at"),
    ),
    Invoice: (
        *("customer_id", "legal_entity_id", "number", "issued_on", "due_on", "total_minor", "paid_minor"),
        *("open_minor", "is_cancelled", "status", "paid_at", "updated_at"),
    ),
}
LISTS: Mapping[str, Listed] = {
    model.collection: Listed(model, BY_ID, only(*fields), "ASCENDING") for model, fields in FIELDS.items()
}


def may_list(what: str) -> Roles:
    """The roles that list what an account has of a collection: not those who open one whose id they know."""
    row = readers_of(what)
    return row.all | row.assigned


def listed_of_account(
    org: Org, uid: str, customer_id: str, *, what: str, wanted: Wanted
) -> Decision[dict[str, Any]]:
    """A page of what an account has of a collection, by id. Bills 2 reads and 1 a row.

    Raises Forbidden to those whose role does not list the account's, FeatureOff, NotFound, and Malformed at `cursor`.
    """
    listed, row = LISTS[what], readers_of(what)
    member, customer = yield from customer_with_reader(org, uid, customer_id, rows=[row])
    if may_list(what).isdisjoint(member.roles):
        raise denied(member)
    query = Find(
        listed.model, (("customer_id", customer.id),), listed.order_by, listed.direction, wanted.limit
    )
    return NOTHING, (yield from page(org, query, wanted, show=listed.show))


def one_of_account(org: Org, uid: str, id: str, *, what: str) -> Decision[dict[str, Any]]:
    """A document of an account. Bills 2 reads, and 2 for its account. Raises Forbidden to those who do not read it,
    NotFound, FeatureOff.
    """
    listed, row = LISTS[what], readers_of(what)
    member, found = yield from get_both(Get(Member, uid), Get(listed.model, id))
    if member is None or not row.may_be_read_by(member.roles):
        raise denied(member)
    if row.feature is not None:
        require(org, row.feature)
    if found is None:
        raise NotFound(what)
    owner_id = getattr(found, "customer_id", None)
    if owner_id is not None and not (row.all | row.by_id).intersection(member.roles):
        yield from customer_with_reader(org, uid, owner_id, rows=[row])
    elif owner_id is None and (row.all | row.by_id).isdisjoint(member.roles):
        raise Forbidden("is not assigned to you")
    return NOTHING, dict(listed.show(found) or {})
