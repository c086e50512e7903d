"""What always holds of customers whom staff joined: each note is there, with who stands; a later order finds them."""

from collections.abc import Iterator, Mapping
from typing import Any

from functions.domain.customers.identities import Identity, identity_id
from tests.faults.persons import merged
from tests.faults.world import ORG, World

Documents = Mapping[str, Mapping[str, Any]]


def broken_merges(world: World) -> Iterator[str]:
    """In words what does not hold."""
    customers, commands = world.backend.all("customers"), world.backend.all("commands")
    for other, into in merged(world) if not world.split and not world.erased else ():
        ends = {standing(customers, other), standing(customers, into)}
        if len(ends) != 1 or None in ends:
            yield f"customers {other[:6]} and {into[:6]} were joined and are {len(ends)}"
    kept = world.backend.all("notes")
    for id, given in world.given.items():
        command = commands.get(id, {})
        is_kept = given.kind == "add_note" and command.get("status") == "done" and not world.erased
        if is_kept and "customer_id" in given.data:  # one of a lead: lead_invariants.py
            yield from _note(kept.get(f"command:{id}:note"), str(given.data["customer_id"]), customers)
        if given.kind == "merge_customers" and command.get("status") == "refused" and not world.erased:
            said = [problem["message"] for problem in command["problems"]]
            if said != ["is the same customer"]:
                yield f"a merge is refused: {said}"
    yield from _identities(world, customers)


def standing(customers: Documents, id: str) -> str | None:
    """Who stands for an id; None where that is no one, or a circle."""
    passed: set[str] = set()
    while id in customers and id not in passed:
        passed.add(id)
        if not (into := customers[id].get("joined_into")):
            return id
        id = into
    return None


def _note(note: Mapping[str, Any] | None, customer_id: str, customers: Documents) -> Iterator[str]:
    if note is None:
        yield "a note is not there"
    elif customers.get(note["customer_id"], {}).get("joined_into"):
        yield f"a note of {customer_id[:6]} stayed with who was joined into another"


def _identities(world: World, customers: Documents) -> Iterator[str]:
    """The phone of an order that came names a customer who stands; of who was joined, the one they were joined into."""
    if not any(given.kind == "merge_customers" for given in world.given.values()):
        return
    known = world.backend.all("identities")
    for order in world.delivered:
        phone = order.buyer.value("phone")
        id = identity_id(ORG.id_key, Identity("phone", phone)) if phone else None
        named = known[id]["customer_id"] if id in known else None
        if named is not None and (named not in customers or customers[named].get("joined_into")):
            yield f"the phone of order {order.id} names {named[:6]}, who does not stand"
