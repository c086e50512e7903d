"""What a provider reports later of a message that it took: delivered, read, failed, complained of.

Reports come late, twice, in any order and sometimes before the send's own answer. They move a message forward only.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.delivery.fallback import apply_feedback, fall_back
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Find, Reading, find, get
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.providers.events import COMPLAINT
from functions.domain.providers.send_results import NotSent

Reported = Literal["sent", "delivered", "read", "failed", "complained"]
RANK = {"queued": 0, "sending": 1, "unknown": 2, "sent": 3, "delivered": 4, "read": 5}


@dataclass(frozen=True)
class StatusReport:
    """One status of one message. `message_id` is ours, where the provider gives it back.

    `problem`: what a failure or a complaint means; its advice says what to do about it.
    """

    provider: str
    provider_message_id: str
    status: Reported
    at: datetime
    message_id: str | None = None
    problem: NotSent | None = None


@dataclass(frozen=True)
class ReportResult:
    """`moved`, `kept` (it was there already, or is late), or `not_ours`: perhaps not yet, the send's answer is due."""

    state: Literal["moved", "kept", "not_ours"]
    enqueue: Message | None = None


NOT_OURS, KEPT = ReportResult("not_ours"), ReportResult("kept")


def record_report(org: Org, report: StatusReport, now: datetime) -> Decision[ReportResult]:
    """Take in a report. Bills 1 read and 1 write; a report that changes nothing 1 read.

    A failure of a message that had not arrived lets the next channel take over (1 read and 1 write more).
    """
    message = yield from _find(report)
    if message is None:
        return NOTHING, NOT_OURS
    if not _is_about(message, report):
        return NOTHING, KEPT
    if report.status == "complained":
        advice = report.problem.advice if report.problem else "suppress"
        problem = NotSent(COMPLAINT, advice, provider=report.provider)
        changes, _ = yield from apply_feedback(org, message, problem, now)
        return changes, ReportResult("moved" if changes != NOTHING else "kept")
    if report.status == "failed":
        return (yield from _failed(org, message, report, now))
    if RANK.get(message.status, len(RANK)) >= RANK[report.status]:
        return NOTHING, KEPT
    moved = message.with_changes(
        provider=message.provider or report.provider,
        provider_message_id=report.provider_message_id,
        sent_at=message.sent_at or report.at,
        send_at=None,
        wake_at=None,
        reason=None,
    ).now_is(report.status, report.at)
    return Changes(put=(moved,)), ReportResult("moved")


def _find(report: StatusReport) -> Reading[Message | None]:
    """By our own id where the report has it, by the provider's otherwise."""
    if report.message_id is not None:
        return (yield from get(Message, report.message_id))
    where = (("provider_message_id", report.provider_message_id),)
    found = yield from find(Find(Message, where, "provider_message_id", "ASCENDING", 1))
    return found[0] if found else None


def _is_about(message: Message, report: StatusReport) -> bool:
    """Whether the report is of the send that the message stands on, and not of one on an earlier channel."""
    if report.provider_message_id in message.retired_ids:
        return False
    return message.provider_message_id in (None, report.provider_message_id)


def _failed(org: Org, message: Message, report: StatusReport, now: datetime) -> Decision[ReportResult]:
    problem = report.problem or NotSent("undelivered", "fallback", provider=report.provider)
    if message.status not in ("sending", "sent", "unknown"):
        changes, _ = yield from apply_feedback(org, message, problem, now)
        return changes, ReportResult("moved" if changes != NOTHING else "kept")
    known = message.with_changes(
        provider=message.provider or report.provider, provider_message_id=report.provider_message_id
    )
    changes, recorded = yield from fall_back(org, known, problem, now)
    return changes, ReportResult("moved", recorded.enqueue)
