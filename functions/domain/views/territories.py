"""How far the last change of a territory has come: how many of its customers and open deals were gone through."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.territories import COLLECTION
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_all
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.tallies import Tally
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.staff.permissions import permitted
from functions.domain.territories.jobs import TerritoryJob, job_id

ROLES: Final = KINDS[COLLECTION].roles
_CUSTOMERS, _DEALS = "customers", "deals"


def territory_progress(org: Org, uid: str, id: str) -> Decision[TerritoryJob]:
    """The job that goes through a territory's customers, or went through them last. Bills 3 reads. Raises Forbidden,
    FeatureOff, NotFound where neither it nor its rules ever changed.
    """
    yield from permitted(uid, ROLES)
    require(org, "crm")
    own, everyone = yield from get_all(Get(TerritoryJob, job_id(id)), Get(TerritoryJob, job_id(None)))
    jobs = [job for job in (own, everyone) if job is not None]
    latest = max(jobs, key=lambda job: (job.is_running, job.started_at), default=None)
    if latest is None:
        raise NotFound("reassignment")
    return NOTHING, latest


def progress_tallies(job: TerritoryJob) -> Mapping[str, Tally]:
    """How many customers and open deals there are to go through. Bills 1 read for each 1,000, 2 at the least."""
    where = (("territory_id", job.of),) if job.of is not None else ()
    return {
        _CUSTOMERS: Tally(Customer, where),
        _DEALS: Tally(Opportunity, (*where, ("status", "open"))),
    }


def told(id: str, job: TerritoryJob, counted: Mapping[str, int]) -> dict[str, Any]:
    """`done` of `of`, which is never less: what was gone through may have left the territory since."""
    return {
        "id": id,
        "is_running": job.is_running,
        "is_of_all": job.of is None,
        "customers": _share(
            job.customers, job.customers_moved, counted[_CUSTOMERS], is_running=job.is_running
        ),
        "deals": _share(job.deals, job.deals_moved, counted[_DEALS], is_running=job.is_running),
        "to_uid": job.to_uid,
        "started_at": _text(job.started_at),
        "ended_at": _text(job.ended_at),
    }


def _share(done: int, moved: int, counted: int, *, is_running: bool) -> dict[str, int]:
    return {"done": done, "moved": moved, "of": max(done, counted) if is_running else done}


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
