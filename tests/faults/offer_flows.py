"""Orders that ask for offers: the last one at two tills, a refund while others ask for the budget, any at random."""

import random
from typing import Any, Final

from functions.domain.coupons.documents import Coupon
from functions.domain.orders.documents import Order
from functions.domain.redemptions.documents import Asked
from functions.domain.settings.offers import Offer
from tests.builders import NOON, OTHER_PHONE
from tests.faults.flows import a_state, deliver_shuffled, put_regular, random_state
from tests.faults.world import ORG, World

TENTH: Final[dict[str, Any]] = {"kind": "percent", "percent": 10}
OFFERS: Final = {
    "last": Offer.model_validate(TENTH | {"name": "Last", "code": "LAST", "limits": {"total": 1}}),
    "budget": Offer.model_validate(
        TENTH | {"name": "Budget", "code": "BUDGET", "limits": {"budget_minor": 6_000}}
    ),
    "mine": Offer.model_validate(TENTH | {"name": "Mine", "code": "MINE", "limits": {"per_customer": 1}}),
    "leaflet": Offer.model_validate(TENTH | {"name": "Leaflet", "limits": {"total": 2}}),
}
SHOP: Final = ORG.model_copy(update={"offers": OFFERS})
LEAFLETS: Final = ("PAPER1", "PAPER2", "PAPER3")


def put_leaflets(world: World) -> None:
    world.org = SHOP
    for code in LEAFLETS:
        world.backend.put(Coupon(id=code, kind="offer", offer_id="leaflet", created_at=NOON))


def asking(order: Order, code: str | None) -> Order:
    """The order as one that has this code."""
    return order.with_changes(asked=Asked(coupon_code=code) if code else None)


def the_last_of_an_offer_is_asked_for_at_two_tills(world: World) -> None:
    """Two orders of two customers want the last one; the one that may have got it is cancelled for a third."""
    world.org = SHOP
    put_regular(world), put_regular(world, OTHER_PHONE)
    world.sender_delivers(asking(a_state("1"), "LAST"))
    world.sender_delivers(asking(a_state("2", phone=OTHER_PHONE), "LAST"))
    world.run()
    world.sender_delivers(asking(a_state("1", version=1, status="cancelled"), "LAST"))
    world.sender_delivers(asking(a_state("3", phone=OTHER_PHONE), "LAST"))
    world.run()


def a_refund_makes_room_in_a_budget(world: World) -> None:
    """An order has most of a budget; it is part refunded while others ask for the rest, and delivered once more."""
    world.org = SHOP
    put_regular(world)
    first = asking(a_state("1", total_minor=50_000), "BUDGET")
    world.sender_delivers(first)
    world.run()
    refund = a_state("1", version=1, total_minor=50_000, status="refunded", refunded_minor=30_000)
    world.sender_delivers(asking(refund, "BUDGET"))
    world.sender_delivers(asking(a_state("2"), "BUDGET"))
    world.sender_delivers(asking(a_state("3", phone=None), "BUDGET"))
    world.sender_delivers(first)
    world.run()


def random_offers(world: World) -> None:
    """Up to five orders of two customers or none, each in up to three states, shuffled, some delivered twice."""
    chance = random.Random(f"offers {world.seed}")
    put_leaflets(world)
    put_regular(world), put_regular(world, OTHER_PHONE)
    states = [
        _with_some_code(chance, random_state(chance, str(number), version))
        for number in range(chance.randint(2, 5))
        for version in range(chance.randint(1, 3))
    ]
    deliver_shuffled(world, states, chance=chance)


def _with_some_code(chance: random.Random, order: Order) -> Order:
    return asking(order, chance.choice([None, "LAST", "BUDGET", "BUDGET", "MINE", "MINE", *LEAFLETS]))
