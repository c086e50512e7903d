"""Who is one person, by the orders that were delivered: an order's identities are one's, and so are those of another
order that shares one of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.domain.customers.identities import Buyer, Identity, identity_id
from functions.domain.orders.documents import Order
from tests.faults.world import ORG

Persons = Mapping[str, str]


def ids_of(buyer: Buyer) -> list[str]:
    return [identity_id(ORG.id_key, identity) for identity in buyer.identities]


def persons_of(orders: Iterable[Order]) -> Persons:
    """The person whom each identity names, under the id of one of their identities."""
    persons: dict[str, str] = {}
    for order in orders:
        ids = ids_of(order.buyer)
        met = {persons.get(id, id) for id in ids}
        joined = {id for id, person in persons.items() if person in met}
        persons |= dict.fromkeys((*ids, *sorted(joined)), min(met, default=""))
    return persons


def person_of(customer: Mapping[str, Any], persons: Persons) -> str | None:
    """The person of a stored customer, by an identity or the phone."""
    known, phone = customer.get("identity_ids"), customer["phone"]
    ids = [id for id in known if isinstance(id, str)] if isinstance(known, list) else []
    if phone is not None:
        ids.append(identity_id(ORG.id_key, Identity("phone", phone)))
    return next((persons[id] for id in ids if id in persons), None)


def buyer_of(order: Order, persons: Persons) -> str | None:
    ids = ids_of(order.buyer)
    return persons[ids[0]] if ids else None
