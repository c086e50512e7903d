"""What always holds of segments: each customer is in those whose filter takes them, worked out from what is stored."""

from collections import Counter
from collections.abc import Iterator

from functions.domain.customers.customer import Customer
from functions.domain.rebuilds.rebuilding import OF_SNAPSHOT
from functions.domain.upkeep.segments import segment_times, segmented
from functions.store.documents import to_model
from tests.faults.world import World


def broken_segments(world: World) -> Iterator[str]:
    """In words what does not hold; nothing of a business without segments."""
    if not world.org.segments:
        return
    yield from _broken_lists(world)
    rebuild = world.backend.all("rebuilds").get("automations", {})
    if rebuild.get("wake_at") is not None:
        yield "pages go through the customers for ever"
    counts: Counter[str] = Counter()
    for id in world.backend.all("customers"):
        customer = to_model(Customer, world.backend.snapshot(f"orgs/{world.org.id}/customers/{id}"))
        assert customer is not None
        right = segmented(world.org, customer, world.now).segment_ids
        if customer.segment_ids != right:
            yield f"customer {id[:6]} is in {customer.segment_ids}, and their filters take them into {right}"
        due = {name: at for name, at in customer.due.items() if name.startswith("segment:")}
        if due != segment_times(world.org, customer, world.now):
            yield f"customer {id[:6]} waits for {due}, which is not when time moves them"
        counts.update(right)
    passed, there = rebuild.get("passed"), len(world.backend.all("customers"))
    if rebuild and passed != there and rebuild.get("built_at") is not None and not world.delivered:
        yield f"{passed} of {there} customers were gone through"


def _broken_lists(world: World) -> Iterator[str]:
    """A list was taken of each customer once, and one that was removed is nobody's."""
    jobs = {id.removeprefix(OF_SNAPSHOT): job for id, job in world.backend.all("rebuilds").items()}
    counts = Counter(
        id for each in world.backend.all("customers").values() for id in each.get("snapshots", ())
    )
    lists = {id for id, segment in world.org.segments.items() if segment.is_snapshot}
    for id in {*counts, *lists}:
        job = jobs.get(id, {})
        if job.get("wake_at") is not None or job.get("taken") != counts[id]:
            yield f"{counts[id]} customers are in the list {id}, of which is known: {job}"
        if job and job["passed"] != len(world.backend.all("customers")):
            yield f"{job['passed']} customers were gone through for the list {id}"
