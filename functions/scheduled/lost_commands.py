"""Commands whose event was lost. A client writes no status, so they cannot be asked for by it: two counts tell whether
there are any at all.
"""

import logging
from datetime import datetime, timedelta

from functions.cloud_tasks.soon import wake_soon
from functions.domain.commands.documents import SETTLED
from functions.domain.kernel.errors import Retryable, trace_of
from functions.store.command_pages import Window, count_commands, page_of_commands
from functions.store.pages import Cursor
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)

# An event is given this long to come, and the platform brings one again for 24 hours.
EVENT_TAKES = timedelta(minutes=2)
LOOKED_AFTER = timedelta(hours=26)


def settle_lost(at: datetime) -> Retryable | None:
    """Settle the commands of the last LOOKED_AFTER that are not; an error waits until each has had its turn.

    Bills 1 read for each 1,000 commands of that time, 1 at the least; 1 more for each 1,000 settled ones where there
    are any; and only where the two differ, 1 for each command and what settling bills. Raises Retryable where it
    cannot look.
    """
    window = Window(at - LOOKED_AFTER, at - EVENT_TAKES)
    given = count_commands(window)
    if given == 0 or given == count_commands(window, is_settled=True):
        return None
    failed: Retryable | None = None
    after: Cursor | None = None
    while True:
        page = page_of_commands(window, after)
        for snapshot in page.snapshots:
            failed = _settle(snapshot) or failed
        if page.cursor is None:
            return failed
        after = page.cursor


def _settle(snapshot: Snapshot) -> Retryable | None:
    """What fails is found again at the next tick, and does not hold up what comes after it."""
    if (snapshot.fields or {}).get("status") in SETTLED:
        return None
    # Almost no tick finds one: only then are the commands' forms and decisions loaded.
    from functions.store.settling import settle

    try:
        wake_soon(settle(snapshot))
    except Retryable as error:
        return error
    except Exception as error:
        log.error("command_unsettled trace=%s", trace_of(error))
    return None
