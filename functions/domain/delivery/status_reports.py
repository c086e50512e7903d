"""What a provider reports later of a message that it took: delivered, read, failed, complained about.

Reports come late, twice, in any order and sometimes before the send's own answer. They move a message forward only; one
that moves nothing stays in its history. A message that reached a phone was delivered, even where a failure is reported
too.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from functions.domain.delivery.arrivals import reached
from functions.domain.delivery.claims import wait_for_channel
from functions.domain.delivery.fallback import apply_feedback, fall_back
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Find, Reading, find, get
from functions.domain.messages.outbox import Happening, Message
from functions.domain.orgs.org import Org
from functions.domain.providers.events import StatusItem
from functions.domain.providers.send_results import COMPLAINT, NotSent

RANK = {"queued": 0, "sending": 1, "unknown": 2, "sent": 3, "delivered": 4, "read": 5}
MOST_STEPS = 50
_ARRIVED = frozenset({"delivered", "read"})
# How a message ended that we took for lost. A mail's server may take it and bounce it later: there the failure stands.
_LOST = frozenset({"failed", "expired", "suppressed"})


@dataclass(frozen=True)
class ReportResult:
    """`moved`; `kept`: the message was there already, or the report is late; `not_ours`: there is no such message, or
    the send's own answer is still to be recorded. `enqueue` asks for a task. `alarm`: the channel has just been paused
    for this reason.
    """

    state: Literal["moved", "kept", "not_ours"]
    enqueue: Message | None = None
    alarm: str | None = None


NOT_OURS, KEPT = ReportResult("not_ours"), ReportResult("kept")


def record_report(org: Org, report: StatusItem, now: datetime) -> Decision[ReportResult]:
    """Take in a report, as of its own time. Bills 1 read and 1 write; one that comes again 1 read.

    A failure of a message that had not arrived lets the next channel take over (1 read and 1 write more), or pauses its
    channel (1 read and 2 writes more). An arrival after a failure takes the address off the suppression list again (1
    read more, and at most 1 read, 1 write and 1 delete).
    """
    message = yield from _find(report)
    if message is None:
        return NOTHING, NOT_OURS
    is_about = _is_about(message, report)
    is_lost = message.status in _LOST if is_about else report.id in message.retired_ids
    if report.status in _ARRIVED and is_lost:
        return (yield from _arrived_after_all(org, message, report, now=now))
    if not is_about:
        return NOTHING, KEPT
    if report.status == "complained":
        return (yield from _learn(org, message, _complaint(message, report), now=now))
    if report.status == "failed":
        return (yield from _failed(org, message, report, now=now))
    if RANK.get(message.status, len(RANK)) >= RANK[report.status]:
        return _noted(message, report)
    return Changes(put=(_moved(message, report),)), ReportResult("moved")


def _find(report: StatusItem) -> Reading[Message | None]:
    """By our own id where the report has it, by the provider's otherwise."""
    if report.message_id is not None:
        return (yield from get(Message, report.message_id))
    where = (("provider_message_id", report.id),)
    messages = yield from find(Find(Message, where, "provider_message_id", "ASCENDING", 1))
    return messages[0] if messages else None


def _is_about(message: Message, report: StatusItem) -> bool:
    """Whether the report is about the message's present send, and not about one on an earlier channel."""
    if report.id in message.retired_ids:
        return False
    return message.provider_message_id in (None, report.id)


def _moved(message: Message, report: StatusItem) -> Message:
    return message.with_changes(
        provider=message.provider or report.provider,
        provider_message_id=report.id,
        sent_at=message.sent_at or report.at,
        send_at=None,
        wake_at=None,
        reason=None,
    ).now_is(report.status, report.at)  # type: ignore[arg-type]  # complaints went another way


