"""Leads in a world: forms that come twice and at once, staff who convert and close, orders of the same phones."""

import random
from datetime import timedelta
from typing import Any

from functions.domain.leads.parsing import parse_lead
from functions.domain.leads.posting import post_lead
from functions.domain.staff.members import Member
from tests.builders import OTHER_PHONE, PHONE, an_org
from tests.faults.flows import a_state
from tests.faults.world import Given, World
from tests.memory import a_store

# Without the task of the pool, which flows of its own try (assignment_flows.py).
LEADS = an_org(messages={}, automations={}, leads={"first_contact": None})
PHONES = (PHONE, OTHER_PHONE)
EMAIL = "chef@example.com"


def put_desk(world: World) -> None:
    world.org = LEADS
    world.backend.put(Member(id="till", roles=("owner",)))
    world.backend.put(Member(id="desk", roles=("agent",)))


def posts(world: World, id: str, **contact: Any) -> None:
    """A form, which is sent until there is an answer."""
    body = {"lead_id": id, "contact": contact, "message": "Beans?", "consents": {"whatsapp": True}}
    world.posts.append(id)

    def capture() -> object:
        parsed = parse_lead(world.org, body, world.now)
        return world.store().commit(world.org.id, lambda: post_lead(world.org, parsed, world.now))

    world.until_done(capture, id)


def lead_ids(world: World) -> list[str]:
    return sorted(world.backend.all("leads"))


def notes(world: World, id: str) -> None:
    world.gives(Given("add_note", {"lead_id": id, "note": "x"}, by_uid="desk"))


def converts(world: World, id: str) -> None:
    world.gives(Given("convert_lead", {"lead_id": id}))


def rests(world: World) -> None:
    """What is due is done, by two ticks a minute apart."""
    for _ in range(3):
        world.run()
        world.now += timedelta(minutes=1)
        world.tick_for_somebody()
    world.run()


def a_lead_is_converted_twice_beside_an_order_of_its_phone(world: World) -> None:
    """Two conversions, an order of the lead's phone, and a note on it, all at once."""
    put_desk(world)
    world.posts.append("a")
    parsed = parse_lead(LEADS, {"lead_id": "a", "contact": {"phone": PHONE, "email": EMAIL}}, world.now)
    a_store(world.backend).commit(LEADS.id, lambda: post_lead(LEADS, parsed, world.now))
    (id,) = lead_ids(world)
    notes(world, id)
    converts(world, id)
    converts(world, id)
    world.sender_delivers(a_state("1", phone=PHONE))
    rests(world)


def random_leads(world: World) -> None:
    """Forms, orders, conversions, notes and ends of leads, in any order, some of them at once."""
    chance = random.Random(f"leads {world.seed}")
    put_desk(world)
    for number in range(chance.randint(5, 9)):
        _one(world, chance, f"{number}")
        if chance.random() < 0.6:
            world.run()
        if chance.random() < 0.3:
            world.now += timedelta(hours=1)
            world.tick_for_somebody()
    rests(world)


def _one(world: World, chance: random.Random, number: str) -> None:
    ids = lead_ids(world)
    act = chance.choice(["post", "post", "order", "convert", "convert", "note", "close"])
    phone = chance.choice(PHONES)
    if act == "post" or (not ids and act != "order"):
        id = chance.choice([number, number, *world.posts])
        if id in world.posts:
            return
        posts(world, id, phone=phone, **({"email": EMAIL} if chance.random() < 0.3 else {}))
    elif act == "order":
        world.sender_delivers(a_state(number, phone=phone))
    elif act == "convert":
        converts(world, chance.choice(ids))
    elif act == "note":
        notes(world, chance.choice(ids))
    else:
        data = {"lead_id": chance.choice(ids), "reason": "Price"}
        world.gives(Given("close_lead", data))
