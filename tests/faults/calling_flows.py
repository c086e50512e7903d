"""Staff's calls in a world: what runs out makes them, two phones that were offline say what came of the same ones, and
customers buy meanwhile.
"""

import random
from datetime import timedelta

from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.consumption import ConsumptionProfile
from functions.domain.staff.members import Member
from tests.builders import OTHER_PHONE, PHONE, an_org
from tests.faults.flows import a_state, put_regular
from tests.faults.reminder_flows import KINDS, lines_of
from tests.faults.world import Given, World

OUTCOMES = ("no_answer", "no_answer", "rescheduled", "follow_up_needed", "escalated", "interested")
WRITTEN = {
    "on": "reminder_due",
    "then": [{"create_task": {"task_type": "reminder_call", "assign": {"role": "agent"}}}],
}
CALLERS = an_org(
    messages={},
    timezone="UTC",
    automations={"remind": AutomationSettings.model_validate(WRITTEN)},
    calls={"retry_after": "1h"},
    assignment={"hours": {"start": "00:00", "end": "23:59"}},
).model_copy(
    update={
        "consumption_profiles": {
            kind: ConsumptionProfile(categories=(kind,), avg_consumption_days=days, buffer_days=0, min_days=1)
            for kind, days in KINDS.items()
        }
    }
)


def random_calls(world: World) -> None:
    """A fortnight: each day some of the open calls are told of, by one phone or by two, and now and then someone
    buys.
    """
    chance = random.Random(f"calls {world.seed}")
    world.org = CALLERS
    world.backend.put(Member(id="till", roles=("agent",)))
    world.backend.put(Member(id="tablet", roles=("support",)))
    world.backend.put(Member(id="boss", roles=("manager",)))
    for phone in (PHONE, OTHER_PHONE):
        put_regular(world, phone)
        _buys(world, chance, phone)
    world.run()
    _pass_days(world, 6)
    for _ in range(8):
        for phone in (PHONE, OTHER_PHONE):
            if chance.random() < 0.15:
                _buys(world, chance, phone)
        _phones_tell(world, chance)
        world.run()
        _pass_days(world, 1)


def _buys(world: World, chance: random.Random, phone: str) -> None:
    number = f"{len(world.delivered)}"
    order = a_state(number, phone=phone, ordered_at=world.now, updated_at=world.now)
    world.sender_delivers(order.with_changes(lines=lines_of(chance)))


def _phones_tell(world: World, chance: random.Random) -> None:
    """What came of the calls that are open; two phones may tell of one, each by its own memory."""
    for id, task in sorted(world.backend.all("tasks").items()):
        if task["status"] == "open" and chance.random() < 0.8:
            for by_uid in ("till", "tablet")[: chance.choice([1, 2])]:
                if task["assignee_uid"] == "till" or by_uid == "tablet":
                    world.gives(_completion(world, chance, id, by_uid=by_uid))


def _completion(world: World, chance: random.Random, id: str, *, by_uid: str) -> Given:
    made_at = world.now - timedelta(minutes=chance.randint(0, 50))
    outcome = chance.choice(OUTCOMES)
    day = f"{made_at + timedelta(days=chance.randint(0, 2)):%Y-%m-%d}"
    more = {"next_action_on": day} if outcome == "rescheduled" else {}
    return Given("complete_task", {"task_id": id, "outcome": outcome, **more}, by_uid, made_at=made_at)


def _pass_days(world: World, days: int) -> None:
    """Four times a day a tick comes."""
    for _ in range(4 * days):
        world.now += timedelta(hours=6)
        world.tick_for_somebody()
        world.run()
