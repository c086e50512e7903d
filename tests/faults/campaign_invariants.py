"""What always holds of a campaign that several change: of each field what was said last."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.faults.world import World


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
