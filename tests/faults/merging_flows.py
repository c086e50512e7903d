"""Staff say that two customers are one while these buy, while others say something else, and take it back again."""

import random
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from functions.domain.customers.customer import Customer
from functions.domain.joins.splitting import split_step
from functions.domain.kernel.errors import Malformed
from functions.domain.staff.members import Member
from tests.builders import OTHER_PHONE, PHONE
from tests.faults.flows import a_state, put_message, put_regular, random_state
from tests.faults.world import Given, World

THIRD_PHONE = "+12025550147"
PHONES = (PHONE, OTHER_PHONE, THIRD_PHONE)
MOST_STEPS = 200


def put_people(world: World) -> list[Customer]:
    """Three regulars, and the owner, who may join them."""
    world.backend.put(Member(id="owner", roles=("owner",)))
    return [put_regular(world, phone) for phone in PHONES]


def merges(other: Customer, into: Customer) -> Given:
    return Given("merge_customers", {"from": other.id, "into": into.id}, "owner")


def notes(customer: Customer, text: str = "takes oat milk") -> Given:
    return Given("add_note", {"customer_id": customer.id, "note": text}, "owner")


def splits(world: World, customer: Customer) -> None:
    """The command line takes a join back, and is started again where it died."""

    def split() -> None:
        for _ in range(MOST_STEPS):
            try:
                decide = partial(split_step, world.org, customer.id, world.now)
                step = world.store().commit(world.org.id, decide).value
            except Malformed:  # it was through when it died
                return
            if step == "done":
                return
        raise AssertionError("a split does not end")

    world.split.add(customer.id)
    world.until_done(split, "a split")


def _buy(world: World, phones: Sequence[str], first: int) -> None:
    for number, phone in enumerate(phones, start=first):
        world.sender_delivers(a_state(str(number), phone=phone))


def a_merge_beside_an_order(world: World) -> None:
    """A customer with orders, a note and a message is joined while they buy; later they buy by the old phone."""
    first, second, _ = put_people(world)
    put_message(world, "winback_30", first)
    _buy(world, PHONES[:2], 1)
    world.run()
    world.gives(notes(first), merges(first, second))
    _buy(world, PHONES[:1], 3)
    world.sender_delivers(a_state("1", version=1, status="refunded", refunded_minor=38_700))
    world.run()
    world.now += timedelta(hours=1)
    _buy(world, PHONES[:2], 4)
    world.run()


def two_merges_cross(world: World) -> None:
    """Two members join the same two customers, each into the other one."""
    first, second, _ = put_people(world)
    _buy(world, PHONES[:2], 1)
    world.run()
    world.gives(merges(first, second))
    world.gives(merges(second, first))
    world.run()
    _buy(world, PHONES[:2], 3)
    world.run()


def a_chain_of_merges(world: World) -> None:
    """The first is joined into the second while that one is joined into the third."""
    first, second, third = put_people(world)
    _buy(world, PHONES, 1)
    world.run()
    world.gives(merges(first, second))
    world.gives(merges(second, third))
    world.run()
    _buy(world, PHONES, 4)
    world.run()


def a_merge_is_taken_back_beside_an_order(world: World) -> None:
    """A customer who was joined stands again, while both buy."""
    first, second, _ = put_people(world)
    _buy(world, PHONES[:2], 1)
    world.run()
    world.gives(merges(first, second))
    world.run()
    splits(world, first)
    _buy(world, PHONES[:2], 3)
    world.run()


def random_merges(world: World) -> None:
    """Three customers buy in up to two states each, while some of them are joined, noted and written to; a tick now
    and then.
    """
    chance = random.Random(f"merges {world.seed}")
    people = put_people(world)
    if chance.random() < 0.4:
        put_message(world, chance.choice(["winback_30", "tier_upgrade"]), chance.choice(people))
    states = [
        random_state(chance, str(number), version, phone=chance.choice(PHONES))
        for number in range(chance.randint(2, 5))
        for version in range(chance.randint(1, 2))
    ]
    states += chance.choices(states, k=2)
    chance.shuffle(states)
    asked = [merges(*chance.sample(people, 2)) for _ in range(chance.randint(1, 3))]
    asked += [notes(chance.choice(people)) for _ in range(chance.randint(1, 2))]
    chance.shuffle(asked)
    while states or asked:
        for _ in range(chance.randint(1, 3)):
            if states:
                world.sender_delivers(states.pop())
        if asked:
            world.gives(asked.pop())
        if chance.random() < 0.4:
            world.tick()
        if chance.random() < 0.6:
            world.run()
            world.now += timedelta(minutes=chance.choice([0, 1, 61]))
    world.run()