def _with_step(message: Message, report: StatusItem, detail: str | None = None) -> Message:
    """The message with a report in its history that changes nothing else: before the last step, which tells where the
    message is. A step that it has already is not added.
    """
    assert report.status != "complained", "a complaint is no step of a message"
    step = Happening(status=report.status, at=report.at, detail=detail, channel=message.channel)
    is_known = any(step.is_like(each) for each in message.history)
    if is_known or len(message.history) >= MOST_STEPS:
        return message
    return message.with_changes(history=(*message.history[:-1], step, *message.history[-1:]))


def _noted(message: Message, report: StatusItem) -> tuple[Changes, ReportResult]:
    """A late arrival is kept in the history; a late `sent` says nothing new."""
    noted = _with_step(message, report) if report.status in _ARRIVED else message
    return (NOTHING if noted is message else Changes(put=(noted,))), KEPT


def _arrived_after_all(
    org: Org, message: Message, report: StatusItem, *, now: datetime
) -> Decision[ReportResult]:
    """What was given up here, or goes by another channel now, reached its customer. It is not sent again if it still
    waits, and the address that seemed dead is in use again.
    """
    arrival = yield from reached(org, message, report, now=now)
    if arrival is None:
        return _noted(message, report)
    if message.status not in (*_LOST, "queued"):
        noted = _with_step(message, report)
        return replace(arrival.changes, put=(*arrival.changes.put, noted)), KEPT
    there = _moved(message.with_changes(channel=arrival.channel), report)
    return replace(arrival.changes, put=(*arrival.changes.put, there)), ReportResult("moved")


def _failed(org: Org, message: Message, report: StatusItem, *, now: datetime) -> Decision[ReportResult]:
    failure = _failure(message, report)
    if message.status not in ("sending", "sent", "unknown"):
        return (yield from _failed_late(org, message, report, failure=failure, now=now))
    sent = message.with_changes(provider=message.provider or report.provider, provider_message_id=report.id)
    if failure.advice == "pause":
        changes, recorded = yield from wait_for_channel(org, sent, failure, now=now)
    else:
        changes, recorded = yield from fall_back(org, sent, failure, now=now)
    return changes, ReportResult("moved", recorded.enqueue, recorded.alarm)


def _failed_late(
    org: Org, message: Message, report: StatusItem, *, failure: NotSent, now: datetime
) -> Decision[ReportResult]:
    """A failure of what is not under way. The customer's address learns from it, once; of a phone that the message
    reached it says nothing.
    """
    is_repeated = any(
        step.detail == failure.reason and step.channel == message.channel for step in message.history
    )
    if is_repeated:
        return NOTHING, KEPT
    noted = _with_step(message, report, failure.reason)
    put = () if noted is message else (noted,)
    if failure.advice == "suppress" and message.status in _ARRIVED and message.channel != "email":
        return Changes(put=put), KEPT
    changes, result = yield from _learn(org, message, failure, now=now)
    return replace(changes, put=(*changes.put, *put)), result


def _learn(org: Org, message: Message, failure: NotSent, *, now: datetime) -> Decision[ReportResult]:
    changes, _ = yield from apply_feedback(org, message, failure, now=now)
    return changes, ReportResult("kept" if changes == NOTHING else "moved")


def _failure(message: Message, report: StatusItem) -> NotSent:
    reason, advice = "undelivered", "fallback"
    if report.problem is not None:
        reason, advice = report.problem.reason, report.problem.advice
    return NotSent(reason, advice, provider=report.provider, at=_time_of(message, report))  # type: ignore[arg-type]


def _complaint(message: Message, report: StatusItem) -> NotSent:
    """A reader who complains is written to no more, unless the provider's table says otherwise."""
    advice = report.problem.advice if report.problem is not None else "suppress"
    return NotSent(COMPLAINT, advice, provider=report.provider, at=_time_of(message, report))


def _time_of(message: Message, report: StatusItem) -> datetime:
    """The instant of which a report tells. One without a time of its own may come days late: what it says was so when
    the message was sent.
    """
    if report.is_timed:
        return report.at
    sending = [step.at for step in message.history if step.status == "sending"]
    return min(message.sent_at or (sending[-1] if sending else report.at), report.at)
