"""Who is one person, by the orders that were delivered: an order's identities are one's, and so are those of another
order that shares one of them, or of a customer whom staff joined.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.customers.identities import Buyer, Identity, identity_id, is_erased
from functions.domain.orders.documents import Order
from tests.faults.world import ORG, World

Persons = Mapping[str, str]


def ids_of(buyer: Buyer) -> list[str]:
    return [identity_id(ORG.id_key, identity) for identity in buyer.identities]


def persons_of(orders: Iterable[Order], merges: Iterable[tuple[str, str]] = ()) -> Persons:
    """The person whom each identity names, under the id of one of their identities. `merges`: identities of customers
    who are one.
    """
    persons: dict[str, str] = {}
    for ids in (*(ids_of(order.buyer) for order in orders), *merges):
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


def merged(world: World) -> list[tuple[str, str]]:
    """Whom staff joined into whom, by their ids, where the command was done."""
    done = {id for id, each in world.backend.all("commands").items() if each.get("status") == "done"}
    merges = (g for id, g in world.given.items() if g.kind == "merge_customers" and id in done)
    return [(str(given.data["from"]), str(given.data["into"])) for given in merges]


@dataclass(frozen=True)
class Owners:
    """Whose an order is, and who a stored customer is; None where it is no one's."""

    of_order: Callable[[Order], str | None]
    of_customer: Callable[[str, Mapping[str, Any]], str | None]


def owners_in(world: World) -> Owners:
    """By who is one person; by the orders' own word where persons were erased, or taken apart again."""
    if world.erased or world.split:
        stored = world.backend.all("orders")
        return Owners(lambda order: _standing(stored.get(order.id, {}).get("customer_id")), lambda id, _: id)
    persons = persons_of(world.delivered, merged(world))
    return Owners(lambda order: buyer_of(order, persons), lambda _, customer: person_of(customer, persons))


def _standing(customer_id: str | None) -> str | None:
    return None if is_erased(customer_id) else customer_id
