"""`/forecast`: what a month will bring; `/dashboards/sales`: how the sales of one went; `/dashboards/business`: how the
business did.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.views.business import ROLES as BUSINESS_ROLES
from functions.domain.views.business import business_figures
from functions.domain.views.forecasts import (
    ALL_ROLES,
    OWN_ROLES,
    FiguresWanted,
    Uncounted,
    activity_tallies,
    counted_dashboard,
    forecast,
    sales_dashboard,
)
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import BusinessAnswer, FiguresAnswer
from functions.store.tallies import tallied


class MonthQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    month: Annotated[
        str | None, Field(description="`2025-01`, by the business's clock; this one where none is named")
    ] = None


class SalesQuery(MonthQuery):
    owner: Annotated[str | None, Field(description="one member's deals; a rep's own in any case")] = None


class ForecastQuery(SalesQuery):
    team: Annotated[str | None, Field(description="those of the members who name this manager")] = None


def _wanted(asked: Asked, *names: str) -> FiguresWanted:
    return FiguresWanted(**{name: asked.query.get(name) or None for name in names})


def _forecast(asked: Asked) -> Reply:
    what = _wanted(asked, "month", "owner", "team")
    return shown(asked, read(asked, lambda: forecast(asked.org, asked.uid, what, now=asked.now)))


def _sales(asked: Asked) -> Reply:
    """Two who ask at once for figures that are not fresh both count."""
    what = _wanted(asked, "month", "owner")
    found = read(asked, lambda: sales_dashboard(asked.org, asked.uid, what, now=asked.now))
    if isinstance(found, Uncounted):
        counted = tallied(asked.org.id, activity_tallies(asked.org, found))
        before = found
        found = read(asked, lambda: counted_dashboard(asked.org, before, counted, now=asked.now))
    return shown(asked, found)


def _business(asked: Asked) -> Reply:
    month = asked.query.get("month") or None
    return shown(asked, read(asked, lambda: business_figures(asked.org, asked.uid, month, now=asked.now)))


OPERATIONS = (
    Operation(
        "GET",
        "/forecast",
        "What a month will bring, by category, member and team",
        _forecast,
        FiguresAnswer,
        query=ForecastQuery,
        roles=frozenset(ALL_ROLES | OWN_ROLES),
    ),
    Operation(
        "GET",
        "/dashboards/sales",
        "How the sales of a month went: win rate, funnel, cycle, sources, members",
        _sales,
        FiguresAnswer,
        query=SalesQuery,
        roles=frozenset(ALL_ROLES | OWN_ROLES),
    ),
    Operation(
        "GET",
        "/dashboards/business",
        "How the business did in a month: retention, lifetime value, satisfaction, campaigns, acquisition cost, profit",
        _business,
        BusinessAnswer,
        query=MonthQuery,
        roles=frozenset(BUSINESS_ROLES),
    ),
)
