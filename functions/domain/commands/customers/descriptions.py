"""The fields of a customer's profile that describe them (customers/described.py), as commands change them."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from functions.domain.customers.custom_fields import custom_faults, missing_fields
from functions.domain.customers.customer import Customer
from functions.domain.customers.described import LISTS, TEXTS
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import Form, OptionalId, OptionalText, Text
from functions.domain.orgs.org import Org

MOST_LISTED = 100
DESCRIBED: Final = (*TEXTS, *LISTS)
# The business's own description of a customer.
BY_STAFF: Final = frozenset(
    {
        *("business_type", "company_size", "industry", "discovery_source", "acquisition_channel"),
        "account_manager_uid",
    }
)


def _null_is_empty(value: object) -> object:
    return () if value is None else value


_Texts = Annotated[tuple[Text, ...], Field(max_length=MOST_LISTED), BeforeValidator(_null_is_empty)]


class DescriptionForm(Form):
    """One that is absent stays as it is, one that is null goes."""

    skill_level: OptionalText = None
    brew_preference: OptionalText = None
    budget_range: OptionalText = None
    home_usage: OptionalText = None
    address: OptionalText = None
    district: OptionalText = None
    city: OptionalText = None
    province: OptionalText = None
    postal_code: OptionalText = None
    business_type: OptionalText = None
    company_size: OptionalText = None
    industry: OptionalText = None
    discovery_source: OptionalText = None
    acquisition_channel: OptionalText = None
    account_manager_uid: OptionalId = None
    preferences: _Texts = ()
    dietary_restrictions: _Texts = ()
    allergies: _Texts = ()
    requirements: _Texts = ()


def require_custom(
    org: Org, before: Customer | None, after: Customer, *, changes: Mapping[str, Any], is_own: bool
) -> None:
    """Malformed at each custom field that is not of the type that the business defined, and at each required one that a
    new customer lacks or that the change takes away. One who lacks it already may be changed, and so may a customer
    change themselves: they cannot write these fields.
    """
    defined = org.settings.custom_fields
    if not defined or is_own:
        return
    faults = custom_faults(defined, changes)
    lacked = missing_fields(defined, before.custom) if before is not None else ()
    faults += [
        FieldFault(path, "is required by the business")
        for path in missing_fields(defined, after.custom)
        if path not in lacked
    ]
    if faults:
        raise Malformed("customer", faults)
