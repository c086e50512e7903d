"""Which points of a customer still stand, and since when: what is spent is the oldest, so the newest ones stand.

A refund takes the points of its own order, and of a number of orders the last ones that were given for it; what was
spent and given back is as old as it was.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.loyalty.points import LedgerEntry

FIRST_READ = 100
# What is older counts as old as the last entry that was read: it stays too long at most.
MOST_READ = 1_000


@dataclass(frozen=True)
class Lot:
    """Points that were booked at one instant and still stand."""

    at: datetime
    points: int


def standing_lots(customer_id: str, balance: int) -> Reading[tuple[Lot, ...]]:
    """The lots of a balance, the oldest first. Bills 1 read for each of the customer's last 100 ledger entries; for who
    has more since the oldest lot was booked, 1 for each of the last 1,000 beside.
    """
    lots, entries = tuple[Lot, ...](), tuple[LedgerEntry, ...]()
    for limit in (FIRST_READ, MOST_READ):
        query = Find(LedgerEntry, (("customer_id", customer_id),), "at", "DESCENDING", limit)
        entries = yield from find(query)
        lots = lots_of(entries, balance)
        if len(entries) < limit or _sum(lots) >= balance:
            return lots
    return (Lot(entries[-1].at, balance - _sum(lots)), *lots)


def lots_of(entries: Sequence[LedgerEntry], balance: int) -> tuple[Lot, ...]:
    """The newest points of these entries up to a balance, the oldest first."""
    left, found = balance, list[Lot]()
    for at, points in _booked(entries):
        standing = min(left, points)
        if standing > 0:
            found.append(Lot(at, standing))
            left -= standing
    return tuple(reversed(found))


def _booked(entries: Sequence[LedgerEntry]) -> Iterator[tuple[datetime, int]]:
    """What was booked and not taken back, the newest first."""
    taken_back = Counter[str]()
    latest_first = sorted(entries, key=lambda entry: (entry.at, -entry.amount), reverse=True)
    for entry in latest_first:
        if entry.unit != "points" or entry.kind not in ("earn", "bonus", "adjust", "reverse"):
            continue
        key = "bonus" if entry.kind == "bonus" else entry.cause
        if entry.amount < 0 and entry.kind != "adjust":
            taken_back[key] -= entry.amount
        elif entry.amount > 0 and entry.kind != "reverse":
            gone = min(taken_back[key], entry.amount)
            taken_back[key] -= gone
            yield entry.at, entry.amount - gone


def _sum(lots: Iterable[Lot]) -> int:
    return sum(lot.points for lot in lots)
