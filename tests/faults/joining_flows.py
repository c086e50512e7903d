"""One person buys by card, by mail and by phone, and some orders tell that these are one; another one buys beside."""

import random
from datetime import timedelta

from functions.domain.customers.identities import Buyer, Identity
from functions.domain.orders.documents import Order
from tests.builders import OTHER_PHONE, PHONE
from tests.faults.flows import a_state, put_regular, random_state
from tests.faults.world import World

BY_PHONE, BY_CARD, BY_EMAIL = (
    Identity("phone", PHONE),
    Identity("card", "00412"),
    Identity("email", "regular@example.com"),
)
BUYERS = (
    (BY_PHONE,),
    (BY_CARD,),
    (BY_EMAIL,),
    (BY_PHONE, BY_CARD),
    (BY_EMAIL, BY_CARD),
    (BY_PHONE, BY_EMAIL),
    (Identity("phone", OTHER_PHONE),),
)


def two_customers_become_one_while_both_buy(world: World) -> None:
    """A customer by card and one by phone; an order tells that they are one, while both buy and one gives back."""
    put_regular(world)
    for number, buyer in (("1", BY_CARD), ("2", BY_CARD), ("3", BY_PHONE)):
        world.sender_delivers(_of(a_state(number), buyer))
        world.run()
    world.sender_delivers(_of(a_state("4"), BY_PHONE, BY_CARD))
    world.sender_delivers(_of(a_state("1", version=1, status="refunded", refunded_minor=38_700), BY_CARD))
    world.sender_delivers(_of(a_state("5"), BY_CARD))
    world.tick()
    world.run()


def random_joins(world: World) -> None:
    """Up to seven orders in up to two states, shuffled, some twice, with a tick now and then."""
    chance = random.Random(f"joins {world.seed}")
    if chance.random() < 0.5:
        put_regular(world)
    states: list[Order] = []
    for number in range(chance.randint(3, 7)):
        buyer = chance.choice(BUYERS)
        states += [_of(random_state(chance, str(number), v), *buyer) for v in range(chance.randint(1, 2))]
    states += chance.choices(states, k=chance.randint(1, 3))
    chance.shuffle(states)
    while states:
        for _ in range(chance.randint(1, 3)):
            if states:
                world.sender_delivers(states.pop())
        if chance.random() < 0.4:
            world.tick()
        world.run()
        world.now += timedelta(minutes=chance.choice([0, 1, 61]))


def _of(order: Order, *identities: Identity) -> Order:
    return order.with_changes(buyer=Buyer(identities))
