"""An automation as a business writes it: when it runs, for whom, and what it does."""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.types import CustomerGroup, EachChannel, Setting

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

# What a change of a customer can be, beside a moment: see domain/automations/events.py.
Event = Literal[
    "customer_created",
    "order_paid",
    "first_order",
    "visit_recorded",
    "tier_upgraded",
    "tier_downgraded",
    "interaction_recorded",
    "lead_score_changed",
    "temperature_changed",
    "lifecycle_changed",
    "customer_type_changed",
]
# Runs when `when` has become true, by a change or by time, and again when it has been false in between.
CONDITION_MET: Literal["condition_met"] = "condition_met"

MOST_ACTIONS = 10
MOST_STEPS = 20
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"([1-9]\d{0,4})([mhd])")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_TAG = re.compile(r"\S(.{0,58}\S)?")


def duration_of(text: str) -> timedelta:
    """`30d`, `2h`, `15m`. Raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError("is not a length of time like 30d, 2h or 15m")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _duration(text: str) -> str:
    duration_of(text)
    return text


def _hour(text: str) -> str:
    if not _HOUR.fullmatch(text):
        raise ValueError("is not an hour of the day like 09:00")
    return text


def _tag(text: str) -> str:
    if not _TAG.fullmatch(text):
        raise ValueError("is not a tag: 1 to 60 characters, none of them at an end a space")
    return text


def _field(text: str) -> str:
    if text not in DATES and not re.fullmatch(r"custom\.[^./]{1,60}", text):
        raise ValueError(f"is none of {', '.join(DATES)}, and no custom.NAME")
    return text


def _condition(logic: Any) -> Any:
    from functions.domain.conditions.rules import RuleRefused

    try:
        _compiled(logic)
    except RuleRefused as error:
        first = error.faults[0]
        raise ValueError(f"at {first.path or 'its top'}: {first.message}") from None
    return logic


# Days of a customer, `birthday` each year, and instants.
DATES = (
    "birthday",
    "created_at",
    "stats.first_order_at",
    "stats.last_order_at",
    "stats.last_visit_at",
    "stats.last_activity_at",
    "loyalty.tier_since",
)
Duration = Annotated[str, AfterValidator(_duration)]
Hour = Annotated[str, AfterValidator(_hour)]
Tag = Annotated[str, AfterValidator(_tag)]
Condition = Annotated[Any, AfterValidator(_condition)]


class Moment(Setting):
    """A time of each customer: so long after or before a date of theirs, at an hour of their day if one is named."""

    field: Annotated[str, AfterValidator(_field)]
    after: Duration | None = None
    before: Duration | None = None
    hour: Hour | None = None

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if self.after is not None and self.before is not None:
            raise ValueError("is `after` or `before`, not both")
        return self

    @property
    def offset(self) -> timedelta:
        if self.before is not None:
            return -duration_of(self.before)
        return duration_of(self.after) if self.after is not None else timedelta(0)


class Every(Setting):
    """At most once in this time."""

    every: Duration


class Send(Setting):
    """A message by this template. `channels`: one on each of them; without any on the first that the gate allows."""

    send: str
    channels: EachChannel = ()
    variables: Mapping[str, str | int] = {}


class AddTag(Setting):
    tag: Tag


class RemoveTag(Setting):
    untag: Tag


Action = Send | AddTag | RemoveTag
Actions = Annotated[tuple[Action, ...], Field(min_length=1, max_length=MOST_ACTIONS)]


class Step(Setting):
    """A later part of a sequence, so long after the part before it, where `when` holds then."""

    after: Duration
    when: Condition = True
    then: Actions

    @cached_property
    def condition(self) -> "Rule":
        return _compiled(self.when)


class AutomationSettings(Setting):
    """`on`: an event, a moment, or `condition_met`. `when`: JsonLogic over the customer (docs/conditions.md). `steps`
    follow, until `until` holds. `repeat`: once for a customer, once for each cause, or at most once in a time.
    `late_by`: what is overdue by more (an import, an outage) is left out. Of several that run at once the smaller
    `priority` comes first. A `dry_run` says what it would have done, and does nothing.
    """

    name: str = ""
    on: Event | Literal["condition_met"] | Moment
    when: Condition = True
    group: CustomerGroup | Literal["any"] = "any"
    then: Actions
    steps: Annotated[tuple[Step, ...], Field(max_length=MOST_STEPS)] = ()
    until: Condition = False
    repeat: Literal["once", "per_cause"] | Every = "per_cause"
    late_by: Duration = "2d"
    priority: Annotated[int, Field(ge=0, le=1000)] = 100
    enabled: bool = True
    dry_run: bool = False

    @model_validator(mode="after")
    def _has_condition(self) -> Self:
        if self.on == CONDITION_MET and self.when is True:
            raise ValueError("when: is needed, it says what has to be met")
        return self

    @cached_property
    def condition(self) -> "Rule":
        return _compiled(self.when)

    @cached_property
    def ending(self) -> "Rule":
        return _compiled(self.until)

    @property
    def parts(self) -> tuple[Actions, ...]:
        """What it does at its start, and in each later step."""
        return (self.then, *(step.then for step in self.steps))


def _compiled(logic: Any) -> "Rule":
    """An instance that asks no condition never loads what compiles them."""
    from functions.domain.conditions.rules import compile_rule

    return compile_rule(logic)
