"""The figures of the business are counted anew each week or day: page by page over what they are made of, into one
document for the month that is under way, and one for the month before, whose late orders count so.

The job's document holds the sums and the place that it has reached; each page is one commit with it. So a page is
counted or not, of two workers one finds that the job has moved on, and where a task is lost the next tick goes on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from functions.domain.insights.business_documents import (
    JOB,
    STEPS,
    BusinessJob,
    BusinessPage,
    Step,
    page_id,
)
from functions.domain.insights.business_numbers import (
    STANDING,
    figures_in,
    numbers_of,
    segment_numbers,
    standing_numbers,
    trends,
)
from functions.domain.insights.business_periods import (
    BEFORE,
    SO_FAR,
    THIS,
    month_before,
    next_midnight,
    part_of_month,
    starts_of,
)
from functions.domain.insights.business_steps import MOST_COSTS, Passed, passed_page
from functions.domain.insights.business_sums import ALL
from functions.domain.insights.deal_counts import Basis
from functions.domain.insights.figures import HOLDS, Figure, Numbers
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_all,
)
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER, PageDone, get_due
from functions.domain.kernel.tallies import Tally, added, count
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.types import Channel


class SentMessage(Document):
    """Of a message, that it went out."""

    collection: ClassVar[str] = "messages"
    is_part: ClassVar[bool] = True
    sent_at: datetime | None = None


def is_wanted(org: Org) -> bool:
    return org.settings.business_kpis.every != "off" and is_on(org, "crm")


def begun(now: datetime) -> Reading[BusinessJob]:
    """The job from its beginning, to be put; what one that is under way has counted goes. Bills 1 read and 1 write."""
    yield from get(BusinessJob, JOB)
    return BusinessJob(id=JOB, wake_at=now + SEEN_EVERYWHERE_AFTER)


def work_page(org: Org, now: datetime) -> Decision[PageDone | None]:
    """Go through a page of documents; None after the last one or where none is due.

    Bills 1 read and 1 write for the job and what `passed_page` reads; with the last page 3 reads and 2 writes for the
    months, and for each channel whose messages cost something 4 tallies (1 read for each 1,000 of its messages).
    """
    job = yield from get_due(BusinessJob, JOB, now)
    if job is None:
        return NOTHING, None
    if not is_wanted(org):
        return Changes(put=(BusinessJob(id=JOB),)), None
    job = _under_way(org, job, now)
    page = yield from passed_page(org, job)
    on = _counted(job, page)
    if (step := _next_step(job, page)) is not None:
        on = on.with_changes(step=step, after_at=page.after_at, after_id=page.after_id)
        return Changes(put=(on,)), PageDone(has_more=True)
    pages = yield from _pages(org, on, now)
    return Changes(put=(*pages, _resting(org, on, now))), None


def _under_way(org: Org, job: BusinessJob, now: datetime) -> BusinessJob:
    """The job, begun if it waited, was spoilt, or counts in another currency than the business's."""
    currency, zone = org.settings.currency, ZoneInfo(org.settings.timezone)
    if job.is_whole and job.currency == currency:
        return job
    month = Basis.of(org).month_of(now)
    return BusinessJob(
        id=JOB,
        started_at=now,
        month=month,
        starts=starts_of(month, zone),
        currency=currency,
        wake_at=job.wake_at,
    )


def _next_step(job: BusinessJob, page: Passed) -> Step | None:
    """What the next page is of; None where this was the last one."""
    if page.after_id:
        return job.step
    following = STEPS.index(job.step) + 1
    return STEPS[following] if following < len(STEPS) else None


def _counted(job: BusinessJob, page: Passed) -> BusinessJob:
    """The job with what a page adds."""
    costs = [*zip(job.cost_ids, job.cost_minors, strict=True), *page.costs]
    kept = costs[:MOST_COSTS]
    return job.with_changes(
        sums=added(job.sums, (page.sums,)),
        cost_ids=tuple(id for id, _ in kept),
        cost_minors=tuple(cost for _, cost in kept),
        products_left_out=job.products_left_out + len(costs) - len(kept),
        passed=job.passed + page.number,
    )


def _resting(org: Org, job: BusinessJob, now: datetime) -> BusinessJob:
    """The job until its next time. One that took longer than that begins with the next tick."""
    zone, is_weekly = ZoneInfo(org.settings.timezone), org.settings.business_kpis.every == "week"
    again = next_midnight(job.started_at or now, zone, of_monday=is_weekly)
    return BusinessJob(id=JOB, wake_at=max(now, again))


