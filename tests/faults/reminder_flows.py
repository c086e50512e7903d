"""What customers use up in a world: weeks of orders, cancellations and corrections, with ticks that come twice."""

import random
from datetime import timedelta

from functions.domain.orders.documents import Order, OrderLine
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.consumption import ConsumptionProfile
from functions.domain.settings.templates import TemplateSettings
from functions.domain.staff.members import Member
from tests.builders import OTHER_PHONE, PHONE, an_org
from tests.faults.flows import a_state, put_regular
from tests.faults.world import World

KINDS = {"rice": 6, "oil": 9, "honey": 10}
WRITTEN = {
    "on": "reminder_due",
    "then": [{"send": "reminder"}, {"create_task": {"task_type": "call", "assign": {"role": "agent"}}}],
}
GROCER = an_org(
    templates={
        "reminder": TemplateSettings.model_validate(
            {
                "purpose": "transactional",
                "bodies": {"en": "{{ products }}"},
                "push": {"title": {"en": "Soon"}},
            }
        )
    },
    messages={},
    timezone="UTC",
    automations={"remind": AutomationSettings.model_validate(WRITTEN)},
).model_copy(
    update={
        "consumption_profiles": {
            kind: ConsumptionProfile.model_validate(
                {"categories": [kind], "avg_consumption_days": days, "buffer_days": 0, "min_days": 1}
            )
            for kind, days in KINDS.items()
        }
    }
)


def random_groceries(world: World) -> None:
    """Three weeks: customers buy, buy again early or late, cancel, and correct what was in an order."""
    chance = random.Random(f"groceries {world.seed}")
    world.org = GROCER
    world.backend.put(Member(id="till", roles=("agent",)))
    for phone in (PHONE, OTHER_PHONE):
        put_regular(world, phone)
    known: list[Order] = []
    for number in range(chance.randint(4, 8)):
        if known and chance.random() < 0.35:
            order = _changed(world, chance, known[chance.randrange(len(known))])
        else:
            order = _bought(world, chance, str(number))
            known.append(order)
        world.sender_delivers(order)
        if chance.random() < 0.3:
            world.sender_delivers(order)
        world.run()
        _pass_days(world, chance, chance.choice([0, 1, 3, 7]))
    _pass_days(world, chance, 12)


def lines_of(chance: random.Random) -> tuple[OrderLine, ...]:
    """Some of what is used up."""
    kinds = chance.sample(sorted(KINDS), chance.randint(1, 3))
    return tuple(OrderLine(product_id=kind, category=kind, name=kind, quantity="1") for kind in kinds)


def _bought(world: World, chance: random.Random, number: str) -> Order:
    phone = chance.choice([PHONE, OTHER_PHONE])
    state = a_state(number, phone=phone, ordered_at=world.now, updated_at=world.now)
    return state.with_changes(lines=lines_of(chance))


def _changed(world: World, chance: random.Random, order: Order) -> Order:
    """The order cancelled, paid again, or with other lines."""
    status = chance.choice(["cancelled", "paid", "delivered"])
    facts = order.facts.with_changes(status=status, updated_at=world.now)
    return order.with_changes(facts=facts, lines=lines_of(chance))


def _pass_days(world: World, chance: random.Random, days: int) -> None:
    """Four times a day a tick comes, now and then two at once."""
    for _ in range(4 * days):
        world.now += timedelta(hours=6)
        for _ in range(chance.choice([1, 1, 2])):
            world.tick_for_somebody()
        world.run()
