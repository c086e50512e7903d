"""Points and tiers: what a bill earns, the ledger it is written to, and which tier the figures satisfy."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.kernel.decisions import UNKNOWN_AT, Document
from functions.domain.orgs.org import Org, is_on


class LedgerEntry(Document):
    """One movement of points or of the wallet. Only ever added; their sum is the customer's balance."""

    collection: ClassVar[str] = "loyalty_transactions"
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "customer_id": "unknown",
        "unit": "points",
        "kind": "adjust",
        "amount": 0,
        "cause": "unknown",
        "at": UNKNOWN_AT,
    }
    customer_id: str
    unit: Literal["points", "wallet_minor"]
    kind: Literal["earn", "redeem", "reverse", "adjust", "expire", "bonus"]
    amount: int
    cause: str
    at: datetime


def points_for(org: Org, bill_minor: int) -> int:
    """What a bill earns now; 0 where loyalty is switched off."""
    return points_by_rule(org, bill_minor) if is_on(org, "loyalty") else 0


def points_by_rule(org: Org, bill_minor: int) -> int:
    """What the organisation's rule gives for a bill; 0 where it has none."""
    rule = org.settings.loyalty.earn
    if rule is None:
        return 0
    return int(org.in_major(bill_minor) // rule.per_amount) * rule.points


def points_kept(full_points: int, *, total_minor: int, refunded_minor: int) -> int:
    """The points that a part refund leaves: the same share as of the bill, in whole points, rounded down."""
    if total_minor == 0:
        return full_points
    return full_points * (total_minor - refunded_minor) // total_minor


def movement(account: LoyaltyAccount, *, credited: int, deserved: int) -> int:
    """What to add to the balance so that an order is credited as it deserves; never more than takes it to zero.

    Points that were spent before their order was refunded are not asked back.
    """
    return max(deserved - credited, -account.points)