def _pages(org: Org, job: BusinessJob, now: datetime) -> Reading[Sequence[Document]]:
    """The month that was under way and the one before, each compared with the month before it."""
    month, before = job.month, month_before(job.month)
    ids = [page_id(each) for each in (month, before, month_before(before))]
    this, last, two_before = yield from get_all(*(Get(BusinessPage, id) for id in ids))
    sums = {**job.sums, **(yield from _message_costs(org, job))}
    counted = {
        window: numbers_of(sums, window, other_marketing_minor=_other_marketing(org, job, window))
        for window in (THIS, BEFORE, SO_FAR)
    }
    standing = standing_numbers(sums)
    kept = _standing_in(last, currency=job.currency)
    so_far, ended = ({**counted[window], **kept} for window in (SO_FAR, BEFORE))
    return (
        _page(
            this or BusinessPage(id=ids[0]), job, {**counted[THIS], **standing}, before=so_far
        ).with_changes(month=month, since=job.starts[2], until=job.started_at, is_over=False, as_of=now),
        _page(
            last or BusinessPage(id=ids[1]),
            job,
            ended,
            before=_numbers_in(two_before, currency=job.currency),
            window=BEFORE,
        ).with_changes(month=before, since=job.starts[1], until=job.starts[2], is_over=True, as_of=now),
    )


def _page(
    page: BusinessPage, job: BusinessJob, numbers: Numbers, *, before: Numbers, window: str = THIS
) -> BusinessPage:
    figures = figures_in({**numbers, **trends(numbers, before)}, currency=job.currency, scope=ALL)
    for scope, of_segment in segment_numbers(job.sums, window).items():
        figures |= figures_in(of_segment, currency=job.currency, scope=scope)
    return page.with_changes(
        holds=HOLDS,
        figures=figures,
        products_left_out=job.products_left_out,
        odd_fields=frozenset(),
    )


def _numbers_in(page: BusinessPage | None, *, currency: str) -> Numbers:
    """The figures of all customers that a page has, amounts in another currency left out."""
    figures: Mapping[str, Figure] = page.figures if page is not None else {}
    prefix = f"{ALL}:"
    return {
        name.removeprefix(prefix): each.value
        for name, each in figures.items()
        if name.startswith(prefix) and (not name.endswith("_minor") or each.unit == currency)
    }


def _standing_in(page: BusinessPage | None, *, currency: str) -> Numbers:
    """What a month that is over had in its own time; None where it was not counted then."""
    known = _numbers_in(page, currency=currency)
    return {name: known.get(name) for name in STANDING}


def _other_marketing(org: Org, job: BusinessJob, window: str) -> int:
    """What marketing cost beside in a window: of a month that is under way its part, by time."""
    whole = org.settings.business_kpis.other_marketing_minor
    if window == BEFORE:
        return whole
    windows = {each.name: each for each in job.periods.windows}
    month = job.month if window == THIS else month_before(job.month)
    return round(whole * part_of_month(month, ZoneInfo(org.settings.timezone), windows[window].until))


def _message_costs(org: Org, job: BusinessJob) -> Reading[Mapping[str, int]]:
    """What marketing messages and campaigns' calls that went out in each window cost, as messages cost now."""
    costs = org.settings.campaigns.message_cost_minor
    found: dict[str, int] = {}
    for channel, cost in sorted(costs.items()):
        if cost:
            for window, number in (yield from _sent(job, None if channel == "call" else channel)).items():
                name = f"{window}:{ALL}:message_cost_minor"
                found[name] = found.get(name, 0) + number * cost
    return found


def _sent(job: BusinessJob, channel: Channel | None) -> Reading[Mapping[str, int]]:
    """How many marketing messages went out by a channel in each window; a call has none."""
    windows = job.periods.windows
    since: dict[datetime, int] = {}
    where = (("purpose", "marketing"), ("channel", channel))
    for at in sorted({instant for each in windows for instant in (each.since, each.until)}):
        since[at] = yield from count(Tally(SentMessage, where, at_least=("sent_at", at), having=("sent_at",)))
    return {each.name: max(0, since[each.since] - since[each.until]) for each in windows}
