"""Quotes in a world: reps who save, submit, withdraw and send, leaders who decide, customers who click their links
twice, and last instants that come meanwhile.
"""

import random
from datetime import timedelta
from typing import Any, Literal

from functions.domain.commands.quotes.answers import answer_by_link
from functions.domain.commands.quotes.steps import WITHIN
from functions.domain.quotes.documents import Quote, QuoteLine, Step, with_step
from functions.domain.quotes.lapsing import waiting
from functions.domain.quotes.pricing import priced
from functions.domain.sales.opportunities import Opportunity
from functions.domain.shop.products import Product
from functions.domain.staff.members import Member
from tests.builders import NOON, an_org
from tests.faults.flows import put_regular
from tests.faults.world import Given, World

LIMITS = {"rep": 10, "colleague": 10, "lead": 30, "head": 100}
ROLES = {"rep": "sales_rep", "colleague": "sales_rep", "lead": "manager", "head": "owner"}
HOLDS = timedelta(hours=2)
OFFICE = an_org(
    messages={},
    automations={},
    sales={
        "discounts": {"sales_rep": "10", "manager": "30"},
        "taxes": [{"name": "GST", "percent": "5"}],
    },
)
Answer = Literal["accept", "decline"]


def put_office(world: World) -> str:
    """Two reps, a manager and an owner, a product, an account with a deal; the account's id."""
    world.org = OFFICE
    for uid, role in ROLES.items():
        world.backend.put(Member.model_validate({"id": uid, "roles": (role,)}))
    world.backend.put(Product(id="milk", name="Milk", price_minor=3_333))
    customer = put_regular(world)
    world.backend.put(Opportunity(id="deal", customer_id=customer.id, owner_uid="rep", stage="proposal"))
    return customer.id


def saves(
    world: World,
    customer_id: str,
    *,
    quote: str = "q",
    by_uid: str = "rep",
    quantity: str = "3",
    off: int = 0,
) -> Given:
    """A quote of so much milk with so much off, which holds for two hours."""
    data = {
        "quote_id": quote,
        "customer_id": customer_id,
        "opportunity_id": "deal",
        "lines": [{"product_id": "milk", "quantity": quantity}],
        "discount_percent": off,
        "valid_until": world.now + HOLDS,
    }
    return Given("save_quote", data, by_uid, made_at=world.now)


def steps(world: World, kind: str, *, quote: str = "q", by_uid: str = "rep", **more: Any) -> Given:
    return Given(kind, {"quote_id": quote, **more}, by_uid, made_at=world.now)


def clicks(world: World, answer: Answer, quote: str = "q") -> None:
    """The customer's own answer, tried until there is a page."""

    def give() -> object:
        now = world.now
        return world.store().commit(
            OFFICE.id, lambda: answer_by_link(OFFICE, quote, answer, reason=None, now=now)
        )

    world.until_done(give, f"the answer to {quote}")


def put_quote(world: World, customer_id: str, *walked: Step, **changes: Any) -> Quote:
    """A quote that a rep took through these steps, 5 percent off."""
    line = QuoteLine(product_id="milk", name="Milk", quantity="2.5", unit_price_minor=3_333)
    quote = Quote(
        id="q",
        root_id="q",
        customer_id=customer_id,
        opportunity_id="deal",
        currency=OFFICE.settings.currency,
        lines=(line,),
        discount_percent=5,
        valid_until=NOON + HOLDS,
        author_uids=("rep",),
    ).with_changes(**changes)
    for step in walked:
        why = WITHIN if step == "approved" else None
        quote = with_step(quote, step, at=NOON - timedelta(hours=1), by="rep", why=why)
    quote = waiting(priced(quote, OFFICE.settings.sales))
    world.backend.put(quote)
    return quote


