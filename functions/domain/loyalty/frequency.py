"""Points for how often a customer buys: so many for each n-th order that counts (S002-49).

What an order changes is the difference of two counts, so the sum is that of the orders that count, in whatever order
they come and are taken back. The points count for no tier: its thresholds ask for orders and for what bills earned.
"""

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.loyalty import FrequencyRule


def bonus_change(org: Org, account: LoyaltyAccount, *, before: int, after: int) -> int:
    """What a customer's account gets, or gives back, where `after` of their orders count instead of `before`.

    What came before the rule gave nothing, and nothing is taken back for it.
    """
    rule = org.settings.loyalty.frequency
    if rule is None:
        return 0
    change = bonus_of(rule, after) - bonus_of(rule, before)
    if not is_on(org, "loyalty"):
        change = min(0, change)
    return max(change, -account.bonus_points)


def bonus_of(rule: FrequencyRule, orders: int) -> int:
    """What so many orders give."""
    return orders // rule.every * rule.points
