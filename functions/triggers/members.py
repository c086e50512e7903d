"""A member of staff was written or removed: what their ID token says follows."""

import logging

from functions.domain.kernel.errors import Retryable, trace_of
from functions.identity_platform.claims import follow_member
from functions.store.paths import place_of
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)


def on_written(member: Snapshot) -> None:
    """Have the member's tokens name the roles that they have now, whatever this event says. Raises Retryable: the
    platform brings the event again, for a day. What fails in another way `python -m functions.claims` does again.
    """
    place = place_of(member.path)
    if place is None:
        return
    try:
        follow_member(place.org_id, place.id)
    except Retryable:
        raise
    except Exception as error:
        log.error("claims_failed org=%s trace=%s", place.org_id, trace_of(error))
