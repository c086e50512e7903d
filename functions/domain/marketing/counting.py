"""The chats of a period are counted page by page, into one document that is read for one read.

The job's document holds what is counted and the place that it has reached; each page is one commit with it. So a page
is counted or not, of two workers one finds that the job has moved on, and where a task is lost the next tick goes on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from functions.domain.insights.deal_counts import Basis
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get_both,
)
from functions.domain.kernel.jobs import PageDone, get_due, written_anew
from functions.domain.kernel.paging import last_id, page_by_id
from functions.domain.marketing.clicks import spent_in
from functions.domain.marketing.documents import Analytics, analytics_id
from functions.domain.marketing.figures import Beside, analytics_of
from functions.domain.marketing.periods import Period, month_of, named
from functions.domain.marketing.tallies import ChatJourneys, Counting, Tallies, counted
from functions.domain.orgs.org import Org, is_on

ID: Final = "marketing"
PAGE_SIZE: Final = 200
MOST_QUEUED: Final = 24
SOON: Final = timedelta(seconds=20)


class MarketingJob(Document):
    """`rebuilds/marketing`: the periods that are to be counted, the first one under way since `started_at`, and the
    chat that it has reached; `basis`: by which clock and in which money. `next_at`: when the latest months are counted
    again by themselves.
    """

    collection: ClassVar[str] = "rebuilds"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    complete: ClassVar[Mapping[str, tuple[str, ...]]] = written_anew(
        "queue", "after_id", "basis", "tallies", "chats"
    )
    queue: tuple[str, ...] = ()
    started_at: datetime | None = None
    after_id: str = ""
    basis: str = ""
    tallies: Tallies = Tallies()
    chats: int = 0
    next_at: datetime | None = None
    wake_at: datetime | None = None


def is_wanted(org: Org) -> bool:
    return org.settings.assistant.enabled and is_on(org, "crm")


def asked_for(known: MarketingJob | None, period: Period, now: datetime) -> MarketingJob | None:
    """The job with a period to be counted soon, to be put; None where it waits for that already. One that is under way
    goes on first: what it has counted stands.
    """
    job = known or MarketingJob(id=ID)
    waiting = job.queue[1:] if job.started_at is not None else job.queue
    queue = job.queue if period.id in waiting else (*job.queue, period.id)[:MOST_QUEUED]
    wakes_soon = job.wake_at is not None and job.wake_at <= now + SOON
    after = job.with_changes(queue=queue, wake_at=job.wake_at if wakes_soon else now + SOON)
    return None if after == job else after


def count_page(org: Org, now: datetime) -> Decision[PageDone | None]:
    """Count a page of chats; None after the last one or where none is due.

    Bills 1 read a chat, 200 at the most, and 1 read and 1 write for the job; with a period's last page 2 reads and 1
    write more for its document and that of the period before, and 1 read for each campaign code and month with clicks.
    1,000 chats: 1,010 reads and 7 writes.
    """
    job = yield from get_due(MarketingJob, ID, now)
    if job is None:
        return NOTHING, None
    if not is_wanted(org):
        return Changes(put=(MarketingJob(id=ID),)), None
    on = _under_way(org, job, now)
    period = named(on.queue[0])
    if period is None:  # made by hand
        return _next(on, (), now)
    by = _counting(org, period, on.started_at or now)
    page = yield from _page(org, period, on.after_id)
    on = on.with_changes(tallies=counted(on.tallies, page, by), chats=on.chats + len(page))
    if after_id := last_id(page, PAGE_SIZE):
        on = on.with_changes(after_id=after_id)
        return Changes(put=(on,)), PageDone(has_more=True)
    result = yield from _result(org, period, on.tallies, by=by, now=now)
    return _next(on, (result,), now)


def _under_way(org: Org, job: MarketingJob, now: datetime) -> MarketingJob:
    """The job, begun if it waited, was spoilt, or its time has come."""
    basis = Basis.of(org).text
    if job.started_at is not None and job.queue and job.basis == basis and not job.odd_fields:
        return job
    queue, next_at = job.queue, job.next_at
    if not queue or next_at is None or next_at <= now:
        settings = org.settings.assistant.figures
        queue = tuple(dict.fromkeys((*queue, *_latest(org, now))))
        next_at = now + timedelta(hours=settings.every_hours)
    return MarketingJob(id=ID, queue=queue, started_at=now, basis=basis, next_at=next_at, wake_at=job.wake_at)


def _latest(org: Org, now: datetime) -> Sequence[str]:
    """This month and those before it that are still followed, the earliest first: each is compared with another."""
    period = month_of(now, ZoneInfo(org.settings.timezone))
    found = [period]
    while len(found) < org.settings.assistant.figures.months_followed:
        found.append(found[-1].before())
    return [each.id for each in reversed(found)]


def _next(job: MarketingJob, results: Sequence[Document], now: datetime) -> tuple[Changes, PageDone | None]:
    """After a period: the next one of the queue, else the rest until the time for the latest months comes."""
    queue = job.queue[1:]
    rest = MarketingJob(id=ID, queue=queue, next_at=job.next_at, wake_at=job.wake_at)
    if queue:
        on = rest.with_changes(started_at=now, basis=job.basis)
        return Changes(put=(*results, on)), PageDone(has_more=True)
    resting = rest.with_changes(wake_at=max(now, job.next_at or now))
    return Changes(put=(*results, resting)), None


def _counting(org: Org, period: Period, now: datetime) -> Counting:
    since, until = period.instants(ZoneInfo(org.settings.timezone))
    return Counting(since, until, now, org.settings.currency)


def _page(org: Org, period: Period, after_id: str) -> Reading[tuple[ChatJourneys, ...]]:
    """The next chats, by id, of which a journey began in a month of the period. A year touches 14 months, and the
    store looks for 30 values at the most.
    """
    months = period.utc_months(ZoneInfo(org.settings.timezone))
    containing = ("journey_months", months if len(months) > 1 else months[0])
    return (yield from page_by_id(ChatJourneys, after_id, PAGE_SIZE, containing=containing))


def _result(org: Org, period: Period, tallies: Tallies, *, by: Counting, now: datetime) -> Reading[Analytics]:
    known, before = yield from get_both(
        Get(Analytics, analytics_id(period.id)), Get(Analytics, analytics_id(period.before().id))
    )
    beside = Beside(by, now, (yield from spent_in(period)), before)
    page = analytics_of(org, period, tallies, beside=beside)
    if known is None:
        return page
    fields = {
        name: getattr(page, name) for name in Analytics.model_fields if name not in ("id", "odd_fields")
    }
    return known.with_changes(**fields, odd_fields=frozenset())
