"""A campaign's message to a customer: queued by the gate for the campaign's own time, or suppressed with the reason.

The document is the recipient's: who is held out or refused has one too, so that it can be asked to whom a campaign
went, to whom not and why.
"""

from collections.abc import Mapping
from datetime import datetime

from functions.domain.campaigns.assigning import Assigned
from functions.domain.campaigns.documents import Campaign
from functions.domain.campaigns.times import has_ended_for, send_at
from functions.domain.consent.permission import why_no_consent
from functions.domain.customers.addresses import is_phone
from functions.domain.customers.customer import Customer
from functions.domain.customers.names import spoken_name
from functions.domain.messages.composing import Composed, counted, lack_of
from functions.domain.messages.frequency_caps import over_cap
from functions.domain.messages.gate import Allowed, Blocked, DenyReason, check_message
from functions.domain.messages.outbox import BATCHED_CHANNELS, Message
from functions.domain.messages.priorities import refused_for
from functions.domain.orgs.features import CAMPAIGN_RULE, why_off
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.types import Channel

Variables = Mapping[str, str | int | None]
_BY_PHONE: tuple[Channel, ...] = ("whatsapp", "sms")


def recipient_id(campaign_id: str, customer_id: str) -> str:
    """The id of a customer's message of a campaign: two pages, two ticks and an entry all mean the same one."""
    return f"{campaign_id}:{customer_id}"


def code_of(org: Org, campaign: Campaign) -> dict[str, str | int | None]:
    """The code of the campaign's offer, as a variable of its texts; nothing where each customer has another code."""
    offer = org.offers.get(campaign.offer_id or "")
    return {"code": offer.code} if offer is not None and offer.code is not None else {}


def variables_of(org: Org, campaign: Campaign, customer: Customer) -> dict[str, str | int | None]:
    """What each of a campaign's templates is given."""
    return {
        "name": spoken_name(customer.name),
        "business": org.name,
        **campaign.variables,
        **code_of(org, campaign),
        "campaign": campaign.name,
        "offer": campaign.offer,
        "customer": customer.name,
        "tier": customer.loyalty.tier,
        "points": customer.loyalty.points,
        "orders": customer.stats.orders,
        "visits": customer.stats.visits,
    }


def campaign_message(
    org: Org, campaign: Campaign, customer: Customer, *, assigned: Assigned, now: datetime
) -> Message:
    """The message before the gate was asked. What a campaign sends is marketing, whatever its template says by now."""
    at = send_at(org, campaign, customer_id=customer.id, zone=customer.timezone, now=now)
    return Message(
        id=recipient_id(campaign.id, customer.id),
        customer_id=customer.id,
        cause=recipient_id(campaign.id, customer.id),
        rule=f"{CAMPAIGN_RULE}:{campaign.id}",
        template=assigned.template,
        purpose="marketing",
        variables=variables_of(org, campaign, customer),
        locale=customer.locale or org.settings.locale,
        channel=None,
        status="queued",
        created_at=now,
        expires_at=org.settings.retention.message_until(now),
        campaign_id=campaign.id,
        variant=assigned.variant,
        among=tuple(channel for channel in campaign.channels if channel != "call"),
        not_before=at if at > now else None,
        priority=campaign.priority,
        handoff=campaign.handoff,
    )


def compose_for_campaign(
    org: Org, campaign: Campaign, customer: Customer, *, message: Message, batch_id: str | None, now: datetime
) -> Composed:
    """The message as the gate has it at the campaign's time, and the customer with it counted."""
    at = message.not_before or now
    if (lack := lack_of(org.templates.get(message.template or ""), message)) is not None:
        return suppressed(customer, message, lack, now=now)
    if has_ended_for(org, campaign, customer.timezone, at=at):
        return suppressed(customer, message, "campaign_over", now=now)
    verdict = check_message(org, customer, message.subject, now=at)
    if isinstance(verdict, Blocked):
        denied = message.with_changes(skipped=verdict.skipped)
        reason = refused_for(org, customer, verdict.reason, priority=campaign.priority, at=at)
        return suppressed(customer, denied, reason, now=now)
    queued = message.planned(_timed(verdict, at, now), now)
    if queued.channel in BATCHED_CHANNELS:
        queued = queued.with_changes(batch_id=batch_id)
    return Composed(queued, counted(org, customer, queued, now=now))


def suppressed(customer: Customer, message: Message, reason: str, *, now: datetime) -> Composed:
    """The message at its end; its customer is as they were."""
    ended = message.with_changes(reason=reason, not_before=None)
    return Composed(ended.now_is("suppressed", now, reason), customer)


def why_no_call(org: Org, customer: Customer, message: Message, *, at: datetime) -> DenyReason | None:
    """Why a customer may not be called for a campaign: who refused marketing by their phone is not rung up instead, and
    who has had enough of it that day or week is left alone.
    """
    if (off := why_off(org, message.rule)) is not None:
        return off
    if not is_phone(customer.phone):
        return "no_address"
    if any(why_no_consent(customer, channel, "marketing") == "opted_out" for channel in _BY_PHONE):
        return "not_opted_in"
    caps, zone = org.settings.messages.caps, zone_of(org, customer.timezone)
    over = over_cap(caps, customer.marketing_touches, zone=zone, at=at, message_id=message.id)
    return "frequency_cap" if over is not None else None


def _timed(verdict: Allowed, at: datetime, now: datetime) -> Allowed:
    """Held until the campaign's time where nothing else holds it longer."""
    if verdict.hold is not None or at <= now:
        return verdict
    return Allowed(verdict.channel, verdict.to, verdict.skipped, ("send_time", at))
