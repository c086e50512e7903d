"""The instant that a rule is asked at, and until when what was read from it stays as it is.

Every operator that looks at the time notes the next instant at which its own value may differ. What a rule did not
evaluate cannot change the answer before something that it did evaluate changes, so the earliest note bounds the answer.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

INSTANT = timedelta(microseconds=1)


class Clock:
    """One question to a rule: `now` in UTC, the business's zone, and `until`, the earliest note."""

    __slots__ = ("now", "until", "zone")

    def __init__(self, now: datetime, zone: tzinfo) -> None:
        self.now = now if now.tzinfo is UTC else now.astimezone(UTC)
        self.zone = zone
        self.until: datetime | None = None

    def today(self) -> date:
        """The local day; noted until the next local midnight."""
        day = self.now.astimezone(self.zone).date()
        self.note(self.midnight(day + timedelta(days=1)))
        return day

    def midnight(self, day: date) -> datetime | None:
        try:
            return datetime.combine(day, time(), self.zone).astimezone(UTC)
        except OverflowError:
            return None

    def note(self, instant: datetime | None) -> None:
        """A value may differ from `instant` on, and again right after it; the past is of no interest."""
        if instant is None or instant < self.now:
            return
        if instant == self.now:
            instant += INSTANT
        if self.until is None or instant < self.until:
            self.until = instant


class Answering(Clock):
    """A clock that notes nothing, for the answer alone: it keeps no state, so all rules of a moment share it."""

    __slots__ = ()

    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def note(self, instant: datetime | None) -> None:
        pass


@lru_cache(maxsize=64)
def answering(now: datetime, zone: tzinfo) -> Clock:
    return Answering(now, zone)
