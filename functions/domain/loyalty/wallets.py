"""Wallet credit: what of a bill comes back. One rule of the business, or of the tier in which the customer bought."""

from decimal import Decimal

from functions.domain.loyalty.points import CashbackRule
from functions.domain.orgs.org import Org, is_on


def cashback_now(org: Org, tier: str | None) -> CashbackRule | None:
    """The rule for who buys in this tier, as it is kept with a bill; None where nothing comes back."""
    wallet = org.settings.loyalty.wallet
    if wallet is None or not wallet.is_on or not is_on(org, "loyalty"):
        return None
    own = next((t.cashback_percent for t in org.settings.loyalty.tiers if t.name == tier), None)
    percent = wallet.cashback_percent if own is None else own
    return CashbackRule(percent=str(percent)) if percent else None


def cashback_under(rule: CashbackRule | None, bill_minor: int) -> int:
    """What the rule that a bill was bought under gives for what stands of it."""
    return 0 if rule is None else int(bill_minor * Decimal(rule.percent) // 100)
