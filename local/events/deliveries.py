"""Events on their way to functions, document changes and messages alike: delivered at least once, unordered.

A function that fails is called again only if its trigger has `retry`: 10 to 600 seconds apart, for 24 hours of the
clock (https://firebase.google.com/docs/functions/retries). What is given up is listed.
"""

import logging
import threading
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from local.billing.counters import Counters
from local.clock.timeline import Timeline
from local.faults.faults import Faults
from local.hosting.hosting import Hosting

log = logging.getLogger("local.events.deliveries")

_FIRST_BACKOFF = timedelta(seconds=10)
_LONGEST_BACKOFF = timedelta(seconds=600)
_RETRIED_FOR = timedelta(hours=24)
_SHUFFLED_S = (0.01, 0.1)  # real seconds
_HELD_S = (2.0, 60.0)  # on the clock
_DROPPED_KEPT = 1000


@dataclass(eq=False)
class Delivery:
    """One event on its way to one function: `concerning` is it to the faults, `about` to the list of dropped ones, and
    `billed_bytes` what pushing it once is billed.
    """

    function: str
    has_retry: bool
    headers: dict[str, str]
    body: bytes
    concerning: tuple[str, ...]
    about: dict[str, object]
    billed_bytes: int = 0
    attempts: int = field(default=0, init=False)
    retried_until: datetime = field(init=False)


class Deliveries:
    """Delivers one kind of event, `what` for people."""

    def __init__(
        self,
        what: str,
        *,
        hosting: Hosting,
        timeline: Timeline,
        faults: Faults,
        counters: Counters,
    ) -> None:
        self._what = what
        self._hosting = hosting
        self._timeline = timeline
        self._faults = faults
        self._counters = counters
        self._dropped: deque[dict[str, object]] = deque(maxlen=_DROPPED_KEPT)

    def dropped(self) -> list[dict[str, object]]:
        """What was given up, oldest first."""
        return list(self._dropped)

    def reset(self) -> None:
        """Nothing was given up."""
        self._dropped.clear()

    def send_with_faults(self, delivery: Delivery) -> None:
        """Deliver it soon; twice, or later than what comes after it, where the faults have it so."""
        what = delivery.concerning
        is_doubled = self._faults.strike("duplicate_events", *what) is not None
        for copy in [delivery, replace(delivery)] if is_doubled else [delivery]:
            copy.retried_until = self._timeline.clock.now() + _RETRIED_FOR
            if held := self._faults.strike("delay_events", *what):
                at = self._timeline.clock.now() + timedelta(seconds=held.between(*_HELD_S))
                self._timeline.agenda.add(at, self._name(copy), partial(self._send, copy))
            elif shuffled := self._faults.strike("reorder_events", *what):
                self._timeline.activity.begin(self._name(copy))
                delay_s = shuffled.between(*_SHUFFLED_S)
                threading.Timer(delay_s, self._timeline.workers.submit, (self._deliver, copy)).start()
            else:
                self._send(copy)

    def drop(self, delivery: Delivery, status: int | None, why: str) -> None:
        """List it as given up: it will not be delivered again."""
        log.warning(
            "delivery_dropped kind=%s function=%s attempts=%d why=%s",
            self._what,
            delivery.function,
            delivery.attempts,
            why,
        )
        fate = {"attempts": delivery.attempts, "status": status, "why": why}
        self._dropped.append({"function": delivery.function} | delivery.about | fate)

    def _deliver(self, delivery: Delivery) -> None:
        try:
            self._counters.add(delivery.function, delivered_bytes=delivery.billed_bytes)
            answer = self._hosting.call(delivery.function, headers=delivery.headers, body=delivery.body)
            delivery.attempts += 1
            if not answer.is_success:
                self._try_again(delivery, answer.status)
        finally:
            self._timeline.activity.end(self._name(delivery))

    def _try_again(self, delivery: Delivery, status: int) -> None:
        if not delivery.has_retry:
            self.drop(delivery, status, "the function failed and its trigger has no retry")
            return
        # A larger power would be cut to the longest pause all the same.
        backoff = min(_FIRST_BACKOFF * 2 ** min(delivery.attempts - 1, 10), _LONGEST_BACKOFF)
        at = self._timeline.clock.now() + backoff
        if at > delivery.retried_until:
            self.drop(delivery, status, "the function failed for 24 hours")
        else:
            self._timeline.agenda.add(at, self._name(delivery), partial(self._send, delivery))

    def _send(self, delivery: Delivery) -> None:
        self._timeline.activity.begin(self._name(delivery))
        self._timeline.workers.submit(self._deliver, delivery)

    def _name(self, delivery: Delivery) -> str:
        return f"{self._what} for {delivery.function}"
