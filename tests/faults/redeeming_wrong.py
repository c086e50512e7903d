"""Mistakes in what orders redeem: taken twice, never given back, not booked, not checked."""

from typing import Any

import pytest

from functions.domain.coupons.documents import Coupon
from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.kernel.decisions import Reading
from functions.domain.loyalty.points import Movement
from functions.domain.orders import redeeming
from functions.domain.redemptions import accounts, balances, coupons, deciding
from functions.domain.redemptions.cases import Case, Verdict
from functions.domain.redemptions.documents import NOTHING_REDEEMED, Redeemed
from tests.faults.world import World


def redeems_what_was_redeemed(world: World, patch: pytest.MonkeyPatch) -> None:
    """A coupon's status is not looked at."""
    patch.setattr(coupons, "reason_against", lambda *found, **ids: None)


def leaves_coupons_used(world: World, patch: pytest.MonkeyPatch) -> None:
    """The coupon of an order that is cancelled stays redeemed."""
    settle = coupons.coupons_after

    def changed(case: Case, redeemed: Redeemed, coupon: Coupon | None) -> Reading[tuple[Coupon, ...]]:
        found = yield from settle(case, redeemed, coupon)
        return tuple(each for each in found if each.status == "redeemed")

    patch.setattr(deciding, "coupons_after", changed)


def keeps_what_a_cancelled_order_redeemed(world: World, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(redeeming, "_why_over", lambda facts: None)


def takes_more_than_there_is(world: World, patch: pytest.MonkeyPatch) -> None:
    """The balance is not compared with what is asked."""

    def unchecked(case: Case, verdict: Verdict) -> Verdict:
        return verdict

    patch.setattr(balances, "_affordable", unchecked)


def redeems_without_an_entry(world: World, patch: pytest.MonkeyPatch) -> None:
    move = accounts.moved

    def silent(account: LoyaltyAccount, **changes: Any) -> tuple[LoyaltyAccount, tuple[Movement, ...]]:
        return move(account, **changes)[0], ()

    patch.setattr(redeeming, "moved", silent)


def takes_again_with_each_state(world: World, patch: pytest.MonkeyPatch) -> None:
    """What the known state took is forgotten."""
    move = accounts.moved

    def again(
        account: LoyaltyAccount, *, before: Redeemed, after: Redeemed
    ) -> tuple[LoyaltyAccount, tuple[Movement, ...]]:
        return move(account, before=NOTHING_REDEEMED, after=after)

    patch.setattr(redeeming, "moved", again)
