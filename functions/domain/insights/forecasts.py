"""When the pages of a month are made: where they are looked at and too old, and with the first tick of each day; with
that of a new month what it is said to bring is kept for good.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from functions.domain.insights.deal_counts import Basis, well_named
from functions.domain.insights.month_pages import (
    FORECAST,
    Activities,
    Forecast,
    SalesPage,
    Scopes,
    forecast_id,
    forecast_page,
    owner_scope,
    sales_id,
    sales_page,
    team_scope,
    waiting,
)
from functions.domain.insights.pipeline_pages import UNOWNED, every_page, pages_after
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_all,
    get_both,
)
from functions.domain.kernel.jobs import get_due
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.orgs.org import Org, is_on
from functions.domain.sales.opportunities import Opportunity
from functions.domain.staff.members import Member


def deal_pages(
    org: Org, before: Opportunity | None, after: Opportunity, *, now: datetime
) -> Reading[tuple[Document, ...]]:
    """The pages of figures to be put in the commit of a deal's change. Bills what `pages_after` does; with the first
    deal of a member 1 read more, with the first of a business 1 write, for the page that wakes each day.
    """
    pages, is_new = yield from pages_after(org, before, after, now=now)
    if not is_new:
        return pages
    month = Basis.of(org).month_of(now)
    waking = yield from get(Forecast, forecast_id(month))
    if waking is not None:
        return pages
    return (*pages, waiting(org, Forecast(id=forecast_id(month), month=month), now=now))


def pages_of_deals(
    org: Org, moves: Iterable[tuple[Opportunity, Opportunity]], *, now: datetime
) -> Reading[tuple[Document, ...]]:
    """The pages of figures after several deals changed in one commit. Bills what `deal_pages` does, a page once."""
    pages: tuple[Document, ...] = ()
    for before, after in moves:
        found = yield from seeing(pages, deal_pages(org, before, after, now=now))
        pages = (*not_among(found, pages), *found)
    return pages


def refreshed(
    org: Org, month: str, scopes: Scopes, *, now: datetime, activities: Activities | None = None
) -> Reading[tuple[Forecast, SalesPage]]:
    """The pages of a month as its deals are now, to be put. Bills 2 reads."""
    return (yield from _made(org, month, scopes, now=now, activities=activities, begins=False))


def scopes_of_all() -> Reading[Scopes]:
    """Bills 2 reads for each owner of deals: their page and their member."""
    pages = [page for page in (yield from every_page()) if page.counts]
    uids = [page.uid for page in pages if page.uid != UNOWNED]
    members = yield from get_all(*(Get(Member, uid) for uid in uids))
    managers = {uid: member.manager_uid for uid, member in zip(uids, members, strict=True) if member}
    owners, teams = dict[str, Counter[str]](), dict[str, Counter[str]]()
    for page in pages:
        counts = Counter(well_named(page.counts))
        owners[owner_scope(page.uid)] = counts
        teams.setdefault(team_scope(managers.get(page.uid)), Counter()).update(counts)
    return Scopes(owners, teams)


def wake_forecast(org: Org, id: str, now: datetime) -> Decision[None]:
    """The month's pages as of a new day; with a new month those of both, and what the new one is said to bring. Bills
    what `scopes_of_all` does, and 2 reads and 2 writes for each month that it makes.
    """
    known = yield from get_due(Forecast, id, now)
    if known is None:
        return NOTHING, None
    if not is_on(org, "crm"):
        return Changes(put=(known.with_changes(due={}, wake_at=None),)), None
    scopes = yield from scopes_of_all()
    last, this_month = id.removeprefix(f"{FORECAST}:"), Basis.of(org).month_of(now)
    pages: tuple[Document, ...] = yield from refreshed(org, last, scopes, now=now)
    if last != this_month:
        begun = yield from _made(org, this_month, scopes, now=now, activities=None, begins=True)
        pages = (*pages, *begun)
    return Changes(put=pages), None


def _made(
    org: Org, month: str, scopes: Scopes, *, now: datetime, activities: Activities | None, begins: bool
) -> Reading[tuple[Forecast, SalesPage]]:
    known, sales = yield from get_both(Get(Forecast, forecast_id(month)), Get(SalesPage, sales_id(month)))
    forecast = (known or Forecast(id=forecast_id(month))).with_changes(month=month)
    before = (sales or SalesPage(id=sales_id(month))).with_changes(month=month)
    return (
        forecast_page(org, forecast, scopes, now=now, begins=begins),
        sales_page(org, before, scopes, now=now, activities=activities),
    )
