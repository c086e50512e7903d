"""The figures of the business are counted while ticks come twice, workers die and the settings begin it anew."""

import random
from datetime import timedelta
from typing import Any

from functions.domain.insights.business_job import begun
from functions.domain.settings.business_kpis import BusinessKpiSettings
from tests.builders import NOON, OTHER_PHONE, PHONE
from tests.faults.flows import a_state, begins, put_regular
from tests.faults.world import ORG, World

_WANTED = BusinessKpiSettings(every="week")
SHOP = ORG.model_copy(
    update={"automations": {}, "settings": ORG.settings.model_copy(update={"business_kpis": _WANTED})}
)
DAY = timedelta(days=1)


def kpis_are_counted_by_two_ticks_at_once(world: World) -> None:
    """Two customers with orders of two months, one of them cancelled; two ticks take the count at once."""
    world.org = SHOP
    for phone in (PHONE, OTHER_PHONE):
        put_regular(world, phone)
    for number, days in enumerate((0, 40, 41)):
        world.sender_delivers(a_state(f"{number}", ordered_at=NOON - days * DAY))
    world.sender_delivers(a_state("3", phone=OTHER_PHONE, ordered_at=NOON - 40 * DAY))
    world.sender_delivers(a_state("2", version=1, ordered_at=NOON - 41 * DAY, status="cancelled"))
    world.settle()
    begins(world, begun)
    world.now += timedelta(minutes=3)
    world.tick()
    world.tick()
    world.run()


def random_kpis(world: World) -> None:
    """Some orders in some states, then a count that is ticked, begun anew and ticked again, minutes or hours apart."""
    chance = random.Random(f"kpis {world.seed}")
    world.org = SHOP
    for phone in (PHONE, OTHER_PHONE):
        put_regular(world, phone)
    for number in range(chance.randint(3, 6)):
        phone = chance.choice([PHONE, OTHER_PHONE])
        at: dict[str, Any] = {"ordered_at": NOON - chance.choice([0, 20, 40, 70, 120]) * DAY}
        world.sender_delivers(a_state(f"{number}", phone=phone, **at))
        if chance.random() < 0.3:
            world.sender_delivers(a_state(f"{number}", phone=phone, version=1, status="cancelled", **at))
    world.settle()
    begins(world, begun)
    for _ in range(chance.randint(1, 3)):
        world.now += timedelta(minutes=chance.choice([0, 1, 3, 61]))
        world.tick()
        if chance.random() < 0.3:
            begins(world, begun)
        if chance.random() < 0.6:
            world.run()
    world.now += timedelta(minutes=3)
    world.tick()
    world.run()
