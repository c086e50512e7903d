"""How much an organisation may ask of one instance: so many requests at once, then a steady rate. Kept in memory, since
a count in the store would bill more than the request: with n instances an organisation gets n times as much.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

AT_ONCE = 60
A_SECOND = 20.0
MOST_KEPT = 1_000
_OF_REFUSED = "/refused"  # no organisation's id has a slash


class RateLimits:
    """A bucket for each organisation that asked lately, the fullest forgotten first as they are the oldest."""

    def __init__(
        self, clock: Callable[[], float], *, at_once: int = AT_ONCE, a_second: float = A_SECOND
    ) -> None:
        self._clock, self._lock = clock, Lock()
        self._at_once, self._a_second = float(at_once), a_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._refused: OrderedDict[tuple[str, str], None] = OrderedDict()

    def wait_of(self, org_id: str, uid: str) -> int:
        """As `wait`, of a uid. All who were refused last have a bucket of their own beside the organisation's: anyone
        can sign in to the project, and could use up what staff may ask otherwise.
        """
        return self.wait(org_id + _OF_REFUSED if (org_id, uid) in self._refused else org_id)

    def note(self, org_id: str, uid: str, *, is_refused: bool) -> None:
        """What a uid was answered last."""
        with self._lock:
            self._refused.pop((org_id, uid), None)
            if is_refused:
                self._refused[org_id, uid] = None
                while len(self._refused) > MOST_KEPT:
                    self._refused.popitem(last=False)

    def wait(self, org_id: str) -> int:
        """0 where a request may be answered, which is counted then; else after how many seconds the next one may."""
        now = self._clock()
        with self._lock:
            left, since = self._buckets.pop(org_id, (self._at_once, now))
            left = min(self._at_once, left + (now - since) * self._a_second)
            may_ask = left >= 1
            self._buckets[org_id] = (left - 1 if may_ask else left, now)
            while len(self._buckets) > MOST_KEPT:
                self._buckets.popitem(last=False)
        return 0 if may_ask else math.ceil((1 - left) / self._a_second)
