"""Chats of a travel agency in a world: bursts of messages, a gateway's history, a person on the business's phone."""

import random
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from functions.domain.providers.events import InboundMessage, Origin, Sender
from functions.domain.staff.members import Member
from tests.builders import PHONE
from tests.chats import MORNING, an_agency
from tests.faults.gateways import NAME, Gateways, calls_back
from tests.faults.world import World

AGENCY: Final = an_agency()
TEXTS = (
    *("Halo", "UMR_MAR_2025_HEMAT", "ya", "detail dong", "DP berapa?", "mau daftar", "hotelnya dekat haram?"),
    *("bisa bicara dengan admin?", "makasih ya kak", "asdf qwer", "UMR_APR_2025_REGULER", "bulan april"),
)
OLD: Final = timedelta(days=2)


def says(world: World, number: int, text: str, *, origin: Origin = "customer", age: timedelta) -> None:
    """A message comes in by a callback, which the provider posts until it is taken."""
    item = InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=f"chat-{number}",
        at=world.now - age,
        origin=origin,
        kind="text",
        sender=Sender(phone=PHONE),
        text=text,
    )
    world.turns.spawn(partial(calls_back, world, lambda: item))


def begin(world: World) -> None:
    world.org, world.now, world.gateways = AGENCY, MORNING, Gateways()
    world.backend.put(Member(id="desk", roles=("agent",), email="desk@example.com"))


def a_chat_that_ends_in_a_booking(world: World) -> None:
    """A code, a yes, and how to pay, each answered before the next."""
    begin(world)
    for number, text in enumerate(("UMR_MAR_2025_HEMAT", "ya", "DP berapa?")):
        says(world, number, text, age=timedelta(0))
        world.run()
        world.now += timedelta(seconds=30)
        world.run()


def random_chats(world: World) -> None:
    """Some bursts, what is days old among them, a person who writes on the phone, and pauses of any length."""
    chance = random.Random(f"chats {world.seed}")
    begin(world)
    at = world.now
    for number in range(chance.randint(3, 7)):
        at += _pause(chance)
        world.at(at, partial(_something, world, chance, number))
    live_until(world, at)


def live_until(world: World, at: datetime) -> None:
    """What is due by then comes, second by second."""
    world.run()
    while world.now < at:
        world.now = min(at, world.now + timedelta(seconds=1))
        world.run()


def _something(world: World, chance: random.Random, number: int) -> None:
    kind = chance.random()
    age = OLD if kind > 0.85 else timedelta(0)
    if 0.72 < kind <= 0.85:
        says(world, number, "Saya bantu ya", origin="staff", age=timedelta(0))
    else:
        says(world, number, chance.choice(TEXTS), age=age)


def _pause(chance: random.Random) -> timedelta:
    """Within a burst, just after it, or long after."""
    return timedelta(seconds=chance.choice([0, 0, 0.5, 1, 1.9, 2, 2.1, 5, 12, 60]))
