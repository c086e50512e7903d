"""Which module answers for which first word of a path. A module is loaded with its first request."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from werkzeug.routing import Map

from functions.domain.configuration.kinds import SAVED
from functions.http.staff_api.operations import Operation, routes_of

_CONFIGURATION = "configuration"
# A table by string: an instance loads the subjects that it is asked for.
SUBJECTS: Mapping[str, str] = {
    "customers": "customers",
    "dashboard": "dashboard",
    **dict.fromkeys(("forecast", "dashboards"), "forecasts"),
    "messages": "messages",
    "conversations": "conversations",
    "ai": "ai",
    "feedback": "feedback",
    "outlets": "outlets",
    "products": "products",
    "campaigns": "campaigns",
    "coupons": "coupons",
    "coupon_batches": "coupon_batches",
    "leads": "leads",
    "orders": "orders",
    "opportunities": "opportunities",
    "quotes": "quotes",
    "visits": "visits",
    **dict.fromkeys(
        ("legal_entities", "brands", "locations", "contacts", "contracts", "invoices"), "accounts"
    ),
    "tasks": "tasks",
    "insights": "tasks",
    "members": "members",
    "dead_letters": "dead_letters",
    "organisation": "organisation",
    "audit": "audit",
    "duplicates": "duplicates",
    "cdm": "other_names",
    "crm": "other_names",
    "settings": _CONFIGURATION,
    **dict.fromkeys(SAVED, _CONFIGURATION),
    "segments": "segments",
    "recommendation_proposals": "proposals",
    "packages": "packages",
    "bookings": "bookings",
    "templates": "templates",
    "territories": "territories",
    "team": "team",
    "marketing": "marketing",
    "offer_calendar": "offer_calendar",
}


@lru_cache(maxsize=64)
def operations_of(subject: str) -> tuple[Operation, ...]:
    """The operations below a word. Raises KeyError where it is not one of ours."""
    module = import_module(f"functions.http.staff_api.{SUBJECTS[subject]}")
    operations: tuple[Operation, ...] = module.OPERATIONS
    return operations


@lru_cache(maxsize=64)
def routes(subject: str) -> Map:
    return routes_of(operations_of(subject))
