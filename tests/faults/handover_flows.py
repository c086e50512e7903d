"""Chats that a person has to take up, in a world: what is edited and taken back, who answers when, who leaves, and a
chat from its first word to its payment.
"""

import random
from datetime import timedelta
from functools import partial
from typing import Any, Final

from functions.domain.assistant.escalating import UNANSWERED
from functions.domain.configuration.documents import PackageDocument
from functions.domain.conversations.documents import Conversation, Handover, LeadDue
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.providers.events import InboundMessage, Kind, Origin, Sender
from functions.domain.replies.turn_documents import AssistantTurn, turn_id
from functions.domain.staff.members import Member
from tests.builders import PHONE
from tests.chats import MORNING
from tests.faults.chat_flows import AGENCY, TEXTS, live_until
from tests.faults.gateways import NAME, Gateways, calls_back
from tests.faults.world import Given, World

CUSTOMER: Final = identity_id(AGENCY.id_key, Identity("phone", PHONE))
CHAT: Final = f"whatsapp:{CUSTOMER}"
PACKAGE: Final = "umr_mar_2025_hemat"
CODE: Final = "UMR_MAR_2025_HEMAT"
NEXT: Final = "UMR_MEI_2025_PLUS_TURKI"
LATE_AFTER: Final = timedelta(minutes=15)
STAFF: Final = {"desk": "agent", "second": "agent", "boss": "manager", "books": "finance"}


def begin(world: World) -> None:
    world.org, world.now, world.gateways = AGENCY, MORNING, Gateways()
    for uid, role in STAFF.items():
        world.backend.put(Member.model_validate({"id": uid, "roles": (role,), "email": f"{uid}@example.com"}))
    package = AGENCY.packages[PACKAGE].model_dump(mode="json")
    world.backend.put(PackageDocument.model_validate({"id": PACKAGE, "revision": 1, **package}))


def comes(world: World, id: str, text: str | None, **changes: Any) -> None:
    """An event of the chat, which the provider posts until it is taken."""
    kind: Kind = changes.get("kind", "text")
    origin: Origin = changes.get("origin", "customer")
    item = InboundMessage(
        provider=NAME,
        channel="whatsapp",
        id=id,
        at=world.now,
        origin=origin,
        kind=kind,
        sender=Sender(phone=PHONE),
        text=text,
        target_id=changes.get("target_id"),
    )
    world.turns.spawn(partial(calls_back, world, lambda: item))


def a_chat_from_its_first_word_to_its_payment(world: World) -> None:
    """A burst, a yes, how to pay; the desk gets it, answers and holds seats, which are paid; the chat is given back."""
    begin(world)
    for number, texts in enumerate((("Assalamualaikum", CODE), ("ya",), ("DP berapa?",))):
        for part, text in enumerate(texts):
            comes(world, f"chat-{number}-{part}", text)
        _pass(world, 30)
    _pass(world, 60)
    answer = {"customer_id": CUSTOMER, "channel": "whatsapp", "text": "Halo, saya bantu"}
    world.gives(Given("send_message", answer, "desk", made_at=world.now))
    _pass(world, 10)
    seats = {"booking_id": "trip", "package_id": PACKAGE, "seats": 2, "customer_id": CUSTOMER}
    world.gives(Given("reserve_seats", {**seats, "conversation_id": CHAT}, "desk", made_at=world.now))
    _pass(world, 10)
    paid = {"booking_id": "trip", "payment_reference": "BCA 0091"}
    world.gives(Given("confirm_booking", paid, "books", made_at=world.now))
    _pass(world, 10)
    world.gives(_back(world, "paid"))
    world.run()


def a_season_is_booked_while_a_lead_is_owed(world: World) -> None:
    """The next season's booking, before the lead of the last one was made."""
    booked_at = MORNING - timedelta(minutes=46)
    notes = f"package: {CODE}"
    handover = Handover(at=booked_at, because="payment", notes=notes, given_back_at=booked_at)
    put_chat(
        world,
        phase="interest",
        cycle=2,
        package_code=NEXT,
        asked="register",
        handovers=(handover,),
        leads_due=(LeadDue(cycle=1, at=booked_at, package_code=CODE, notes=notes),),
    )
    turn = AssistantTurn(
        id=turn_id(CHAT, "first"), customer_id=CUSTOMER, at=booked_at, cycle=1, handover="payment"
    )
    world.backend.put(turn.with_changes(package_code=CODE, owner="assistant"))
    comes(world, "chat-0", "mau daftar")
    _pass(world, 5)


