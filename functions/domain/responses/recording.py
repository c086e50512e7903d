"""What a customer did after a campaign's message: they replied, refused further ones, or followed a link.

It is kept on the message, which is the recipient's document, and on the customer's touch of the campaign, both in the
commit that takes the click, the message or the refusal in. Each counts once, however often and in whatever order these
come. A reply names no campaign: it is one to the last message of a campaign that went to the customer on its channel.
Loaded where a customer is in a campaign.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from functions.domain.customers.customer import Customer
from functions.domain.customers.touches import CampaignTouch, with_did
from functions.domain.kernel.clocks import CLOCKS_APART
from functions.domain.kernel.decisions import Reading, get
from functions.domain.messages.campaign_parts import CampaignResponse
from functions.domain.messages.outbox import EXPIRES_AFTER, Message
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel

Told = Literal["replied", "opted_out"]
MOST_ASKED = 3
# A message that was handed over is on its way, whatever its provider has said so far.
_WENT_OUT = frozenset({"sending", "unknown", "sent", "delivered", "read"})


@dataclass(frozen=True)
class Response:
    """The message and its customer after what the customer did. `is_first`: they had neither clicked nor replied."""

    message: Message
    customer: Customer
    is_first: bool = False


def response_of(
    org: Org, customer: Customer, did: Told, *, channels: Collection[Channel] | None, at: datetime
) -> Reading[Response | None]:
    """What a reply or a refusal at an instant is to: the last message of a campaign that was sent on one of the
    channels (None: any), `response_days` before at the most. None where there is none, or it is known.

    Bills nothing for who was in no campaign of late, and where the last one is known to be answered; else 1 read for
    each campaign of these days from the last one on, until one fits, 3 at the most, and 1 write.
    """
    for touch in _of_late(org, customer, at):
        is_known, is_there = (
            did in touch.did,
            touch.channel is not None and _is_among(touch.channel, channels),
        )
        if is_known and is_there:
            return None
        message = (yield from get(Message, touch.message_id)) if not is_known else None
        if message is not None and _went_out(message, channels, at):
            sent_at = message.sent_at or touch.at
            in_time = at < sent_at + timedelta(days=org.settings.campaigns.response_days)
            return responded(customer, message, did, at=at) if in_time else None
    return None


def responded(
    customer: Customer, message: Message, did: Literal["clicked", "replied", "opted_out"], *, at: datetime
) -> Response | None:
    """The message and the customer with what they did; None where that is known. Bills nothing by itself."""
    known = message.response or CampaignResponse()
    response = known.after(did, at)
    if response == known:
        return None
    campaigns = with_did(customer.campaigns, message.id, did, channel=message.channel)
    return Response(
        message.with_changes(response=response),
        customer.with_changes(campaigns=campaigns),
        is_first=response.has_responded and not known.has_responded,
    )


def _of_late(org: Org, customer: Customer, at: datetime) -> Iterator[CampaignTouch]:
    """The campaigns whose message may have been sent in time, the last one first: one that is held goes later than it
    was planned, 48 hours at the most.
    """
    within = timedelta(days=org.settings.campaigns.response_days) + EXPIRES_AFTER
    late = [each for each in customer.campaigns if not each.is_held_out and each.at <= at < each.at + within]
    yield from reversed(late[-MOST_ASKED:])


def _went_out(message: Message, channels: Collection[Channel] | None, at: datetime) -> bool:
    if message.status not in _WENT_OUT or not _is_among(message.channel, channels):
        return False
    return message.sent_at is None or message.sent_at - CLOCKS_APART <= at


def _is_among(channel: Channel | None, channels: Collection[Channel] | None) -> bool:
    return channel is not None and (channels is None or channel in channels)
