"""After how many days of silence a customer is written to, and what ends a silence."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from functions.domain.settings.types import EachChannel, Setting


class WinbackStep(Setting):
    """After `days` of silence this template, with these variables beside the usual ones.

    `channels`: each of them gets a message of its own; without any the first one that the gate allows does.
    `when`: `after` 30 days is 30 days later to the minute; `more_than` 30 whole days have passed when the 31st has.
    """

    days: Annotated[int, Field(ge=1, le=3650)]
    when: Literal["after", "more_than"] = "after"
    template: str
    channels: EachChannel = ()
    variables: Mapping[str, str | int] = {}


class WinbackSettings(Setting):
    """`basis`: what ends a silence. `order`: any order; `visit`: an order at an outlet, any order where the customer
    never made one; `activity`: an order, or an interaction with staff.
    `late_by_days`: a step that is overdue by more than this (an import of old orders) is left out.
    """

    basis: Literal["order", "visit", "activity"] = "order"
    steps: tuple[WinbackStep, ...] = ()
    late_by_days: Annotated[int, Field(ge=1, le=36_500)] = 7

    @model_validator(mode="after")
    def _one_step_a_day(self) -> Self:
        days = [step.days for step in self.steps]
        if len(set(days)) < len(days):
            raise ValueError("steps: two have the same days")
        return self
