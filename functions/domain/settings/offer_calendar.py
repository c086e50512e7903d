"""A business's offers of the year: what is offered to whom, on which day, and by which figure it is judged
(docs/offer-calendar.md).
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.campaigns import CampaignChannel
from functions.domain.settings.consumption import Named
from functions.domain.settings.moments import Hour
from functions.domain.settings.recommendations import Goods
from functions.domain.settings.types import Setting, named_once

# By which figure a campaign is judged; each is defined in docs/offer-calendar.md.
Kpi = Literal[
    "first_order_conversion",
    "cross_sell_rate",
    "aov",
    "order_volume",
    "new_leads",
    "membership_adoption",
    "trial_to_repeat",
    "basket_size",
    "reactivation",
    "revenue",
    "retention",
    "upgrade_rate",
]
OF_GOODS: frozenset[Kpi] = frozenset({"cross_sell_rate", "trial_to_repeat"})
MOST_SEGMENTS = 20
LONGEST = 92  # days that an offer lasts
MOST_DAYS_BEFORE = 60
_YEAR = re.compile(r"\d{4}(-2)?")


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("is not a day like 2027-02-08")
    date.fromisoformat(text)  # a ValueError for the 30th of February
    return text


_Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")]
_ONCE = AfterValidator(named_once("a segment"))
_Ids = Annotated[tuple[_Id, ...], Field(max_length=MOST_SEGMENTS), _ONCE]
_SomeIds = Annotated[tuple[_Id, ...], Field(min_length=1, max_length=MOST_SEGMENTS), _ONCE]
_Channels = Annotated[tuple[CampaignChannel, ...], AfterValidator(named_once("a channel"))]
_Day = Annotated[str, AfterValidator(_day)]


class Occasion(Setting):
    """A festival whose day no rule gives: `dates` by year; `2030-2` is the second one of a year. `source`: where they
    are from. A year that is not there launches nothing.
    """

    source: Annotated[str, Field(max_length=500)] = ""
    dates: Annotated[Mapping[str, _Day], Field(max_length=50)] = {}

    @model_validator(mode="after")
    def _lie_in_their_years(self) -> Self:
        for year, day in self.dates.items():
            if not _YEAR.fullmatch(year):
                raise ValueError("dates: a year is written like 2027, or 2030-2 for the second time in it")
            if day[:4] != year[:4]:
                raise ValueError(f"dates: {day} is not in {year[:4]}")
        return self


class OfferCalendarSettings(Setting):
    """`year_starts_in`: the month with which the business's year begins, 1 to 12. `hour`: of the organisation's day, at
    which an offer is proposed and, on its own day, launched; so many days before it (`asked_days_before`) its campaign
    is made and asks for approval. The templates tell owners and managers: that one waits for approval, that one did not
    go for want of it, and that an occasion has no date for a year. Without a template they are not told.
    """

    year_starts_in: Annotated[int, Field(ge=1, le=12)] = 1
    hour: Hour = "10:00"
    asked_days_before: Annotated[int, Field(ge=1, le=30)] = 7
    occasions: Annotated[Mapping[_Id, Occasion], Field(max_length=50)] = {}
    approval_template: _Id | None = None
    missed_template: _Id | None = None
    undated_template: _Id | None = None

    @property
    def templates(self) -> Mapping[str, str]:
        """Those that are named, by their path."""
        named = ("approval_template", "missed_template", "undated_template")
        return {path: id for path in named if (id := getattr(self, path)) is not None}


class CalendarEntry(Setting):
    """An offer of each year: in `month` of the business's year on `day`, or `days_before` an `occasion`, for so many
    days (`lasts_days`). `target`: whom it is for in words, `segment_ids` by segments. `offer`: what its text shows.
    `promotes`: the goods that cross_sell_rate and trial_to_repeat look for. `kpi_target`: what is aimed at: shares from
    0 to 1, money in the minor unit.
    """

    theme: Named
    target: Annotated[str, Field(max_length=500)] = ""
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=28)] = 1
    occasion: _Id | None = None
    days_before: Annotated[int, Field(ge=0, le=MOST_DAYS_BEFORE)] = 0
    lasts_days: Annotated[int, Field(ge=1, le=LONGEST)] = 28
    segment_ids: _SomeIds
    exclude_segment_ids: _Ids = ()
    kpi: Kpi
    kpi_target: Annotated[float, Field(ge=0, le=10**12)] | None = None
    promotes: Goods | None = None
    offer: Annotated[str, Field(max_length=2000)] = ""
    offer_id: _Id | None = None
    template: _Id
    channels: _Channels = ()
    holdout_percent: Annotated[float, Field(ge=0, le=90)] = 10
    enabled: bool = True

    @model_validator(mode="after")
    def _has_one_day(self) -> Self:
        if (self.month is None) == (self.occasion is None):
            raise ValueError("month: is needed, or occasion, and not both")
        if self.days_before and self.occasion is None:
            raise ValueError("days_before: is of an occasion")
        if self.kpi in OF_GOODS and self.promotes is None:
            raise ValueError(f"promotes: is needed for {self.kpi}")
        return self
