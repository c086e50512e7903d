"""What is known of a customer beside who they are: as a person, as a business, and what they may not eat."""

from typing import Final

from functions.domain.kernel.subjects import Watched

# One text each.
TEXTS: Final = (
    *("skill_level", "brew_preference", "budget_range", "home_usage"),
    *("address", "district", "city", "province", "postal_code"),
    *("business_type", "company_size", "industry", "discovery_source", "acquisition_channel"),
    "account_manager_uid",
)
# Several texts each: two who are one have those of both.
LISTS: Final = ("preferences", "dietary_restrictions", "allergies", "requirements")


class Described(Watched):
    """`skill_level` to `home_usage`: what is known of a person's coffee. `address` to `postal_code`: where they
    live; by `district` and `city` their tasks find an agent (docs/tasks.md), by all of it they are in a territory.

    `business_type` (retail, wholesale, distributor, ..) to `industry`: what a business is, in its own words.
    `discovery_source` and `acquisition_channel`: how they heard of us, and by which way they came.
    `account_manager_uid`: who answers for the account; `owner_uid` alone decides who reads it. `preferences`: products
    and categories that they like; `allergies`: what they listed (customers/allergens.py); `requirements`: what they
    require of what they get, such as a quality, a packing, a specification: it stands on their quotes and orders.
    """

    skill_level: str | None = None
    brew_preference: str | None = None
    budget_range: str | None = None
    home_usage: str | None = None
    address: str | None = None
    district: str | None = None
    city: str | None = None
    province: str | None = None
    postal_code: str | None = None
    business_type: str | None = None
    company_size: str | None = None
    industry: str | None = None
    discovery_source: str | None = None
    acquisition_channel: str | None = None
    account_manager_uid: str | None = None
    preferences: tuple[str, ...] = ()
    dietary_restrictions: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
