"""How far a run has come, so that one that was stopped goes on there; and the version that a whole one leaves."""

from datetime import datetime
from typing import ClassVar

from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Get, get, get_both
from functions.domain.orgs.documents import DATA_VERSION, OrgDocument

RUN = "run"


class MigrationRun(Document):
    """`migrations/run`: a run that is under way, or was stopped. All documents of `step` up to `after_id` were passed,
    and those of the steps before it.
    """

    collection: ClassVar[str] = "migrations"
    step: int = 1
    after_id: str | None = None
    updated_at: datetime | None = None


def run_under_way() -> Decision[MigrationRun | None]:
    """Where a run that was stopped goes on; None where none was. Bills 1 read."""
    return NOTHING, (yield from get(MigrationRun, RUN))


def note_passed(step: int, after_id: str, now: datetime) -> Decision[None]:
    """Have a run that is stopped from now on go on after a document. Bills 1 read and 1 write."""
    known = yield from get(MigrationRun, RUN)
    run = known or MigrationRun(id=RUN)
    return Changes(put=(run.with_changes(step=step, after_id=after_id, updated_at=now),)), None


def note_whole_run(org_id: str) -> Decision[int | None]:
    """Have the organisation say that its documents are in today's form; the version that it said before. Bills 2 reads;
    where it did not say so 1 write, and 1 delete where pages were noted.
    """
    document, run = yield from get_both(Get(OrgDocument, org_id), Get(MigrationRun, RUN))
    if document is None:
        return NOTHING, None
    is_behind = (document.data_version or 0) < DATA_VERSION
    put = (document.with_changes(data_version=DATA_VERSION),) if is_behind else ()
    return Changes(put=put, remove=(run,) if run is not None else ()), document.data_version
