"""What a business recommends to those who bought something else, and when (docs/cross-selling.md)."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from functions.domain.settings.consumption import Days, Named
from functions.domain.settings.moments import Hour
from functions.domain.settings.types import LocaleTag, Setting

LONGEST_WINDOW = 365
LONGEST_PAST = 1825
LAST_PRIORITY = 1000
Affinity = Literal["off", "propose", "fill"]
PairsOf = Literal["category", "product"]


def _several(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


OneOrSeveral = Annotated[tuple[Named, ...], BeforeValidator(_several), Field(max_length=100)]


class Goods(Setting):
    """Products by id, and categories of order lines, whatever their capitals; one of each or several."""

    product_id: OneOrSeveral = ()
    category: OneOrSeveral = ()

    @model_validator(mode="after")
    def _names_some(self) -> Self:
        if not self.product_id and not self.category:
            raise ValueError("names no product and no category: product_id or category does")
        return self

    def has(self, product_id: str | None, category: str | None) -> bool:
        """Whether a product is one of these."""
        wanted = (category or "").casefold()
        return product_id in self.product_id or any(each.casefold() == wanted for each in self.category)


def goods_of(of: PairsOf, name: str) -> Goods:
    """One category or product."""
    return Goods(category=(name,)) if of == "category" else Goods(product_id=(name,))


class RecommendationRule(Setting):
    """Who bought `trigger`, in an order of at least `min_order` in the major unit, is recommended `recommend`: no
    sooner than `min_days` after that day and no later than `max_days`. `called`: by language, what templates call it.
    Of several that could come the smallest `priority` does. One that is not `enabled` recommends nothing.
    """

    name: str = ""
    trigger: Goods
    recommend: Goods
    called: Annotated[dict[LocaleTag, Named], Field(max_length=50)] = Field(default_factory=dict)
    min_days: Annotated[int, Field(ge=0, le=LONGEST_WINDOW)] = 7
    max_days: Annotated[int, Field(ge=0, le=LONGEST_WINDOW)] = 30
    min_order: Annotated[Decimal, Field(ge=0, lt=10**12)] = Decimal(0)
    priority: Annotated[int, Field(ge=0, le=LAST_PRIORITY)] = 100
    enabled: bool = True

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.min_days > self.max_days:
            raise ValueError("min_days: is more than max_days")
        return self


Part = Annotated[Decimal, Field(gt=0, le=1)]


class PairSettings(Setting):
    """What counts as going together, and how often it is counted anew: every `every_days`, of the orders of the last
    `of_days`, categories or products (`of`). A pair goes together where both are in at least `min_orders` orders, and
    in the share `min_support` of all; where the share `min_confidence` of the orders with the one has the other; and
    where that is at least `min_lift` times the share of all orders that has it.
    """

    of: PairsOf = "category"
    every_days: Annotated[int, Field(ge=1, le=LONGEST_WINDOW)] = 7
    of_days: Annotated[int, Field(ge=1, le=LONGEST_PAST)] = 365
    min_orders: Annotated[int, Field(ge=1, le=10**6)] = 10
    min_support: Part = Decimal("0.001")
    min_confidence: Part = Decimal("0.1")
    min_lift: Annotated[Decimal, Field(gt=0, le=1000)] = Decimal("1.2")


class RecommendationSettings(Setting):
    """`hour` of the customer's day at which recommendations come, one in `every_days`. One that is followed by a
    purchase of what it recommends within `met_within_days` has met with success.

    `affinity`: what becomes of the `pairs` that orders show: nothing, they are proposed to managers as rules, or they
    also recommend by themselves, within the days from `fill_min_days` to `fill_max_days`, where no rule speaks.
    """

    hour: Hour = "09:00"
    every_days: Annotated[int, Field(ge=1, le=LONGEST_WINDOW)] = 7
    met_within_days: Days = 14
    affinity: Affinity = "propose"
    pairs: PairSettings = PairSettings()
    fill_min_days: Annotated[int, Field(ge=0, le=LONGEST_WINDOW)] = 7
    fill_max_days: Annotated[int, Field(ge=0, le=LONGEST_WINDOW)] = 30

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.fill_min_days > self.fill_max_days:
            raise ValueError("fill_min_days: is more than fill_max_days")
        return self
