"""A friend says who brought them: by a command, or at the till with their first order. The first code that may be
taken holds.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from functions.domain.customers.customer import Customer, Referred
from functions.domain.customers.touches import groups_at
from functions.domain.kernel.decisions import Reading
from functions.domain.orgs.org import Org, is_on
from functions.domain.referrals.codes import customer_of

NO_PROGRAMME = "is not taken: the business gives no referral codes"
ANOTHER_FIRST = "comes after another code, which holds"
TOO_LATE = "comes after the customer's first order"
UNKNOWN = "is no customer's code"
OWN = "is the customer's own"
SHARED = "is of a customer who shares a phone, email or card with this one"
MUTUAL = "is of a customer whom this one brought"


@dataclass(frozen=True)
class Named:
    """The customer after a code was named, and why it was not taken, where it was not."""

    customer: Customer
    refused: str | None = None


def with_referrer(
    org: Org, customer: Customer, code: str, *, at: datetime, given: Collection[str] = ()
) -> Reading[Named]:
    """The customer as brought by whose code it is. `at`: when they said so, or placed the order that says it; `given`:
    the ids of identities that came with it.

    Bills 1 read, and 1 more where that customer was joined into another; nothing for the code that holds already.
    """
    if (reason := _too_late(org, customer, code, at=at)) is not None:
        return Named(customer, reason)
    if customer.referral is not None:
        return Named(customer)
    referrer = yield from customer_of(code)
    if (reason := _why_not(customer, referrer, given)) is not None or referrer is None:
        return Named(customer, reason)
    brought_in = groups_at(referrer.campaigns, at)
    referral = Referred(id=customer.id, code=code, named_at=at, campaigns=brought_in)
    return Named(customer.with_changes(referred_by=referrer.id, referral=referral))


def _too_late(org: Org, customer: Customer, code: str, *, at: datetime) -> str | None:
    if org.settings.loyalty.referral is None or not is_on(org, "loyalty"):
        return NO_PROGRAMME
    if customer.referral is not None:
        return None if customer.referral.code == code else ANOTHER_FIRST
    first = customer.stats.first_order_at
    return TOO_LATE if first is not None and first < at else None


def _why_not(customer: Customer, referrer: Customer | None, given: Collection[str]) -> str | None:
    if referrer is None:
        return UNKNOWN
    if referrer.id == customer.id:
        return OWN
    if _are_one_person(customer, referrer, given):
        return SHARED
    return MUTUAL if referrer.referred_by in (customer.id, *customer.joined_ids) else None


def _are_one_person(customer: Customer, referrer: Customer, given: Collection[str]) -> bool:
    """Whether they were seen with an identity that is the other one's."""
    one = {*customer.identity_ids, *customer.other_identity_ids, *given}
    other = {*referrer.identity_ids, *referrer.other_identity_ids}
    return not one.isdisjoint(other) or any(
        getattr(customer, name) is not None and getattr(customer, name) == getattr(referrer, name)
        for name in ("phone", "email")
    )
