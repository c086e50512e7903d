"""A member of staff was written or removed: what their ID token says follows, and their tasks where they left."""

import logging
from datetime import UTC, datetime

from functions.cloud_tasks.soon import wake_soon
from functions.domain.kernel.errors import Retryable, trace_of
from functions.identity_platform.claims import follow_member
from functions.store.firestore import store
from functions.store.paths import Place, place_of
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)


def _take_tasks_back(place: Place) -> None:
    """Have the job that hands out tasks take back those of a member without roles. Bills 2 reads, and 1 write where
    there is such a job.
    """
    from functions.domain.assignment.pool import note_left

    now = datetime.now(UTC)
    wake_soon(store().commit(place.org_id, lambda: note_left(place.id, now)).known)


def on_written(member: Snapshot) -> None:
    """Have the member's tokens name the roles that they have now, whatever this event says. Raises Retryable: the
    platform brings the event again, for a day. What fails in another way `python -m functions.claims` does again.
    """
    place = place_of(member.path)
    if place is None:
        return
    try:
        follow_member(place.org_id, place.id)
        if not (member.fields or {}).get("roles"):
            _take_tasks_back(place)
    except Retryable:
        raise
    except Exception as error:
        log.error("claims_failed org=%s trace=%s", place.org_id, trace_of(error))
