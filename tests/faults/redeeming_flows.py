"""Orders that redeem: one coupon at two tills, the last points at two tills, a refund while another one redeems."""

import random

from functions.domain.coupons.documents import Coupon
from functions.domain.customers.customer import Customer, LoyaltyAccount
from functions.domain.loyalty.points import LedgerEntry, Unit
from functions.domain.orders.documents import Order
from functions.domain.redemptions.documents import Asked
from tests.builders import NOON, OTHER_PHONE, PHONE
from tests.faults.flows import a_state, deliver_shuffled, put_regular, random_state
from tests.faults.world import World

POINTS, WALLET_MINOR = 100, 10_000
GIFT = "gift"


def put_saver(world: World, phone: str = PHONE) -> Customer:
    """A regular to whom the business gave points and wallet credit."""
    account = LoyaltyAccount(points=POINTS, wallet_minor=WALLET_MINOR)
    customer = put_regular(world, phone).with_changes(loyalty=account)
    world.backend.put(customer)
    gifts: tuple[tuple[Unit, str, int], ...] = (
        ("points", "adjust", POINTS),
        ("wallet_minor", "wallet:adjust", WALLET_MINOR),
    )
    for unit, key, amount in gifts:
        cause = f"{GIFT}:{customer.id}"
        entry = LedgerEntry(
            id=f"{cause}:{key}",
            customer_id=customer.id,
            unit=unit,
            kind="adjust",
            amount=amount,
            cause=cause,
            at=NOON,
        )
        world.backend.put(entry)
    return customer


def put_coupon(world: World, id: str, customer: Customer | None = None) -> None:
    """A tenth of a bill, for one customer or for any."""
    world.backend.put(
        Coupon(id=id, customer_id=customer.id if customer else None, percent=10, created_at=NOON)
    )


def asking(order: Order, *, points: int = 0, code: str | None = None, wallet_minor: int = 0) -> Order:
    """The order as one that redeems."""
    return order.with_changes(asked=Asked(points=points, coupon_code=code, wallet_minor=wallet_minor))


def a_coupon_is_redeemed_at_two_tills(world: World) -> None:
    """Two orders of a customer want the same coupon; the one that may have got it is cancelled."""
    put_coupon(world, "ONCE", put_saver(world))
    world.sender_delivers(asking(a_state("1"), code="ONCE"))
    world.sender_delivers(asking(a_state("2"), code="ONCE"))
    world.run()
    world.sender_delivers(asking(a_state("1", version=1, status="cancelled"), code="ONCE"))
    world.sender_delivers(asking(a_state("3"), code="ONCE"))
    world.run()


def the_last_points_are_redeemed_at_two_tills(world: World) -> None:
    """Two orders want more together than the customer has, of points and of the wallet."""
    put_saver(world)
    world.sender_delivers(asking(a_state("1"), points=80, wallet_minor=8_000))
    world.sender_delivers(asking(a_state("2"), points=70, wallet_minor=9_000))
    world.run()


def a_redeemed_order_is_refunded_while_another_redeems(world: World) -> None:
    """An order that redeemed is refunded, first in part, while the next one asks for the same points and coupon."""
    put_coupon(world, "ONCE", put_saver(world))
    paid = asking(a_state("1"), points=90, code="ONCE", wallet_minor=9_000)
    world.sender_delivers(paid)
    world.run()
    for version, refunded in ((1, 10_000), (2, 38_700)):
        refund = a_state("1", version=version, status="refunded", refunded_minor=refunded)
        world.sender_delivers(asking(refund, points=90, code="ONCE", wallet_minor=9_000))
    world.sender_delivers(asking(a_state("2"), points=60, code="ONCE", wallet_minor=6_000))
    world.sender_delivers(paid)
    world.run()


def points_that_were_spent_are_owed(world: World) -> None:
    """The order that earned them is cancelled after they were redeemed: its points are owed, and the next one's pay."""
    put_saver(world)
    world.sender_delivers(a_state("1", total_minor=600_000))
    world.run()
    world.sender_delivers(asking(a_state("2"), points=90))
    world.run()
    world.sender_delivers(asking(a_state("3"), points=60))
    world.sender_delivers(a_state("1", version=1, total_minor=600_000, status="cancelled"))
    world.run()
    world.sender_delivers(a_state("4", total_minor=250_000))
    world.run()


def random_redemptions(world: World) -> None:
    """Up to four orders of two savers, each in up to three states, shuffled, some of them delivered twice."""
    chance = random.Random(f"redemptions {world.seed}")
    first, _ = put_saver(world), put_saver(world, OTHER_PHONE)
    put_coupon(world, "HERS", first)
    put_coupon(world, "ANYONES")
    states = [
        _asking_something(chance, random_state(chance, str(number), version))
        for number in range(chance.randint(1, 4))
        for version in range(chance.randint(1, 3))
    ]
    deliver_shuffled(world, states, chance=chance)


def _asking_something(chance: random.Random, order: Order) -> Order:
    return asking(
        order,
        points=chance.choice([0, 10, 60, 90]),
        code=chance.choice([None, "HERS", "HERS", "ANYONES", "NOSUCH"]),
        wallet_minor=chance.choice([0, 1_000, 6_000, 9_000]),
    )
