"""What goes with what is counted anew every week: page by page over the orders that count, into one document.

The job's document holds the counts and the place that it has reached; each page is one commit with it. So a page is
counted or not, of two workers one finds that the job has moved on, and where a task is lost the next tick goes on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final

from functions.domain.kernel.decisions import (
    NOTHING,
    UNKNOWN_AT,
    Changes,
    Decision,
    Document,
    Find,
    Reading,
    find,
    get,
)
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER, PageDone, get_due, written_anew
from functions.domain.orgs.documents import ComputedPair, OrgDocument
from functions.domain.orgs.org import Org, is_on
from functions.domain.recommendations.affinity import (
    MOST_PAIRS,
    Pair,
    Tallies,
    basket_of,
    chosen,
    counted,
    pairs_of,
)
from functions.domain.recommendations.purchases import SoldOrder
from functions.domain.settings.recommendations import PairSettings, PairsOf

ID: Final = "affinity"
PAGE_SIZE: Final = 300
MOST_FILLED: Final = 50  # pairs that recommend by themselves: each instance has them in memory
MOST_DISMISSED: Final = 2_000


class AffinityTable(Document):
    """`insights/affinity`: the pairs (`of` categories or products) that go together in the `baskets` that were bought
    from `since` until `counted_at`; at most 200, those with the largest lift. `more_pairs`: how many more there are;
    `more_names`: how many names are bought often enough and were not among the 200 whose pairs were counted.
    `dismissed`: the ids of pairs that are not proposed again.
    """

    collection: ClassVar[str] = "insights"
    holds: str = "figures"
    of: PairsOf = "category"
    since: datetime | None = None
    counted_at: datetime | None = None
    baskets: int = 0
    pairs: tuple[Pair, ...] = ()
    more_pairs: int = 0
    more_names: int = 0
    dismissed: tuple[str, ...] = ()


class AffinityJob(Document):
    """`rebuilds/affinity`: how far the orders are gone through. `started_at`: since when it is under way; None while it
    waits for the next time. `since`: from which orders on. `orders`: how many were gone through, by both passes.
    `more_names`: as in the table. `is_over`: the last page is counted; it is never stored so.
    """

    collection: ClassVar[str] = "rebuilds"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    complete: ClassVar[Mapping[str, tuple[str, ...]]] = written_anew(
        "of", "after_at", "after_id", "tallies", "orders", "more_names"
    )
    of: PairsOf = "category"
    started_at: datetime | None = None
    since: datetime | None = None
    is_over: bool = False
    after_at: datetime = UNKNOWN_AT
    after_id: str = ""
    tallies: Tallies = Tallies()
    orders: int = 0
    more_names: int = 0
    wake_at: datetime | None = None


def is_wanted(org: Org) -> bool:
    return org.settings.recommendations.affinity != "off" and is_on(org, "crm")


def begun(now: datetime) -> Reading[AffinityJob]:
    """The job from its beginning, to be put; what one that is under way has counted goes. Bills 1 read and 1 write."""
    yield from get(AffinityJob, ID)
    return AffinityJob(id=ID, wake_at=now + SEEN_EVERYWHERE_AFTER)


def count_page(org: Org, now: datetime) -> Decision[PageDone | None]:
    """Count a page of orders; None after the last one or where none is due.

    Bills 1 read an order, 300 at the most, and 1 read and 1 write for the job; with the last page 1 read and 1 write
    for the table, and where pairs fill gaps 1 read, and 1 write if other pairs do so. 100,000 orders: 100,338 reads and
    335 writes, once a week; twice that where they have more than 200 categories or products.
    """
    job = yield from get_due(AffinityJob, ID, now)
    if job is None:
        return NOTHING, None
    if not is_wanted(org):
        return Changes(put=(AffinityJob(id=ID),)), None
    wanted = org.settings.recommendations.pairs
    on = yield from _after_a_page(_under_way(job, wanted, now), wanted)
    if not on.is_over:
        return Changes(put=(on,)), PageDone(has_more=True)
    results = yield from _results(org, on)
    return Changes(put=(*results, _resting(on, wanted, now))), None


def _under_way(job: AffinityJob, wanted: PairSettings, now: datetime) -> AffinityJob:
    """The job, begun if it waited, was spoilt, or counts something else than is wanted by now."""
    is_whole = job.since is not None and job.tallies.are_whole and not job.odd_fields
    if job.started_at is not None and job.of == wanted.of and is_whole:
        return job
    since = now - timedelta(days=wanted.of_days)
    return AffinityJob(id=ID, of=wanted.of, started_at=now, since=since, wake_at=job.wake_at)


def _after_a_page(job: AffinityJob, wanted: PairSettings) -> Reading[AffinityJob]:
    """The job with one more page. Where the first pass has come upon too many names the second one begins."""
    page = yield from find(_query(job))
    baskets = (basket_of(job.of, order.lines) for order in page)
    on = job.with_changes(tallies=counted(job.of, job.tallies, baskets), orders=job.orders + len(page))
    last = page[-1].counted_at if len(page) == PAGE_SIZE else None
    if last is not None:
        return on.with_changes(after_at=last, after_id=page[-1].id)
    if on.tallies.pairs is not None:
        return on.with_changes(is_over=True)
    tallies, more = chosen(on.tallies, wanted)
    return on.with_changes(tallies=tallies, more_names=more, after_at=UNKNOWN_AT, after_id="")


def _query(job: AffinityJob) -> Find[SoldOrder]:
    """The next page: of the orders from `since` until the job began."""
    start = (max(job.after_at, job.since or UNKNOWN_AT), job.after_id)
    until = ("counted_at", job.started_at)
    return Find(SoldOrder, (), "counted_at", "ASCENDING", PAGE_SIZE, start_after=start, at_most=until)


def _resting(job: AffinityJob, wanted: PairSettings, now: datetime) -> AffinityJob:
    """The job until it counts again. One that took longer than that begins with the next tick."""
    again = (job.started_at or now) + timedelta(days=wanted.every_days)
    return AffinityJob(id=ID, of=wanted.of, wake_at=max(now, again))


def _results(org: Org, job: AffinityJob) -> Reading[Sequence[Document]]:
    """The table, and the organisation where other pairs recommend by themselves than before."""
    known = yield from get(AffinityTable, ID)
    pairs = pairs_of(job.tallies, org.settings.recommendations.pairs)
    table = (known or AffinityTable(id=ID)).with_changes(
        holds="figures",
        of=job.of,
        since=job.since,
        counted_at=job.started_at,
        baskets=job.tallies.baskets,
        pairs=tuple(pairs[:MOST_PAIRS]),
        more_pairs=max(0, len(pairs) - MOST_PAIRS),
        more_names=job.more_names,
    )
    return (table, *(yield from filling(org, table)))


def filling(org: Org, table: AffinityTable) -> Reading[Sequence[OrgDocument]]:
    """The organisation with the pairs that fill gaps, where these are others than before: the first 50 that were not
    dismissed. Every instance has its document, so they cost nothing where they are asked. Bills nothing unless pairs
    fill gaps, then 1 read, and 1 write where they change.
    """
    if org.settings.recommendations.affinity != "fill":
        return ()
    document = yield from get(OrgDocument, org.id)
    pairs = [pair for pair in table.pairs if pair.id not in table.dismissed][:MOST_FILLED]
    wanted = tuple(
        ComputedPair(id=pair.id, of=table.of, trigger=pair.trigger, recommend=pair.recommend)
        for pair in pairs
    )
    if document is None or wanted == (document.computed_pairs or ()):
        return ()
    return (document.with_changes(computed_pairs=wanted or None),)
