"""How far the customers and deals are gone through whom a changed territory may concern.

One document of the organisation for changes of rules, which may concern everyone, and one for each territory whose
member changed, which concern its customers alone. The tick finds them, and each page asks for the next by a task.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Literal

from pydantic import Field

from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Reading, get
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER

JOBS: Final = "territories"  # the id of the one, and the beginning of the others'
OpenDeals = Literal["move", "keep"]
Step = Literal["customers", "deals"]


class TerritoryJob(Document):
    """`rebuilds/territories`, `rebuilds/territories:{id}`: first customers are gone through by id, those of the
    territory `of`, then open deals. `former`: the members that territories had before, whose deals go on with their
    customers. `to_uid`: who gets every customer of the territory, also those of others, and their deals unless these
    `keep` their owner; `deals_uid`: who gets them then, where a hand-over before it moved them and was not through.

    `customers` and `deals`: how many were gone through, `customers_moved` and `deals_moved` how many of them changed.
    """

    collection: ClassVar[str] = "rebuilds"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    fallbacks: ClassVar[Mapping[str, Any]] = {"started_at": UNKNOWN_AT}
    started_at: datetime
    ended_at: datetime | None = None
    of: str | None = None
    step: Step = "customers"
    after_id: str = ""
    former: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    to_uid: str | None = None
    open_deals: OpenDeals = "move"
    deals_uid: str | None = None
    customers: int = 0
    customers_moved: int = 0
    deals: int = 0
    deals_moved: int = 0
    wake_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        return self.wake_at is not None


def job_id(territory_id: str | None) -> str:
    """The id of the job of a territory, or of the one that goes through everyone."""
    return JOBS if territory_id is None else f"{JOBS}:{territory_id}"


def is_job(rebuild_id: str) -> bool:
    """Whether a rebuild is one of these."""
    return rebuild_id == JOBS or rebuild_id.startswith(f"{JOBS}:")


def started(
    of: str | None, now: datetime, *, former: Mapping[str, str | None] | None = None
) -> Reading[TerritoryJob]:
    """The job from its beginning. What one that is under way had still to do is done by this one, which takes its
    place. Bills 1 read, and 1 write where it is put.
    """
    known = yield from get(TerritoryJob, job_id(of))
    running = known if known is not None and known.is_running else None
    left = dict(running.former) if running is not None else {}
    for id, uid in (former or {}).items():
        if uid is not None:
            left[id] = tuple(dict.fromkeys((*left.get(id, ()), uid)))
    return TerritoryJob(
        id=job_id(of),
        started_at=now,
        of=of,
        former=left,
        to_uid=running.to_uid if running is not None else None,
        open_deals=running.open_deals if running is not None else "move",
        deals_uid=running.deals_uid if running is not None else None,
        wake_at=now + SEEN_EVERYWHERE_AFTER,
    )
