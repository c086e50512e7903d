"""Bookings in a world: chats that want the last seats at once, payments on the last minute, and quotas that move."""

import random
from datetime import timedelta
from typing import Any

from functions.domain.configuration.documents import PackageDocument
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from tests.builders import an_org
from tests.faults.flows import put_regular
from tests.faults.world import Given, World
from tests.journeys import a_journey

SEATS = 3
HOLD = timedelta(hours=2)
AGENCY: Org = an_org(messages={}, automations={}, bookings={"hold_hours": 2})
JOURNEY = "journey"
IDS = ("a", "b", "c", "d")


def put_agency(world: World, quota: int = SEATS) -> str:
    """Those who sell and who bill, a package and a customer; the customer's id."""
    world.org = AGENCY
    for uid, role in {"seller": "agent", "till": "agent", "books": "finance"}.items():
        world.backend.put(Member.model_validate({"id": uid, "roles": (role,)}))
    fields = {"id": JOURNEY, "revision": 1, **a_journey(departs_on="2099-03-15", quota=quota)}
    world.backend.put(PackageDocument.model_validate(fields))
    return put_regular(world).id


def wants(world: World, customer_id: str, id: str, seats: int = 1) -> Given:
    data = {"booking_id": id, "package_id": JOURNEY, "seats": seats, "customer_id": customer_id}
    return Given("reserve_seats", data, "seller", made_at=world.now)


def step(world: World, kind: str, id: str, **more: Any) -> Given:
    return Given(kind, {"booking_id": id, **more}, "books", made_at=world.now)


def two_chats_want_the_last_seats(world: World) -> None:
    """A seat is left for two who want two each and one; who has it pays as the time runs out."""
    customer_id = put_agency(world, quota=2)
    world.gives(wants(world, customer_id, "a", 2))
    world.gives(wants(world, customer_id, "b", 2))
    world.gives(wants(world, customer_id, "c", 1))
    world.run()
    end = world.now + HOLD
    for id in ("a", "b", "c"):
        world.at(end, lambda id=id: world.gives(step(world, "confirm_booking", id)))  # type: ignore[misc]
    world.at(end, world.tick)


def random_bookings(world: World) -> None:
    """Four bookings of three seats through a few hours of steps by anybody, in turns or at once."""
    customer_id = put_agency(world)
    chance = random.Random(f"bookings {world.seed}")
    for _ in range(chance.randint(6, 14)):
        _anything(world, chance, customer_id)
        if chance.random() < 0.5:
            world.run()
        if chance.random() < 0.25:
            world.now += timedelta(minutes=chance.choice([30, 61, 121]))
            world.tick_for_somebody()
    world.run()


def _anything(world: World, chance: random.Random, customer_id: str) -> None:
    id, draw = chance.choice(IDS), chance.random()
    if draw < 0.5:
        world.gives(wants(world, customer_id, id, chance.randint(1, 3)))
        if chance.random() < 0.5:
            world.gives(wants(world, customer_id, chance.choice(IDS), chance.randint(1, 3)))
    elif draw < 0.7:
        world.gives(step(world, "confirm_booking", id))
    elif draw < 0.85:
        world.gives(step(world, "cancel_booking", id))
    else:
        seats = {"booking_id": id, "seats": chance.randint(1, 3)}
        world.gives(Given("change_booking", seats, "seller", made_at=world.now))
