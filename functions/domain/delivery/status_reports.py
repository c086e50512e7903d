"""What a provider reports later of a message that it took: delivered, read, failed, complained about.

Reports come late, twice, in any order and sometimes before the send's own answer. They move a message forward only.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.delivery.fallback import apply_feedback, fall_back
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Find, Reading, find, get
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.providers.events import StatusItem
from functions.domain.providers.send_results import COMPLAINT, NotSent

RANK = {"queued": 0, "sending": 1, "unknown": 2, "sent": 3, "delivered": 4, "read": 5}


@dataclass(frozen=True)
class ReportResult:
    """`moved`; `kept`: the message was there already, or the report is late; `not_ours`: there is no such message, or
    the send's own answer is still to be recorded. `enqueue` asks for a task.
    """

    state: Literal["moved", "kept", "not_ours"]
    enqueue: Message | None = None


NOT_OURS, KEPT = ReportResult("not_ours"), ReportResult("kept")


def record_report(org: Org, report: StatusItem, now: datetime) -> Decision[ReportResult]:
    """Take in a report, as of its own time. Bills 1 read and 1 write; a report that changes nothing 1 read.

    A failure of a message that had not arrived lets the next channel take over (1 read and 1 write more).
    """
    message = yield from _find(report)
    if message is None:
        return NOTHING, NOT_OURS
    if not _is_about(message, report):
        return NOTHING, KEPT
    if report.status == "complained":
        return (yield from _learn(org, message, _complaint(report), now=now))
    if report.status == "failed":
        return (yield from _failed(org, message, report, now=now))
    if RANK.get(message.status, len(RANK)) >= RANK[report.status]:
        return NOTHING, KEPT
    moved = message.with_changes(
        provider=message.provider or report.provider,
        provider_message_id=report.id,
        sent_at=message.sent_at or report.at,
        send_at=None,
        wake_at=None,
        reason=None,
    ).now_is(report.status, report.at)
    return Changes(put=(moved,)), ReportResult("moved")


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


def _failed(org: Org, message: Message, report: StatusItem, *, now: datetime) -> Decision[ReportResult]:
    failure = _failure(report)
    if failure.is_by_person and _is_known(message, failure):
        return NOTHING, KEPT
    if message.status not in ("sending", "sent", "unknown"):
        return (yield from _learn(org, message, failure, now=now))
    sent = message.with_changes(provider=message.provider or report.provider, provider_message_id=report.id)
    changes, recorded = yield from fall_back(org, sent, failure, now=now)
    return changes, ReportResult("moved", recorded.enqueue)


def _is_known(message: Message, failure: NotSent) -> bool:
    """Whether a refusal was told before: told again with a later date, it is no later refusal."""
    return any(step.detail == failure.reason for step in message.history)


def _learn(org: Org, message: Message, failure: NotSent, *, now: datetime) -> Decision[ReportResult]:
    changes, _ = yield from apply_feedback(org, message, failure, now=now)
    return changes, ReportResult("kept" if changes == NOTHING else "moved")


def _failure(report: StatusItem) -> NotSent:
    if report.problem is None:
        return NotSent("undelivered", "fallback", provider=report.provider, at=report.at)
    return NotSent(report.problem.reason, report.problem.advice, provider=report.provider, at=report.at)


def _complaint(report: StatusItem) -> NotSent:
    """A reader who complains is written to no more, unless the provider's table says otherwise."""
    advice = report.problem.advice if report.problem is not None else "suppress"
    return NotSent(COMPLAINT, advice, provider=report.provider, at=report.at)
