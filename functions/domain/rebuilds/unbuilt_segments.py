"""Whether the customers of segments are all found: a campaign that went out before would miss some, or write to those
whom it leaves out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final

from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Get, Reading, get, get_all
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, Rebuild
from functions.domain.settings.segment_rules import with_named

AGAIN_AFTER: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(
    hours=6
)  # a rebuild that takes longer has failed, and is no reason to wait for ever


class SavedSegment(Document):
    """Of a segment, when it was saved last."""

    collection: ClassVar[str] = "segments"
    is_part: ClassVar[bool] = True
    updated_at: datetime | None = None


def is_unbuilt(org: Org, ids: Iterable[str], now: datetime) -> Reading[bool]:
    """Whether one of these segments, or one that they name, was saved since all customers were gone through, or is a
    snapshot that is still being taken. Bills 1 read; 1 for each snapshot; 1 for each segment while a rebuild goes on.
    """
    named = with_named(org.segments, ids)
    if any(org.segments[id].is_snapshot for id in named):
        from functions.domain.rebuilds.snapshots import are_being_taken

        if (yield from are_being_taken(org, named)):
            return True
    live = sorted(id for id in named if not org.segments[id].is_snapshot)
    return (yield from _are_gone_through(live, now))


def _are_gone_through(ids: Sequence[str], now: datetime) -> Reading[bool]:
    """Whether customers are still gone through for one of these segments."""
    rebuild = yield from get(Rebuild, AUTOMATIONS)
    if rebuild is None or rebuild.wake_at is None or now >= rebuild.started_at + LONGEST:
        return False
    saved = yield from get_all(*(Get(SavedSegment, id) for id in ids))
    built_as_of = rebuild.built_as_of or UNKNOWN_AT
    return any((each.updated_at or UNKNOWN_AT) > built_as_of for each in saved if each is not None)
