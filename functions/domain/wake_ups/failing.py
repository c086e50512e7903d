"""A document that failed to wake sleeps with its reason, a job for a day; the error is kept as a dead letter, once and
not each hour.
"""

from datetime import datetime, timedelta

from functions.domain.kernel.dead_letters import reason_of, record_dead_letter
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.errors import Damaged, UnknownOrg
from functions.domain.kernel.sleepers import sleeper_of
from functions.domain.wake_ups.table import WAKE_UPS

TRIED_AGAIN_AFTER = timedelta(days=1)


_SLEEPERS = {collection: sleeper_of(collection) for collection in WAKE_UPS}


def put_off(collection: str, id: str, *, path: str, error: Exception, now: datetime) -> Decision[None]:
    """Have a document that failed sleep until it is written again, its reason in `problems`, and keep the error.

    A job, which nothing else writes, and what fails because its organisation is broken by hand are tried again a day
    later. Bills 1 read and 2 writes.
    """
    sleeper = yield from get(_SLEEPERS[collection], id)
    if sleeper is None or sleeper.wake_at is None:
        return NOTHING, None
    letter, _ = yield from record_dead_letter(
        f"wake:{collection}:{id}", source="tick", payload={"path": path}, error=error, now=now
    )
    if _is_of_org(error):
        asleep = sleeper.with_changes(wake_at=now + TRIED_AGAIN_AFTER)
    elif WAKE_UPS[collection].is_job:
        asleep = sleeper.with_changes(wake_at=now + TRIED_AGAIN_AFTER, problems=[_reason("late", error)])
    else:
        asleep = sleeper.with_changes(wake_at=None, problems=[_reason("asleep", error)])
    return Changes(put=(*letter.put, asleep)), None


def _reason(state: str, error: Exception) -> dict[str, str]:
    """What staff read on the document; the first write after it takes it away."""
    return {"path": "wake_at", "message": f"{state}, waking failed: {reason_of(error)}"}


def _is_of_org(error: Exception) -> bool:
    return isinstance(error, UnknownOrg) or (isinstance(error, Damaged) and error.collection == "orgs")
