"""A client gave a command: it is settled at once. What this misses, the tick finds."""

import logging

from functions.cloud_tasks.soon import wake_soon
from functions.domain.kernel.errors import Retryable, trace_of
from functions.store.settling import settle
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)


def on_created(command: Snapshot) -> None:
    """Settle a new command. Raises Retryable: the platform brings the event again, for a day.

    Any other failure is logged, and left to the tick.
    """
    try:
        wake_soon(settle(command))
    except Retryable:
        raise
    except Exception as error:
        log.error("command_unsettled trace=%s", trace_of(error))
