"""A channel works again: what waited for it goes now, and not when each message next looks."""

from datetime import datetime

from functions.domain.kernel.decisions import Changes, Decision, Find, find
from functions.domain.messages.outbox import SWEEP_AFTER, Message
from functions.domain.settings.types import Channel

MOST_RELEASED = 100  # in one commit; what is left over looks for itself
HELD = "channel_paused"


def release_held(channel: Channel, reason: str, now: datetime) -> Decision[tuple[Message, ...]]:
    """The messages that waited for a channel, each to be enqueued at once. `reason`: why it was paused.

    Bills 1 read for each message that is queued, 1 at the least, and 1 write for each that is released.
    """
    queued = yield from find(Find(Message, (("status", "queued"),), "status", "ASCENDING", MOST_RELEASED))
    released = tuple(
        message.with_changes(
            send_at=None, wake_at=now + SWEEP_AFTER, enqueued_count=message.enqueued_count + 1
        )
        for message in queued
        if message.channel == channel and _waits(message, reason, now)
    )
    return Changes(put=released), released


def _waits(message: Message, reason: str, now: datetime) -> bool:
    is_held = bool(message.history) and message.history[-1].detail in (HELD, reason)
    return is_held and message.send_at is not None and message.send_at > now
