"""What those who market ask for of one campaign: it is made and changed at two desks at once; it is sent, paused while
its pages go, and goes on or is cancelled, while customers enter its segment, leave it and say STOP.
"""

import random
from datetime import timedelta
from typing import Any

from functions.domain.campaigns.documents import Campaign
from functions.domain.staff.members import Member
from tests.builders import NOON
from tests.campaigns import REGULARS, a_buyer, a_campaign, a_shop
from tests.faults.world import Given, World

MADE = "command:0:campaign"


def saves(minute: int, *, by_uid: str = "market", **fields: Any) -> Given:
    """A member saves fields of the campaign, as of so many minutes before noon."""
    at = NOON - timedelta(hours=1) + timedelta(minutes=minute)
    return Given("save_campaign", {"campaign_id": MADE, **fields}, by_uid, made_at=at)


def a_campaign_is_changed_at_two_desks(world: World) -> None:
    """A campaign is made; two members change it, what was said first arriving last; it is closed beside that."""
    for uid in ("market", "counter"):
        world.backend.put(Member(id=uid, roles=("marketing",)))
    made = {"name": "Monsoon", "offer": "A second cup"}
    world.gives(Given("save_campaign", made, "market", made_at=NOON - timedelta(hours=2)))
    world.run()
    ends = (NOON + timedelta(days=1)).isoformat()
    world.gives(saves(3, name="Monsoon again"), saves(5, ends_at=ends))
    world.gives(
        saves(4, by_uid="counter", name="Second monsoon", offer="Two cups"),
        saves(1, by_uid="counter", name="Too late", offer="None"),
    )
    world.run()
    world.gives(saves(6, ends_at=NOON.isoformat()))
    world.gives(saves(2, by_uid="counter", offer="One cup"))
    world.run()


RAIN = "rain"
BUYERS = 5
SHOP = a_shop(messages={"quiet_hours": None, "caps": {"overall": {"day": 1}}}).model_copy(
    update={"ongoing_campaigns": {RAIN: (REGULARS,)}}
)


def put_shop(world: World, **campaign: Any) -> Campaign:
    """Five regulars, of whom one is staff too, a stranger, and a campaign that is due."""
    world.org = SHOP
    world.slow_call_takes = timedelta(seconds=10)
    world.backend.put(Member(id="market", roles=("marketing",)))
    for number in range(BUYERS):
        world.backend.put(a_buyer(number))
    world.backend.put(a_buyer(5, tags=("regular", "staff"), segment_ids=(REGULARS, "staff")))
    world.backend.put(a_buyer(6, tags=(), segment_ids=()))
    made = a_campaign(exclude_segment_ids=("staff",), **campaign)
    world.backend.put(made)
    return made


def steps(world: World, word: str) -> Given:
    return Given(f"{word}_campaign", {"campaign_id": RAIN}, "market", made_at=world.now)


def tags(world: World, number: int, *names: str) -> Given:
    data = {"customer_id": f"c{number:04}", "tags": list(names)}
    return Given("change_customer", data, "market", made_at=world.now)


def a_campaign_is_paused_while_two_ticks_send_it(world: World) -> None:
    """Two ticks take a campaign at once; it is paused while its pages go, and goes on an hour later."""
    put_shop(world, spread_hours=1)
    world.tick()
    world.tick()
    world.gives(steps(world, "pause"))
    world.run()
    world.now += timedelta(minutes=40)
    world.tick()
    world.run()
    world.gives(steps(world, "resume"))
    world.run()
    world.now += timedelta(minutes=2)
    world.tick()
    world.run()


def random_campaigns(world: World) -> None:
    """A campaign of some kind through two hours of ticks, steps, and customers who come and go."""
    chance = random.Random(f"campaigns {world.seed}")
    put_shop(
        world,
        mode=chance.choice(["scheduled", "ongoing"]),
        holdout_percent=chance.choice([0, 0, 40]),
        spread_hours=chance.choice([None, 1]),
        channels=chance.choice([(), ("push",), ("push", "call")]),
        ends_at=NOON + timedelta(hours=30),
    )
    for _ in range(chance.randint(4, 10)):
        what = chance.choice(["tick", "tick", "pause", "resume", "tags", "tags", "clock"])
        if what == "tick":
            world.tick()
        elif what == "clock":
            world.run()
            world.now += timedelta(minutes=chance.choice([1, 3, 20, 61]))
        elif what == "tags":
            number = chance.choice([0, 3, 6, 6])
            world.gives(tags(world, number, *chance.choice([("regular",), ("regular",), ()])))
        else:
            world.gives(steps(world, what))
        if chance.random() < 0.5:
            world.run()
    world.run()
    world.now += timedelta(minutes=5)
    world.gives(steps(world, chance.choice(["resume", "resume", "cancel"])))
    world.run()
    world.now += timedelta(minutes=2)
    world.tick()
    world.run()
