"""What always holds of points and wallet credit, worked out from the orders and the ledger without the code under test:
balances add up, orders give what they deserve, a reward is taken once, and the oldest points expire in their time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.faults.points_flows import BONUS, CLUB, EVERY, LASTS, MUG, PERCENT, WARNS
from tests.faults.world import World

SEEN_BY = timedelta(hours=13)  # two ticks after its time
AT_ONCE = timedelta(hours=2)  # what is decided side by side may be booked in either order
Entry = Mapping[str, Any]


def broken_points(world: World) -> Iterator[str]:
    """What does not hold of the accounts of a world that came to rest."""
    if world.org is not CLUB:
        return
    for id, customer in world.backend.all("customers").items():
        entries = [e for e in world.backend.all("loyalty_transactions").values() if e["customer_id"] == id]
        entries.sort(key=lambda entry: (entry["at"], -entry["amount"]))
        yield from _balances(id, customer["loyalty"], entries)
        yield from _deserved(world, id, customer)
        yield from _expired(world, id, customer["loyalty"], entries)
    yield from _redeemed(world)


def _balances(id: str, account: Mapping[str, Any], entries: Sequence[Entry]) -> Iterator[str]:
    for unit in ("points", "wallet_minor"):
        ledger = sum(entry["amount"] for entry in entries if entry["unit"] == unit)
        if ledger != account[unit]:
            yield f"customer {id[:6]} has {account[unit]} {unit}, the ledger {ledger}"
        if account[unit] < 0:
            yield f"customer {id[:6]} has {account[unit]} {unit}, below zero"
    for unit, deserved, owed in (
        ("points", account["lifetime_points"] + account["bonus_points"], account["points_owed"]),
        ("wallet_minor", account["wallet_earned_minor"], account["wallet_owed_minor"]),
    ):
        given = sum(e["amount"] for e in entries if e["unit"] == unit and _is_given(e))
        if given != deserved + owed:
            yield f"customer {id[:6]} was given {given} {unit}, deserves {deserved} and owes {owed}"


def _is_given(entry: Entry) -> bool:
    return entry["kind"] in ("earn", "bonus") or (entry["kind"] == "reverse" and entry["amount"] < 0)


def _deserved(world: World, id: str, customer: Mapping[str, Any]) -> Iterator[str]:
    orders = [each for each in world.backend.all("orders").values() if each["counted_for"] == id]
    kept = [each["total_minor"] - each["refunded_minor"] for each in orders]
    wanted = {
        "lifetime_points": sum(bill // 10_000 for bill in kept),
        "bonus_points": len(kept) // EVERY * BONUS,
        "wallet_earned_minor": sum(bill * PERCENT // 100 for bill in kept),
    }
    found = {name: customer["loyalty"][name] for name in wanted}
    if found != wanted:
        yield f"customer {id[:6]} deserves {wanted}, and has {found}"


def _redeemed(world: World) -> Iterator[str]:
    done = {
        f"command:{id}:redeem"
        for id, given in world.given.items()
        if given.kind == "redeem_points" and world.backend.all("commands")[id].get("status") == "done"
    }
    entries = world.backend.all("loyalty_transactions")
    taken = {id: entry["amount"] for id, entry in entries.items() if entry["kind"] == "redeem"}
    if taken != dict.fromkeys(done, -MUG):
        yield f"rewards were taken by {sorted(taken.items())}, and given by {sorted(done)}"


def _expired(world: World, id: str, account: Mapping[str, Any], entries: Sequence[Entry]) -> Iterator[str]:
    """What expired was what had stood for long enough, and nothing that has is left. A customer who was told late, when
    nothing ticked, keeps it for as long as a warning comes before.
    """
    points = [entry for entry in entries if entry["unit"] == "points"]
    for entry in points:
        if entry["kind"] == "expire":
            at, others = entry["at"], [each for each in points if each is not entry]
            old = {_standing(others, at + by, at - LASTS) for by in (-AT_ONCE, AT_ONCE)}
            if not min(old) <= -entry["amount"] <= max(old):
                yield f"customer {id[:6]} lost {-entry['amount']} points at {at}, and {old} had expired"
    left = _standing(points, world.now, world.now - LASTS - WARNS - SEEN_BY)
    if left > 0:
        yield f"customer {id[:6]} still has {left} points that have expired"


def _standing(entries: Sequence[Entry], until: datetime, booked_by: datetime) -> int:
    """What stands at an instant of what was booked by another one, where the oldest is spent first."""
    lots: defaultdict[str, list[list[Any]]] = defaultdict(list)
    spent = 0
    for entry in entries:
        key, amount = "bonus" if entry["kind"] == "bonus" else entry["cause"], entry["amount"]
        if entry["at"] > until:
            continue
        if amount > 0 and entry["kind"] != "reverse":
            lots[key].append([entry["at"], amount])
        elif amount < 0 and entry["kind"] in ("bonus", "reverse"):
            spent += _taken(lots[key], -amount)
        else:
            spent -= amount
    found = 0
    for at, amount in sorted(lot for each in lots.values() for lot in each):
        used = min(spent, amount)
        spent -= used
        found += amount - used if at <= booked_by else 0
    return found


def _taken(lots: list[list[Any]], amount: int) -> int:
    """What is left to take after these lots, the latest first, have given theirs."""
    for lot in reversed(lots):
        taken = min(lot[1], amount)
        lot[1] -= taken
        amount -= taken
    return amount
