"""A customer is erased while they buy, redeem, are written to, joined to another one, and spoken of."""

import random
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import is_erased
from functions.domain.customers.notes import Note
from functions.domain.messages.outbox import Message
from functions.domain.privacy.documents import Erasure
from functions.domain.privacy.erasing import DONE, NOTHING_LEFT, Starting, erase_step
from tests.builders import NOON, PHONE
from tests.faults.flows import a_state, put_message
from tests.faults.merging_flows import PHONES, merges, notes, put_people
from tests.faults.redeeming_flows import asking, put_coupon, put_saver
from tests.faults.world import World

NAME = "Asha of the corner"
MOST_STEPS = 400


def put_named(world: World) -> list[Customer]:
    """Three regulars; of the first a note and a message say the name."""
    people = put_people(world)
    first = people[0].with_changes(name=NAME)
    world.backend.put(first)
    note = Note(id="before", customer_id=first.id, note=f"{NAME} takes oat milk", created_at=NOON)
    world.backend.put(note)
    return [first, *people[1:]]


def put_message_to(world: World, customer: Customer, template: str) -> None:
    """A message that says the name is on its way."""
    put_message(world, template, customer)
    message = f"orgs/{world.org.id}/{Message.collection}/m:{template}"
    world.backend.client_writes(message, variables={"percent": 10, "days": 30, "name": NAME})


def erases(world: World, customer: Customer) -> None:
    """The command line erases a customer, and is started again where it died."""

    def erase() -> None:
        start = Starting("owner", f"{world.lease().hex}")
        for _ in range(MOST_STEPS):
            decide = partial(erase_step, customer.id, start, world.now)
            step = world.store().commit(world.org.id, decide).value
            _note(world)
            if step in (DONE, NOTHING_LEFT):
                return
        raise AssertionError("an erasure does not end")

    world.erased.setdefault(customer.id, world.now)
    world.until_done(erase, "an erasure")


def _note(world: World) -> None:
    """Whom it is about as far as it has come, those who were joined into them included."""
    under_way: Mapping[str, Any] = world.backend.all(Erasure.collection)
    for each in under_way.values():
        world.erased |= dict.fromkeys(each.get("ids") or (), world.now)
    orders = world.backend.all("orders").items()
    world.erased_orders |= {id for id, each in orders if is_erased(each["customer_id"])}


def an_erasure_beside_an_order(world: World) -> None:
    """An order of theirs stands, another one and a state of the first come meanwhile; later they come back."""
    first, *_ = put_named(world)
    world.sender_delivers(a_state("1"))
    world.run()
    erases(world, first)
    world.sender_delivers(a_state("2"))
    world.sender_delivers(a_state("1", version=1, status="refunded", refunded_minor=10_000))
    world.run()
    world.now += timedelta(hours=1)
    world.sender_delivers(a_state("1", version=1, status="refunded", refunded_minor=10_000))
    world.sender_delivers(a_state("3"))
    world.run()


def an_erasure_beside_a_merge(world: World) -> None:
    """They are joined into another customer, and a third one into them, while they are erased."""
    first, second, third = put_named(world)
    for number, phone in enumerate(PHONES):
        world.sender_delivers(a_state(str(number), phone=phone))
    world.run()
    erases(world, first)
    world.gives(merges(first, second))
    world.gives(merges(third, first))
    world.run()


def an_erasure_beside_a_message(world: World) -> None:
    """A message is being sent to them."""
    first, *_ = put_named(world)
    put_message_to(world, first, "winback_30")
    erases(world, first)
    world.run()


def an_erasure_beside_a_redemption(world: World) -> None:
    """An order takes the last of their points and their coupon."""
    first, *_ = put_named(world)
    saver = put_saver(world, PHONE).with_changes(name=NAME)
    world.backend.put(saver)
    put_coupon(world, "ONCE", saver)
    world.sender_delivers(asking(a_state("1"), points=60))
    world.run()
    erases(world, first)
    world.sender_delivers(asking(a_state("2"), points=30, code="ONCE", wallet_minor=9_000))
    world.run()


def random_erasures(world: World) -> None:
    """One or two of three customers are erased while orders, a merge, a note and messages come in any order."""
    chance = random.Random(f"erasures {world.seed}")
    people = put_named(world)
    put_message_to(world, people[0], chance.choice(["winback_30", "tier_upgrade"]))
    acts = [partial(erases, world, each) for each in people[: chance.randint(1, 2)]]
    for number in range(chance.randint(2, 5)):
        phone = chance.choice(PHONES)
        for version in range(chance.randint(1, 2)):
            status = chance.choice(["paid", "refunded"])
            refunded = chance.choice([10_000, 38_700]) if status == "refunded" else 0
            state = a_state(str(number), version=version, phone=phone, status=status, refunded_minor=refunded)
            acts.append(partial(world.sender_delivers, state))
    if chance.random() < 0.5:
        acts.append(partial(world.gives, merges(*chance.sample(people, 2))))
    if chance.random() < 0.5:
        acts.append(partial(world.gives, notes(chance.choice(people))))
    chance.shuffle(acts)
    for act in acts:
        act()
        if chance.random() < 0.3:
            world.tick()
        if chance.random() < 0.4:
            world.run()
            world.now += timedelta(minutes=chance.choice([0, 1, 61]))
    world.run()
