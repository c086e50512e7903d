"""The outbox: a message is a document that a decision creates beside its cause, and a life that moves forward only.

queued -> sending -> sent -> delivered -> read
queued again       from sending, where it may be tried again; from sent, where another channel takes over
suppressed         from the start or at the moment of sending, where the gate says no
failed, expired, unknown
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

from functions.domain.kernel.decisions import UNKNOWN_AT, Value
from functions.domain.messages.attachments import Attachment
from functions.domain.messages.campaign_parts import CAMPAIGN_FIELDS, CampaignEnd, CampaignParts
from functions.domain.messages.gate import OPEN_HOLDS, Allowed, DenyReason, MessageFacts, Skipped
from functions.domain.settings.types import Channel, Purpose

Status = Literal[
    "queued", "sending", "sent", "delivered", "read", "failed", "suppressed", "expired", "unknown"
]
# Why a message of ours ended, beside what a provider or its template refused: see messages/explanations.py.
EndReason = Literal[
    DenyReason,
    CampaignEnd,
    "customer_gone",
    "cause_over",
    "dry_run",
    "too_late",
    "attempts_over",
    "lease_over",
    "template_missing",
    "wrong_purpose",
]
SWEEP_AFTER = timedelta(minutes=10)
EXPIRES_AFTER = timedelta(hours=48)
BATCHED_CHANNELS = frozenset({"push"})


class Happening(Value):
    """One step of a message's life. `channel` where a step is about one."""

    status: Status
    at: datetime
    detail: str | None = None
    channel: Channel | None = None

    def is_like(self, other: "Happening") -> bool:
        """Whether it is the same step, at whatever instant."""
        return self.with_changes(at=other.at) == other


class Message(CampaignParts):
    """See docs/contracts.md, Collections. `rule` is what caused it; `wake_at` is when the sweep looks at it again.

    `text`: what a member of staff (`by_uid`) wrote themselves, or the assistant, in place of a template, for one
    channel; `attachment`: the file that goes along.
    `group`: the same for all messages of a cause that goes to several channels; each of them keeps to its own.
    `member_uid`: the member of staff to whom it goes; `customer_id` is then whom it is about, empty where it is about
    none. `about`: the document beside the customer that it is about, `carts/ID`.
    `send_at`: not before this instant; `expires_at`: it is removed then. `tried`: channels that did not get it through,
    and `retired_ids` what their providers called it. `batch_id`: the page that it was queued with, whose worker has it
    delivered with its neighbours.
    """

    collection: ClassVar[str] = "messages"
    # One whose state is unknown is not sent: it may have been.
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "customer_id": "unknown",
        "cause": "unknown",
        "rule": "unknown",
        "template": "unknown",
        "purpose": "marketing",
        "variables": {},
        "locale": "en",
        "channel": None,
        "status": "unknown",
        "created_at": UNKNOWN_AT,
    }
    sparse: ClassVar[frozenset[str]] = CAMPAIGN_FIELDS | {
        *("wake_at", "member_uid", "about", "expires_at", "attachment"),
    }
    customer_id: str
    member_uid: str | None = None
    cause: str
    rule: str
    template: str | None = None
    purpose: Purpose
    text: str | None = None
    attachment: Attachment | None = None
    by_uid: str | None = None
    variables: dict[str, str | int | None]
    locale: str
    channel: Channel | None
    group: str | None = None
    about: str | None = None
    skipped: tuple[Skipped, ...] = ()
    tried: tuple[Channel, ...] = ()
    retired_ids: tuple[str, ...] = ()
    status: Status
    reason: str | None = None
    to: str | None = None
    body: str | None = None
    provider: str | None = None
    provider_message_id: str | None = None
    attempts: int = 0
    lease_id: str | None = None
    enqueued_count: int = 1
    batch_id: str | None = None
    expires_at: datetime | None = None
    send_at: datetime | None = None
    sent_at: datetime | None = None
    wake_at: datetime | None = None
    history: tuple[Happening, ...] = ()

    @property
    def is_to_staff(self) -> bool:
        """Also of one that has lost its member: it is no customer's."""
        return self.member_uid is not None or self.purpose == "internal"

    @property
    def subject(self) -> MessageFacts:
        """What the gate asks about."""
        return MessageFacts(
            self.id,
            self.purpose,
            self.template,
            self.tried,
            rule=self.rule,
            held_since=self._held_since,
            only=self.channel if self.text is not None or self.group is not None else None,
            group=self.group,
            among=self.among,
        )

    @property
    def _held_since(self) -> datetime | None:
        """Since when it waits for what has no known end: being held again is no new step of the history."""
        last = self.history[-1] if self.history else None
        return last.at if last is not None and last.status == "queued" and last.detail in OPEN_HOLDS else None

    def now_is(self, status: Status, at: datetime, detail: str | None = None) -> "Message":
        """The same message one step on, with the step in its history."""
        step = Happening(status=status, at=at, detail=detail, channel=self.channel)
        return self.with_changes(status=status, history=(*self.history, step))

    def ended(self, status: Status, reason: EndReason, at: datetime) -> "Message":
        """The same message at its end, with the reason; it is not woken again."""
        return self._over(status, reason, at)

    def refused(self, reason: str, at: datetime) -> "Message":
        """The same message at its end, failed with the reason of a provider, or of its own content."""
        return self._over("failed", reason, at)

    def _over(self, status: Status, reason: str, at: datetime) -> "Message":
        return self.with_changes(reason=reason, wake_at=None, send_at=None).now_is(status, at, reason)

    def planned(self, verdict: Allowed, now: datetime) -> "Message":
        """The same message on the channel and for the instant that the gate gave it, one more task asked for.

        Held again for what it was held for already is no new step: a pause of a day is one line of its story.
        """
        held_for, send_at = verdict.hold or (None, None)
        planned = self.with_changes(
            channel=verdict.channel,
            to=verdict.to,
            skipped=verdict.skipped,
            send_at=send_at,
            wake_at=(send_at or now) + SWEEP_AFTER,
        )
        step = planned.now_is("queued", now, held_for)
        if held_for is not None and self.history and self.history[-1].is_like(step.history[-1]):
            return planned
        return step
