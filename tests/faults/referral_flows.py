"""Customers bring friends in a world: codes with orders, cancellations and corrections, days with ticks that come
twice.
"""

import random
from dataclasses import replace
from datetime import timedelta

from functions.domain.customers.customer import Customer
from functions.domain.orders.documents import Order
from functions.domain.referrals.codes import referral_code_of
from functions.domain.settings.automations import AutomationSettings
from tests.builders import CAFE, OTHER_PHONE, PHONE, UPGRADE, an_org
from tests.faults.flows import a_state, put_regular
from tests.faults.world import World

FRIENDS = ("+12025550133", "+12025550144")
WAITS = timedelta(days=5)
WRITTEN = {
    "of": "referrals",
    "on": {"field": "earned_at", "after": "5d"},
    "when": {"==": [{"var": "status"}, "earned"]},
    "repeat": "once",
    "late_by": "7d",
    "then": [{"coupon": {"name": "Referral", "percent": 10}}],
}
CIRCLE = an_org(
    loyalty=CAFE.settings.loyalty.model_dump(mode="json") | {"referral": {}},
    messages={},
    automations={"reward": AutomationSettings.model_validate(WRITTEN)} | UPGRADE,
)


def put_circle(world: World) -> list[Customer]:
    """Two regulars, who have codes."""
    world.org = CIRCLE
    regulars = []
    for phone in (PHONE, OTHER_PHONE):
        regular = put_regular(world, phone)
        regulars.append(regular.with_changes(referral_code=referral_code_of(CIRCLE, regular.id)))
        world.backend.put(regulars[-1])
    return regulars


def a_friend_s_first_order_is_earned_and_returned(world: World) -> None:
    """A friend's order by a code, delivered twice; it is cancelled, and another one comes in at the same time."""
    regular, _ = put_circle(world)
    first = _naming(a_state("1", phone=FRIENDS[0]), regular.referral_code)
    world.sender_delivers(first)
    world.sender_delivers(first)
    world.run()
    world.sender_delivers(a_state("1", version=1, phone=FRIENDS[0], status="cancelled"))
    world.sender_delivers(a_state("2", version=2, phone=FRIENDS[0]))
    world.run()


def random_referrals(world: World) -> None:
    """Two weeks: regulars and friends buy, name codes of others and their own, cancel, and pay again."""
    chance = random.Random(f"referrals {world.seed}")
    codes = [regular.referral_code for regular in put_circle(world)]
    known: list[Order] = []
    for number in range(chance.randint(4, 8)):
        world.now += timedelta(minutes=1)  # no two states are of one instant
        if known and chance.random() < 0.35:
            order = _changed(world, chance, known[chance.randrange(len(known))])
        else:
            phone = chance.choice([*FRIENDS, *FRIENDS, PHONE])
            order = _bought(world, chance, str(number), phone=phone, codes=codes)
            known.append(order)
        world.sender_delivers(order)
        if chance.random() < 0.3:
            world.sender_delivers(order)
        if chance.random() < 0.7:
            world.run()
        _pass_days(world, chance, chance.choice([0, 0, 1, 3, 6]))
    _pass_days(world, chance, 7)


def _bought(
    world: World, chance: random.Random, number: str, *, phone: str, codes: list[str | None]
) -> Order:
    """An order of now, or one of some hours ago that a till kept."""
    at = world.now - timedelta(hours=chance.choice([0, 0, 5]))
    order = a_state(number, phone=phone, ordered_at=at, updated_at=at)
    return _naming(order, chance.choice([*codes, codes[0], None]))


def _naming(order: Order, code: str | None) -> Order:
    return order.with_changes(buyer=replace(order.buyer, referral_code=code))


def _changed(world: World, chance: random.Random, order: Order) -> Order:
    """The order cancelled, or paid again."""
    status = chance.choice(["cancelled", "cancelled", "paid"])
    return order.with_changes(facts=order.facts.with_changes(status=status, updated_at=world.now))


def _pass_days(world: World, chance: random.Random, days: int) -> None:
    """Four times a day a tick comes, now and then two at once."""
    for _ in range(4 * days):
        world.now += timedelta(hours=6)
        for _ in range(chance.choice([1, 1, 2])):
            world.tick_for_somebody()
        world.run()
