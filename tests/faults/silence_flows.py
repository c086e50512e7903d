"""Customers who stayed away are written to in the evening, wait for the morning, and some come back in between."""

import random
from datetime import timedelta
from functools import partial

from functions.domain.customers.customer import Customer
from functions.domain.orders.recording import record_order
from tests.faults.flows import a_state
from tests.faults.message_flows import EVENING, QUIET, a_business, put_reachable
from tests.faults.mishaps import no_faults
from tests.faults.world import World

PHONES = tuple(f"+1202555012{digit}" for digit in range(4))
NIGHT = timedelta(hours=13)


def random_silences(world: World) -> None:
    """Four customers bought on one evening. A day later their win-backs are queued together, minutes before quiet hours
    or in them; one of the messages is spoilt by hand, and some customers buy again before the morning.
    """
    chance = random.Random(f"silences {world.seed}")
    world.org = a_business("push", "whatsapp", quiet_hours=QUIET)
    if chance.random() < 0.3:  # a calm night, in which nothing else excuses a message that does not go
        world.faults, world.lost_events = no_faults, 0.0
    bought_at = EVENING + timedelta(minutes=chance.choice([-20, 1, 9]))
    world.now = bought_at
    customers = [put_reachable(world, phone) for phone in PHONES]
    for number, customer in enumerate(customers):
        world.sender_delivers(
            a_state(f"first-{number}", phone=customer.phone, ordered_at=bought_at, updated_at=bought_at)
        )
    world.run()
    world.now = bought_at + timedelta(days=1, minutes=1)
    world.tick()
    world.run()
    if chance.random() < 0.5:
        world.at(world.now + chance.random() * NIGHT, partial(_spoil, world, chance.choice(customers)))
    for number, customer in enumerate(chance.sample(customers, chance.randint(0, 3))):
        world.at(world.now + chance.random() * NIGHT, partial(_comes_back, world, customer, number))
    world.run()


def _comes_back(world: World, customer: Customer, number: int) -> None:
    """The customer buys; from when on it stands is noted."""
    order = a_state(f"again-{number}", phone=customer.phone, ordered_at=world.now, updated_at=world.now)
    world.delivered.append(order)

    def record() -> None:
        world.store().commit(world.org.id, lambda: record_order(world.org, order, world.now))
        world.came_back.setdefault(customer.id, (order.facts.ordered_at, world.now))

    world.until_done(record)


def _spoil(world: World, customer: Customer) -> None:
    """Somebody takes away what a message's text needs, in the console."""
    for path, fields in world.backend.documents.items():
        if "/messages/" in path and fields["customer_id"] == customer.id:
            world.backend.client_writes(path, variables={})
            world.spoilt.add(path.rpartition("/")[2])
            return
