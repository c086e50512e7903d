"""`rebuilds/*`: which job a document is, by its id. What a job goes through is loaded when it is due."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.jobs import PageDone
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import OF_SNAPSHOT, OF_SUBJECTS, rebuild_page
from functions.domain.territories.jobs import is_job

AFFINITY: Final = "affinity"
BUSINESS: Final = "business_kpis"
FIGURES: Final = "marketing"
RATINGS: Final = "ratings"
CALENDAR: Final = "offer_calendar"


def work_page(org: Org, id: str, now: datetime) -> Decision[PageDone | None]:
    """Work off the next page of the job of an id, and bill what that does; None where none is left or due."""
    if (of_id := _BY_ID.get(id)) is not None:
        return (yield from of_id(org, now))
    if id.startswith(OF_SUBJECTS):
        from functions.domain.rebuilds.planning_anew import rebuild_subjects

        return (yield from rebuild_subjects(org, id, now))
    if id.startswith(OF_SNAPSHOT):
        from functions.domain.rebuilds.snapshots import take_page

        return (yield from take_page(org, id, now))
    if is_job(id):
        from functions.domain.rebuilds.reassigning import reassign_page

        return (yield from reassign_page(org, id, now))
    return (yield from rebuild_page(org, id, now))


def _affinity(org: Org, now: datetime) -> Decision[PageDone | None]:
    """What goes with what."""
    from functions.domain.recommendations.counting import count_page

    return (yield from count_page(org, now))


def _business(org: Org, now: datetime) -> Decision[PageDone | None]:
    """The figures of the business."""
    from functions.domain.insights.business_job import work_page as work_business_page

    return (yield from work_business_page(org, now))


def _figures(org: Org, now: datetime) -> Decision[PageDone | None]:
    """The figures of the assistant's chats."""
    from functions.domain.marketing.counting import count_page

    return (yield from count_page(org, now))


def _ratings(org: Org, now: datetime) -> Decision[PageDone | None]:
    """How content customers are."""
    from functions.domain.assistant.satisfaction import ask_page

    return (yield from ask_page(org, now))


def _calendar(org: Org, now: datetime) -> Decision[PageDone | None]:
    """The offers of the year."""
    from functions.domain.campaign_runs.offer_calendar import wake_calendar

    return (yield from wake_calendar(org, CALENDAR, now))


_BY_ID: Final[Mapping[str, Callable[[Org, datetime], Decision[PageDone | None]]]] = {
    AFFINITY: _affinity,
    BUSINESS: _business,
    FIGURES: _figures,
    RATINGS: _ratings,
    CALENDAR: _calendar,
}
