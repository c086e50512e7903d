"""Mistakes in referrals: one stays earned whose order was returned, the last code holds, a customer brings
themselves.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import pytest

from functions.domain.customers.customer import Customer, Referred
from functions.domain.kernel.decisions import Reading
from functions.domain.orders import referring
from functions.domain.orgs.org import Org
from functions.domain.referrals import earning, naming
from functions.domain.referrals.codes import customer_of
from functions.domain.referrals.naming import Named
from tests.faults.world import World


def leaves_what_was_returned_earned(world: World, patch: pytest.MonkeyPatch) -> None:
    """A referral that was earned once stays so."""
    worked_out_well = earning.with_earning

    def with_earning(org: Org, friend: Customer) -> Customer:
        is_earned = friend.referral is not None and friend.referral.earned_at is not None
        return friend if is_earned else worked_out_well(org, friend)

    patch.setattr(earning, "with_earning", with_earning)


def lets_the_last_code_hold(world: World, patch: pytest.MonkeyPatch) -> None:
    """Each code that is named takes the place of the one before."""

    def with_referrer(
        org: Org, customer: Customer, code: str, *, at: datetime, given: Collection[str] = ()
    ) -> Reading[Named]:
        referrer = yield from customer_of(code)
        if referrer is None or referrer.id == customer.id:
            return Named(customer)
        referral = Referred(id=customer.id, code=code, named_at=at)
        return Named(customer.with_changes(referred_by=referrer.id, referral=referral))

    patch.setattr(referring, "with_referrer", with_referrer)


def lets_customers_bring_themselves(world: World, patch: pytest.MonkeyPatch) -> None:
    """Nothing asks whose code it is."""

    def why_not(customer: Customer, referrer: Customer | None, given: Any) -> str | None:
        return naming.UNKNOWN if referrer is None else None

    patch.setattr(naming, "_why_not", why_not)


def forgets_the_referral_of_a_cancellation(world: World, patch: pytest.MonkeyPatch) -> None:
    """The friend's own document follows, and the referral's does not once it is earned."""
    from functions.domain.automations import referrals
    from functions.domain.referrals.documents import Referral

    followed_well = referrals._as_of

    def as_of(known: Referral | None, *given: Any, **named: Any) -> Referral:
        return (
            known if known is not None and known.status == "earned" else followed_well(known, *given, **named)
        )

    patch.setattr(referrals, "_as_of", as_of)
