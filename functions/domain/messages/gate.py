"""The send gate: whether a message may go to a customer, on which channel and when. Every message passes it twice:
when it is queued, and again at the moment of sending. What is for staff has a gate of its own (notices.py).

First whether its feature is on. For each channel in turn: consent, suppression list, eligibility, WhatsApp's window,
the channel's cap. Then for the message: quiet hours and the gateway (held, then sent), the cap over all, the day's
budget, the kill switch.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from functions.domain.consent.permission import ConsentReason, is_window_open, why_no_consent
from functions.domain.customers.addresses import is_email, is_phone
from functions.domain.customers.customer import Customer
from functions.domain.customers.suppressions import suppression_id
from functions.domain.kernel.decisions import Value
from functions.domain.messages.approvals import TemplateReason, why_refused
from functions.domain.messages.channel_order import channels_for
from functions.domain.messages.frequency_caps import CapReason, over_cap, over_channel_cap
from functions.domain.messages.quiet_hours import quiet_until
from functions.domain.orgs.features import why_off
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.types import Channel, Purpose

SkipReason = (
    ConsentReason
    | Literal[
        "suppressed",
        "no_app",
        "no_push_token",
        "no_phone",
        "no_email",
        "window_closed",
        "tried",
    ]
    | CapReason
    | TemplateReason
)
HoldReason = Literal[
    "quiet_hours",
    "channel_paused",
    "daily_budget",
    "sending_paused",
    "awaits_answer",
    "campaign_paused",
    "send_time",
]
DenyReason = Literal[
    "crm_off",
    "loyalty_off",
    "not_opted_in",
    "no_address",
    "frequency_cap",
    "no_channel_left",
    "member_gone",
]

# What waits for a person or a gateway is looked at again after as long as it has waited, within these bounds: by 14
# looks a day.
LOOK_AGAIN_AFTER = timedelta(minutes=5)
LOOK_AGAIN_WITHIN = timedelta(hours=3)
OPEN_HOLDS: frozenset[HoldReason] = frozenset(
    {"channel_paused", "sending_paused", "awaits_answer", "campaign_paused"}
)
_CONSENT_REASONS = {"not_opted_in", "opted_out"}
_CAP_REASONS = {"cap_day", "cap_week", "cap_channel_day", "cap_channel_week"}


class Skipped(Value):
    """A channel that may not be used for this customer, and why."""

    channel: Channel
    reason: SkipReason


@dataclass(frozen=True)
class MessageFacts:
    """What the gate must know of a message. `tried`: channels that did not get it through. `rule`: what caused it.
    `held_since`: since when it waits for what has no known end. `only`: the one channel that it is for; `among`:
    those that it is for, the first one first.
    `group`: one cause on several channels.
    """

    id: str
    purpose: Purpose
    template: str | None
    tried: Collection[Channel] = ()
    rule: str = ""
    held_since: datetime | None = None
    only: Channel | None = None
    group: str | None = None
    among: tuple[Channel, ...] = ()


@dataclass(frozen=True)
class Allowed:
    """The channel and the address there; `hold` where it must wait, with the reason and the instant."""

    channel: Channel
    to: str
    skipped: tuple[Skipped, ...]
    hold: tuple[HoldReason, datetime] | None = None


@dataclass(frozen=True)
class Blocked:
    reason: DenyReason
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class GateCheck:
    """Whether a message may go to a customer at an instant; each channel is asked by itself."""

    org: Org
    customer: Customer
    message: MessageFacts
    at: datetime


def check_message(
    org: Org, customer: Customer, subject: MessageFacts, *, now: datetime, has_budget: bool = True
) -> Allowed | Blocked:
    """Whether and how a message may go now. `has_budget`: whether the day's budget has a place left for it."""
    if (off := why_off(org, subject.rule)) is not None:
        return Blocked(off, ())
    skipped: list[Skipped] = []
    question = GateCheck(org, customer, subject, now)
    planned = _planned(question)
    for channel in _channels(question):
        reason = why_not(planned, channel)
        if reason is not None:
            skipped.append(Skipped(channel=channel, reason=reason))
            continue
        if _is_over_cap(planned):
            return Blocked("frequency_cap", tuple(skipped))
        hold = _hold(question, channel, has_budget=has_budget)
        return Allowed(channel, address_of(channel, customer), tuple(skipped), hold)
    return Blocked(_why_nowhere(skipped), tuple(skipped))


def _channels(question: GateCheck) -> tuple[Channel, ...]:
    """The channels to try, first one first."""
    org, subject = question.org, question.message
    if subject.only is not None:
        return (subject.only,)
    return subject.among or tuple(channels_for(org.settings, question.customer, subject.purpose))


def why_not(question: GateCheck, channel: Channel) -> SkipReason | None:
    """Why a channel may not be used, the first reason in the gate's order; None where it may."""
    if channel in question.message.tried:
        return "tried"
    return (
        why_no_consent(question.customer, channel, question.message.purpose, at=question.at)
        or _why_suppressed(question, channel)
        or _why_no_address(question.customer, channel)
        or _why_no_window(question, channel)
        or _why_over_channel_cap(question, channel)
    )


