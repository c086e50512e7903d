"""The sweep: messages that stayed where they were, since their task was lost or their claimer crashed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from functions.domain.kernel.decisions import NOTHING, Changes, Decision
from functions.domain.kernel.jobs import get_due
from functions.domain.messages.outbox import EXPIRES_AFTER, SWEEP_AFTER, Message
from functions.domain.orgs.org import Org

LEASE_OVER: Final = "lease_over"
MOST_RESENDS = 1


@dataclass(frozen=True)
class Sweep:
    """What the sweep did with a message; `enqueue` asks for a task under a name of its own."""

    outcome: Literal["left", "enqueued", "expired", "unknown"]
    enqueue: Message | None = None


def wake_message(org: Org, message_id: str, now: datetime) -> Decision[Sweep]:
    """Look after a message that stayed where it was: its task was lost, or its claimer crashed.

    Still queued: enqueued again, or expired when it is too old to be welcome. Still sending after the lease: it
    may or may not have gone out, so marketing becomes `unknown` and is never sent twice; a transactional or internal
    message whose template says `resend` is queued again, once. Bills 1 read and 1 write.
    """
    message = yield from get_due(Message, message_id, now)
    if message is None:
        return NOTHING, Sweep("left")
    if message.status == "queued":
        return _still_queued(message, now)
    if message.status == "sending":
        return _lease_over(org, message, now)
    return Changes(put=(message.with_changes(wake_at=None),)), Sweep("left")


def _still_queued(message: Message, now: datetime) -> tuple[Changes, Sweep]:
    if now - message.fresh_since > EXPIRES_AFTER:
        return Changes(put=(message.ended("expired", "too_late", now),)), Sweep("expired")
    return _enqueued_again(message, now)


def _lease_over(org: Org, message: Message, now: datetime) -> tuple[Changes, Sweep]:
    resends = sum(step.status == "queued" and step.detail == LEASE_OVER for step in message.history)
    if resends >= MOST_RESENDS or not _may_resend(org, message):
        return Changes(put=(message.ended("unknown", LEASE_OVER, now),)), Sweep("unknown")
    return _enqueued_again(message.now_is("queued", now, LEASE_OVER), now)


def _enqueued_again(message: Message, now: datetime) -> tuple[Changes, Sweep]:
    again = message.with_changes(enqueued_count=message.enqueued_count + 1, wake_at=now + SWEEP_AFTER)
    return Changes(put=(again,)), Sweep("enqueued", again)


def _may_resend(org: Org, message: Message) -> bool:
    template = org.templates.get(message.template or "")
    return message.purpose in ("transactional", "internal") and template is not None and template.resend
