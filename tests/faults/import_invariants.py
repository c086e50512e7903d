"""What always holds of an import that was taken back: of its customers, those who bought are there, and no row is."""

from collections.abc import Iterator

from tests.faults.world import World


def broken_imports(world: World) -> Iterator[str]:
    """In words what does not hold; nothing where no import was taken back."""
    if not world.undone:
        return
    bought = {order.buyer.value("phone") for order in world.delivered}
    there = {each["phone"] for each in world.backend.all("customers").values()}
    if there != bought:
        yield f"{len(there)} customers are there, and {len(bought)} bought"
    if rows := world.backend.all("import_rows"):
        yield f"{len(rows)} rows were not taken back"
    for id in world.undone:
        if world.backend.all("imports")[id].get("undone_at") is None:
            yield f"import {id} does not say that it was taken back"
