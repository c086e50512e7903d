"""What always holds of territories: a customer is where the rules of now have them, and open deals are there too."""

from collections.abc import Iterator

from functions.domain.customers.customer import Customer
from functions.domain.territories.placing import placed
from functions.store.documents import to_model
from tests.faults.world import World


def broken_territories(world: World) -> Iterator[str]:
    """In words what does not hold; nothing of a business without territories."""
    if not world.org.territories:
        return
    yield from _jobs(world)
    yield from _members(world)
    for id, deal in world.backend.all("opportunities").items():
        customer = _customer(world, deal["customer_id"])
        right = placed(world.org, customer)
        if customer != right:
            yield f"customer {customer.id} is in {customer.territory_id} with {customer.owner_uid}, out of place"
        if deal["territory_id"] != right.territory_id:
            yield f"deal {id} is in {deal['territory_id']}, and its customer is in {right.territory_id}"


def _jobs(world: World) -> Iterator[str]:
    for id, job in world.backend.all("rebuilds").items():
        if id.startswith("territories") and job.get("wake_at") is not None:
            yield f"the pages of {id} go on for ever"


def _members(world: World) -> Iterator[str]:
    for uid, member in world.backend.all("members").items():
        theirs = {id for id, each in world.org.territories.items() if uid in each.uids}
        if set(member.get("territory_ids", ())) != theirs:
            yield f"member {uid} has {member['territory_ids']}, and works in {sorted(theirs)}"


def _customer(world: World, id: str) -> Customer:
    customer = to_model(Customer, world.backend.snapshot(f"orgs/{world.org.id}/customers/{id}"))
    assert customer is not None
    return customer
