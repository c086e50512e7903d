"""Points and tiers: what a bill earns, the ledger it is written to, and which tier the figures satisfy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Value
from functions.domain.orgs.org import Org, is_on

Unit = Literal["points", "wallet_minor"]
EntryKind = Literal["earn", "redeem", "reverse", "adjust", "expire", "bonus"]


class LedgerEntry(Document):
    """One movement of points or of the wallet. Only ever added; their sum is the customer's balance."""

    collection: ClassVar[str] = "loyalty_transactions"
    # One that was spoilt adds nothing.
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "customer_id": "unknown",
        "unit": "points",
        "kind": "adjust",
        "amount": 0,
        "cause": "unknown",
        "at": UNKNOWN_AT,
    }
    customer_id: str
    unit: Unit
    kind: EntryKind
    amount: int
    cause: str
    at: datetime


class EarnedBy(Value):
    """The rule by which a bill earns: `points` for every full `per_amount` (major unit), which is kept as text."""

    per_amount: str
    points: int


def points_for(org: Org, bill_minor: int) -> int:
    """What a bill earns now; 0 where loyalty is switched off."""
    return points_by_rule(org, bill_minor) if is_on(org, "loyalty") else 0


def points_by_rule(org: Org, bill_minor: int) -> int:
    """What the organisation's rule gives for a bill; 0 where it has none."""
    return points_under(org, rule_now(org), bill_minor)


def rule_now(org: Org) -> EarnedBy | None:
    """The organisation's rule, as it is kept with a bill."""
    rule = org.settings.loyalty.earn
    return None if rule is None else EarnedBy(per_amount=str(rule.per_amount), points=rule.points)


def points_under(org: Org, rule: EarnedBy | None, bill_minor: int) -> int:
    """What the rule that a bill was bought under gives for what stands of it."""
    return 0 if rule is None else int(org.in_major(bill_minor) // Decimal(rule.per_amount)) * rule.points


@dataclass(frozen=True)
class PointsMoved:
    """An account after points were earned or taken back, and the amounts of the ledger entries: `earned` >= 0,
    `reversed` <= 0.
    """

    account: LoyaltyAccount
    earned: int = 0
    reversed: int = 0


def moved(account: LoyaltyAccount, change: int) -> PointsMoved:
    """The account after an order's points changed. The balance never falls below zero: what a refund cannot take back
    since it was spent is owed, and what is owed is taken from what is earned next (docs/decisions/0014).
    """
    if change >= 0:
        paid = min(account.points_owed, change)
        after = account.with_changes(
            points=account.points + change - paid, points_owed=account.points_owed - paid
        )
        return PointsMoved(after, earned=change, reversed=-paid)
    taken = min(account.points, -change)
    owed = account.points_owed - change - taken
    return PointsMoved(account.with_changes(points=account.points - taken, points_owed=owed), reversed=-taken)
