"""What happens in a world: orders and their later states, refunds, messages on their way, silences."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Buyer, Identity, KnownIdentity, identity_id
from functions.domain.kernel.decisions import Changes, Decision, Document, Reading
from functions.domain.messages.composing import compose
from functions.domain.orders.documents import Order
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_order_of, in_state
from tests.faults.world import ORG, World

Flow = Callable[[World], None]
ORDER = an_order(ORG)


def a_state(number: str = "1", *, version: int = 0, phone: str | None = PHONE, **changes: Any) -> Order:
    """A state of an order that was bought at noon."""
    facts = {"ordered_at": NOON, "updated_at": NOON + timedelta(seconds=version)}
    buyer = Buyer((Identity("phone", phone),) if phone else ())
    return an_order_of(ORDER, number, buyer, **facts | changes)


def put_regular(world: World, phone: str = PHONE) -> Customer:
    """A customer who has the app."""
    id = identity_id(ORG.id_key, Identity("phone", phone))
    customer = Customer(
        id=id, phone=phone, has_app=True, push_tokens=("token",), identity_ids=(id,), created_at=NOON
    )
    world.backend.put(customer)
    world.backend.put(KnownIdentity(id=id, customer_id=id, kind="phone", created_at=NOON))
    return customer


def begins(world: World, begun: Callable[[datetime], Reading[Document]]) -> None:
    """The settings are saved, and a job goes through its documents from the first one on."""

    def decide() -> Decision[None]:
        return Changes(put=((yield from begun(world.now)),)), None

    world.until_done(lambda: world.store().commit(world.org.id, decide), "a save")


def two_orders(world: World) -> None:
    """Somebody's first order, and another one of theirs at the same time that lifts them to gold."""
    world.sender_delivers(a_state("1"))
    world.sender_delivers(a_state("2", total_minor=500_000))
    world.run()


def a_refund_while_another_order_comes_in(world: World) -> None:
    """An order stands; it is part refunded while a second one is taken in, and the first is delivered once more."""
    put_regular(world)
    world.sender_delivers(a_state("1", total_minor=400_000))
    world.run()
    world.sender_delivers(
        a_state("1", version=1, total_minor=400_000, status="refunded", refunded_minor=150_000)
    )
    world.sender_delivers(a_state("2", total_minor=300_000))
    world.sender_delivers(a_state("1", total_minor=400_000))
    world.run()


def an_order_changes_hands(world: World) -> None:
    """An order turns out to be somebody else's, whose own order comes in meanwhile."""
    world.sender_delivers(a_state("1"))
    world.run()
    world.sender_delivers(a_state("1", version=1, phone=OTHER_PHONE))
    world.sender_delivers(a_state("2", phone=OTHER_PHONE))
    world.run()


def put_message(world: World, template: str, customer: Customer | None = None) -> None:
    """A message is queued for somebody, a regular who has the app, and its event is on the way."""
    composed = compose(
        world.org,
        customer or put_regular(world),
        id=f"m:{template}",
        cause=f"m:{template}",
        rule="a test",
        template=template,
        variables={"percent": 10, "days": 30, "tier": "gold", "points": 50},
        now=NOON,
    )
    world.backend.put(composed.message)
    world.backend.put(composed.customer)
    world.message_appeared(f"orgs/kopi/messages/{composed.message.id}")


def a_marketing_message(world: World) -> None:
    put_message(world, "winback_30")
    world.run()


def a_transactional_message(world: World) -> None:
    put_message(world, "tier_upgrade")
    world.run()


def two_ticks_at_once(world: World) -> None:
    """A regular has not come for a day."""
    put_regular(world)
    world.sender_delivers(a_state("1"))
    world.run()
    world.now = NOON + timedelta(days=1, minutes=1)
    world.tick()
    world.tick()
    world.run()


def random_orders(world: World) -> None:
    """Up to three orders of two customers, each in up to three states, shuffled, some of them delivered twice."""
    chance = random.Random(f"orders {world.seed}")
    states = [
        random_state(chance, str(number), version)
        for number in range(chance.randint(1, 3))
        for version in range(chance.randint(1, 3))
    ]
    states += chance.choices(states, k=chance.randint(1, 2))
    chance.shuffle(states)
    while states:
        for _ in range(chance.randint(1, 4)):
            if states:
                world.sender_delivers(states.pop())
        world.run()


def deliver_shuffled(world: World, states: list[Order], *, chance: random.Random) -> None:
    """These states in some order, a few at a time, some of them twice."""
    states += chance.choices(states, k=chance.randint(1, 2))
    chance.shuffle(states)
    while states:
        for _ in range(chance.randint(1, 4)):
            if states:
                world.sender_delivers(states.pop())
        world.run()
        world.now += timedelta(minutes=chance.choice([0, 1, 61]))


def random_state(chance: random.Random, number: str, version: int, **changes: Any) -> Order:
    status = chance.choice(["pending", "paid", "paid", "delivered", "cancelled", "refunded"])
    total = chance.choice([9_900, 38_700, 250_000, 600_000])
    defaults = {
        "phone": chance.choice([PHONE, PHONE, OTHER_PHONE, None]),
        "status": status,
        "total_minor": total,
        "refunded_minor": chance.randint(0, total) if status == "refunded" else 0,
        "ordered_at": NOON - timedelta(hours=chance.randint(1, 6)),
        "updated_at": NOON - timedelta(minutes=30) + timedelta(seconds=version),
    }
    return a_state(number, version=version, **defaults | changes)


def random_messages(world: World) -> None:
    """A win-back and an upgrade on their way, with a tick or two in between."""
    customer = put_regular(world)
    put_message(world, "tier_upgrade", customer)
    put_message(world, "winback_30", customer)
    for _ in range(3):
        if world.chance.random() < 0.7:
            world.tick()
        world.run()
        world.now += timedelta(minutes=world.chance.choice([1, 6, 11, 61]))


def random_days(world: World) -> None:
    """Five days of two regulars who come, stay away, and cancel what they ordered; a tick every six hours."""
    chance = random.Random(f"days {world.seed}")
    for phone in (PHONE, OTHER_PHONE):
        put_regular(world, phone)
    known: list[Order] = []
    for quarter in range(20):
        if quarter < 12 and chance.random() < 0.25:
            known.append(
                a_state(
                    str(quarter),
                    phone=chance.choice([PHONE, OTHER_PHONE]),
                    ordered_at=world.now,
                    updated_at=world.now,
                )
            )
            world.sender_delivers(known[-1])
        elif known and chance.random() < 0.25:
            cancelled = known.pop(chance.randrange(len(known)))
            world.sender_delivers(in_state(cancelled, status="cancelled", updated_at=world.now))
        for _ in range(chance.choice([1, 1, 2])):
            world.tick()
        world.run()
        world.now = NOON + timedelta(hours=6 * (quarter + 1))
