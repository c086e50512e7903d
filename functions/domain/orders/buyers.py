"""The buyer's fields of an order beside their identities, and what a buyer brings who is new or turns out to be two.
An order of a known buyer that says no more never comes here.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.identities import Found
from functions.domain.customers.newcomers import with_suppressions
from functions.domain.customers.reactions import Facts
from functions.domain.customers.segments import in_group
from functions.domain.joins.joining import with_joined
from functions.domain.kernel.decisions import Reading
from functions.domain.orders.consents import with_consents_of
from functions.domain.orders.documents import NO_CONSENTS, Order, RecordedOrder, RecordedState
from functions.domain.orgs.org import Org


def named_by_us(customer_id: str) -> Reading[Found | None]:
    """The customer of an order that the server makes itself, whatever they are known by. None where they are gone.
    Bills 1 read.
    """
    customer = yield from standing_customer(customer_id)
    return None if customer is None else Found(customer, (), before=customer)


def completed(
    org: Org, found: Found, order: Order, *, known: RecordedState | None, now: datetime
) -> Reading[Found]:
    """A buyer's customer with those joined into them whom the order names too, with what it says of them, and with the
    addresses of theirs that may not be written to. Bills what `with_joined` and `with_suppressions` do.
    """
    if found.others:
        facts = Facts("order_recorded", RecordedOrder.collection, order.id, order.facts.updated_at)
        found = yield from with_joined(org, found, order.buyer, facts=facts, now=now)
    customer = _with_buyer_fields(found.customer, order, known, now=now)
    if found.before is None or found.links or found.repairs:
        customer = yield from with_suppressions(org, found.before, customer)
    if order.buyer.referral_code is not None:
        from functions.domain.orders.referring import with_referrer_of

        return (yield from with_referrer_of(org, replace(found, customer=customer), order))
    return replace(found, customer=customer)


def _with_buyer_fields(
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
