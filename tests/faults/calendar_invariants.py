"""What always holds of a year's offers: one campaign each, proposed in time, as the offer was then, none without
an approval, and each leader told once of each cause.
"""

from collections import Counter
from collections.abc import Iterator

from functions.domain.campaigns.calendar_jobs import JOB
from tests.faults.calendar_flows import LAUNCH, STEADY, THEMES
from tests.faults.world import World


def broken_calendars(world: World) -> Iterator[str]:
    """In words what does not hold; nothing of a world without a calendar."""
    if JOB not in world.backend.all("rebuilds"):
        return
    campaigns = world.backend.all("campaigns")
    made = Counter(each["calendar_entry"] for each in campaigns.values())
    for entry, count in sorted(made.items()):
        if count > 1:
            yield f"{entry} has {count} campaigns of one year"
    if world.now >= LAUNCH and not made[STEADY]:
        yield f"{STEADY} was never proposed"
    for id, each in campaigns.items():
        if each["started_at"] is not None and each["approved_at"] is None:
            yield f"{id} began without an approval"
        if each["name"] not in THEMES or each["name"] != each["offer"]:
            yield f"{id} is of two versions of its offer: {each['name']} and {each['offer']}"
    told = Counter(
        (each["cause"], each["member_uid"])
        for each in world.backend.all("messages").values()
        if each.get("member_uid")
    )
    for (cause, uid), count in sorted(told.items()):
        if count > 1:
            yield f"{uid} was told {count} times of {cause}"
