"""How points and wallet credit are earned, kept and spent, and what each tier takes."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.moments import Duration, duration_of
from functions.domain.settings.types import LocaleTag, Setting

Metric = Literal["orders", "spend", "lifetime_points"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Percentage = Annotated[int, Field(ge=1, le=100)]
# Above all that a customer comes to; with the largest bill the points of these still fit the store's numbers.
_MOST = Decimal(10) ** 15
_LEAST_AMOUNT, _MOST_POINTS = Decimal("0.01"), 1000
_MOST_BONUS = 1_000_000
_MOST_REDEEMED, _MOST_WORTH = 1_000_000, Decimal(10) ** 5
_SHORTEST, _LONGEST = timedelta(days=1), timedelta(days=3650)
MOST_REWARDS = 100
Percent = Annotated[Decimal, Field(ge=0, le=100)]


def _not_minute(amount: Decimal) -> Decimal:
    if amount < _LEAST_AMOUNT:
        raise ValueError(f"is less than {_LEAST_AMOUNT}")
    return amount


class EarnRule(Setting):
    """`points` for every full `per_amount` (major unit) of a bill: floor(bill / per_amount) * points (S004-19)."""

    per_amount: Annotated[Decimal, Field(gt=0, le=_MOST), AfterValidator(_not_minute)]
    points: Annotated[int, Field(ge=1, le=_MOST_POINTS)] = 1


class RedeemRule(Setting):
    """At the till `points` are worth an amount of money (major unit), and so on in proportion, rounded down to what can
    be paid. At `least` so many at once, and for at the most so many per cent of a bill.
    """

    points: Annotated[int, Field(ge=1, le=_MOST_REDEEMED)] = 1
    worth: Annotated[Decimal, Field(gt=0, le=_MOST_WORTH)]
    least: Annotated[int, Field(ge=1, le=_MOST_REDEEMED)] = 1
    most_percent: Annotated[int, Field(ge=1, le=100)] = 100


class Threshold(Setting):
    """`orders: 3` is short for `orders: {at_least: 3}`; `{more_than: 3}` is not met by 3 itself."""

    at_least: Annotated[Decimal, Field(ge=0, le=_MOST)] | None = None
    more_than: Annotated[Decimal, Field(ge=0, le=_MOST)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: object) -> object:
        is_number = isinstance(given, int | float | Decimal | str) and not isinstance(given, bool)
        return {"at_least": given} if is_number else given

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.at_least is None) == (self.more_than is None):
            raise ValueError("has one of `at_least` and `more_than`")
        return self


class Benefits(Setting):
    """What members of a tier have: `discount_percent` off each bill, which the till takes off; `free_delivery_on` these
    days; a coupon of `birthday_coupon_percent` with an automation of birthdays. `texts`: all of it in words, a sentence
    in each language.
    """

    discount_percent: Percentage | None = None
    free_delivery_on: tuple[Weekday, ...] = ()
    birthday_coupon_percent: Percentage | None = None
    has_priority_delivery: bool = False
    texts: Mapping[LocaleTag, str] = {}


class Tier(Setting):
    """A tier is satisfied by any, or by all, of its thresholds; one without thresholds is everybody's. One that `keeps`
    is not taken away by a refund or a cancellation. `cashback_percent`: in place of the wallet's. `benefits`: what its
    members have.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    any: Mapping[Metric, Threshold] = {}
    all: Mapping[Metric, Threshold] = {}
    keeps: bool = False
    cashback_percent: Percent | None = None
    benefits: Benefits = Benefits()

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.any and self.all:
            raise ValueError("has thresholds under both `any` and `all`; give one of them")
        return self


class WalletRule(Setting):
    """What of a bill comes back as credit: floor(bill * percent). A tier may have a percentage of its own. While it is
    not on nothing more is earned; what is in the wallet stays.
    """

    cashback_percent: Percent = Decimal(0)
    is_on: bool = True


class FrequencyRule(Setting):
    """`points` for each `every`-th order that counts (S002-49)."""

    every: Annotated[int, Field(ge=2, le=1000)]
    points: Annotated[int, Field(ge=1, le=_MOST_BONUS)]


class ExpiryRule(Setting):
    """Points are gone so long `after` they were booked, the oldest first. `warn`: so long before, `points_expiring` is
    an event of the customer's; without it there is none. `gather_days`: what expires within so many days after the
    first is told of with it.
    """

    after: Duration
    warn: Duration | None = None
    gather_days: Annotated[int, Field(ge=0, le=366)] = 0

    @model_validator(mode="after")
    def _in_turn(self) -> Self:
        if not _SHORTEST <= self.lasts <= _LONGEST:
            raise ValueError("after: is not between 1d and 3650d")
        if self.warns >= self.lasts:
            raise ValueError("warn: is not shorter than `after`")
        return self

    @property
    def lasts(self) -> timedelta:
        return duration_of(self.after)

    @property
    def warns(self) -> timedelta:
        return duration_of(self.warn) if self.warn is not None else timedelta(0)


class Reward(Setting):
    """What points are given for at the desk (S002-51)."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    points: Annotated[int, Field(ge=1, le=_MOST_BONUS)]


class ReferralRule(Setting):
    """A referral is earned once the friend has an order that counts, and has spent `least_spend` (major unit)."""

    least_spend: Annotated[Decimal, Field(ge=0, le=_MOST)] = Decimal(0)


class LoyaltySettings(Setting):
    """Tiers stand from the lowest to the highest; the highest that is satisfied is the customer's. Without `earn` a
    bill gives no points, without `wallet` no credit, without `frequency` their number gives none; without `redeem` no
    bill is paid with points, and without `expiry` they stay for ever. `rewards`: the catalogue of what points are given
    for. Without `referral` customers
    have no code to bring friends by.
    """

    earn: EarnRule | None = None
    redeem: RedeemRule | None = None
    tiers: tuple[Tier, ...] = ()
    wallet: WalletRule | None = None
    frequency: FrequencyRule | None = None
    expiry: ExpiryRule | None = None
    rewards: Annotated[tuple[Reward, ...], Field(max_length=MOST_REWARDS)] = ()
    referral: ReferralRule | None = None

    @model_validator(mode="after")
    def _catalogue(self) -> Self:
        ids = [reward.id for reward in self.rewards]
        if len(set(ids)) < len(ids):
            raise ValueError("rewards: two have the same id")
        return self

    @model_validator(mode="after")
    def _ladder(self) -> Self:
        names = [tier.name for tier in self.tiers]
        if len(set(names)) < len(names):
            raise ValueError("tiers: two have the same name")
        for tier in self.tiers[1:]:
            if not tier.any and not tier.all:
                raise ValueError(
                    f"tiers: {tier.name} has no threshold, so no customer would be in the tier below it"
                )
        return self
