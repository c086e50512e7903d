"""A campaign's message is claimed only while its campaign runs: it was queued before, and a member may have paused the
campaign since, or cancelled it.
"""

from datetime import datetime

from functions.domain.campaigns.documents import Campaign
from functions.domain.campaigns.times import has_ended_for
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.delivery.claims import OVER, Claim
from functions.domain.kernel.clocks import CLOCKS_APART
from functions.domain.kernel.decisions import Changes, Decision, Reading, get
from functions.domain.messages.campaign_parts import CampaignEnd
from functions.domain.messages.gate import Allowed, look_again
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org


def claim_of_campaign(
    org: Org, message_id: str, campaign: Campaign | None, *, claiming: Decision[Claim], now: datetime
) -> Decision[Claim]:
    """What `claiming` comes to, unless the campaign stops the message: one of a campaign that is paused is held and
    looked at again, as after any pause; of one that was cancelled, has ended or is gone it is suppressed.

    Bills what a claim does; a message that is stopped 1 read (none where it came with its task) and 1 write, 1 read
    more for one that has an end.
    """
    message = yield from get(Message, message_id)
    if message is None or not _is_due(message, now):
        return (yield from claiming)
    if (end := (yield from _end(org, campaign, message, now=now))) is not None:
        return Changes(put=(message.ended("suppressed", end, now),)), OVER
    if campaign is not None and campaign.status == "paused":
        held = _held(message, now)
        return Changes(put=(held,)), Claim("waiting", held)
    return (yield from claiming)


def _is_due(message: Message, now: datetime) -> bool:
    is_early = message.send_at is not None and now < message.send_at - CLOCKS_APART
    return message.status == "queued" and message.channel is not None and not is_early


def _end(
    org: Org, campaign: Campaign | None, message: Message, *, now: datetime
) -> Reading[CampaignEnd | None]:
    if campaign is None or campaign.status == "cancelled":
        return "campaign_cancelled"
    if campaign.ends_at is None:
        return None
    customer: Customer | None = yield from standing_customer(message.customer_id)
    zone = customer.timezone if customer is not None else None
    return "campaign_over" if has_ended_for(org, campaign, zone, at=now) else None


def _held(message: Message, now: datetime) -> Message:
    assert message.channel is not None, "a queued message has a channel"
    assert message.to is not None, "a queued message has an address"
    until = look_again(message.subject, at=now)
    verdict = Allowed(message.channel, message.to, message.skipped, ("campaign_paused", until))
    return message.planned(verdict, now).with_changes(enqueued_count=message.enqueued_count + 1)
