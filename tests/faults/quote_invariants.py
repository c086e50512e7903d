"""What always holds of quotes: each goes through its steps in their order, a discount above the range was approved by
another one who may, and what was accepted is one order of the same money, and a won deal.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from functions.domain.commands.quotes.orders import REST
from functions.domain.commands.quotes.steps import WITHIN
from functions.domain.quotes.documents import version_id
from tests.faults.quote_flows import LIMITS, OFFICE
from tests.faults.world import World

Quotes = Mapping[str, Mapping[str, Any]]
SEEN_BY = timedelta(hours=2)
# From which statuses a step leads where. One that is within the range is submitted and approved at once.
STEPS: Mapping[str, Mapping[str | None, str]] = {
    "created": {None: "draft"},
    "submitted": {"draft": "pending_approval"},
    "approved": {"pending_approval": "approved"},
    "refused": {"pending_approval": "draft"},
    "changed": {"approved": "draft"},
    "withdrawn": {"pending_approval": "draft", "sent": "expired"},
    "sent": {"approved": "sent"},
    "accepted": {"sent": "accepted", "expired": "accepted"},
    "declined": {"sent": "declined", "expired": "declined"},
    "expired": {"sent": "expired"},
    "replaced": {"sent": "expired", "expired": "expired"},
    "deal_left": {"accepted": "accepted"},
}
# How a version ends to which no late answer counts.
ENDS = ("replaced", "withdrawn", "declined")
# What each kind of command that was done leaves once.
LEAVES = {"decide_quote": ("approved", "refused"), "withdraw_quote": ("withdrawn",)}


def broken_quotes(world: World) -> Iterator[str]:
    """What does not hold of the quotes of a world that came to rest."""
    if world.org is not OFFICE:
        return
    quotes = world.backend.all("quotes")
    for id, quote in quotes.items():
        yield from _steps(id, quote)
        yield from _approved(id, quote)
        yield from _in_time(world, id, quote)
    yield from _replaced(quotes)
    yield from _told(world, quotes)
    yield from _ordered(world, quotes)
    yield from _won(world, quotes)


def _steps(id: str, quote: Mapping[str, Any]) -> Iterator[str]:
    status: str | None = None
    for each in quote["history"]:
        if status not in STEPS[each["step"]]:
            yield f"quote {id} was {each['step']} while it was {status}"
            return
        status = STEPS[each["step"]][status]
    if status != quote["status"]:
        yield f"quote {id} is {quote['status']}, and its history ends at {status}"


def _approved(id: str, quote: Mapping[str, Any]) -> Iterator[str]:
    """Within the range of who submitted it, or by another one who may give as much."""
    authors: set[str] = set()
    for each in quote["history"]:
        if each["step"] in ("created", "changed", "submitted"):
            authors.add(each["by"])
        if each["step"] == "approved" and each["why"] != WITHIN and each["by"] in authors:
            yield f"quote {id} was approved by {each['by']}, who made it"
    last = next((each for each in reversed(quote["history"]) if each["step"] == "approved"), None)
    is_offer = quote["status"] not in ("draft", "pending_approval")
    if is_offer and (last is None or quote["highest_discount_percent"] > LIMITS[last["by"]]):
        yield f"quote {id} gives {quote['highest_discount_percent']} off, approved by {last and last['by']}"


def _replaced(quotes: Quotes) -> Iterator[str]:
    """Once a version was sent no answer to the one before it counts, a late one neither."""
    for id, quote in quotes.items():
        former = quotes.get(version_id(quote["root_id"], quote["version"] - 1))
        is_sent = any(each["step"] == "sent" for each in quote["history"])
        last = former["history"][-1]["step"] if former and former["history"] else None
        if is_sent and quote["version"] > 1 and last not in ENDS:
            yield f"versions of quote {quote['root_id']}: {id} was sent, and the one before it is {last}"


def _in_time(world: World, id: str, quote: Mapping[str, Any]) -> Iterator[str]:
    if quote["answered_at"] is not None and quote["answered_at"] >= quote["valid_until"]:
        yield f"quote {id} was answered after its last instant"
    if quote["status"] == "sent" and quote["valid_until"] + SEEN_BY < world.now:
        yield f"quote {id} is still open after its last instant"


def _told(world: World, quotes: Quotes) -> Iterator[str]:
    """Of two who decide at once one is told that it did not count."""
    done: Counter[tuple[str, str]] = Counter()
    for id, given in world.given.items():
        if world.backend.all("commands")[id].get("status") == "done":
            done[given.kind, given.data.get("quote_id", "")] += 1
    for id, quote in quotes.items():
        taken = Counter(each["step"] for each in quote["history"] if each["why"] != WITHIN)
        for kind, left in LEAVES.items():
            if done[kind, id] != sum(taken[step] for step in left):
                yield f"{done[kind, id]} commands {kind} of quote {id} are done, and its history has {dict(taken)}"


def _ordered(world: World, quotes: Quotes) -> Iterator[str]:
    orders = {id: each for id, each in world.backend.all("orders").items() if id.startswith("b2b:quote:")}
    accepted = {f"b2b:quote:{id}": each for id, each in quotes.items() if each["status"] == "accepted"}
    if orders.keys() != accepted.keys():
        yield f"orders {sorted(orders)} of accepted quotes {sorted(accepted)}"
        return
    for id, order in orders.items():
        lines = sum(
            int((Decimal(line["quantity"]) * line["unit_price_minor"]).to_integral_value())
            for line in order["lines"]
        )
        if not lines == order["total_minor"] == accepted[id]["total_minor"]:
            offered = accepted[id]["total_minor"]
            yield f"order {id} is of {order['total_minor']}, its lines of {lines}, its quote of {offered}"
        rest = [line["unit_price_minor"] for line in order["lines"] if line["name"] == REST]
        if rest:
            yield f"order {id} has a rest of {rest}: its lines of products, discounts and taxes lack it"
    for root, count in Counter(each["root_id"] for each in accepted.values()).items():
        if count > 1:
            yield f"{count} versions of quote {root} were accepted"


def _won(world: World, quotes: Quotes) -> Iterator[str]:
    deal = world.backend.all("opportunities")["deal"]
    is_accepted = any(quote["status"] == "accepted" for quote in quotes.values())
    if (deal["stage"] == "won") != is_accepted:
        yield f"the deal is {deal['stage']}, and a quote of it accepted: {is_accepted}"
    if len(deal["stage_history"]) > 1:
        yield f"the deal was moved {len(deal['stage_history'])} times"
