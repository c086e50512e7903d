"""What automations do in a world: events with a coupon, sequences, carts left and checked out, invoices overdue."""

import random
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Decision
from functions.domain.orders.documents import Order
from functions.domain.rebuilds.planning_anew import rebuilds_of_subjects
from functions.domain.rebuilds.rebuilding import rebuild_for_automations
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.staff.members import Member
from tests.builders import NOON, OTHER_PHONE, PHONE, UPGRADE, an_org
from tests.faults.flows import a_state, put_regular
from tests.faults.world import Given, World

BIG_SPENDER = 500_000
STEPS = (timedelta(hours=2), timedelta(days=1))
OFFER = {"send": "winback_30", "variables": {"percent": 10, "days": 1}}
TOLD = {
    "purpose": "internal",
    "resend": True,
    "bodies": {"en": "Invoice {{ number }}."},
    "email": {"subject": {"en": "Overdue"}},
}
WRITTEN: dict[str, Any] = {
    "thanks": {
        "on": "order_paid",
        "then": [
            {"coupon": {"percent": 10, "valid_for": "14d", "name": "Thanks"}},
            OFFER,
            {"tag": "thanked"},
        ],
    },
    "welcome": {
        "on": "first_order",
        "repeat": "once",
        "then": [{"tag": "new"}],
        "steps": [{"after": "2h", "then": [{"tag": "warm"}]}, {"after": "1d", "then": [{"untag": "new"}]}],
    },
    "big": {
        "on": "condition_met",
        "when": {">=": [{"var": "stats.spend_minor"}, BIG_SPENDER]},
        "then": [{"create_task": {"task_type": "call", "due_in": "1d", "assign": {"role": "finance"}}}],
    },
    "left_cart": {
        "of": "carts",
        "on": {"field": "updated_at", "after": "1h"},
        "when": {"==": [{"var": "checked_out_at"}, None]},
        "late_by": "2d",
        "then": [OFFER, {"tag": "left a cart"}],
    },
    "overdue": {
        "of": "invoices",
        "on": {"field": "due_on", "after": "1d", "hour": "09:00"},
        "when": {"in": [{"var": "status"}, ["open", "part_paid"]]},
        "late_by": "2d",
        "then": [{"notify": {"role": "finance"}, "template": "invoice_overdue"}],
    },
}
AUTOMATIONS = {id: AutomationSettings.model_validate(each) for id, each in WRITTEN.items()}
SHOP = an_org(
    templates={"invoice_overdue": TemplateSettings.model_validate(TOLD)},
    messages={},
    automations=AUTOMATIONS | UPGRADE,
)


def put_business(world: World) -> list[Customer]:
    """Two regulars, a till, finance, and a member whom no notice is for."""
    world.org = SHOP
    world.backend.put(Member(id="till", roles=("agent",)))
    world.backend.put(Member(id="books", roles=("finance",), email="books@example.com"))
    world.backend.put(Member(id="owner", roles=("owner",), email="owner@example.com"))
    customers = [put_regular(world, phone) for phone in (PHONE, OTHER_PHONE)]
    world.backend.put(LegalEntity(id="pt", customer_id=customers[0].id, legal_name="PT Kopi"))
    return customers


def an_order_is_thanked_for_with_a_coupon(world: World) -> None:
    """Two orders of one customer come in at once, one of them twice, the second a big one."""
    put_business(world)
    world.sender_delivers(a_state("1"))
    world.sender_delivers(a_state("2", total_minor=BIG_SPENDER))
    world.sender_delivers(a_state("1"))
    world.run()
    pass_hours(world, 30)


def a_sequence_goes_on_to_its_end(world: World) -> None:
    """A first order, and the steps that follow within two days; two ticks come at once."""
    put_business(world)
    world.sender_delivers(a_state("1"))
    world.run()
    pass_hours(world, 30, ticks=2)


def a_cart_is_checked_out_at_the_last_minute(world: World) -> None:
    """One cart is left for an hour, and another one of the same time is checked out at minute 59."""
    first, second = put_business(world)
    changes_cart(world, first, "left")
    changes_cart(world, second, "bought")
    world.run()
    world.now = NOON + timedelta(minutes=59)
    changes_cart(world, second, "bought", is_bought=True)
    world.run()
    pass_hours(world, 2)


