"""The state of campaigns as this instance read it within the last two seconds: a claim does not pay for a read of its
campaign, and a pause takes effect within that time.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from functions.domain.campaigns.documents import Campaign
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.once import once
from functions.store.commit import Store

SEEN_FOR = timedelta(seconds=2)
MOST_KEPT = 200


class CampaignLooks:
    """One instance's, for as many campaigns as are kept."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], tuple[datetime, Campaign | None]] = OrderedDict()
        self._lock = Lock()

    def look(self, store: Store, org_id: str, id: str, *, now: datetime) -> Campaign | None:
        """The campaign as it stood at most two seconds ago, on either side of a clock that moves. Bills 1 read at most
        every two seconds. Raises Retryable.
        """
        with self._lock:
            known = self._seen.get((org_id, id))
        if known is not None and timedelta(0) <= now - known[0] <= SEEN_FOR:
            return known[1]
        found = store.commit(org_id, lambda: _read(id)).value
        with self._lock:
            self._seen[org_id, id] = (now, found)
            self._seen.move_to_end((org_id, id))
            while len(self._seen) > MOST_KEPT:
                self._seen.popitem(last=False)
        return found


@once
def campaign_looks() -> CampaignLooks:
    """This instance's, made on first use."""
    return CampaignLooks()


def _read(id: str) -> Decision[Campaign | None]:
    return NOTHING, (yield from get(Campaign, id))
