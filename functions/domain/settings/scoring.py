"""How a business scores its customers, and by which days, orders and spend it tells them apart.

No business has given a number (S001-16): every default here is ours, and each of them is a setting.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from functions.domain.settings.automations import LOOKED_UP, Condition
from functions.domain.settings.loyalty import Metric, Threshold
from functions.domain.settings.types import Setting

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

Since = Literal["order", "visit", "interaction", "activity", "signup"]
Known = Literal["birthday", "email", "phone", "app", "opt_in"]
LifecycleStage = Literal["prospect", "new", "active", "at_risk", "churned"]
CustomerType = Literal["new", "repeat", "vip", "inactive"]

MOST_POINTS = 100
MOST_RULES = 30
# What is worked out from a score, or written with it.
_PART = ("engagement", "segment_ids", "runs", "met", "due", "wake_at")

Points = Annotated[int, Field(ge=1, le=MOST_POINTS)]
Days = Annotated[int, Field(ge=1, le=3650)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Thresholds = Mapping[Metric, Threshold]


class Recency(Setting):
    """`points` at the last order (visit, interaction, ...), fewer with every whole day since: `linear` none after
    `days`, `half_life` half of them after `days`, a quarter after twice as many.
    """

    by: Literal["recency"]
    name: Name
    points: Points
    since: Since = "order"
    fades: Literal["linear", "half_life"] = "linear"
    days: Annotated[int, Field(ge=1, le=730)]

    @cached_property
    def steps(self) -> tuple[tuple[int, int], ...]:
        """From which day on it is how many points: each day at which they change, down to none."""
        found, day = [(0, self.points)], 0
        while found[-1][1] > 0:
            day += 1
            if (points := self._points(day)) != found[-1][1]:
                found.append((day, points))
        return tuple(found)

    def _points(self, day: int) -> int:
        """Half a point counts as one, so that the last day of a linear rule is the one that it names."""
        if self.fades == "linear":
            left = max(self.days - day, 0)
            return (2 * self.points * left + self.days) // (2 * self.days)
        return int(self.points * 0.5 ** (day / self.days) + 0.5)


class PerFigure(Setting):
    """`points` for every full `per` orders, of spend (major unit) or of lifetime points; `most` altogether."""

    by: Literal["figure"]
    name: Name
    points: Points
    of: Metric
    per: Annotated[Decimal, Field(ge=Decimal("0.01"), le=10**15)] = Decimal(1)
    most: Points


class WhenKnown(Setting):
    """`points` where we know this of the customer. `opt_in`: they agreed to hear from us on any channel."""

    by: Literal["known"]
    name: Name
    points: Points
    of: Known


class WhenTrue(Setting):
    """`points`, also fewer than none, where a condition over the customer holds (docs/conditions.md)."""

    by: Literal["condition"]
    name: Name
    points: Annotated[int, Field(ge=-MOST_POINTS, le=MOST_POINTS)]
    when: Condition

    @model_validator(mode="after")
    def _is_no_circle(self) -> Self:
        read = sorted(path for path in self.condition.variables if path.partition(".")[0] in _PART)
        if read:
            raise ValueError(f"when: reads {read[0]}, which hangs on the score itself")
        looked_up = sorted(path for path in self.condition.variables if path.partition(".")[0] in LOOKED_UP)
        if looked_up:
            raise ValueError(f"when: reads {looked_up[0]}, which a score does not look up")
        return self

    @cached_property
    def condition(self) -> "Rule":
        from functions.domain.conditions.rules import compile_rule

        return compile_rule(self.when)


ScoreRule = Annotated[Recency | PerFigure | WhenKnown | WhenTrue, Field(discriminator="by")]


def _default_rules() -> tuple[Recency | PerFigure | WhenKnown | WhenTrue, ...]:
    return (
        Recency(by="recency", name="last_order", points=40, since="order", days=60),
        Recency(by="recency", name="last_interaction", points=10, since="interaction", days=30),
        PerFigure(by="figure", name="orders", points=5, of="orders", most=20),
        WhenKnown(by="known", name="opted_in", points=5, of="opt_in"),
        WhenKnown(by="known", name="birthday_known", points=5, of="birthday"),
    )


class Lifecycle(Setting):
    """`prospect` without an order; `new` so many days from the first one; `at_risk` and `churned` after so many days
    since the last one, or the last `visit` or `activity`; else `active`.
    """

    since: Literal["order", "visit", "activity"] = "order"
    new_days: Days = 30
    at_risk_days: Days = 45
    churned_days: Days = 90

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_risk_days >= self.churned_days:
            raise ValueError("churned_days: is no later than at_risk_days")
        return self


def _orders(count: int) -> Thresholds:
    return {"orders": Threshold(at_least=Decimal(count))}


class CustomerTypes(Setting):
    """`inactive` after so many days without an order; else `vip` or `repeat` where any of its thresholds is met, or the
    customer's tier is that one or a higher one; else `new`.
    """

    repeat: Thresholds = Field(default_factory=lambda: _orders(2))
    vip: Thresholds = Field(default_factory=lambda: _orders(12))
    repeat_from_tier: str | None = None
    vip_from_tier: str | None = None
    inactive_days: Days = 90


class ScoringSettings(Setting):
    """A score of 0 to 100 is the sum of its rules' points; `hot` and `warm` from these on, else `cold`. `high_value`: a
    lifetime value is high where any threshold is met; without thresholds it is neither high nor low.
    """

    rules: Annotated[tuple[ScoreRule, ...], Field(max_length=MOST_RULES)] = Field(
        default_factory=_default_rules
    )
    hot_from: Annotated[int, Field(ge=1, le=100)] = 60
    warm_from: Annotated[int, Field(ge=0, le=100)] = 35
    lifecycle: Lifecycle = Field(default_factory=Lifecycle)
    customer_types: CustomerTypes = Field(default_factory=CustomerTypes)
    high_value: Thresholds = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        names = [rule.name for rule in self.rules]
        if len(set(names)) < len(names):
            raise ValueError("rules: two have the same name")
        if self.warm_from >= self.hot_from:
            raise ValueError("warm_from: is no less than hot_from")
        return self
