"""What happens to messages in a world: causes at once, refusals, reports of what became of them, a customer's STOP."""

import random
from datetime import timedelta
from functools import partial

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.messages.composing import compose
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.providers.events import InboundMessage, PreferenceItem, ProviderEvent, Sender
from functions.domain.settings.types import Channel
from tests.builders import NOON, OTHER_PHONE, PHONE, an_org
from tests.faults.flows import put_regular
from tests.faults.gateways import NAME, Gateways, calls_back
from tests.faults.world import AUTOMATIONS, World

QUIET = {"start": "21:00", "end": "09:00"}
EVENING = NOON + timedelta(hours=3, minutes=25)  # 20:55 in Kolkata
NEARLY_MIDNIGHT = NOON + timedelta(hours=6, minutes=20)  # 23:50
VARIABLES: dict[str, str | int | None] = {"percent": 10, "days": 30, "tier": "gold", "points": 50}
MARKETING = ("winback_30", "winback_60")


def a_business(*channels: str, **messages: object) -> Org:
    """The café with these channels and these rules of its messages."""
    return an_org(channels=channels, messages=messages, automations=AUTOMATIONS)


STRICT = a_business("push", "whatsapp", "email", quiet_hours=QUIET, caps={"overall": {"day": 1}})
BUSINESSES = (
    STRICT,
    a_business("whatsapp", "email", quiet_hours=QUIET, daily_budget=1),
    a_business("whatsapp", "push", caps={"overall": {"day": 1}}, daily_budget=2),
    a_business("email", "whatsapp", "push", caps={"overall": {"day": 1}}),
)


def put_reachable(world: World, phone: str = PHONE) -> Customer:
    """A regular who has the app, WhatsApp and an address for mail, and agreed to all of them."""
    customer = put_regular(world, phone).with_changes(
        whatsapp_opt_in=True, email="regular@example.com", email_opt_in=True
    )
    world.backend.put(customer)
    return customer


def something_happens(world: World, customer: Customer, template: str, number: int = 0) -> None:
    """A cause of a message: it and what it counts for its customer are in one commit, once."""
    id = f"m:{template}:{number}:{customer.id[:6]}"

    def caused() -> Decision[None]:
        found = yield from get(Customer, customer.id)
        assert found is not None, "the customer is there"
        if (yield from get(Message, id, presumed_missing=True)) is not None:
            return NOTHING, None
        composed = compose(
            world.org,
            found,
            id=id,
            cause=id,
            rule="a test",
            template=template,
            variables=VARIABLES,
            now=world.now,
        )
        return Changes(create=(composed.message,), put=(composed.customer,)), None

    world.until_done(lambda: world.store().commit(world.org.id, caused))


def writes(world: World, customer: Customer, text: str, *, id: str, channel: Channel = "whatsapp") -> None:
    """The customer writes, and the channel's provider tells us."""
    item = InboundMessage(
        provider=NAME,
        channel=channel,
        id=id,
        at=world.now,
        origin="customer",
        kind="text",
        sender=Sender(phone=customer.phone),
        text=text,
    )
    _tells(world, item)


def says_stop(world: World, customer: Customer, number: int = 0) -> None:
    """The customer writes STOP on WhatsApp."""
    writes(world, customer, "Stop!", id=f"stop-{number}")


def unsubscribes(world: World, customer: Customer, number: int = 0) -> None:
    """The customer unsubscribes from mail with the provider, which knows them by their phone too."""
    item = PreferenceItem(
        provider=NAME,
        channel="email",
        id=f"unsubscribe-{number}",
        at=world.now,
        granted=False,
        purposes=("marketing",),
        phone=customer.phone,
    )
    _tells(world, item)


def _tells(world: World, item: ProviderEvent) -> None:
    world.turns.spawn(partial(calls_back, world, lambda: item))


def a_message_that_is_reported_failed(world: World) -> None:
    """The first channel's provider takes a message, and says later that it did not arrive."""
    world.org = STRICT
    world.gateways = Gateways(undelivered={"push": 1.0}, reporting=1.0)
    something_happens(world, put_reachable(world), "winback_30")
    world.run()


def a_stop_while_messages_are_on_their_way(world: World) -> None:
    """Two causes at once, under a cap of one a day, and the customer writes STOP meanwhile."""
    world.org = a_business("whatsapp", "email", caps={"overall": {"day": 1}})
    customer = put_reachable(world)
    for template in MARKETING:
        something_happens(world, customer, template)
    says_stop(world, customer)
    world.run()


def a_message_in_the_evening(world: World) -> None:
    """A message is queued minutes before quiet hours; the day's budget has a place for each of two customers."""
    world.org = a_business("whatsapp", quiet_hours=QUIET, daily_budget=2)
    world.now = EVENING
    for phone in (PHONE, OTHER_PHONE):
        something_happens(world, put_reachable(world, phone), "winback_30")
    world.run()


def random_talks(world: World) -> None:
    """Two customers, some causes each, at any time of the day; providers that refuse and report; somebody says STOP."""
    chance = random.Random(f"talks {world.seed}")
    world.org = chance.choice(BUSINESSES)
    world.now = chance.choice([NOON, EVENING, NEARLY_MIDNIGHT])
    world.gateways = Gateways(
        undelivered=dict.fromkeys(("push", "whatsapp", "email"), 0.4),
        reporting=0.8,
        advices=("stop", "fallback", "suppress", "opt_out"),
    )
    customers = [put_reachable(world, phone) for phone in (PHONE, OTHER_PHONE)]
    for number in range(chance.randint(2, 4)):
        customer = chance.choice(customers)
        template = chance.choice([*MARKETING, *MARKETING, "tier_upgrade"])
        world.at(world.now + _soon(chance), partial(something_happens, world, customer, template, number))
    for say in (says_stop, unsubscribes):
        if chance.random() < 0.6:
            world.at(world.now + _soon(chance), partial(say, world, chance.choice(customers)))
    world.run()
    for _ in range(2):
        world.now += timedelta(minutes=chance.choice([1, 6, 11, 61]))
        if chance.random() < 0.5:
            world.tick()
        world.run()


def _soon(chance: random.Random) -> timedelta:
    """At once, in seconds, or so that it meets what was put off."""
    return timedelta(seconds=chance.choice([0, 0, 0, 0.1, 1, 12, 400, 4000]))
