"""What always holds of leads: no phone has two that are open, or one beside a customer; each became one customer with
one deal at the most; each form is kept once; and nothing hangs on a lead who is a customer.
"""

from collections import Counter
from collections.abc import Iterator

from tests.faults.lead_flows import LEADS
from tests.faults.world import World

HANGING = ("interactions", "notes", "tasks")


def broken_leads(world: World) -> Iterator[str]:
    """What does not hold of the leads of a world that came to rest."""
    if world.org is not LEADS:
        return
    yield from _met(world)
    yield from _kept(world)
    yield from _converted(world)
    yield from _moved(world)
    yield from _counted(world)


def _met(world: World) -> Iterator[str]:
    leads, customers = world.backend.all("leads"), world.backend.all("customers")
    phones = Counter(each["contact"]["phone"] for each in leads.values() if each["status"] != "converted")
    taken = {each["phone"] for each in customers.values()}
    for phone, count in phones.items():
        if count > 1:
            yield f"{count} leads of one phone are no customers"
        if phone in taken:
            yield "a lead of a customer's phone is no customer"
    for id, each in world.backend.all("identities").items():
        if each["customer_id"] is None and leads[each["lead_id"]]["customer_id"] is not None:
            yield f"identity {id[:6]} leads to a lead who is a customer, and names none"


def _kept(world: World) -> Iterator[str]:
    captured = [
        e for e in world.backend.all("interactions").values() if e["interaction_type"] == "lead_captured"
    ]
    if len(captured) != len(world.posts):
        yield f"{len(world.posts)} forms left {len(captured)} interactions"
    counted = sum(each["posts"] for each in world.backend.all("leads").values())
    if counted != len(world.posts):
        yield f"{len(world.posts)} forms are counted as {counted}"


def _converted(world: World) -> Iterator[str]:
    deals = world.backend.all("opportunities")
    for id, lead in world.backend.all("leads").items():
        told = [
            each
            for each in world.backend.all("interactions").values()
            if each["interaction_type"] == "lead_converted" and each["lead_id"] == id
        ]
        if len(told) != (lead["status"] == "converted"):
            yield f"lead {id[:6]} is {lead['status']}, and was converted {len(told)} times"
        if lead["status"] == "converted" and lead["converted_to"] not in world.backend.all("customers"):
            yield f"lead {id[:6]} became a customer who is not there"
        own = [deal for deal in deals if deal == f"lead:{id}"]
        if own != ([lead["opportunity_id"]] if lead["opportunity_id"] else []):
            yield f"lead {id[:6]} names another deal than it began"


def _moved(world: World) -> Iterator[str]:
    leads = world.backend.all("leads")
    for collection in HANGING:
        for each in world.backend.all(collection).values():
            lead = leads.get(each.get("lead_id") or "")
            if lead is not None and each["customer_id"] != lead["customer_id"]:
                yield f"one of {collection} hangs on a lead who is a customer"
    for customer in world.backend.all("customers").values():
        if customer.get("lead_ids"):
            yield "a customer still waits for what hangs on a lead"


def _counted(world: World) -> Iterator[str]:
    for id, customer in world.backend.all("customers").items():
        deals = [each for each in world.backend.all("opportunities").values() if each["customer_id"] == id]
        account = customer.get("account") or {"deals": {"by_stage": {}}}
        if sum(account["deals"]["by_stage"].values()) != len(deals):
            yield f"customer {id[:6]} has {len(deals)} deals, and their account counts others"
