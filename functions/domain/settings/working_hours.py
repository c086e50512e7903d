"""When a business works: on which days of the week, and from when to when, by its own clock."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.moments import Hour
from functions.domain.settings.types import Setting, named_once

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Days = Annotated[tuple[Weekday, ...], Field(min_length=1), AfterValidator(named_once("one"))]


def weekday_of(day: date) -> Weekday:
    return WEEKDAYS[day.weekday()]


class WorkingHours(Setting):
    """The weekdays on which work is done, and from when to when, by the business's clock."""

    days: Days = WEEKDAYS
    start: Hour = "09:00"
    end: Hour = "18:00"

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end: is not after the start")
        return self

    @property
    def opens(self) -> time:
        return time.fromisoformat(self.start)

    def works_on(self, day: date) -> bool:
        return weekday_of(day) in self.days

    def holds(self, local: datetime) -> bool:
        """Whether work is done at this instant of the business's clock."""
        return self.works_on(local.date()) and self.opens <= local.time() < time.fromisoformat(self.end)

    def next_day(self, day: date) -> date:
        """The day, or the first one after it on which work is done."""
        while not self.works_on(day):
            day += timedelta(days=1)
        return day

    def next_opening(self, local: datetime) -> datetime:
        """When work next begins after this instant of the business's clock."""
        today = local.date()
        is_over = local.time() >= self.opens
        day = self.next_day(today + timedelta(days=1) if is_over else today)
        return datetime.combine(day, self.opens, local.tzinfo)