def random_automations(world: World) -> None:
    """Three days of orders, refunds, carts and invoices; settings are saved again in between, ticks come twice, and the
    clock of who ticks goes back now and then.
    """
    chance = random.Random(f"automations {world.seed}")
    customers = put_business(world)
    invoices: list[str] = []
    known: list[Order] = []
    for number in range(chance.randint(3, 6)):
        customer = chance.choice(customers)
        happens = chance.choice(["order", "order", "refund", "cart", "cart", "invoice", "saved"])
        if happens == "order" or (happens == "refund" and not known):
            known.append(_bought(world, chance, str(number), customer))
        elif happens == "refund":
            _takes_back(world, known.pop())
        elif happens == "cart":
            _fills_a_cart(world, chance, customer, f"cart-{number}")
        elif happens == "invoice":
            invoices.append(f"inv-{number}")
            _sends_an_invoice(world, chance, invoices[-1])
        else:
            saves_settings(world)
        world.run()
        pass_hours(world, chance.choice([0, 1, 2, 7]), ticks=chance.choice([1, 1, 2]))
        if chance.random() < 0.3:
            _tick_late(world)
    pass_hours(world, 72)


def pass_hours(world: World, hours: int, *, ticks: int = 1) -> None:
    """The clock goes on hour by hour, each with its ticks and whatever is due between them."""
    for _ in range(hours):
        world.now += timedelta(hours=1)
        for _ in range(ticks):
            world.tick_for_somebody()
        world.run()


def changes_cart(world: World, customer: Customer, cart_id: str, *, is_bought: bool = False) -> None:
    """A state of a cart, as of now."""
    data: dict[str, Any] = {"customer_id": customer.id, "cart_id": cart_id}
    data |= (
        {"checked_out_at": world.now}
        if is_bought
        else {"items": [{"product_id": "beans", "quantity": 1, "price_minor": 45_000}]}
    )
    world.gives(Given("change_cart", data, made_at=world.now))


def saves_settings(world: World) -> None:
    """The business saves its automations as they are: all that they watch is gone through again."""

    def saved() -> Decision[None]:
        of_customers = yield from rebuild_for_automations(world.now)
        of_subjects = yield from rebuilds_of_subjects(AUTOMATIONS.values(), world.now)
        return Changes(put=(*of_customers, *of_subjects)), None

    world.until_done(lambda: world.store().commit(world.org.id, saved))


def _bought(world: World, chance: random.Random, number: str, customer: Customer) -> Order:
    total = chance.choice([38_700, 250_000, 600_000])
    order = a_state(
        number, phone=customer.phone, total_minor=total, ordered_at=world.now, updated_at=world.now
    )
    world.sender_delivers(order)
    if chance.random() < 0.3:
        world.sender_delivers(order)
    return order


def _takes_back(world: World, order: Order) -> None:
    """All of an order is refunded."""
    world.sender_delivers(
        a_state(
            order.external_id,
            phone=order.buyer.value("phone"),
            total_minor=order.facts.total_minor,
            status="refunded",
            refunded_minor=order.facts.total_minor,
            ordered_at=order.facts.ordered_at,
            updated_at=world.now,
        )
    )


def _fills_a_cart(world: World, chance: random.Random, customer: Customer, cart_id: str) -> None:
    """A cart that is left, changed again within the hour, or checked out: at minute 59, or after it was abandoned."""
    changes_cart(world, customer, cart_id)
    minutes = chance.choice([None, 30, 59, 59, 61, 64])
    if minutes is not None:
        later = partial(changes_cart, world, customer, cart_id, is_bought=minutes != 30)
        world.at(world.now + timedelta(minutes=minutes), later)


def _sends_an_invoice(world: World, chance: random.Random, invoice_id: str) -> None:
    """One that is due today, and paid before it is overdue in half of the worlds."""
    data = {"invoice_id": invoice_id, "legal_entity_id": "pt", "total_minor": 900_000}
    issued = {"number": invoice_id, "issued_on": "2025-01-20", "due_on": _day(world.now)}
    world.gives(Given("record_invoice", data | issued, "books", made_at=world.now))
    if chance.random() < 0.5:
        at = world.now + timedelta(hours=chance.choice([1, 5]))
        world.at(at, partial(_pays, world, data | {"paid_minor": 900_000}))


def _pays(world: World, data: dict[str, Any]) -> None:
    world.gives(Given("record_invoice", data, "books", made_at=world.now))


def _tick_late(world: World) -> None:
    """A tick whose clock is an hour behind comes beside one of now."""
    now = world.now
    world.now = now - timedelta(hours=1)
    world.tick()
    world.now = now
    world.tick()
    world.run()


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
