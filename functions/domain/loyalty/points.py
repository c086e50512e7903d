"""The ledger, what a bill earns in points, and what orders give to an account and take back from it
(docs/decisions/0014, 0025).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Value
from functions.domain.orgs.org import Org

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


class CashbackRule(Value):
    """The percentage by which a bill gives wallet credit, which is kept as text; see wallets.py."""

    percent: str


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
class GivenByOrders:
    """What orders give: points of bills, points for their number, wallet credit. Below zero where it is taken back."""

    points: int = 0
    bonus_points: int = 0
    wallet_minor: int = 0


@dataclass(frozen=True)
class Movement:
    """The amount of a ledger entry."""

    unit: Unit
    kind: EntryKind
    amount: int


@dataclass(frozen=True)
class Credited:
    """An account after what orders give changed, and the movements of its ledger."""

    account: LoyaltyAccount
    movements: tuple[Movement, ...] = ()


@dataclass(frozen=True)
class _Balance:
    """A balance and what is owed of it, with what was just booked, and what of that paid the debt."""

    amount: int
    owed: int
    booked: int = 0
    paid: int = 0

    def changed(self, change: int) -> "_Balance":
        """Never below zero: what cannot be taken back since it was spent is owed, and what is owed is taken from what
        is earned next.
        """
        if change >= 0:
            paid = min(self.owed, change)
            return _Balance(self.amount + change - paid, self.owed - paid, change, paid)
        taken = min(self.amount, -change)
        return _Balance(self.amount - taken, self.owed - change - taken, -taken)


def credited(account: LoyaltyAccount, given: GivenByOrders) -> Credited:
    """The account with what orders give more, or less."""
    bills = _Balance(account.points, account.points_owed).changed(given.points)
    bonus = _Balance(bills.amount, bills.owed).changed(given.bonus_points)
    wallet = _Balance(account.wallet_minor, account.wallet_owed_minor).changed(given.wallet_minor)
    after = account.with_changes(
        points=bonus.amount,
        points_owed=bonus.owed,
        lifetime_points=max(0, account.lifetime_points + given.points),
        bonus_points=max(0, account.bonus_points + given.bonus_points),
        wallet_minor=wallet.amount,
        wallet_owed_minor=wallet.owed,
        wallet_earned_minor=max(0, account.wallet_earned_minor + given.wallet_minor),
    )
    movements = (
        Movement("points", "earn", max(0, bills.booked)),
        Movement("points", "bonus", bonus.booked),
        Movement("points", "reverse", min(0, bills.booked) - bills.paid - bonus.paid),
        Movement("wallet_minor", "earn", max(0, wallet.booked)),
        Movement("wallet_minor", "reverse", min(0, wallet.booked) - wallet.paid),
    )
    return Credited(after, tuple(each for each in movements if each.amount))


def entry_key(unit: Unit, kind: EntryKind) -> str:
    """What an entry is called among those of its cause: `earn`, `wallet:earn`."""
    return kind if unit == "points" else f"wallet:{kind}"
