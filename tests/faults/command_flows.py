"""What clients ask for in a world: orders of tills, customers whom staff enter, consents, rights taken away."""

import random
from datetime import timedelta
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.kernel.money import to_major
from functions.domain.orders.documents import Order
from functions.domain.staff.members import Member
from tests.builders import NOON, OTHER_PHONE, PHONE
from tests.faults.flows import a_state, put_regular, random_state
from tests.faults.world import Given, World

NEW_PHONE = "+12025550145"
TOKEN = "a-device"


def body_of(order: Order) -> dict[str, Any]:
    """An order as a till sends it."""
    facts = order.facts

    def major(minor: int) -> str:
        return str(to_major(minor, facts.currency))

    refunded = {"refunded_total": major(facts.refunded_minor)} if facts.status == "refunded" else {}
    return {
        **facts.model_dump(exclude={"total_minor", "refunded_minor"}),
        "source": order.id.partition(":")[0],
        "order_id": order.external_id,
        "total": major(facts.total_minor),
        "customer": {"phone": order.buyer.value("phone")},
        "lines": [
            {**line.model_dump(exclude={"unit_price_minor"}), "unit_price": major(line.unit_price_minor or 0)}
            for line in order.lines
        ],
    } | refunded


def put_staff(world: World) -> None:
    """A till, a desk, and a clerk who is about to leave."""
    world.backend.put(Member(id="till", roles=("agent",)))
    world.backend.put(Member(id="desk", roles=("support",)))
    world.backend.put(Member(id="clerk", roles=("manager",)))


def till_gives(world: World, *orders: Order) -> None:
    """A till gives the states of one order, one after the other."""
    world.delivered.extend(orders)
    world.gives(*(Given("record_order", body_of(order)) for order in orders))


def a_till_corrects_an_order_while_another_one_comes_in(world: World) -> None:
    """A till gives an order and its correction; a refund of it comes by webhook, as does another order."""
    put_staff(world)
    put_regular(world)
    till_gives(world, a_state("1"), a_state("1", version=1, total_minor=50_000))
    world.sender_delivers(
        a_state("1", version=2, total_minor=50_000, status="refunded", refunded_minor=10_000)
    )
    world.sender_delivers(a_state("2", total_minor=500_000))
    world.run()


def two_desks_enter_one_customer_while_a_clerk_leaves(world: World) -> None:
    """Two members enter a customer by one phone, who says no meanwhile; what a third one asks for comes too late."""
    put_staff(world)
    customer = put_regular(world)
    world.gives(enters(NEW_PHONE, by_uid="desk"))
    world.gives(enters(NEW_PHONE, by_uid="till"))
    world.gives(consents(customer, minute=2, granted=False), consents(customer, minute=1, granted=True))
    world.run()
    world.revoke("clerk")
    world.run()
    world.gives(enters(OTHER_PHONE, by_uid="clerk"), calls(customer, minute=3, by_uid="clerk"))
    world.run()


def enters(phone: str, *, by_uid: str = "desk") -> Given:
    """A member enters a new customer."""
    return Given("change_customer", {"phone": phone, "name": f"entered by {by_uid}"}, by_uid)


def renames(customer: Customer, name: str, *, by_uid: str = "desk") -> Given:
    return Given("change_customer", {"customer_id": customer.id, "name": name}, by_uid)


def consents(customer: Customer, *, minute: int, granted: bool, by_uid: str = "desk") -> Given:
    """What a customer said so many minutes after noon."""
    at = NOON - timedelta(hours=1) + timedelta(minutes=minute)
    said = {"channel": "sms", "purposes": ["marketing"], "granted": granted, "at": at}
    return Given("give_consent", {"customer_id": customer.id, **said}, by_uid)


def calls(customer: Customer, *, minute: int, by_uid: str = "desk") -> Given:
    at = NOON - timedelta(hours=1) + timedelta(minutes=minute)
    call = {"interaction_type": "call", "interaction_source": "customer_service", "performed_at": at}
    return Given("record_interaction", {"customer_id": customer.id, **call}, by_uid)


def registers(customer: Customer, *, by_uid: str = "desk") -> Given:
    return Given("register_device", {"customer_id": customer.id, "token": TOKEN}, by_uid)


def random_tills(world: World) -> None:
    """Orders of two customers that begin at a till and go on by webhook, in turns or at once."""
    put_staff(world)
    chance = random.Random(f"tills {world.seed}")
    for number in range(chance.randint(1, 2)):
        phone = chance.choice([PHONE, OTHER_PHONE])
        states = [random_state(chance, str(number), version, phone=phone) for version in range(4)]
        first_by_webhook = chance.randint(1, 4)
        till_gives(world, *states[:first_by_webhook])
        for state in states[first_by_webhook:]:
            world.sender_delivers(state)
        if chance.random() < 0.5:
            world.run()
    world.run()


def random_desks(world: World) -> None:
    """Members ask for this and that at once, about two regulars and a newcomer, and one of them leaves meanwhile."""
    put_staff(world)
    chance = random.Random(f"desks {world.seed}")
    regulars = [put_regular(world, phone) for phone in (PHONE, OTHER_PHONE)]
    asked = [_asked(chance, chance.choice(regulars), minute) for minute in range(chance.randint(3, 6))]
    leaves_at = chance.randrange(len(asked))
    for number, given in enumerate(asked):
        if number == leaves_at:
            world.revoke("clerk")
        world.gives(given)
        if chance.random() < 0.4:
            world.run()
    world.run()


def _asked(chance: random.Random, customer: Customer, minute: int) -> Given:
    by_uid = chance.choice(["desk", "clerk"])
    return chance.choice(
        [
            enters(NEW_PHONE, by_uid=by_uid),
            renames(customer, f"name {minute}", by_uid=by_uid),
            consents(customer, minute=minute, granted=chance.random() < 0.5, by_uid=by_uid),
            calls(customer, minute=minute, by_uid=by_uid),
            registers(customer, by_uid=by_uid),
        ]
    )
