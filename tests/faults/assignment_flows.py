"""A team that calls customers in a world: tasks come into the pool, are done, and agents go away and come back."""

import random
from datetime import timedelta

from functions.domain.assignment.pool import Pool
from functions.domain.staff.members import Member
from tests.builders import NOON, an_org
from tests.faults.world import Given, World

CAPACITIES = {"a": 2, "b": 3, "c": 1}
TEAM = an_org(
    automations={},
    messages={},
    timezone="UTC",
    # A weekend: the worlds come to rest with it.
    assignment={"hours": {"days": ["sat", "sun"], "start": "00:00", "end": "23:59"}, "every": "6h"},
)


def random_assignments(world: World) -> None:
    """Two days: calls come in twos and threes, agents do some of them, one goes away and is back, ticks come twice."""
    chance = random.Random(f"assignments {world.seed}")
    world.org = TEAM
    world.backend.put(Member(id="boss", roles=("manager",)))
    for uid, capacity in CAPACITIES.items():
        world.backend.put(Member(id=uid, roles=("agent",), daily_capacity=capacity))
    world.backend.put(Pool(id="pool", wake_at=NOON))
    for _ in range(8):
        chance.choice([_calls_come_in, _calls_come_in, _agents_call, _an_agent_leaves, _agents_return])(
            world, chance
        )
        if chance.random() < 0.5:
            world.run()
        world.now += timedelta(hours=chance.choice([0, 1, 1, 6]))
        for _ in range(chance.choice([0, 1, 2])):
            world.tick()
    world.run()
    world.now += timedelta(hours=1)
    world.tick()
    world.run()


def _calls_come_in(world: World, chance: random.Random) -> None:
    due_on = f"{world.now - timedelta(days=chance.choice([0, 1])):%Y-%m-%d}"
    for _ in range(chance.randint(2, 3)):
        data = {"task_type": "call", "is_pooled": True, "due_on": due_on, "reason": f"{len(world.given)}"}
        world.gives(Given("create_task", data, by_uid="boss", made_at=world.now))


def _agents_call(world: World, chance: random.Random) -> None:
    held = sorted(
        (id, task["assignee_uid"])
        for id, task in world.backend.all("tasks").items()
        if task["assignee_uid"] is not None and task["status"] == "open"
    )
    for id, uid in chance.sample(held, min(len(held), 2)):
        data = {"task_id": id, "outcome": chance.choice(["completed", "interested"])}
        world.gives(Given("complete_task", data, by_uid=uid, made_at=world.now))


def _an_agent_leaves(world: World, chance: random.Random) -> None:
    today = f"{world.now:%Y-%m-%d}"
    data = {"member_uid": chance.choice(sorted(CAPACITIES)), "absent_from": today}
    world.gives(Given("change_member", data, by_uid="boss", made_at=world.now))


def _agents_return(world: World, chance: random.Random) -> None:
    data = {"member_uid": chance.choice(sorted(CAPACITIES)), "absent_from": None}
    world.gives(Given("change_member", data, by_uid="boss", made_at=world.now))
