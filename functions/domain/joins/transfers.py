"""Balances move between two customers who are one: by pairs of entries, since the ledger is only ever added to."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.loyalty.points import EntryKind, LedgerEntry, Movement, Unit, entry_key

# What gave it: bills, the number of orders, or anything else.
GivenBy = Literal["bills", "frequency", "others"]
Move = tuple[Unit, int, GivenBy]


def given_by_orders(account: LoyaltyAccount) -> tuple[int, int]:
    """The points and the wallet credit that an account's orders gave: what they earned, and what is owed of it."""
    points = account.lifetime_points + account.bonus_points + account.points_owed
    return points, account.wallet_earned_minor + account.wallet_owed_minor


def joining_entries(account: LoyaltyAccount, id: str, into: str, *, now: datetime) -> tuple[LedgerEntry, ...]:
    """The entries that move all of a customer's account to another one: what bills gave as `earn`, what the number of
    orders gave as `bonus`, the rest as `adjust`, so that both add up as before.
    """
    points, wallet = given_by_orders(account)
    moves: tuple[Move, ...] = (
        ("points", points - account.bonus_points, "bills"),
        ("points", account.bonus_points, "frequency"),
        ("points", account.points - points, "others"),
        ("wallet_minor", wallet, "bills"),
        ("wallet_minor", account.wallet_minor - wallet, "others"),
    )
    return pairs(f"join:{id}:{into}", id, into, moves=moves, now=now)


def pairs(
    cause: str, source: str, to: str, *, moves: tuple[Move, ...], now: datetime
) -> tuple[LedgerEntry, ...]:
    """Two entries for each amount that moves."""
    moved = [
        (customer_id, Movement(unit, _kind(by, part), part))
        for unit, amount, by in moves
        for customer_id, part in ((source, -amount), (to, amount))
    ]
    return entries_of(cause, moved, now=now)


def entries_of(
    cause: str, moved: Iterable[tuple[str, Movement]], *, now: datetime
) -> tuple[LedgerEntry, ...]:
    """The ledger entries of what moved for each customer. The first of a kind is `{cause}:{kind}`, the next `...:2`."""
    found: list[LedgerEntry] = []
    counts = Counter[str]()
    for customer_id, movement in moved:
        if movement.amount:
            key = entry_key(movement.unit, movement.kind)
            counts[key] += 1
            found.append(
                LedgerEntry(
                    id=f"{cause}:{key}" + (f":{counts[key]}" if counts[key] > 1 else ""),
                    customer_id=customer_id,
                    unit=movement.unit,
                    kind=movement.kind,
                    amount=movement.amount,
                    cause=cause,
                    at=now,
                )
            )
    return tuple(found)


def _kind(by: GivenBy, amount: int) -> EntryKind:
    if by == "bills":
        return "earn" if amount > 0 else "reverse"
    return "bonus" if by == "frequency" else "adjust"
