"""People edit documents by hand while orders come in: fields of any type, documents set whole, identities of nobody."""

import random
from datetime import timedelta
from typing import Any

from functions.domain.orders.documents import Order
from tests.builders import NOON, OTHER_PHONE, PHONE
from tests.faults.flows import a_state, random_state
from tests.faults.world import World

WRONG: tuple[Any, ...] = (None, 7, "wrong", ["a"], {"a": {"b": 1}}, {"orders": "many"}, {"points": []}, True)
OF_CUSTOMERS = (
    "stats",
    "loyalty",
    "due",
    "tags",
    "custom",
    "consents",
    "identity_ids",
    "marketing_touches",
    "name",
)


def random_console(world: World) -> None:
    """Orders of two customers in up to three states; between them somebody spoils documents. In the end the till sends
    each order again.
    """
    chance = random.Random(f"console {world.seed}")
    states = []
    for number in range(chance.randint(2, 3)):
        phone = chance.choice([PHONE, PHONE, OTHER_PHONE])
        states += [random_state(chance, str(number), v, phone=phone) for v in range(chance.randint(1, 3))]
    chance.shuffle(states)
    newest = {order.id: order for order in sorted(states, key=lambda order: order.facts.updated_at)}
    while states:
        for _ in range(chance.randint(1, 3)):
            if states:
                world.sender_delivers(states.pop())
        world.run()
        for _ in range(chance.randint(1, 2)):
            _spoil(world, chance)
    for order in newest.values():
        facts = order.facts.with_changes(updated_at=NOON - timedelta(minutes=1))
        world.sender_delivers(order.with_changes(facts=facts))
        world.run()


def _spoil(world: World, chance: random.Random) -> None:
    collection = chance.choice(["customers", "customers", "orders", "identities"])
    if not (ids := sorted(world.backend.all(collection))):
        return
    path = f"orgs/{world.org.id}/{collection}/{chance.choice(ids)}"
    fields = {"customers": OF_CUSTOMERS, "orders": ("recorded_state",), "identities": ("customer_id", "kind")}
    name, stored = chance.choice(fields[collection]), world.backend.documents[path]
    kept = {field: value for field, value in stored.items() if field != name}
    if collection == "orders" and chance.random() < 0.3:
        kept = {}
    wrong = {} if chance.random() < 0.4 else {name: chance.choice(WRONG)}
    world.backend.documents[path] = {}
    world.backend.client_writes(path, **kept, **wrong)


LIFE: tuple[dict[str, Any], ...] = (
    {"status": "pending"},
    {"status": "paid"},
    {"status": "delivered"},
    {"status": "refunded", "refunded_minor": 10_000},
    {"status": "refunded", "refunded_minor": 38_700},
)


def random_seconds(world: World) -> None:
    """States of two orders, all of one second, in any order and twice: shops' clocks have no smaller part."""
    chance = random.Random(f"seconds {world.seed}")
    states = [
        a_state(str(number), **LIFE[stage])
        for number in range(2)
        for stage in chance.sample(range(len(LIFE)), chance.randint(2, 4))
    ]
    delivered = [*states, *chance.choices(states, k=2)]
    chance.shuffle(delivered)
    for state in delivered:
        world.sender_delivers(state)
        if chance.random() < 0.5:
            world.run()
    # What was delivered is told to the invariants by its place in an order's life.
    world.delivered.sort(key=lambda order: LIFE.index(_stage(order)))


def _stage(order: Order) -> dict[str, Any]:
    facts = order.facts
    is_refunded = facts.status == "refunded"
    return {"status": facts.status} | ({"refunded_minor": facts.refunded_minor} if is_refunded else {})
