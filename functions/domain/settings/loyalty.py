"""How points are earned and redeemed, and what each tier takes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.types import LocaleTag, Setting

Metric = Literal["orders", "spend", "lifetime_points"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Percentage = Annotated[int, Field(ge=1, le=100)]
# Above all that a customer comes to; with the largest bill the points of these still fit the store's numbers.
_MOST = Decimal(10) ** 15
_LEAST_AMOUNT, _MOST_POINTS = Decimal("0.01"), 1000
_MOST_REDEEMED, _MOST_WORTH = 1_000_000, Decimal(10) ** 5


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
    is not taken away by a refund or a cancellation. `benefits`: what its members have.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    any: Mapping[Metric, Threshold] = {}
    all: Mapping[Metric, Threshold] = {}
    keeps: bool = False
    benefits: Benefits = Benefits()

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.any and self.all:
            raise ValueError("has thresholds under both `any` and `all`; give one of them")
        return self


class ReferralRule(Setting):
    """A referral is earned once the friend has an order that counts, and has spent `least_spend` (major unit)."""

    least_spend: Annotated[Decimal, Field(ge=0, le=_MOST)] = Decimal(0)


class LoyaltySettings(Setting):
    """Tiers stand from the lowest to the highest; the highest that is satisfied is the customer's. Without `earn` a
    bill gives no points, without `redeem` none are taken for money. Without `referral` customers
    have no code to bring friends by.
    """

    earn: EarnRule | None = None
    redeem: RedeemRule | None = None
    tiers: tuple[Tier, ...] = ()
    referral: ReferralRule | None = None

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
