"""The job that looks at a business's offers of the year each morning: one document of the organisation."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Final

from functions.domain.campaigns.calendar_days import Launch
from functions.domain.campaigns.documents import Campaign
from functions.domain.kernel.decisions import Document, Get, Reading, get, get_all
from functions.domain.orgs.org import Org

JOB: Final = "offer_calendar"
SAME_WITHIN: Final = timedelta(days=90)  # a festival's day is corrected by less, and its next one is later


class CalendarJob(Document):
    """`rebuilds/offer_calendar`. `looked_at`: when it looked last, so that what came due since is not missed; `told`:
    the offers without a date that leaders were told of. It rests where no offer is on.
    """

    collection: ClassVar[str] = "rebuilds"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    looked_at: datetime | None = None
    told: tuple[str, ...] = ()
    wake_at: datetime | None = None


def woken(at: datetime) -> Reading[CalendarJob]:
    """The job, which looks at the calendar at an instant. Bills 1 read, and 1 write where it is put."""
    known = yield from get(CalendarJob, JOB)
    return (known or CalendarJob(id=JOB)).with_changes(wake_at=at)


def moved(org: Org, launches: Iterable[Launch]) -> Reading[frozenset[Launch]]:
    """Those of a festival that has its campaign under another year: its day was set to the other side of a year's end
    since that was made. One that was cancelled makes room. Bills 5 reads for each launch of a festival.
    """
    pairs = [
        (launch, id)
        for launch in launches
        if org.offer_calendar[launch.entry_id].occasion is not None
        for id in launch.other_ids
    ]
    found = (yield from get_all(*(Get(Campaign, id) for _, id in pairs))) if pairs else ()
    known = zip(pairs, found, strict=True)
    return frozenset(launch for (launch, _), campaign in known if campaign and _is_same(campaign, launch))


def _is_same(campaign: Campaign, launch: Launch) -> bool:
    at = campaign.starts_at if campaign.status != "cancelled" else None
    return at is not None and abs(at - launch.starts_at) < SAME_WITHIN
