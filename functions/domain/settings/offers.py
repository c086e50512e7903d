"""What a business offers: how much an offer takes off which orders, by which codes, and how often (docs/offers.md)."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.kernel.validation import is_date
from functions.domain.settings.actions import CouponWords, Word
from functions.domain.settings.loyalty import Percentage, Weekday
from functions.domain.settings.recommendations import Goods
from functions.domain.settings.types import Setting, named_once

OfferKind = Literal["percent", "amount", "free_delivery", "free_item", "buy_x_get_y", "bundle"]
OfferChannel = Literal["retail_app", "pos", "marketplace", "mobile_app", "web"]
Stacked = Literal["points", "wallet"]
MOST_MINOR: Final = 10**12
MOST_TIMES: Final = 20
DELIVERY: Final = Goods(category=("delivery",))
# What says how much a kind takes off: each of these fields, of a percentage one of the two.
_SAYS: Final[Mapping[OfferKind, tuple[str, ...]]] = {
    "percent": ("percent", "steps"),
    "amount": ("amount_minor",),
    "free_delivery": (),
    "free_item": ("item",),
    "buy_x_get_y": ("buy", "get"),
    "bundle": ("parts", "price_minor"),
}
_FIELDS: Final = tuple(field for fields in _SAYS.values() for field in fields)

OfferMinor = Annotated[int, Field(ge=1, le=MOST_MINOR)]
Count = Annotated[int, Field(ge=1, le=10**9)]
OfferCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{3,40}$")]


def _day(text: str) -> str:
    if not is_date(text):
        raise ValueError("is not a date like 2025-01-31")
    return text


Day = Annotated[str, AfterValidator(_day)]


class OfferStep(Setting):
    """From a bill of `minimum_minor` on, `percent`."""

    minimum_minor: OfferMinor
    percent: Percentage


class OfferUnits(Goods):
    """So many whole units of these goods."""

    quantity: Annotated[int, Field(ge=1, le=100)] = 1


class OfferGift(OfferUnits):
    """So many whole units of these goods, at `percent` less."""

    percent: Percentage = 100


class OfferConditions(Setting):
    """Which orders an offer is for. `minimum_minor`: the least bill; `products`, `categories`: of which lines (those of
    either), and one of them has to be on the bill. `is_first_order`: only where no other order of the customer counts.
    `starts_on` to `ends_on`, both with their whole day, and `weekdays`, are days of the organisation's zone. `tiers`
    and `segments`: customers in one of them.
    """

    minimum_minor: OfferMinor | None = None
    products: CouponWords = ()
    categories: CouponWords = ()
    is_first_order: bool = False
    channels: Annotated[tuple[OfferChannel, ...], AfterValidator(named_once("a channel"))] = ()
    outlets: CouponWords = ()
    starts_on: Day | None = None
    ends_on: Day | None = None
    weekdays: Annotated[tuple[Weekday, ...], AfterValidator(named_once("a day"))] = ()
    tiers: CouponWords = ()
    segments: CouponWords = ()

    @model_validator(mode="after")
    def _in_turn(self) -> Self:
        if self.starts_on is not None and self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("ends_on: is before starts_on")
        return self


class OfferLimits(Setting):
    """How many orders may redeem an offer, all together and of a customer, and how much it may take off altogether.
    `within_days`: of a customer's those count that were bought less than so many days before or after; without it all
    do, for good.
    """

    total: Count | None = None
    per_customer: Annotated[int, Field(ge=1, le=50)] | None = None
    within_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    budget_minor: OfferMinor | None = None

    @model_validator(mode="after")
    def _counts_of_a_customer(self) -> Self:
        if self.within_days is not None and self.per_customer is None:
            raise ValueError("within_days: goes with per_customer")
        return self


class Offer(Setting):
    """One of six kinds. It takes off `percent` of the bill, or the percentage of the highest of the `steps` that it
    reaches; `amount_minor`; the lines of `delivery`; an `item` (a product's id, name or category); for the units of
    `buy` a percentage of those of `get`, up to `times` so; or it has the `parts` together for `price_minor`, up to
    `times` so.

    `max_discount_minor`: the most that it takes off. `code`: one for all; without it each code of the offer is a coupon
    of its own (a batch makes them). `goes_with`: what else may pay for such an order.
    """

    name: Word
    kind: OfferKind
    percent: Percentage | None = None
    steps: Annotated[tuple[OfferStep, ...], Field(max_length=10)] = ()
    amount_minor: OfferMinor | None = None
    delivery: Goods = DELIVERY
    item: Word | None = None
    buy: OfferUnits | None = None
    get: OfferGift | None = None
    parts: Annotated[tuple[OfferUnits, ...], Field(max_length=10)] = ()
    price_minor: OfferMinor | None = None
    times: Annotated[int, Field(ge=1, le=MOST_TIMES)] = 1
    max_discount_minor: OfferMinor | None = None
    code: OfferCode | None = None
    conditions: OfferConditions = OfferConditions()
    limits: OfferLimits = OfferLimits()
    goes_with: Annotated[tuple[Stacked, ...], AfterValidator(named_once("a way to pay"))] = (
        "points",
        "wallet",
    )
    enabled: bool = True

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        wanted = _SAYS[self.kind]
        given = {name for name in _FIELDS if getattr(self, name) not in (None, ())}
        if foreign := sorted(given.difference(wanted)):
            raise ValueError(f"{foreign[0]}: does not go with {self.kind}")
        if self.kind == "percent" and len(given) != 1:
            raise ValueError("percent: is needed, or steps are")
        missing = [name for name in wanted if name not in given]
        if self.kind != "percent" and missing:
            raise ValueError(f"{missing[0]}: is needed for {self.kind}")
        return self

    @model_validator(mode="after")
    def _steps_rise(self) -> Self:
        minima = [step.minimum_minor for step in self.steps]
        if minima != sorted(set(minima)):
            raise ValueError("steps: do not rise by minimum_minor")
        return self