def nobody_answers_until_it_is_too_late(world: World) -> None:
    """A chat in which nobody has answered; the desk does as the customer is told so."""
    asked_at, told_at = MORNING - timedelta(minutes=46), MORNING + timedelta(minutes=1)
    handover = Handover(at=asked_at, because="asked_for")
    steps = (
        handover.with_changes(at=told_at - n * LATE_AFTER, because=UNANSWERED, to_uid="boss") for n in (2, 1)
    )
    put_chat(
        world,
        owner="boss",
        handovers=(handover, *steps),
        needs_human=True,
        last_inbound_at=asked_at,
        escalations=2,
        wake_at=told_at,
    )
    world.at(told_at, world.tick)
    world.at(told_at, partial(comes, world, "phone", "Saya bantu ya", origin="staff"))
    world.now = told_at
    world.run()


def put_chat(world: World, **changes: Any) -> None:
    """A customer whose chat is under way."""
    begin(world)
    asked_at = MORNING - timedelta(minutes=46)
    customer = Customer(
        id=CUSTOMER,
        phone=PHONE,
        identity_ids=(CUSTOMER,),
        conversation_ids={"whatsapp": CHAT},
        windows={"whatsapp": asked_at + timedelta(hours=24)},
        created_at=asked_at,
    )
    world.backend.put(customer)
    link = KnownIdentity(id=CUSTOMER, customer_id=CUSTOMER, kind="phone", created_at=asked_at)
    world.backend.put(link)
    chat = Conversation(
        id=CHAT,
        channel="whatsapp",
        customer_id=CUSTOMER,
        provider=NAME,
        created_at=asked_at,
        last_message_at=asked_at,
        **{"phase": "leads", "cycle": 1, "owner": "assistant"} | changes,
    )
    world.backend.put(chat)


def random_handovers(world: World) -> None:
    """An hour or two of a chat: questions, edits, what is taken back, answers by the phone and by the app, handovers by
    hand, tasks that are done, a member who leaves.
    """
    chance = random.Random(f"handovers {world.seed}")
    begin(world)
    at = world.now
    for number in range(chance.randint(4, 10)):
        at += timedelta(seconds=chance.choice([0, 0.5, 1.5, 2.1, 12, 60, 900, 1000, 2800]))
        world.at(at, partial(_something, world, chance, number))
    live_until(world, at)


def _something(world: World, chance: random.Random, number: int) -> None:
    kind = chance.random()
    earlier = (
        f"chat-{max(0, number - chance.choice([0, 1, 1, 2]))}"  # of this very number: before its message
    )
    if kind < 0.45:
        comes(world, f"chat-{number}", chance.choice((*TEXTS, "bisa bicara dengan admin?", "saya kecewa")))
    elif kind < 0.58:
        comes(world, f"edit-{number}", chance.choice(TEXTS), kind="edit", target_id=earlier)
        if earlier == f"chat-{number}":
            comes(world, earlier, "halo")
    elif kind < 0.71:
        comes(world, f"revocation-{number}", None, kind="revocation", target_id=earlier)
        if earlier == f"chat-{number}":
            comes(world, earlier, "halo")
    elif kind < 0.8:
        comes(world, f"phone-{number}", "Saya bantu ya", origin="staff")
    elif kind < 0.88:
        answer = {"customer_id": CUSTOMER, "channel": "whatsapp", "text": "Halo"}
        world.gives(Given("send_message", answer, chance.choice(["desk", "boss"]), made_at=world.now))
    elif kind < 0.94:
        to = chance.choice([None, "second"])
        data = {"conversation_id": CHAT, "assigned_to": to}
        world.gives(Given("hand_over_conversation", data, "boss", made_at=world.now))
    else:
        world.gives(_back(world, None))


def _back(world: World, phase: str | None) -> Given:
    data = {"conversation_id": CHAT, **({"phase": phase} if phase else {})}
    return Given("give_back_conversation", data, "desk", made_at=world.now)


def _pass(world: World, seconds: float) -> None:
    """What was set off comes to rest, then so much time is over, with what is due in it."""
    world.run()
    world.now += timedelta(seconds=seconds)
    world.run()
