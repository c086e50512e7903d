"""Points and wallet credit in a world: orders and cancellations, two desks that redeem at once, and what expires."""

import random
from datetime import timedelta

from functions.domain.customers.customer import Customer
from functions.domain.orders.documents import Order
from functions.domain.settings.automations import AutomationSettings
from functions.domain.staff.members import Member
from tests.builders import OTHER_PHONE, PHONE, an_org
from tests.faults.flows import a_state, put_regular
from tests.faults.world import Given, World

EVERY, BONUS, PERCENT = 2, 5, 2
LASTS, WARNS = timedelta(days=6), timedelta(days=2)
MUG = 8
LOYALTY = {
    "earn": {"per_amount": "100"},
    "wallet": {"cashback_percent": PERCENT},
    "frequency": {"every": EVERY, "points": BONUS},
    "expiry": {"after": f"{LASTS.days}d", "warn": f"{WARNS.days}d"},
    "rewards": [{"id": "mug", "name": "A mug", "points": MUG}],
}
TELL = {"on": "points_expiring", "then": [{"tag": "told"}]}
CLUB = an_org(
    loyalty=LOYALTY,
    messages={},
    timezone="UTC",
    automations={"tell": AutomationSettings.model_validate(TELL)},
)


def put_club(world: World) -> list[Customer]:
    """Two desks, an owner, and two regulars."""
    world.org = CLUB
    for uid, role in (("till", "agent"), ("desk", "support"), ("owner", "owner")):
        world.backend.put(Member.model_validate({"id": uid, "roles": (role,)}))
    return [put_regular(world, phone) for phone in (PHONE, OTHER_PHONE)]


def a_reward_is_asked_for_at_two_desks(world: World) -> None:
    """Points for one mug, and two desks that give one at once, while the order that gave them is cancelled."""
    customer, _ = put_club(world)
    order = a_state("1", total_minor=100_000)
    world.sender_delivers(order)
    world.run()
    world.gives(_redeems(customer, "till"))
    world.gives(_redeems(customer, "desk"))
    world.sender_delivers(a_state("1", version=1, total_minor=100_000, status="cancelled"))
    world.run()


def random_points(world: World) -> None:
    """Three weeks of orders that come, go and come back, of rewards and of corrections by hand; ticks come twice."""
    chance = random.Random(f"points {world.seed}")
    customers = put_club(world)
    known: list[Order] = []
    for number in range(chance.randint(4, 9)):
        happens = chance.choice(["order", "order", "order", "change", "change", "desks", "desks", "owner"])
        customer = chance.choice(customers)
        if happens == "order" or (happens == "change" and not known):
            known.append(_bought(world, chance, str(number)))
            world.sender_delivers(known[-1])
        elif happens == "change":
            world.sender_delivers(_changed(world, chance, chance.choice(known), second=number))
        elif happens == "desks":
            for uid in ("till", "desk"):
                world.gives(_redeems(customer, uid))
        else:
            amount = chance.choice([-7, -2, 3, 6])
            data = {"customer_id": customer.id, "amount": amount, "reason": "Counted wrong"}
            world.gives(Given("adjust_points", data, "owner"))
        if chance.random() < 0.6:
            world.run()
            _pass_days(world, chance, chance.choice([0, 1, 2, 5]))
    world.run()
    _pass_days(world, chance, LASTS.days + 2)


def _redeems(customer: Customer, uid: str) -> Given:
    return Given("redeem_points", {"customer_id": customer.id, "reward_id": "mug"}, uid)


def _bought(world: World, chance: random.Random, number: str) -> Order:
    phone, total = chance.choice([PHONE, PHONE, OTHER_PHONE]), chance.randint(1, 12) * 10_049
    return a_state(number, phone=phone, ordered_at=world.now, updated_at=world.now, total_minor=total)


def _changed(world: World, chance: random.Random, order: Order, *, second: int) -> Order:
    """The order cancelled, refunded in part, or paid again. No two changes are of one second."""
    status = chance.choice(["cancelled", "refunded", "paid", "delivered"])
    refunded = order.facts.total_minor // 3 if status == "refunded" else 0
    at = world.now + timedelta(seconds=1 + second)
    facts = order.facts.with_changes(status=status, refunded_minor=refunded, updated_at=at)
    return order.with_changes(facts=facts)


def _pass_days(world: World, chance: random.Random, days: int) -> None:
    """Four times a day a tick comes, now and then two at once."""
    for _ in range(4 * days):
        world.now += timedelta(hours=6)
        for _ in range(chance.choice([1, 1, 2])):
            world.tick_for_somebody()
        world.run()
