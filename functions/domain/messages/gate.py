"""The send gate: whether a message may go to a customer, on which channel and when. Every message passes it twice:
when it is queued, and again at the moment of sending.

First whether its feature is on. For each channel in turn: consent, suppression list, eligibility, WhatsApp's window,
the channel's cap. Then for the message: quiet hours and the gateway (held, then sent), the cap over all, the day's
budget, the kill switch.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from functions.domain.consent.permission import ConsentReason, why_no_consent
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import is_email, is_phone
from functions.domain.customers.suppressions import suppression_id
from functions.domain.kernel.decisions import Value
from functions.domain.messages.channel_order import channels_for
from functions.domain.messages.frequency_caps import CapReason, over_cap, over_channel_cap
from functions.domain.messages.quiet_hours import quiet_until
from functions.domain.orgs.features import why_off
from functions.domain.orgs.org import Org
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
)
HoldReason = Literal["quiet_hours", "channel_paused", "daily_budget", "sending_paused"]
DenyReason = Literal[
    "crm_off", "loyalty_off", "not_opted_in", "no_address", "frequency_cap", "no_channel_left"
]

LOOK_AGAIN_AFTER = timedelta(minutes=5)
_CONSENT_REASONS = {"not_opted_in", "opted_out"}
_CAP_REASONS = {"cap_day", "cap_week", "cap_channel_day", "cap_channel_week"}


class Skipped(Value):
    """A channel that may not be used for this customer, and why."""

    channel: Channel
    reason: SkipReason


@dataclass(frozen=True)
class MessageFacts:
    """What the gate must know of a message. `tried`: channels that did not get it through. `rule`: what caused it."""

    id: str
    purpose: Purpose
    template: str
    tried: Collection[Channel] = ()
    rule: str = ""


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


def check_message(
    org: Org, customer: Customer, subject: MessageFacts, now: datetime, *, has_budget: bool = True
) -> Allowed | Blocked:
    """Whether and how a message may go now. `has_budget`: whether the day's budget has a place left for it."""
    if (off := why_off(org, subject.rule)) is not None:
        return Blocked(off, ())
    skipped: list[Skipped] = []
    at = _planned(org, customer, subject, now)
    for channel in channels_for(org.settings, customer, subject.purpose):
        reason = why_not(org, customer, channel, subject, at)
        if reason is not None:
            skipped.append(Skipped(channel=channel, reason=reason))
            continue
        if _is_over_cap(org, customer, subject, at):
            return Blocked("frequency_cap", tuple(skipped))
        hold = _hold(org, customer, channel, subject, now, has_budget)
        return Allowed(channel, address_of(channel, customer), tuple(skipped), hold)
    return Blocked(_why_nowhere(skipped), tuple(skipped))


def why_not(
    org: Org, customer: Customer, channel: Channel, subject: MessageFacts, at: datetime
) -> SkipReason | None:
    """Why a channel may not be used at an instant, the first reason in the gate's order; None where it may."""
    if channel in subject.tried:
        return "tried"
    return (
        why_no_consent(customer, channel, subject.purpose)
        or _why_suppressed(org, customer, channel)
        or _why_no_address(customer, channel)
        or _why_no_window(org, customer, channel, subject, at)
        or _why_over_channel_cap(org, customer, channel, subject, at)
    )


def address_of(channel: Channel, customer: Customer) -> str:
    """Where a channel reaches the customer; one that was found eligible has it."""
    address = {
        "push": customer.push_tokens[-1] if customer.push_tokens else None,
        "email": customer.email,
        "whatsapp": customer.phone,
        "sms": customer.phone,
    }[channel]
    assert address is not None, f"{channel} was found usable without an address"
    return address


def zone_of(org: Org, customer: Customer) -> str:
    """The customer's time zone, the organisation's where theirs is not known or is none."""
    zone = customer.timezone or org.settings.timezone
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return org.settings.timezone
    return zone


def is_window_open(customer: Customer, channel: Channel, at: datetime) -> bool:
    """Whether the customer wrote on the channel within its window, so that free text may be answered."""
    until = customer.windows.get(channel)
    return until is not None and at < until


def needs_approved_template(org: Org, customer: Customer, channel: Channel, at: datetime) -> bool:
    """Whether WhatsApp takes nothing but an approved template now. A gateway without a window takes any text."""
    return (
        channel == "whatsapp"
        and channel not in org.windowless_channels
        and not is_window_open(customer, channel, at)
    )


def _why_suppressed(org: Org, customer: Customer, channel: Channel) -> SkipReason | None:
    address = None if channel == "push" else customer.email if channel == "email" else customer.phone
    if address is None or not customer.suppressed:
        return None
    return "suppressed" if suppression_id(org.id_key, channel, address) in customer.suppressed else None


def _why_no_address(customer: Customer, channel: Channel) -> SkipReason | None:
    if channel == "push":
        return "no_app" if not customer.has_app else None if customer.push_tokens else "no_push_token"
    if channel == "email":
        return None if is_email(customer.email) else "no_email"
    return None if is_phone(customer.phone) else "no_phone"


def _why_no_window(
    org: Org, customer: Customer, channel: Channel, subject: MessageFacts, at: datetime
) -> SkipReason | None:
    if not needs_approved_template(org, customer, channel, at):
        return None
    template = org.templates.get(subject.template)
    return None if template is not None and template.whatsapp is not None else "window_closed"


def _why_over_channel_cap(
    org: Org, customer: Customer, channel: Channel, subject: MessageFacts, at: datetime
) -> SkipReason | None:
    if subject.purpose == "transactional":
        return None
    caps, zone = org.settings.messages.caps, zone_of(org, customer)
    return over_channel_cap(
        caps, customer.marketing_touches, channel, zone=zone, at=at, message_id=subject.id
    )


def _is_over_cap(org: Org, customer: Customer, subject: MessageFacts, at: datetime) -> bool:
    if subject.purpose == "transactional":
        return False
    caps, zone = org.settings.messages.caps, zone_of(org, customer)
    return over_cap(caps, customer.marketing_touches, zone=zone, at=at, message_id=subject.id) is not None


def _planned(org: Org, customer: Customer, subject: MessageFacts, now: datetime) -> datetime:
    """When the message would go by the customer's clock: caps count for that day, and the window must be open then."""
    return _quiet_until(org, customer, subject, now) or now


def _quiet_until(org: Org, customer: Customer, subject: MessageFacts, now: datetime) -> datetime | None:
    quiet = org.settings.messages.quiet_hours
    if quiet is None or subject.purpose not in quiet.purposes:
        return None
    return quiet_until(quiet, zone_of(org, customer), now)


def _hold(
    org: Org, customer: Customer, channel: Channel, subject: MessageFacts, now: datetime, has_budget: bool
) -> tuple[HoldReason, datetime] | None:
    if org.settings.messages.is_paused:
        return "sending_paused", now + LOOK_AGAIN_AFTER
    if (quiet := _quiet_until(org, customer, subject, now)) is not None:
        return "quiet_hours", quiet
    if not has_budget:
        midnight = _next_day(org, now)
        return "daily_budget", _quiet_until(org, customer, subject, midnight) or midnight
    if channel in org.paused_channels:
        return "channel_paused", now + LOOK_AGAIN_AFTER
    return None


def _next_day(org: Org, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(org.settings.timezone))
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
