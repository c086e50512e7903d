"""What always holds of a campaign: of each field what was said last; each customer whom it is for has one message, no
other has one, nothing goes out while it is paused, and its figures are those of its messages.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.campaigns import REGULARS
from tests.faults.world import World

SEEN_FOR = timedelta(seconds=2)


def broken_campaigns(world: World) -> Iterator[str]:
    """In words what does not hold; nothing of a world without a campaign."""
    commands, said = world.backend.all("commands"), dict[str, tuple[datetime, Any]]()
    given = [each for id, each in world.given.items() if commands.get(id, {}).get("status") == "done"]
    saves = sorted((each for each in given if each.kind == "save_campaign"), key=lambda each: each.made_at)
    for each in saves:
        said |= {name: (each.made_at, value) for name, value in each.data.items() if name != "campaign_id"}
    if not saves:
        return
    campaigns = world.backend.all("campaigns")
    if len(campaigns) != 1:
        yield f"one campaign is {len(campaigns)}"
    for kept in campaigns.values():
        for name, (_, value) in said.items():
            known = kept[name].isoformat() if isinstance(kept[name], datetime) else kept[name]
            if known != value:
                yield f"the campaign's {name} is {known}, and {value} was said last"


def broken_sendings(world: World) -> Iterator[str]:
    """In words what does not hold of a campaign that was sent."""
    campaign = world.backend.all("campaigns").get("rain")
    if campaign is None or campaign.get("status") is None:
        return
    messages = {
        id: each for id, each in world.backend.all("messages").items() if each.get("campaign_id") == "rain"
    }
    yield from _recipients(world, campaign, messages)
    yield from _pauses(world, messages)
    yield from _figures(campaign, messages)


def _recipients(world: World, campaign: Any, messages: Any) -> Iterator[str]:
    owners = [each["customer_id"] for each in messages.values()]
    for id in sorted(set(owners)):
        if owners.count(id) > 1:
            yield f"{id} has {owners.count(id)} messages of one campaign"
    customers = world.backend.all("customers")
    staff = {id for id, each in customers.items() if "staff" in each.get("tags", ())}
    if staff & set(owners):
        yield f"{sorted(staff & set(owners))} are left out and have a message"
    moved = {each.data["customer_id"] for each in world.given.values() if each.kind == "change_customer"}
    steady = {id for id, each in customers.items() if REGULARS in each.get("segment_ids", ())} - moved
    if campaign["status"] == "done" and (missing := steady - staff - set(owners)):
        yield f"{sorted(missing)} were in the segment all the time and have no message"
    if campaign["status"] in ("scheduled", "running") and campaign["mode"] == "scheduled":
        yield f"the campaign is still {campaign['status']}"


def _pauses(world: World, messages: Any) -> Iterator[str]:
    """Claims within a pause: from two seconds after it took effect, and a slow call, until the next step came."""
    commands = world.backend.all("commands")
    done = sorted(
        (commands[id]["settled_at"], each.kind)
        for id, each in world.given.items()
        if each.kind.endswith("_campaign") and commands[id].get("status") == "done"
    )
    resumed = [at for at, kind in done if kind == "resume_campaign"]
    for at, kind in done:
        if kind not in ("pause_campaign", "cancel_campaign"):
            continue
        since = at + SEEN_FOR + 3 * world.slow_call_takes
        until = min((each for each in resumed if each >= at), default=datetime.max.replace(tzinfo=at.tzinfo))
        for one in world.gateways.handovers:
            if one.message_id in messages and since < one.claimed_at < until:
                yield f"{one.message_id} went out while its campaign was stopped"


def _figures(campaign: Any, messages: Any) -> Iterator[str]:
    progress = campaign["progress"]
    parts = sum(progress[name] for name in ("queued", "called", "held_out", "suppressed"))
    if progress["passed"] != parts or progress["suppressed"] != sum(progress["reasons"].values()):
        yield f"the campaign's figures do not add up: {progress}"
    if campaign["mode"] == "scheduled" and progress["passed"] != len(messages):
        yield f"the campaign counts {progress['passed']} and has {len(messages)} messages"
