"""`/marketing`: the assistant's chats in figures, the clicks on ads that the business posts (S003-30, 32 to 36), and
the leads that chats have become, as the one who answers them reports (S003-29).
"""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import ConfigDict, Field, create_model

from functions.cloud_tasks.soon import wake_soon
from functions.domain.kernel.decisions import Decision
from functions.domain.views.marketing import (
    ANALYTICS_ROLES,
    DASHBOARD_ROLES,
    REFRESH_ROLES,
    PeriodWanted,
    analytics,
    dashboard,
    dashboard_tallies,
    keep_counts,
    known_dashboard,
    refresh_analytics,
)
from functions.http.staff_api.giving import body_of, gives, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import (
    CommandAnswer,
    MarketingAnalyticsAnswer,
    MarketingDashboardAnswer,
    RefreshAnswer,
)
from functions.store.firestore import store
from functions.store.tallies import tallied

_Day = Annotated[
    str | None, Field(description="a day like `2026-11-01`, counted too; `from` and `to` go together")
]
_MONTH = "a month, `2026-11`, by the business's clock; this one where none is named"
# `from` is no name that a field of a class could have.
_FIELDS: dict[str, Any] = {
    "period": (Annotated[str | None, Field(description=_MONTH)], None),
    "from": (_Day, None),
    "to": (_Day, None),
}
PeriodQuery = create_model("PeriodQuery", __config__=ConfigDict(defer_build=True), **_FIELDS)


def _wanted(asked: Asked) -> PeriodWanted:
    return PeriodWanted(*(asked.query.get(name) or None for name in ("period", "from", "to")))


def _begun(asked: Asked, decide: Callable[..., Decision[Any]]) -> Any:
    """What a decision shows that may begin a count, which wakes soon."""
    what = _wanted(asked)
    done = store().commit(asked.org.id, lambda: decide(asked.org, asked.uid, what, now=asked.now))
    wake_soon(done.known)
    return done.value


def _analytics(asked: Asked) -> Reply:
    return Reply(_begun(asked, analytics))


def _refresh(asked: Asked) -> Reply:
    body_of(asked)
    return Reply(_begun(asked, refresh_analytics), 202)


def _dashboard(asked: Asked) -> Reply:
    """Counts that are fresh are read; others are counted first, 1 read for each 1,000 chats, ten times over. Two who
    ask at once both count.
    """
    shown = read(asked, lambda: known_dashboard(asked.org, asked.uid, asked.now))
    counted = shown.counted
    if counted is None:
        found = tallied(asked.org.id, dashboard_tallies(asked.now))
        counted = read(asked, lambda: keep_counts(found, asked.now))
    return Reply(read(asked, lambda: dashboard(asked.org, counted, shown.roles, now=asked.now)))


OPERATIONS = (
    Operation(
        "GET",
        "/marketing/dashboard",
        "How the assistant's chats stand now, and who waits for a person",
        _dashboard,
        MarketingDashboardAnswer,
        roles=DASHBOARD_ROLES,
    ),
    Operation(
        "GET",
        "/marketing/analytics",
        "The assistant's chats of a period in figures",
        _analytics,
        MarketingAnalyticsAnswer,
        query=PeriodQuery,
        roles=ANALYTICS_ROLES,
    ),
    Operation(
        "POST",
        "/marketing/analytics/refresh",
        "Have the figures of a period counted now",
        _refresh,
        RefreshAnswer,
        status=202,
        query=PeriodQuery,
        roles=REFRESH_ROLES,
    ),
    Operation(
        "POST",
        "/marketing/clicks",
        "The clicks on the ads of a campaign code on a day, and what they cost",
        gives("record_ad_clicks"),
        CommandAnswer,
        kind="record_ad_clicks",
    ),
    Operation(
        "POST",
        "/marketing/leads",
        "Make a lead of the chat with a phone; one that its cycle has is met",
        makes("capture_chat_lead", "leads", "lead_id"),
        CommandAnswer,
        status=201,
        kind="capture_chat_lead",
    ),
)
