"""The outbox: a message is a document that a decision creates beside its cause, and a life that moves forward only.

queued -> sending -> sent -> delivered -> read
queued again       from sending, where it may be tried again; from sent, where another channel takes over
suppressed         from the start or at the moment of sending, where the gate says no
failed, expired, unknown
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, NotRequired, TypedDict, Unpack

from functions.domain.campaigns.documents import USUAL_PRIORITY
from functions.domain.customers.customer import Customer
from functions.domain.customers.names import spoken_name
from functions.domain.customers.touches import MarketingTouch
from functions.domain.kernel.decisions import UNKNOWN_AT, Value
from functions.domain.messages.attachments import Attachment
from functions.domain.messages.campaign_parts import CAMPAIGN_FIELDS, CampaignEnd, CampaignParts
from functions.domain.messages.frequency_caps import with_touch
from functions.domain.messages.gate import (
    OPEN_HOLDS,
    Allowed,
    DenyReason,
    MessageFacts,
    Skipped,
    check_message,
)
from functions.domain.messages.priorities import refused_for
from functions.domain.orgs.org import Org
from functions.domain.settings.templates import TemplateSettings
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


@dataclass(frozen=True)
class Composed:
    """A message, and its customer with the message counted: both go into the commit of the cause."""

    message: Message
    customer: Customer


class Given(TypedDict):
    """The fields that a cause gives its messages."""

    cause: str
    rule: str
    template: str
    variables: dict[str, str | int | None]
    now: datetime
    batch_id: NotRequired[str | None]


@dataclass(frozen=True)
class ComposedAll:
    """The messages of a cause, one for each channel that it asks for, and their customer with all of them counted."""

    messages: tuple[Message, ...]
    customer: Customer


def compose_all(
    org: Org, customer: Customer, channels: Sequence[Channel], *, id: str, **given: Unpack[Given]
) -> ComposedAll:
    """A message for each of the channels, `{id}:{channel}`; without any one message on the first that may be used."""
    if not channels:
        composed = compose(org, customer, id=id, **given)
        return ComposedAll((composed.message,), composed.customer)
    messages: list[Message] = []
    for channel in channels:
        composed = compose(org, customer, id=f"{id}:{channel}", group=id, only=channel, **given)
        customer = composed.customer
        messages.append(composed.message)
    return ComposedAll(tuple(messages), customer)


def compose(
    org: Org,
    customer: Customer,
    *,
    id: str,
    cause: str,
    rule: str,
    template: str,
    variables: dict[str, str | int | None],
    now: datetime,
    batch_id: str | None = None,
    group: str | None = None,
    only: Channel | None = None,
) -> Composed:
    """The message that a cause leaves for a customer: queued on the first channel that may be used, or suppressed.

    `batch_id`: the page that many such messages come from, kept where the channel takes many in one call. The text is
    rendered when it is sent, so that deciding needs neither the template's text nor its engine; only what the template
    says that it needs must be there by name. A template that the organisation does not have (its document
    was broken by hand) leaves a suppressed message, and its cause goes on.
    """
    settings = org.templates.get(template)
    message = Message(
        id=id,
        customer_id=customer.id,
        cause=cause,
        rule=rule,
        template=template,
        purpose=settings.purpose if settings else "marketing",
        variables={"name": spoken_name(customer.name), "business": org.name, **variables},
        locale=customer.locale or org.settings.locale,
        channel=None,
        group=group,
        status="queued",
        created_at=now,
        expires_at=org.settings.retention.message_until(now),
    )
    if (lack := lack_of(settings, message)) is not None:
        return Composed(message.with_changes(reason=lack).now_is("suppressed", now, lack), customer)
    verdict = check_message(org, customer, replace(message.subject, only=only), now=now)
    if not isinstance(verdict, Allowed):
        reason = refused_for(org, customer, verdict.reason, priority=USUAL_PRIORITY, at=now)
        denied = message.with_changes(skipped=verdict.skipped, reason=reason)
        return Composed(denied.now_is("suppressed", now), customer)
    queued = message.planned(verdict, now)
    if queued.channel in BATCHED_CHANNELS:
        queued = queued.with_changes(batch_id=batch_id)
    return Composed(queued, counted(org, customer, queued, now=now))


def lack_of(template: TemplateSettings | None, message: Message) -> str | None:
    """What a new message's template lacks to be written by, as the reason of a message that is not sent."""
    if template is None:
        return "template_missing"
    if (template.purpose == "internal") != (message.member_uid is not None):
        return "wrong_purpose"
    missing = template.missing(message.variables)
    return None if missing is None else f"missing_variable:{missing}"


def counted(org: Org, customer: Customer, message: Message, *, now: datetime) -> Customer:
    """The customer with a queued message counted on the day for which it is planned."""
    at = message.send_at or now
    contacted = customer.with_changes(last_contacted_at=max(at, customer.last_contacted_at or at))
    if message.purpose != "marketing" or message.channel is None or not org.settings.messages.caps.has_any:
        return contacted
    touch = MarketingTouch(
        message_id=message.id, channel=message.channel, at=at, group=message.group, priority=message.priority
    )
    return contacted.with_changes(marketing_touches=with_touch(customer.marketing_touches, touch, now))