def a_manager_approves_while_the_rep_withdraws(world: World) -> None:
    """A quote above the range waits; a manager approves it and its rep withdraws it at the same time."""
    put_quote(
        world, put_office(world), "created", "submitted", status="pending_approval", discount_percent=20
    )
    world.gives(steps(world, "decide_quote", by_uid="lead", decision="approve"))
    world.gives(steps(world, "withdraw_quote"))
    world.run()


def an_acceptance_is_clicked_twice_beside_a_decline(world: World) -> None:
    """A sent quote: its customer clicks twice, a rep records a decline, and the next version is sent."""
    customer_id = put_office(world)
    put_quote(world, customer_id, "created", "submitted", "approved", "sent", status="sent")
    put_quote(world, customer_id, "created", id="q:v2", version=2)
    clicks(world, "accept")
    clicks(world, "accept")
    world.gives(steps(world, "answer_quote", answer="decline"))
    world.gives(steps(world, "send_quote", quote="q:v2"))
    world.run()


def an_acceptance_meets_the_last_instant(world: World) -> None:
    """The customer clicks about when the quote ends, and the tick comes."""
    end = world.now + timedelta(milliseconds=50)
    walked: tuple[Step, ...] = ("created", "submitted", "approved", "sent")
    put_quote(world, put_office(world), *walked, status="sent", valid_until=end)
    clicks(world, "accept")
    world.at(end, world.tick)
    world.run()


def random_quotes(world: World) -> None:
    """Two quotes of one deal through a few hours of steps by anybody, in turns or at once."""
    customer_id = put_office(world)
    chance = random.Random(f"quotes {world.seed}")
    for _ in range(chance.randint(6, 14)):
        quote = chance.choice(["q", "q", "r"])
        later = f"{quote}:v2" if f"{quote}:v2" in world.backend.all("quotes") else quote
        _step(world, chance, customer_id, quote=chance.choice([quote, later]))
        if chance.random() < 0.6:
            world.run()
        if chance.random() < 0.15:
            world.now += timedelta(minutes=chance.choice([30, 61, 119]))
            world.tick_for_somebody()
    world.run()


def _step(world: World, chance: random.Random, customer_id: str, *, quote: str) -> None:
    status = world.backend.all("quotes").get(quote, {}).get("status")
    by_uid = chance.choice(["rep", "rep", "colleague", "lead"])
    if status in (None, "draft") and chance.random() < 0.6:
        off = chance.choice([0, 5, 20, 40])
        world.gives(
            saves(
                world, customer_id, quote=quote, by_uid=by_uid, quantity=f"{chance.randint(1, 9)}.5", off=off
            )
        )
        world.gives(steps(world, chance.choice(["submit_quote", "send_quote"]), quote=quote, by_uid=by_uid))
    elif status == "sent" and chance.random() < 0.7:
        for answer in chance.sample([*("accept",) * 3, "decline"], 2):
            clicks(world, "accept" if answer == "accept" else "decline", quote)
    elif status == "pending_approval" and chance.random() < 0.8:
        decision = chance.choice(["approve", "approve", "refuse"])
        decides = steps(
            world,
            "decide_quote",
            quote=quote,
            by_uid=chance.choice(["lead", "head"]),
            decision=decision,
            reason="So",
        )
        world.gives(decides, steps(world, "send_quote", quote=quote))
        world.gives(steps(world, "withdraw_quote", quote=quote))
    else:
        _anything(world, chance, customer_id, quote=quote)


def _anything(world: World, chance: random.Random, customer_id: str, *, quote: str) -> None:
    by_uid = chance.choice(["rep", "colleague", "lead"])
    asked = [
        saves(world, customer_id, quote=quote, by_uid=by_uid, off=chance.choice([0, 20])),
        steps(world, "submit_quote", quote=quote, by_uid=by_uid),
        steps(world, "send_quote", quote=quote, by_uid=by_uid),
        steps(world, "withdraw_quote", quote=quote, by_uid=by_uid),
        steps(world, "answer_quote", quote=quote, by_uid=by_uid, answer=chance.choice(["accept", "decline"])),
    ]
    world.gives(chance.choice(asked))
