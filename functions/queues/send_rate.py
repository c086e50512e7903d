"""Spreads what one instance sends, so that messages that piled up while it started do not reach a provider at once.

The queue's rate holds over all instances; this evens out what that rate cannot see.
"""

import time
from collections.abc import Callable
from threading import Lock

from functions.domain.settings.types import Channel
from functions.once import once

# Between the queue's rate (main.py), so that what piled up gets less, and the 80 that Meta takes of one number.
MOST_A_SECOND: dict[Channel, int] = {"whatsapp": 70}


class SendRateLimiter:
    """One turn after the other for each account at a provider. `clock` counts seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._turns: dict[str, Lock] = {}
        self._next: dict[str, float] = {}

    def wait(self, org_id: str, channel: Channel) -> None:
        """Return when it is this message's turn. A late turn does not bring the following ones closer."""
        if channel not in MOST_A_SECOND:
            return
        account = f"{org_id}:{channel}"
        with self._turns.setdefault(account, Lock()):
            wait = self._next.get(account, 0.0) - self._clock()
            if wait > 0:
                self._sleep(wait)
            self._next[account] = self._clock() + 1 / MOST_A_SECOND[channel]


@once
def send_rate_limiter() -> SendRateLimiter:
    """This instance's."""
    return SendRateLimiter()
