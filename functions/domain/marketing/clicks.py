"""Clicks on ads and what they cost, by campaign code and day: the ad's platform counts them, the business posts it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from functions.domain.kernel.decisions import Document, Reading, Value
from functions.domain.kernel.edits import Edit
from functions.domain.kernel.paging import all_by_id
from functions.domain.marketing.periods import Period

PAGE_SIZE = 300


class DayOfClicks(Value):
    """What was posted of a day, and by which command. `cost_minor`: None where it is not known."""

    clicks: int = Field(default=0, ge=0)
    cost_minor: int | None = Field(default=None, ge=0)
    edit: Edit | None = None


class AdClicks(Document):
    """`ad_clicks/{month}:{campaign code}`: by day what was posted last."""

    collection: ClassVar[str] = "ad_clicks"
    month: str = ""
    campaign_code: str = ""
    days: dict[str, DayOfClicks] = Field(default_factory=dict)
    updated_at: datetime | None = None


@dataclass(frozen=True)
class Spent:
    """Of a code in a period: its clicks, and what they cost where that is known of one day at least."""

    clicks: int
    cost_minor: int | None


def clicks_id(month: str, code: str) -> str:
    return f"{month}:{code}"


def spent_in(period: Period) -> Reading[Mapping[str, Spent]]:
    """By code what was posted for the days of a period. Bills 1 read for each code and month, 1 a month at least."""
    found: dict[str, Spent] = {}
    for month in period.months():
        for document in (yield from all_by_id(AdClicks, PAGE_SIZE, where=(("month", month),))):
            days = [each for day, each in document.days.items() if period.has(day)]
            if days:
                found[document.campaign_code] = _together(found.get(document.campaign_code), days)
    return found


def _together(known: Spent | None, days: Iterable[DayOfClicks]) -> Spent:
    costs = [each.cost_minor for each in days if each.cost_minor is not None]
    clicks = sum(each.clicks for each in days)
    if known is None:
        return Spent(clicks, sum(costs) if costs else None)
    has_cost = bool(costs) or known.cost_minor is not None
    return Spent(known.clicks + clicks, (known.cost_minor or 0) + sum(costs) if has_cost else None)
