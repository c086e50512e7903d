"""How often a customer hears from us: marketing messages counted by the customer's own day and week.

A message counts from the moment it is queued, on the day for which it is planned, in the commit that queues it. So two
causes at one moment cannot both take the last place. One that is claimed on a later day counts on that one instead.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from functions.domain.customers.touches import MarketingTouch
from functions.domain.settings.messages import Cap, FrequencyCaps
from functions.domain.settings.types import Channel

CapReason = Literal["cap_day", "cap_week", "cap_channel_day", "cap_channel_week"]
KEPT_FOR = timedelta(days=9)


def over_cap(
    caps: FrequencyCaps,
    marketing_touches: Iterable[MarketingTouch],
    *,
    zone: str,
    at: datetime,
    message_id: str,
    group: str | None = None,
) -> CapReason | None:
    """Why one more message at an instant would be too many over all channels; None where it would not.

    A message does not count against itself, nor against those of its cause on other channels: together they are one.
    """
    others = [touch for touch in marketing_touches if touch.message_id != message_id]
    singles = [touch for touch in others if touch.group is None]
    groups = {touch.group: touch for touch in others if touch.group not in (None, group)}
    others = [*singles, *groups.values()]
    return _over(caps.overall, others, zone, at=at, reasons=("cap_day", "cap_week"))


def over_channel_cap(
    caps: FrequencyCaps,
    marketing_touches: Iterable[MarketingTouch],
    channel: Channel,
    *,
    zone: str,
    at: datetime,
    message_id: str,
) -> CapReason | None:
    """The same for one channel."""
    cap = caps.channels.get(channel, Cap())
    others = [c for c in marketing_touches if c.message_id != message_id and c.channel == channel]
    return _over(cap, others, zone, at=at, reasons=("cap_channel_day", "cap_channel_week"))


def with_touch(
    marketing_touches: Iterable[MarketingTouch], touch: MarketingTouch, now: datetime
) -> tuple[MarketingTouch, ...]:
    """The contacts with this one, in place of what was planned for the same message, and without the long past."""
    kept = (c for c in marketing_touches if c.at > now - KEPT_FOR and c.message_id != touch.message_id)
    return (*kept, touch)


def counts_on(
    marketing_touches: Iterable[MarketingTouch], message_id: str, *, zone: str, at: datetime
) -> bool:
    """Whether a message counts on the local day of an instant, and not on another one or not at all."""
    local = ZoneInfo(zone)
    days = {c.at.astimezone(local).date() for c in marketing_touches if c.message_id == message_id}
    return at.astimezone(local).date() in days


def _over(
    cap: Cap,
    marketing_touches: list[MarketingTouch],
    zone: str,
    *,
    at: datetime,
    reasons: tuple[CapReason, CapReason],
) -> CapReason | None:
    local = ZoneInfo(zone)
    day = at.astimezone(local).date()
    days = [touch.at.astimezone(local).date() for touch in marketing_touches]
    if cap.day is not None and days.count(day) >= cap.day:
        return reasons[0]
    week = sum(that.isocalendar()[:2] == day.isocalendar()[:2] for that in days)
    return reasons[1] if cap.week is not None and week >= cap.week else None
