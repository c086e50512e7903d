"""Phones that were offline: what they were asked meanwhile arrives late, in turns, with others' in between."""

import random
from datetime import datetime, timedelta
from typing import Any

from functions.domain.customers.customer import Customer
from tests.builders import NOON, OTHER_PHONE, PHONE
from tests.faults.command_flows import TOKEN, put_staff
from tests.faults.flows import put_regular
from tests.faults.world import Given, World

_OFFLINE_SINCE = NOON - timedelta(days=9)
_FIELDS = ("name", "locale", "birthday", "tags", "custom")


def random_phones(world: World) -> None:
    """Two phones and the desk change two customers, register one device and call, each by its own clock."""
    put_staff(world)
    chance = random.Random(f"phones {world.seed}")
    regulars = [put_regular(world, phone) for phone in (PHONE, OTHER_PHONE)]
    for phone in ("till", "desk", "clerk"):
        made = sorted(_made_at(chance) for _ in range(chance.randint(1, 4)))
        world.gives(*(_asked(chance, chance.choice(regulars), phone, at) for at in made))
        if chance.random() < 0.3:
            world.run()
    world.run()


def _made_at(chance: random.Random) -> datetime:
    """Two days apart, so that what is made within one instant or not is never in doubt for a device."""
    return _OFFLINE_SINCE + timedelta(days=2 * chance.randrange(4))


def _asked(chance: random.Random, customer: Customer, by_uid: str, made_at: datetime) -> Given:
    about = {"customer_id": customer.id}
    if chance.random() < 0.6:
        fields = chance.sample(_FIELDS, chance.randint(1, 3))
        changes = {field: _value(chance, field) for field in fields}
        return Given("change_customer", about | changes, by_uid, made_at=made_at)
    if chance.random() < 0.5:
        call = {"interaction_type": "call", "interaction_source": "customer_service"}
        return Given("record_interaction", about | call, by_uid, made_at=made_at)
    if by_uid == "till":  # an agent registers no device
        said = {"channel": "sms", "purposes": ["marketing"], "granted": chance.random() < 0.5}
        return Given("give_consent", about | said, by_uid, made_at=made_at)
    return Given("register_device", about | {"token": TOKEN}, by_uid, made_at=made_at)


def _value(chance: random.Random, field: str) -> Any:
    number = chance.randrange(1000)
    return {
        "name": f"name {number}",
        "locale": chance.choice(["en-IN", "id-ID", "hi-IN"]),
        "birthday": f"0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
        "tags": [f"tag {number}"],
        "custom": {chance.choice(["cup", "milk"]): number},
    }[field]
