"""What goes together is counted while ticks come twice, workers die and a change of the settings begins it anew."""

import random
from datetime import timedelta
from typing import Any

from functions.domain.orders.documents import Order, OrderLine
from functions.domain.recommendations.counting import begun
from functions.domain.settings.recommendations import RecommendationSettings
from tests.builders import NOON
from tests.faults.flows import a_state, begins, put_regular
from tests.faults.world import ORG, World

CATEGORIES = ("rice", "oil", "spice", "ghee")
EASY = {"min_orders": 1, "min_support": "0.01", "min_confidence": "0.01", "min_lift": "0.01"}
_WANTED = RecommendationSettings.model_validate({"pairs": EASY})
SHOP = ORG.model_copy(update={"settings": ORG.settings.model_copy(update={"recommendations": _WANTED})})


def a_basket(number: int, *categories: str, version: int = 0, **changes: Any) -> Order:
    """An order of these, several of them at one instant."""
    at = {"ordered_at": NOON + timedelta(minutes=number % 2)}
    lines = tuple(OrderLine(category=each, quantity="1") for each in categories)
    state = a_state(str(number), version=version, **at | changes)
    return state.model_copy(update={"lines": lines})


def baskets_are_counted_by_two_ticks_at_once(world: World) -> None:
    """Five orders, one of them cancelled; two ticks take the count at once, and it begins anew when it is under way."""
    world.org = SHOP
    put_regular(world)
    for number, categories in enumerate(
        (("rice", "oil"), ("rice",), ("rice", "oil", "spice"), ("ghee", "oil"))
    ):
        world.sender_delivers(a_basket(number, *categories))
    world.sender_delivers(a_basket(2, "rice", "oil", "spice", version=1, status="cancelled"))
    world.settle()
    begins(world, begun)
    world.now += timedelta(minutes=3)
    world.tick()
    world.tick()
    world.run()


def random_counts(world: World) -> None:
    """Some orders in some states, then a count that is ticked, begun anew and ticked again, minutes or hours apart."""
    chance = random.Random(f"counts {world.seed}")
    world.org = SHOP
    put_regular(world)
    for number in range(chance.randint(3, 7)):
        categories = chance.sample(CATEGORIES, chance.randint(1, 3))
        world.sender_delivers(a_basket(number, *categories))
        if chance.random() < 0.3:
            status = chance.choice(["cancelled", "delivered"])
            world.sender_delivers(a_basket(number, *categories, version=1, status=status))
    world.settle()
    begins(world, begun)
    for _ in range(chance.randint(1, 4)):
        world.now += timedelta(minutes=chance.choice([0, 1, 3, 61]))
        world.tick()
        if chance.random() < 0.3:
            begins(world, begun)
        if chance.random() < 0.6:
            world.run()
    world.run()
