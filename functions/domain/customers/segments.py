"""What a customer is to the business: segments of a group, and how they were found."""

from collections.abc import Mapping
from typing import Literal

from functions.domain.customers.customer import Customer
from functions.domain.settings.types import CustomerGroup

Segment = Literal["cafe", "restaurant", "hotel", "office", "personal"]
Gender = Literal["female", "male", "other"]
SourceMethod = Literal["canvassing", "event", "cso_academy", "referral"]
SourceApp = Literal["b2b_app", "retail_app", "customer_service"]
SEGMENTS: Mapping[CustomerGroup, frozenset[str]] = {
    "b2b": frozenset({"cafe", "restaurant", "hotel", "office"}),
    "b2c": frozenset({"personal"}),
}


def is_pair(group: CustomerGroup, segment: str | None) -> bool:
    """Whether a segment is one of a group; a customer may have none."""
    return segment is None or segment in SEGMENTS[group]


def in_group(customer: Customer, group: CustomerGroup) -> Customer:
    """The customer in a group; a segment of the other one is theirs no more."""
    segment = customer.segment if is_pair(group, customer.segment) else None
    return customer.with_changes(customer_group=group, segment=segment)
