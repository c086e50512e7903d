"""What those who market ask for of one campaign: it is made, changed at two desks at once, and closed."""

from datetime import timedelta
from typing import Any

from functions.domain.staff.members import Member
from tests.builders import NOON
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
