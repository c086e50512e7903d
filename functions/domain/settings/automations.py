"""An automation as a business writes it: when it runs, for whom, and what it does."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self, get_args

from pydantic import AfterValidator, Discriminator, Field, PlainSerializer, Tag, model_validator

from functions.domain.settings.actions import Action, Actions, TaskCreation
from functions.domain.settings.moments import CUSTOM, DATES, Collection, Duration, Every, Moment, Monthly
from functions.domain.settings.types import CustomerGroup, Setting, form_of

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule
from functions.domain.settings.events import SEGMENT_EVENTS, TIER_EVENTS, WATCHED_BY, Event

# Runs when `when` has become true, by a change or by time, and again when it has been false in between.
CONDITION_MET: Literal["condition_met"] = "condition_met"
# What an interaction of source `ai_automation` may be (S000-17).
InteractionType = Literal[
    "auto_followup_reminder",
    "auto_email_sent",
    "auto_whatsapp_sent",
    "lead_score_updated",
    "churn_risk_alert",
    "reorder_reminder",
    "birthday_greeting",
    "campaign_triggered",
    "sentiment_analyzed",
]

# What a condition may ask that is read only where an automation is about to run (domain/occasions/lookups.py).
LOOKED_UP = ("monthly", "last_order")

MOST_STEPS = 20
RULE: Final = "automation"  # `automation:{id}` is the rule of what an automation leaves


def _condition(given: Any) -> Any:
    """The logic, which may come as the text of its JSON."""
    from functions.domain.conditions.rules import RuleRefused

    logic = _read(given) if isinstance(given, str) else given
    try:
        _compiled(logic)
    except RuleRefused as error:
        first = error.faults[0]
        raise ValueError(f"at {first.path or 'its top'}: {first.message}") from None
    return logic


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError("is a text, and no JSON") from None


def _storable(logic: Any) -> Any:
    """As it is stored: Firestore holds no list in a list, so what has one is kept as its text."""
    return json.dumps(logic, ensure_ascii=False) if _has_nested_lists(logic) else logic


def _has_nested_lists(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_nested_lists, value.values()))
    if not isinstance(value, list | tuple):
        return False
    return any(isinstance(each, list | tuple) or _has_nested_lists(each) for each in value)


Condition = Annotated[Any, AfterValidator(_condition), PlainSerializer(_storable)]


On = Annotated[
    Annotated[Literal[Event, "condition_met"], Tag("(word)")]
    | Annotated[Moment, Tag("(field)")]
    | Annotated[Monthly, Tag("(every)")],
    Discriminator(
        lambda on: form_of(on, "field", "every"),
        custom_error_type="no_start",
        custom_error_message='is no event, no moment {"field": ..} and no day of each month {"every": "month"}',
    ),
]
Repeat = Annotated[
    Annotated[Literal["once", "per_cause", "per_tier", "per_visit_count"], Tag("(word)")]
    | Annotated[Every, Tag("(every)")],
    Discriminator(
        lambda repeat: form_of(repeat, "every"),
        custom_error_type="no_repeat",
        custom_error_message='is no word of once, per_cause, per_tier, per_visit_count, and no {"every": ..}',
    ),
]


class Step(Setting):
    """A later part of a sequence, so long after the part before it, where `when` holds then."""

    after: Duration
    when: Condition = True
    then: Actions

    @cached_property
    def condition(self) -> "Rule":
        return _compiled(self.when)


class AutomationSettings(Setting):
    """`on`: an event, a moment, a day of each month, or `condition_met`. `of`: the collection whose documents it
    watches; an event says it itself. `segment`: which one is entered or left. `when`: JsonLogic over such a document
    (docs/conditions.md), and over `customer` where it is another one. `steps` follow, until `until` holds. `repeat`:
    once for a document, once for each cause, once for each tier, once for each number of visits (a tenth visit that was
    cancelled and made again is the tenth again), or at most once in a time. `late_by`: what is overdue
    by more (an import, an outage) is left out. Of several that run at once the smaller `priority` comes first.
    `exclusive`: of the moments with this name that come to be due together the last one runs alone, and the others
    count as had. `interaction_type`: what its interactions are; one of `campaign_triggered` sends marketing alone. A
    `dry_run` says what it would have done, and does nothing.
    """

    name: str = ""
    of: Collection = "customers"
    on: On
    segment: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")] | None = None
    when: Condition = True
    group: CustomerGroup | Literal["any"] = "any"
    then: Actions
    steps: Annotated[tuple[Step, ...], Field(max_length=MOST_STEPS)] = ()
    until: Condition = False
    repeat: Repeat = "per_cause"
    late_by: Duration = "2d"
    priority: Annotated[int, Field(ge=0, le=1000)] = 100
    exclusive: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")] | None = None
    interaction_type: InteractionType | None = None
    enabled: bool = True
    dry_run: bool = False

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if "of" in self.model_fields_set and self.of != self.watches:
            raise ValueError(f"of: the event {self.on} is one of {self.watches}")
        if isinstance(self.on, Moment):
            self._check_dates(self.on)
        elif self.exclusive is not None:
            raise ValueError("exclusive: is for moments, which come to be due together")
        self._check_segment()
        self._check_repeat()
        if isinstance(self.on, Monthly) and self.watches != "customers":
            raise ValueError("on.every: a day of each month is one of customers")
        if self.on == CONDITION_MET:
            self._check_condition()
        return self

    def _check_repeat(self) -> None:
        if self.repeat == "per_tier" and self.on not in TIER_EVENTS:
            raise ValueError("repeat: per_tier is for the events of tiers")
        if self.repeat == "per_visit_count" and self.on != "visit_recorded":
            raise ValueError("repeat: per_visit_count is for visit_recorded")

    def _check_segment(self) -> None:
        """Raises ValueError where the event of a segment does not say of which, or another one does."""
        is_event = isinstance(self.on, str) and self.on in SEGMENT_EVENTS
        if is_event and self.segment is None:
            raise ValueError("segment: is needed, it says which one is entered or left")
        if self.segment is not None and not is_event:
            raise ValueError("segment: is for the events segment_entered and segment_left")

    def _check_dates(self, moment: Moment) -> None:
        """Raises ValueError where a date is not one of the collection's."""
        if not all(map(self._has_date, moment.fields)):
            dates = DATES[self.watches]
            custom = ", and no custom.NAME" if self.watches == "customers" else ""
            raise ValueError(f"on.field: is not one of {', '.join(dates)}{custom}")
        if len(moment.fields) > 1 and (self.watches != "customers" or "birthday" in moment.fields):
            raise ValueError("on.field: several are for instants of customers")

    def _has_date(self, path: str) -> bool:
        is_custom = self.watches == "customers" and CUSTOM.fullmatch(path) is not None
        return is_custom or path in DATES[self.watches]

    def _check_condition(self) -> None:
        """Raises ValueError where what `when` asks may change without the document's doing so."""
        if self.when is True:
            raise ValueError("when: is needed, it says what has to be met")
        elsewhere = LOOKED_UP if self.watches == "customers" else (*LOOKED_UP, "customer")
        if asked := asked_of(self.condition).intersection(elsewhere):
            raise ValueError(f"when: asks {min(asked)}, which is known only when an event or a moment comes")

    @property
    def told_by(self) -> object:
        """What sets it off, among the events of a change: that of a segment names it (upkeep/segments.py)."""
        return self.on if self.segment is None else f"{self.on}:{self.segment}"

    @property
    def watches(self) -> Collection:
        """The collection whose documents it watches."""
        if isinstance(self.on, str) and self.on in get_args(Event):
            return WATCHED_BY.get(self.on, "customers")
        return self.of

    @cached_property
    def condition(self) -> "Rule":
        return _compiled(self.when)

    @cached_property
    def ending(self) -> "Rule":
        return _compiled(self.until)

    @property
    def placed_actions(self) -> Iterator[tuple[str, Action]]:
        """All actions, each with its place: `then.0`, `steps.1.then.0`."""
        for part, actions in enumerate(self.parts):
            place = "then" if part == 0 else f"steps.{part - 1}.then"
            yield from ((f"{place}.{index}", action) for index, action in enumerate(actions))

    @property
    def has_pooled_tasks(self) -> bool:
        """Whether it makes tasks that a job hands out."""
        tasks = (action for _, action in self.placed_actions if isinstance(action, TaskCreation))
        return self.enabled and any(task.create_task.assign == "pool" for task in tasks)

    @property
    def parts(self) -> tuple[Actions, ...]:
        """What it does at its start, and in each later step."""
        return (self.then, *(step.then for step in self.steps))


def asked_of(rule: "Rule") -> frozenset[str]:
    """The first names of the paths that a condition reads: `customer` of `customer.name`."""
    return frozenset(path.partition(".")[0] for path in rule.variables)


def _compiled(logic: Any) -> "Rule":
    """An instance that asks no condition never loads what compiles them."""
    from functions.domain.conditions.rules import compile_rule

    return compile_rule(logic)
