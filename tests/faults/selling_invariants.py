"""What always holds of deals, worked out from the commands that were done and the deals as they are stored: a deal's
history is what was asked of it in order of time, its account has of it what it adds, and so has its owner's page.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.faults.selling_flows import SELLERS, STAGES
from tests.faults.world import Given, World

Deals = Mapping[str, Mapping[str, Any]]


def broken_deals(world: World) -> Iterator[str]:
    """What does not hold of the deals of a world that came to rest."""
    if world.org is not SELLERS:
        return
    deals = world.backend.all("opportunities")
    for id, deal in deals.items():
        yield from _place(id, deal)
        yield from _history(world, id, deal)
    for customer_id, customer in world.backend.all("customers").items():
        yield from _figures(customer_id, customer, deals)
    yield from _pages(world, deals)


def _place(id: str, deal: Mapping[str, Any]) -> Iterator[str]:
    """One stage, and what it says of the deal."""
    outcome, hours = STAGES[deal["stage"]]
    entered = deal["stage_entered_at"]
    if deal["status"] != outcome or (deal["closed_at"] is None) != (outcome == "open"):
        yield f"{id} is in {deal['stage']}, and {deal['status']} as of {deal['closed_at']}"
    if outcome in ("won", "lost") and not deal["close_reason"]:
        yield f"{id} is {outcome} without a reason"
    limit = None if hours is None else entered + timedelta(hours=hours)
    if deal.get("sla_due_at") != limit:
        yield f"{id} may stand in {deal['stage']} until {deal.get('sla_due_at')}, and not until {limit}"
    former = [move["from"] for move in deal["stage_history"] if move["to"] == "served"]
    if set(former) - {"bought"}:
        yield f"{id} is kept after {former}, which is not won"


def _history(world: World, id: str, deal: Mapping[str, Any]) -> Iterator[str]:
    """The moves that were asked for and not too late, by when they were made, each once."""
    moves = [(move["from"], move["to"], move["at"], move["by"]) for move in deal["stage_history"]]
    if any(one[1] != other[0] for one, other in pairwise(moves)):
        yield f"the history of {id} is no chain: {moves}"
    asked = _asked(world, id)
    with_stage = [given for given in asked if "stage" in given.data]
    wanted = [_moves(with_stage)]
    # One that named no stage may have begun it, in the first one.
    wanted += [_moves(with_stage, begun="talk")] if len(with_stage) < len(asked) else []
    if moves not in wanted:
        yield f"the history of {id} is {moves}, and was asked to be {wanted[0]}"
    last = with_stage[-1].data["stage"] if with_stage else "talk"
    if deal["stage"] != last:
        yield f"{id} is in {deal['stage']}, and was moved to {last} last"


def _moves(asked: Sequence[Given], begun: str | None = None) -> list[tuple[Any, ...]]:
    """The moves between the stages that these commands name."""
    standing, found = begun, []
    for given in asked:
        stage = given.data["stage"]
        if standing is not None and stage != standing:
            found.append((standing, stage, given.made_at, given.by_uid))
        standing = stage
    return found


def _asked(world: World, deal_id: str) -> list[Given]:
    """The commands that were done and told no phone that its move was late, by when they were made."""
    commands = world.backend.all("commands")
    found = []
    for id, given in world.given.items():
        if given.data.get("opportunity_id") != deal_id or commands[id]["status"] != "done":
            continue
        if "stage" not in commands[id]["result"].get("outdated", ()):
            found.append((given.made_at, id, given))
    return [given for _, _, given in sorted(found, key=lambda each: each[:2])]


def _figures(customer_id: str, customer: Mapping[str, Any], deals: Deals) -> Iterator[str]:
    """What an account has of its deals is what they add up to."""
    mine = [deal for deal in deals.values() if deal["customer_id"] == customer_id]
    opened = [deal for deal in mine if deal["status"] == "open"]
    wanted = {
        "by_stage": dict(Counter(deal["stage"] for deal in mine)),
        "by_outcome": dict(Counter(deal["status"] for deal in mine)),
        "by_dimension": dict(Counter(each for deal in opened for each in deal["product_dimensions"])),
        "value_minor": sum(deal["estimated_value_minor"] or 0 for deal in opened),
    }
    kept = customer.get("account", {}).get("deals", {})
    found = {name: kept.get(name, 0 if name == "value_minor" else {}) for name in wanted}
    if found != wanted:
        yield f"the account {customer_id[:6]} counts {found}, and its deals {wanted}"


def _pages(world: World, deals: Deals) -> Iterator[str]:
    """Each deal stands in one cell of its owner's page, and no page has another one."""
    wanted, found = Counter[str](), Counter[str]()
    for deal in deals.values():
        cell = f"{deal['owner_uid'] or ''} {_cell(deal)}"
        wanted[f"{cell}:count"] += 1
        wanted[f"{cell}:amount_minor"] += deal["estimated_value_minor"] or 0
    for id, page in world.backend.all("insights").items():
        for name, count in page.get("counts", {}).items() if id.startswith("pipeline:") else ():
            if name.startswith(("open:", "won:", "lost:")) and name.endswith((":count", ":amount_minor")):
                found[f"{id.partition(':')[2]} {name}"] += count
    if +found != +wanted:
        yield f"the pages count {sorted((+found).items())}, and the deals {sorted((+wanted).items())}"


def _cell(deal: Mapping[str, Any]) -> str:
    if deal["status"] == "open":
        return f"open:{deal['expected_close_on'] or 'undated'}:pipeline"
    return f"{'lost' if deal['status'] == 'lost' else 'won'}:{deal['closed_at']:%Y-%m}"
