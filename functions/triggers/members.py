"""A member of staff was written or removed: what their ID token says follows."""

import logging

from functions.domain.kernel.errors import Retryable, trace_of
from functions.identity_platform.claims import follow_member

log = logging.getLogger(__name__)


def on_written(org_id: str, uid: str) -> None:
    """Have the member's tokens name the roles that they have now, whatever this event says. Raises Retryable: the
    platform brings the event again, for a day. What fails in another way `python -m functions.claims` does again.
    """
    try:
        follow_member(org_id, uid)
    except Retryable:
        raise
    except Exception as error:
        log.error("claims_failed org=%s trace=%s", org_id, trace_of(error))
