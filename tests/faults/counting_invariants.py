"""What always holds of what goes together: the table is a recount of the orders that count."""

from collections import Counter
from collections.abc import Iterator
from itertools import permutations

from tests.faults.world import World


def broken_counts(world: World) -> Iterator[str]:
    """In words what does not hold; nothing of a business whose orders were never counted."""
    if "affinity" not in world.backend.all("rebuilds"):
        return
    table = world.backend.all("insights").get("affinity")
    if table is None:
        yield "what goes together was never counted to its end"
        return
    baskets = [
        {line["category"] for line in order["lines"]}
        for order in world.backend.all("orders").values()
        if order["counted_at"] is not None and order["counted_at"] <= table["counted_at"]
    ]
    wanted = Counter(names for basket in baskets for names in permutations(sorted(basket), 2))
    counted = {(each["trigger"], each["recommend"]): each["orders"] for each in table["pairs"]}
    if (counted, table["baskets"]) != (dict(wanted), len(baskets)):
        yield f"what goes together is {counted} of {table['baskets']}, and the orders say {dict(wanted)}"
