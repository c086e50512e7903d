"""What always holds of the figures of the business: those of a month are a recount of its orders."""

from collections.abc import Iterator
from typing import Any

from functions.domain.insights.business_documents import JOB, PREFIX
from tests.faults.world import World

_NAMES = ("orders", "revenue_minor", "buyers")


def broken_kpis(world: World) -> Iterator[str]:
    """In words what does not hold; nothing of a business whose figures were never counted."""
    if JOB not in world.backend.all("rebuilds"):
        return
    pages = {id: page for id, page in world.backend.all("insights").items() if id.startswith(f"{PREFIX}:")}
    if len(pages) != 2:
        yield f"the figures of {len(pages)} months are there, of two they were counted"
    orders = [each for each in world.backend.all("orders").values() if each["counted_at"] is not None]
    for id, page in pages.items():
        wanted = _recounted([each for each in orders if page["since"] <= each["counted_at"] < page["until"]])
        found = tuple(page["figures"][f"all:{name}"]["value"] for name in _NAMES)
        if found != wanted:
            yield f"{id} has {found}, and the orders say {wanted}"


def _recounted(orders: list[dict[str, Any]]) -> tuple[int, int, int]:
    revenue = sum(each["total_minor"] - each["refunded_minor"] for each in orders)
    return len(orders), revenue, len({each["counted_for"] for each in orders})
