"""The job that looks at a business's offers of the year each morning: one document of the organisation."""

from datetime import datetime
from typing import ClassVar, Final

from functions.domain.kernel.decisions import Document, Reading, get

JOB: Final = "offer_calendar"


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
