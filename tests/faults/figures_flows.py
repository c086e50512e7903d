"""Chats of a travel agency that are counted, paid and rated while ticks come twice and workers die."""

import random
from datetime import timedelta
from functools import partial
from typing import Final

from functions.domain.bookings.documents import Booking
from functions.domain.conversations.documents import conversation_id
from functions.domain.customers.identities import Identity
from functions.domain.insights.rating_jobs import RatingJob
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.marketing.counting import MarketingJob, asked_for
from functions.domain.marketing.periods import month
from functions.domain.providers.events import InboundMessage, Sender
from functions.domain.staff.members import Member
from tests.chats import MORNING, an_agency
from tests.faults.gateways import NAME, Gateways, calls_back
from tests.faults.world import Given, World

COUNTED: Final = an_agency(satisfaction={"template": "assistant_rating", "quiet_hours": 1})
PHONES: Final = ("+6281255500001", "+6281255500002", "+6281255500003")
TEXTS: Final = (
    *("Halo", "UMR_MAR_2025_HEMAT", "UMR_MAR_2025_HEMAT", "ya", "detail dong", "DP berapa?", "mau daftar"),
    *("hotelnya dekat haram?", "bisa bicara dengan admin?", "asdf qwer", "UMR_APR_2025_REGULER", "5", "4/5"),
)


def begin(world: World) -> None:
    world.org, world.now, world.gateways = COUNTED, MORNING, Gateways()
    for uid, role in {"desk": "agent", "books": "finance"}.items():
        world.backend.put(Member.model_validate({"id": uid, "roles": (role,), "email": f"{uid}@example.com"}))
    world.backend.put(RatingJob(id="ratings", wake_at=world.now))


def says(world: World, number: int, phone: str, text: str) -> None:
    """A message comes in by a callback, which the provider posts until it is taken."""
    item = InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=f"said-{number}",
        at=world.now,
        origin="customer",
        kind="text",
        sender=Sender(phone=phone),
        text=text,
    )
    world.turns.spawn(partial(calls_back, world, lambda: item))


def place_of(phone: str) -> str:
    return conversation_id(COUNTED, "whatsapp", Identity("phone", phone))


def is_paid(world: World, number: int, phone: str) -> None:
    """Seats that were reserved for a chat are paid."""
    place = place_of(phone)
    conversation = world.backend.all("conversations").get(place)
    if conversation is None:
        return
    id = f"seat-{number}"
    world.backend.put(
        Booking(
            id=id,
            package_id="gone",
            customer_id=conversation["customer_id"],
            conversation_id=place,
            seats=1,
            status="reserved",
            price_minor=number + 1,
            total_minor=number + 1,
            currency="IDR",
            created_at=world.now,
        )
    )
    data = {"booking_id": id, "payment_reference": "seen"}
    world.gives(Given("confirm_booking", data, "books", made_at=world.now))


def is_asked_for(world: World) -> None:
    """Somebody has the month counted."""

    def ask() -> None:
        world.store().commit(world.org.id, lambda: _asked(world))

    world.until_done(ask, "a count")


def _asked(world: World) -> Decision[None]:
    job = asked_for((yield from get(MarketingJob, "marketing")), month("2025-01"), world.now)
    return Changes(put=() if job is None else (job,)), None


def a_paid_chat_is_counted_by_two_ticks(world: World) -> None:
    """A chat comes to its booking and is paid, a second one greets; two ticks count them."""
    begin(world)
    for number, (phone, text) in enumerate(
        ((PHONES[0], "UMR_MAR_2025_HEMAT"), (PHONES[1], "Halo"), (PHONES[0], "ya"), (PHONES[0], "mau daftar"))
    ):
        says(world, number, phone, text)
        world.run()
        world.now += timedelta(seconds=30)
        world.run()
    is_paid(world, 0, PHONES[0])
    world.run()
    is_asked_for(world)
    world.run()
    world.now += timedelta(minutes=1)
    world.tick()
    world.tick()
    world.run()


def random_figures(world: World) -> None:
    """Some chats, payments and ratings, hours apart or at once, counted in between and at the end."""
    chance = random.Random(f"figures {world.seed}")
    begin(world)
    for number in range(chance.randint(4, 10)):
        _something(world, chance, number)
        if chance.random() < 0.7:
            world.run()
        world.now += timedelta(seconds=chance.choice([0, 1, 3, 9, 40, 4000, 8000]))
        if chance.random() < 0.4:
            world.tick_for_somebody()
    world.run()
    world.settle(days=1)
    is_asked_for(world)
    world.run()
    world.now += timedelta(minutes=2)
    world.tick()
    if chance.random() < 0.5:
        world.tick()
    world.run()


def _something(world: World, chance: random.Random, number: int) -> None:
    phone, kind = chance.choice(PHONES), chance.random()
    if kind < 0.12:
        is_paid(world, number, phone)
    elif kind < 0.2:
        is_asked_for(world)
    elif kind < 0.28:
        data = {"conversation_id": place_of(phone), "phase": chance.choice(["booking", "paid"])}
        world.gives(Given("give_back_conversation", data, "desk", made_at=world.now))
    else:
        says(world, number, phone, chance.choice(TEXTS))
