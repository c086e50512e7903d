"""The job that asks customers how content they are with chats that have ended (assistant/satisfaction.py)."""

from datetime import datetime
from typing import ClassVar, Final

from functions.domain.kernel.decisions import Document, Reading, get

ID: Final = "ratings"


class RatingJob(Document):
    """`rebuilds/ratings`: looks each hour for chats that have ended, while the business asks. `pages`: it has had."""

    collection: ClassVar[str] = "rebuilds"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    pages: int = 0
    wake_at: datetime | None = None


def begun(at: datetime) -> Reading[RatingJob]:
    """The job, which looks at an instant, to be put. Bills 1 read and 1 write."""
    known = yield from get(RatingJob, ID)
    return (known or RatingJob(id=ID)).with_changes(wake_at=at)
