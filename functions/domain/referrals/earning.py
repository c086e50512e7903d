"""Whether a referral is earned: worked out from the friend alone, so that it comes out the same after any order of
states.
"""

from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org, is_on


def with_earning(org: Org, friend: Customer) -> Customer:
    """The friend with `earned_at` of their referral: when their first order was, where it counts, came no earlier than
    the code was named, and they have spent enough; none where they turned out to be who brought them.
    """
    rule, referral = org.settings.loyalty.referral, friend.referral
    if referral is None or rule is None or not is_on(org, "loyalty"):
        return friend
    at = _earned_at(friend)
    if at is None or at < referral.named_at or org.in_major(friend.stats.spend_minor) < rule.least_spend:
        at = None
    return friend.with_changes(referral=referral.with_changes(earned_at=at))


def _earned_at(friend: Customer) -> datetime | None:
    is_own = friend.referred_by in (friend.id, *friend.joined_ids)
    return None if is_own or friend.stats.orders == 0 else friend.stats.first_order_at
