"""Marketing messages that a customer got or will get, for the frequency caps, and campaigns, for their results."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from functions.domain.kernel.decisions import Value
from functions.domain.settings.types import Channel


class MarketingTouch(Value):
    """A marketing message that a customer gets, or will get, at an instant. `group`: one cause on several channels.
    `priority`: of a campaign, or of an automation that names one.
    """

    message_id: str
    channel: Channel
    at: datetime
    group: str | None = None
    priority: int | None = None


# What a customer did after a campaign's message.
Did = Literal["clicked", "replied", "opted_out", "bought"]


class Promoted(Value):
    """Goods that a campaign is about: products by id, and categories of order lines, whatever their capitals."""

    product_ids: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def has(self, product_id: str | None, category: str | None) -> bool:
        """Whether a product is one of them."""
        wanted = (category or "").casefold()
        return product_id in self.product_ids or any(each.casefold() == wanted for each in self.categories)


class CampaignTouch(Value):
    """A campaign that a customer is in: from `at`, when their message is planned, until `until` their purchases are
    among its results. `message_id`: their document of it, which one who is held out has too. `did`: what they did
    since, each word once; `channel`: by which they got it, known where they did anything. `promotes`: the goods by
    which it is judged, where it is. `offer_id`: the offer whose redemptions are its own.
    """

    message_id: str
    campaign_id: str | None = None
    at: datetime
    until: datetime
    is_held_out: bool = False
    channel: Channel | None = None
    did: tuple[Did, ...] = ()
    promotes: Promoted | None = None
    offer_id: str | None = None

    @property
    def group(self) -> str | None:
        """The campaign and the side of its comparison, as what customers bring it is counted."""
        arm = "held_out" if self.is_held_out else "treated"
        return f"{self.campaign_id}:{arm}" if self.campaign_id is not None else None


def groups_at(campaigns: Iterable[CampaignTouch], at: datetime) -> tuple[str, ...]:
    """The groups of the campaigns whose time an instant is in."""
    found = (each.group for each in campaigns if each.at <= at < each.until)
    return tuple(dict.fromkeys(filter(None, found)))


MOST_CAMPAIGNS = 10


def with_campaign(campaigns: Iterable[CampaignTouch], touch: CampaignTouch) -> tuple[CampaignTouch, ...]:
    """The last campaigns with this one, in order of time, each message's once."""
    by_message = {each.message_id: each for each in (*campaigns, touch)}
    in_order = sorted(by_message.values(), key=lambda each: (each.at, each.message_id))
    return tuple(in_order[-MOST_CAMPAIGNS:])


def with_did(
    campaigns: Iterable[CampaignTouch], message_id: str, did: Did, *, channel: Channel | None = None
) -> tuple[CampaignTouch, ...]:
    """The campaigns with what the customer did after a message of one of them, once."""
    return tuple(
        each.with_changes(did=(*each.did, did), channel=channel or each.channel)
        if each.message_id == message_id and did not in each.did
        else each
        for each in campaigns
    )


def without_did(campaigns: Iterable[CampaignTouch], message_id: str, did: Did) -> tuple[CampaignTouch, ...]:
    """The campaigns where the customer did not do it after all: an order that was cancelled."""
    return tuple(
        each.with_changes(did=tuple(word for word in each.did if word != did))
        if each.message_id == message_id
        else each
        for each in campaigns
    )
