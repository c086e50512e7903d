"""Balances move between two customers who are one: by pairs of entries, since the ledger is only ever added to."""

from datetime import datetime
from typing import Literal

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.loyalty.points import LedgerEntry

Unit = Literal["points", "wallet_minor"]
Kind = Literal["earn", "reverse", "adjust"]
Move = tuple[Unit, int, bool]  # how much, and whether orders gave it


def given_to(account: LoyaltyAccount) -> int:
    """The points that an account's orders gave: what was earned, and what is owed of it."""
    return account.lifetime_points + account.points_owed


def joining_entries(account: LoyaltyAccount, id: str, into: str, *, now: datetime) -> tuple[LedgerEntry, ...]:
    """The entries that move all of a customer's account to another one: what orders gave as `earn`, the rest as
    `adjust`, so that both add up as before.
    """
    given = given_to(account)
    moves: tuple[Move, ...] = (
        ("points", given, True),
        ("points", account.points - given, False),
        ("wallet_minor", account.wallet_minor, False),
    )
    return pairs(f"join:{id}:{into}", id, into, moves=moves, now=now)


def pairs(
    cause: str, source: str, to: str, *, moves: tuple[Move, ...], now: datetime
) -> tuple[LedgerEntry, ...]:
    """Two entries for each amount that moves."""
    found: list[LedgerEntry] = []
    for unit, amount, is_given in moves:
        for customer_id, part in ((source, -amount), (to, amount)):
            if amount:
                given_kind: Kind = "earn" if part > 0 else "reverse"
                kind: Kind = given_kind if is_given else "adjust"
                number = 1 + sum(entry.kind == kind for entry in found)
                found.append(
                    LedgerEntry(
                        id=f"{cause}:{kind}" + (f":{number}" if number > 1 else ""),
                        customer_id=customer_id,
                        unit=unit,
                        kind=kind,
                        amount=part,
                        cause=cause,
                        at=now,
                    )
                )
    return tuple(found)
