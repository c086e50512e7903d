"""Orders on their way out in a world: reps' phones that order and cancel, an order system that posts back."""

import random
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from functions.domain.staff.members import Member
from tests.builders import NOON, PHONE, an_order_body, an_org
from tests.faults.flows import a_state
from tests.faults.world import Given, World

DAIRY = an_org(
    messages={}, automations={}, order_webhook={"url": "https://orders.example.com/in"}
).model_copy(update={"order_secret": SecretStr("s3cret of the order system")})


def put_dairy(world: World) -> None:
    """A rep, and a business whose orders go out."""
    world.org = DAIRY
    world.backend.put(Member(id="rep", roles=("sales_rep",)))
    world.backend.put(Member(id="lead", roles=("manager",)))


def orders(world: World, number: str = "1", *, version: int = 0, status: str = "pending") -> Given:
    """A state of an order by a rep's phone. Its order stands among those that were delivered to us."""
    at = NOON + timedelta(seconds=version)
    body: dict[str, Any] = an_order_body(
        order_id=number,
        status=status,
        ordered_at=NOON.isoformat(),
        updated_at=at.isoformat(),
        customer={"phone": PHONE},
    )
    world.delivered.append(a_state(number, version=version, status=status))
    return Given("record_order", body, "rep", made_at=world.now)


def an_order_is_cancelled_while_it_goes_out(world: World) -> None:
    """A rep's order; it is cancelled while its first state may be on its way."""
    put_dairy(world)
    world.gives(orders(world))
    world.run()
    world.now += timedelta(minutes=2)
    world.gives(orders(world, version=60, status="cancelled"))
    world.run()


def random_posts(world: World) -> None:
    """Two orders through a few states by phones, and by the order system itself, with leaders who send again."""
    put_dairy(world)
    chance = random.Random(f"posts {world.seed}")
    for version in range(chance.randint(3, 7)):
        number = chance.choice(["1", "1", "2"])
        status = chance.choice(["pending", "paid", "delivered", "cancelled"])
        if chance.random() < 0.75:
            world.gives(orders(world, number, version=version, status=status))
        else:
            world.sender_delivers(a_state(number, version=version, status=status))
        if chance.random() < 0.5:
            world.run()
            world.now += timedelta(seconds=chance.choice([5, 70, 200]))
        if chance.random() < 0.2:
            world.gives(Given("send_order", {"order_id": f"pos:{number}"}, "lead", made_at=world.now))
    world.run()
