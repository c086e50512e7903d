"""Fields of a buyer beside their identities: name, group, account, consents. Only orders that carry them come here."""

from datetime import datetime
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.customers.segments import in_group
from functions.domain.orders.consents import with_consents_of
from functions.domain.orders.documents import NO_CONSENTS, Order, RecordedState


def with_buyer_fields(
    customer: Customer, order: Order, known: RecordedState | None, *, now: datetime
) -> Customer:
    """The customer with the buyer's name where it is the till's to give, their group and account, and consents."""
    buyer, said = order.buyer, dict[str, Any]()
    name_was_ours = known is not None and customer.name == known.buyer_name
    if buyer.name and (customer.name is None or name_was_ours):
        said["name"] = buyer.name
    if buyer.group:
        customer = in_group(customer, buyer.group)
    if buyer.account_id:
        said["account_id"] = buyer.account_id
    named = customer.with_changes(**said)
    return named if order.consents == NO_CONSENTS else with_consents_of(named, order, now)
