"""Chats of an agency that has a model: questions that rules leave open, and what happens while it thinks."""

import random
from datetime import timedelta
from functools import partial
from typing import Final

from functions.domain.providers.events import InboundMessage, Sender
from functions.domain.staff.members import Member
from tests.builders import PHONE
from tests.chats import MORNING
from tests.faults.chat_flows import OLD, says
from tests.faults.gateways import NAME, Gateways, calls_back
from tests.faults.world import World
from tests.models import OPEN_QUESTION, a_modelled_agency

MODELLED: Final = a_modelled_agency()
TEXTS = (
    *(
        OPEN_QUESTION,
        "apakah ada kolam renangnya",
        "kalau hujan bagaimana acaranya",
        "boleh bawa kucing kami",
    ),
    *("asdf qwer", "UMR_MAR_2025_HEMAT", "DP berapa?", "makasih ya kak", "bisa bicara dengan admin?"),
)
NOW = timedelta(0)


def begin(world: World) -> None:
    world.org, world.now, world.gateways = MODELLED, MORNING, Gateways()
    world.backend.put(Member(id="desk", roles=("agent",), email="desk@example.com"))


def a_second_question_comes_while_the_model_thinks(world: World) -> None:
    begin(world)
    says(world, 1, OPEN_QUESTION, age=NOW)
    world.at(world.now + timedelta(seconds=2.2), partial(says, world, 2, "sama kolam renangnya", age=NOW))
    _minutes(world, 2)


def a_person_takes_over_while_the_model_thinks(world: World) -> None:
    begin(world)
    says(world, 1, OPEN_QUESTION, age=NOW)
    help = partial(says, world, 2, "Saya bantu ya", origin="staff", age=NOW)
    world.at(world.now + timedelta(seconds=2.2), help)
    _minutes(world, 2)


def random_questions(world: World) -> None:
    """Some bursts, most of them of open questions, edits and revocations, a person who writes on the phone, pauses of
    any length, and tasks that die of an answer.
    """
    chance = random.Random(f"questions {world.seed}")
    begin(world)
    world.model.kills = chance.choice([0, 0, 0, 1, 4])
    at = world.now
    for number in range(chance.randint(2, 6)):
        at += timedelta(seconds=chance.choice([0, 0.5, 1.9, 2.1, 3, 5, 12, 40, 60]))
        world.at(at, partial(_something, world, chance, number))
    _minutes(world, 1 + (at - world.now) / timedelta(minutes=1))


def _something(world: World, chance: random.Random, number: int) -> None:
    kind = chance.random()
    if 0.8 < kind <= 0.9:
        says(world, number, "Saya bantu ya", origin="staff", age=NOW)
    elif 0.7 < kind <= 0.8 and number:
        changes(world, number, chance.randrange(number), is_edit=kind < 0.75)
    else:
        says(world, number, chance.choice(TEXTS), age=OLD if kind > 0.95 else NOW)


def changes(world: World, number: int, target: int, *, is_edit: bool) -> None:
    """An earlier message is edited, or taken back."""
    item = InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=f"chat-{number}",
        target_id=f"chat-{target}",
        at=world.now,
        origin="customer",
        kind="edit" if is_edit else "revocation",
        sender=Sender(phone=PHONE),
        text=f"{OPEN_QUESTION} {number}" if is_edit else None,
    )
    world.turns.spawn(partial(calls_back, world, lambda: item))


def an_edit_comes_while_the_model_thinks(world: World) -> None:
    begin(world)
    says(world, 0, OPEN_QUESTION, age=NOW)
    world.at(world.now + timedelta(seconds=2.2), partial(changes, world, 1, 0, is_edit=True))
    _minutes(world, 2)


def _minutes(world: World, count: float) -> None:
    end = world.now + timedelta(minutes=count)
    world.run()
    while world.now < end:
        world.now += timedelta(seconds=1)
        world.run()
