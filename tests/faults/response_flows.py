"""What customers do with a campaign's message, at once and again: they follow its links, answer, say STOP, and buy."""

import random
from collections import defaultdict
from datetime import timedelta
from functools import partial

from functions.domain.customers.customer import Customer
from functions.domain.customers.touches import CampaignTouch
from functions.domain.messages.click_tracking import Link
from functions.domain.messages.outbox import Message
from functions.domain.responses.clicks import record_click
from functions.domain.settings.campaigns import Handoff
from functions.domain.settings.types import Channel
from functions.domain.staff.members import Member
from tests.builders import NOON, an_org
from tests.faults.flows import a_state
from tests.faults.gateways import Handover
from tests.faults.message_flows import put_reachable, writes
from tests.faults.world import World

SHOP = an_org(messages={"quiet_hours": None}, automations={})
PHONES = tuple(f"+1202555013{digit}" for digit in range(3))
SENT, UNSENT = "rain", "snow"  # the second was planned later, and never went out
LINKS = ("https://shop.example/offer", "https://shop.example/shop")


def random_responses(world: World) -> None:
    """Three customers have a message of a campaign that hands over who responds; one has no owner. For some minutes
    they do what comes to their mind, often twice at once.
    """
    chance = random.Random(f"responses {world.seed}")
    world.org, world.responses = SHOP, defaultdict(set)
    world.backend.put(Member(id="rep", roles=("sales_rep",)))
    handoff: Handoff = chance.choice(["task", "lead"])
    owners = zip(PHONES, ("rep", "rep", None), strict=True)
    customers = [put_recipient(world, phone, owner, handoff=handoff) for phone, owner in owners]
    for number in range(chance.randint(3, 10)):
        customer = chance.choice(customers)
        again = chance.choice([1, 1, 2])
        world.at(
            NOON + timedelta(hours=2, seconds=chance.choice([0, 0, 0.1, 5, 400])),
            partial(_does, world, chance.choice(DOES), customer, number=number, again=again),
        )
    world.now = NOON + timedelta(hours=2)
    world.run()
    world.now += timedelta(minutes=20)
    world.tick()
    world.run()


def a_customer_clicks_and_answers_at_once(world: World) -> None:
    """A customer follows a link while what they wrote comes in, and comes again; both hand them over."""
    world.org, world.responses = SHOP, defaultdict(set)
    world.backend.put(Member(id="rep", roles=("sales_rep",)))
    customer = put_recipient(world, PHONES[0], "rep", handoff="task")
    world.now = NOON + timedelta(hours=2)
    for number, what in enumerate(("click", "reply")):
        _does(world, what, customer, number=number, again=2)
    world.run()


def put_recipient(world: World, phone: str, owner_uid: str | None, *, handoff: Handoff) -> Customer:
    """A customer with what two campaigns left for them."""
    known, touches = put_reachable(world, phone), []
    for campaign, at in ((SENT, NOON), (UNSENT, NOON + timedelta(hours=1))):
        message = Message(
            id=f"{campaign}:{known.id}",
            customer_id=known.id,
            cause=f"{campaign}:{known.id}",
            rule=f"campaign:{campaign}",
            campaign_id=campaign,
            arm="treated",
            handoff=handoff,
            purpose="marketing",
            variables={"campaign": campaign},
            locale="en",
            channel="whatsapp",
            status="queued",
            created_at=at,
        )
        ended = (
            message.with_changes(sent_at=at, attempts=1).now_is("sending", at).now_is("sent", at)
            if campaign == SENT
            else message.ended("suppressed", "campaign_cancelled", at)
        )
        world.backend.put(ended)
        if campaign == SENT:
            taken = Handover(message.id, "whatsapp", message.id, at, at, arrives=True)
            world.gateways.handovers.append(taken)
        until = at + timedelta(days=7)
        touches.append(CampaignTouch(message_id=message.id, campaign_id=campaign, at=at, until=until))
    customer = known.with_changes(owner_uid=owner_uid, campaigns=tuple(touches))
    world.backend.put(customer)
    return customer


def _does(world: World, what: str, customer: Customer, *, number: int, again: int) -> None:
    """Something of the customer, and what it has to come to."""
    for _ in range(again):
        match what:
            case "click" | "other_link":
                world.responses[customer.id].add("clicked")
                link = Link(f"{SENT}:{customer.id}", LINKS[what == "click"])
                world.until_done(partial(_clicks, world, link))
            case "reply" | "mail":
                if what == "reply":
                    world.responses[customer.id].add("replied")
                channel: Channel = "whatsapp" if what == "reply" else "sms"
                writes(world, customer, "Which sizes are there?", id=f"{what}-{number}", channel=channel)
            case "stop":
                world.responses[customer.id].add("opted_out")
                writes(world, customer, "Stop!", id=f"stop-{number}", channel="whatsapp")
            case _:
                order = a_state(
                    f"o{number}", phone=customer.phone, ordered_at=world.now, updated_at=world.now
                )
                world.responses[customer.id].add("bought")
                world.sender_delivers(order)


DOES = ("click", "other_link", "reply", "mail", "stop", "order")


def _clicks(world: World, link: Link) -> None:
    world.store().commit(world.org.id, lambda: record_click(world.org, link, world.now))
