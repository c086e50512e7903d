"""What always holds of reminders, worked out from the orders as they are stored: of each product the last purchase
counts, and has one reminder on its day.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from tests.faults.reminder_flows import GROCER, KINDS
from tests.faults.world import World

SEEN_BY = timedelta(hours=12)  # two ticks after its hour


def broken_reminders(world: World) -> Iterator[str]:
    """What does not hold of the reminders of a world that came to rest."""
    if world.org is not GROCER:
        return
    ran = {id: a for id, a in world.backend.all("interactions").items() if id.endswith(":ran")}
    for id, customer in world.backend.all("customers").items():
        yield from _last_purchases(world, id, customer)
        yield from _at_rest(world, id, customer)
    yield from _left(world, ran)
    yield from _messages(world)


def _last_purchases(world: World, id: str, customer: Mapping[str, Any]) -> Iterator[str]:
    wanted: dict[str, tuple[datetime, str]] = {}
    for order_id, order in world.backend.all("orders").items():
        if order["counted_for"] == id:
            for line in order["lines"]:
                place = (order["counted_at"], order_id)
                wanted[line["category"]] = max(wanted.get(line["category"], place), place)
    found = {
        each["key"]: (each["bought_at"], each["order_id"])
        for each in _products(customer)
        if not each["is_taken_back"]
    }
    if found != wanted:
        yield f"customer {id[:6]} uses up {found}, and the orders say {wanted}"


def _at_rest(world: World, id: str, customer: Mapping[str, Any]) -> Iterator[str]:
    """What was due has been reminded of, and the rest is waited for."""
    waiting: list[datetime] = []
    for each in _products(customer):
        is_reminded = (
            each["is_taken_back"]
            or each["reminded_order_id"] == each["order_id"]
            or (each["reminded_for"] is not None and each["reminded_for"] >= each["bought_at"])
        )
        at = datetime.combine(
            each["bought_at"].date() + timedelta(days=KINDS[each["key"]]), time(9), each["bought_at"].tzinfo
        )
        if not is_reminded and at + timedelta(days=7) > world.now:
            waiting.append(at)
        if not is_reminded and at + SEEN_BY <= world.now and _recorded_before(world, each["order_id"], at):
            yield f"customer {id[:6]} was not reminded of {each['key']} of {at}"
    due = customer["due"].get("consumption")
    if due != min(waiting, default=None):
        yield f"customer {id[:6]} is reminded at {due}, and should be at {min(waiting, default=None)}"


def _recorded_before(world: World, order_id: str, at: datetime) -> bool:
    """Whether the order has been as it is since before its day."""
    stored = world.backend.all("orders")[order_id]
    return bool(stored["updated_at"] < at)


def _left(world: World, ran: Mapping[str, Any]) -> Iterator[str]:
    """Each reminder has one call, by the name of its cause."""
    tasks = {id.removesuffix(":1:task") for id in world.backend.all("tasks")}
    causes = {id.removesuffix(":ran") for id in ran}
    if tasks != causes:
        yield f"calls of {sorted(tasks ^ causes)} are not those of the reminders that ran"


def _messages(world: World) -> Iterator[str]:
    """Who bought it on one day is told so once."""
    told = Counter(
        (each["customer_id"], name, each["created_at"].date() - timedelta(days=each["variables"]["days"]))
        for each in world.backend.all("messages").values()
        if each["rule"] == "automation:remind"
        for name in [each["variables"]["product"]]
    )
    for (customer_id, product, bought_on), count in told.items():
        orders = [
            order
            for order in world.backend.all("orders").values()
            if order["customer_id"] == customer_id and order["ordered_at"].date() == bought_on
        ]
        if count > max(1, len(orders)):
            yield f"customer {customer_id[:6]} was told {count} times of {product} of {bought_on}"


def _products(customer: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (customer.get("consumption") or {}).get("products", [])
    return found
