"""A channel was paused, or works again: this instance knows at once, and the owner can alarm on a line."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from functions.cloud_tasks.enqueue import enqueue_message
from functions.domain.delivery.releases import release_held
from functions.domain.kernel.errors import RegularsError
from functions.domain.orgs.documents import OrgDocument
from functions.domain.settings.types import Channel
from functions.store.documents import path_of
from functions.store.firestore import store
from functions.store.orgs import orgs
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)


def note_pauses(org_id: str, changed: Sequence[Snapshot]) -> None:
    """Have the organisation read again before the next message, if a commit changed it; others read it within a
    minute.
    """
    path = path_of(org_id, OrgDocument, org_id)
    if any(snapshot.path == path for snapshot in changed):
        orgs().note(changed)


def release(org_id: str, channel: Channel, reason: str) -> None:
    """Have what waited for a channel go now. What fails here loses nothing: each message looks again by itself."""
    now = datetime.now(UTC)
    try:
        released = store().commit(org_id, lambda: release_held(channel, reason, now)).value
        for message in released:
            enqueue_message(org_id, message)
    except RegularsError as error:
        log.warning("release_deferred org=%s channel=%s error=%s", org_id, channel, error.code)
    else:
        log.info("channel_resumed org=%s channel=%s released=%s", org_id, channel, len(released))


def log_pause(org_id: str, channel: Channel, provider: str, *, reason: str) -> None:
    """The line to alarm on; the dead letter of the same words is in the commit that paused the channel."""
    log.error("channel_paused org=%s channel=%s provider=%s reason=%s", org_id, channel, provider, reason)