def address_of(channel: Channel, customer: Customer) -> str:
    """Where a channel reaches the customer; one that was found eligible has it."""
    address = {
        "push": devices[-1].value if (devices := customer.push_devices) else None,
        "email": customer.email,
        "whatsapp": customer.phone,
        "sms": customer.phone,
    }[channel]
    assert address is not None, f"{channel} was found usable without an address"
    return address


def needs_approved_template(org: Org, customer: Customer, channel: Channel, *, at: datetime) -> bool:
    """Whether WhatsApp takes nothing but an approved template now. A gateway without a window takes any text."""
    return (
        channel == "whatsapp"
        and channel not in org.windowless_channels
        and not is_window_open(customer, channel, at)
    )


def _why_suppressed(question: GateCheck, channel: Channel) -> SkipReason | None:
    customer = question.customer
    address = _written_address(customer, channel)
    if address is None or not customer.suppressed:
        return None
    id = suppression_id(question.org.id_key, channel, address)
    return "suppressed" if id in customer.suppressed else None


def _written_address(customer: Customer, channel: Channel) -> str | None:
    """The phone or email that a channel writes to; a push has none."""
    if channel == "push":
        return None
    return customer.email if channel == "email" else customer.phone


def _why_no_address(customer: Customer, channel: Channel) -> SkipReason | None:
    if channel == "email":
        return None if is_email(customer.email) else "no_email"
    if channel != "push":
        return None if is_phone(customer.phone) else "no_phone"
    if not customer.has_app:
        return "no_app"
    return None if customer.push_devices else "no_push_token"


def _why_no_window(question: GateCheck, channel: Channel) -> SkipReason | None:
    if not needs_approved_template(question.org, question.customer, channel, at=question.at):
        return None
    template = question.org.templates.get(question.message.template or "")
    if template is None or template.whatsapp is None:
        return "window_closed"
    if not question.org.refused_templates:
        return None
    return why_refused(question.org, template.whatsapp, locale=question.customer.locale)


def _why_over_channel_cap(question: GateCheck, channel: Channel) -> SkipReason | None:
    if question.message.purpose != "marketing":
        return None
    return over_channel_cap(
        question.org.settings.messages.caps,
        question.customer.marketing_touches,
        channel,
        zone=zone_of(question.org, question.customer.timezone),
        at=question.at,
        message_id=question.message.id,
    )


def _is_over_cap(question: GateCheck) -> bool:
    if question.message.purpose != "marketing":
        return False
    reason = over_cap(
        question.org.settings.messages.caps,
        question.customer.marketing_touches,
        zone=zone_of(question.org, question.customer.timezone),
        at=question.at,
        message_id=question.message.id,
        group=question.message.group,
    )
    return reason is not None


def _planned(question: GateCheck) -> GateCheck:
    """The question for when the message would go by the customer's clock: caps count for that day, and the window must
    be open then.
    """
    return replace(question, at=_quiet_until(question) or question.at)


def _quiet_until(question: GateCheck) -> datetime | None:
    quiet = question.org.settings.messages.quiet_hours
    if quiet is None or question.message.purpose not in quiet.purposes:
        return None
    return quiet_until(quiet, zone_of(question.org, question.customer.timezone), question.at)


def _hold(question: GateCheck, channel: Channel, *, has_budget: bool) -> tuple[HoldReason, datetime] | None:
    org, look_again_at = question.org, look_again(question.message, at=question.at)
    if org.settings.messages.is_paused:
        return "sending_paused", look_again_at
    if (quiet := _quiet_until(question)) is not None:
        return "quiet_hours", quiet
    if question.message.purpose == "marketing" and question.customer.awaits_answer:
        return "awaits_answer", look_again_at
    if not has_budget:
        midnight = replace(question, at=_next_day(org, question.at))
        return "daily_budget", _planned(midnight).at
    if channel in org.paused_channels:
        return "channel_paused", look_again_at
    return None


def look_again(message: MessageFacts, *, at: datetime) -> datetime:
    """When to look again at a message that waits for what has no known end."""
    waited = at - (message.held_since or at)
    return at + min(max(waited, LOOK_AGAIN_AFTER), LOOK_AGAIN_WITHIN)


def _next_day(org: Org, now: datetime) -> datetime:
    local = org.local(now)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    return midnight.astimezone(UTC)


def _why_nowhere(skipped: list[Skipped]) -> DenyReason:
    """One word for a message that has no channel. Consent is named first, since it can be asked for."""
    reasons = {each.reason for each in skipped}
    if "tried" in reasons:
        return "no_channel_left"
    if reasons & _CAP_REASONS:
        return "frequency_cap"
    return "not_opted_in" if reasons & _CONSENT_REASONS else "no_address"
